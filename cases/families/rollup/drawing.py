"""The map of a family as SVG: adults above, children below, a frame round each household on aid.

Presentation attributes only (see `linkages.charts`). The drawing says nothing that the table beside
it does not say. It keeps its size and is scrolled on a narrow screen; on paper it shrinks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linkages.charts import INK, MUTED, PAPER

BOX, TALL = 148, 76
GAP, EDGE = 14, 12
HEAD, BETWEEN = 30, 64
NAME_LETTERS = 18
# As many children beside each other, at least.
ABREAST = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody on the map: name, what they are, and tags of the programs that know them."""

    key: str
    name: str
    words: str
    tags: tuple[str, ...]
    is_child: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """People drawn beside each other: a household on aid with its label, or without a label the
    rest."""

    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A parent and a child. `elsewhere`: they do not live together, as far as is known."""

    parent: str
    child: str
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class FamilyMap:
    """What the map of a family shows."""

    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _At:
    x: float
    y: float


def drawn(shown: FamilyMap, *, key: str, title: str) -> SafeString:
    """The map; `key` makes its ids unique on the page. Children who stand in no frame stand below
    all of them."""
    at: dict[str, _At] = {}
    left = EDGE
    deep = any(_children(frame) for frame in shown.frames if frame.label)
    bottom = HEAD + TALL + 2 * EDGE + (BETWEEN + TALL if deep else 0)
    frames: list[SafeString] = []
    for frame in shown.frames:
        rows = (_adults(frame), _children(frame)) if frame.label else (_adults(frame),)
        if not any(rows):
            continue
        width = _width(rows)
        _stand(rows, left, width, at)
        if frame.label:
            frames.append(_outline(frame.label, left, width, bottom))
        left += width + GAP
    outside = [each for frame in shown.frames if not frame.label for each in _children(frame)]
    right, height = _below(outside, max(left - GAP, 0), bottom, at)
    named = {figure.key: figure for frame in shown.frames for figure in frame.figures}
    body = (
        format_html_join("", "{}", ((each,) for each in frames))
        + format_html_join("", "{}", ((_line(each, at),) for each in shown.lines))
        + format_html_join("", "{}", ((_figure(named[k], at[k]),) for k in at))
    )
    return format_html(
        '<svg class="family-map" role="img" aria-labelledby="{0}-title {0}-desc"'
        ' viewBox="0 0 {1} {2}" width="{1}" height="{2}"'
        ' font-family="Public Sans, Noto Sans, sans-serif">'
        '<title id="{0}-title">{3}</title><desc id="{0}-desc">{4}</desc>{5}</svg>',
        key, round(right + EDGE), round(height + EDGE), title, described(shown), body,
    )  # fmt: skip


def described(shown: FamilyMap) -> str:
    """The map in words."""
    named = {figure.key: figure.name for frame in shown.frames for figure in frame.figures}
    said = []
    for frame in shown.frames:
        people = ", ".join(f"{each.name} ({each.words})" for each in frame.figures)
        said.append(f"{frame.label or _('In no household on aid')}: {people}.")
    for line in shown.lines:
        names = {"parent": named[line.parent], "child": named[line.child]}
        said.append(
            _("%(parent)s is a parent in the family of %(child)s, who lives elsewhere.") % names
            if line.elsewhere
            else _("%(parent)s is a parent in the family of %(child)s.") % names
        )
    return " ".join(said)


def _adults(frame: Frame) -> list[Figure]:
    return [figure for figure in frame.figures if not figure.is_child]


def _children(frame: Frame) -> list[Figure]:
    return [figure for figure in frame.figures if figure.is_child]


def _taken(figures: int) -> float:
    return figures * BOX + max(0, figures - 1) * GAP


def _width(rows: Sequence[Sequence[Figure]]) -> float:
    return max(_taken(len(row)) for row in rows) + 2 * EDGE


def _stand(rows: Sequence[Sequence[Figure]], left: float, width: float, at: dict[str, _At]) -> None:
    for place, row in enumerate(rows):
        _in_a_row(row, left, width, EDGE + HEAD + place * (TALL + BETWEEN), at)


def _in_a_row(
    row: Sequence[Figure], left: float, width: float, top: float, at: dict[str, _At]
) -> None:
    x = left + (width - _taken(len(row))) / 2
    for figure in row:
        at[figure.key] = _At(x, top)
        x += BOX + GAP


def _below(
    figures: Sequence[Figure], right: float, bottom: float, at: dict[str, _At]
) -> tuple[float, float]:
    """Children in no frame, in rows below the frames; returns how far the map goes right and
    down."""
    if not figures:
        return right, bottom
    fit = max(ABREAST, int((right - EDGE + GAP) // (BOX + GAP)))
    right = max(right, EDGE + _taken(min(fit, len(figures))))
    top = bottom + BETWEEN / 2
    for start in range(0, len(figures), fit):
        _in_a_row(figures[start : start + fit], EDGE, right - EDGE, top, at)
        top += TALL + GAP
    return right, top - GAP


def _outline(label: str, left: float, width: float, bottom: float) -> SafeString:
    return format_html(
        '<rect class="map-home" x="{}" y="{}" width="{}" height="{}" rx="10" fill="none"'
        ' stroke="{}" stroke-width="1.5"/>'
        '<text class="chart-muted" x="{}" y="{}" font-size="12" fill="{}">{}</text>',
        _px(left), EDGE / 2, _px(width), _px(bottom - EDGE), MUTED,
        _px(left + EDGE), EDGE / 2 + 19, MUTED, label,
    )  # fmt: skip


def _line(line: Line, at: dict[str, _At]) -> SafeString:
    parent, child = at[line.parent], at[line.child]
    return format_html(
        '<line class="map-line" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1.8"{}/>',
        _px(parent.x + BOX / 2), _px(parent.y + TALL), _px(child.x + BOX / 2), _px(child.y), INK,
        SafeString(' stroke-dasharray="7 5"') if line.elsewhere else "",
    )  # fmt: skip


def _figure(figure: Figure, at: _At) -> SafeString:
    name = figure.name
    if len(name) > NAME_LETTERS:
        name = name[: NAME_LETTERS - 1].rstrip() + "…"
    return format_html(
        '<g><rect class="map-figure" x="{0}" y="{1}" width="{2}" height="{3}" rx="{4}" fill="{5}"'
        ' stroke="{6}" stroke-width="1.5"/>'
        '<text class="chart-ink" data-private="" x="{7}" y="{8}" font-size="14" font-weight="600"'
        ' fill="{6}">{9}</text>'
        '<text class="chart-muted" x="{7}" y="{10}" font-size="12" fill="{11}">{12}</text>'
        '<text class="chart-ink" x="{7}" y="{13}" font-size="12" fill="{6}">{14}</text></g>',
        _px(at.x), _px(at.y), BOX, TALL, 20 if figure.is_child else 4, PAPER, INK,
        _px(at.x + 12), _px(at.y + 23), name, _px(at.y + 42), MUTED, figure.words,
        _px(at.y + 62), " · ".join(figure.tags),
    )  # fmt: skip


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

"""Charts drawn on the server as SVG: evidence for and against, one bar each.

Presentation attributes only, so that they pass a strict content security policy and print in a
PDF; `app.css` may recolor the classes for dark screens. Every chart has title, description and
unique ids, and stands beside a table with the same figures: the drawing is for those who would
rather look, never the only copy.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import floor

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linkages.templatetags.words import number

INK = "#1f3f6e"
PAPER = "#ffffff"
MUTED = "#565c65"

ROW = 26  # height of a row; the bar takes BAR of it
BAR = 14
LINE = 15  # height of a further line of words
WORDS = 270  # room for the words on the left
LETTERS = 40  # letters that fit there, in the widest of the fonts
FIGURES = 56  # room for a figure on either side
WIDTH = 720


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: words ("same birth date: strong") and its signed weight in bits."""

    words: str
    weight: float


def evidence_bars(key: str, title: str, evidence: Sequence[Evidence]) -> SafeString:
    """Draw weights as bars from a middle line: for to the right (filled), against to the left.

    `key` makes the ids unique on the page. Bars come largest first, whichever side they are on,
    and add up to the last line in the very figures shown. Side and fill say the direction; color
    repeats it.
    """
    bars, total = _adding_up(evidence)
    scale = _scale([each.weight for each in bars] + [total])
    labels = [textwrap.wrap(each.words, LETTERS) or [""] for each in bars]
    *tops, end = accumulate((ROW + LINE * (len(each) - 1) for each in labels), initial=ROW + 4)
    rows = [
        _row(lines, each.weight, top, scale)
        for lines, each, top in zip(labels, bars, tops, strict=True)
    ]
    foot = _total(total, end + 6, scale)
    height = end + ROW + 6
    body = _axis(height, scale) + format_html_join("", "{}", ((row,) for row in rows)) + foot
    return _svg(key, title, _description(bars, total), height, body)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of the table `uswds/evidence.html`: words, its bar, its figure."""

    words: str
    figure: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """Evidence as a table whose rows are their own chart: fits a phone, prints, reads aloud."""

    rows: tuple[EvidenceRow, ...]
    together: EvidenceRow


def evidence_table(evidence: Sequence[Evidence]) -> EvidenceTable:
    """The same figures in the same order as `evidence_bars`, all bars on one scale."""
    bars, total = _adding_up(evidence)
    right, left = _reach([each.weight for each in bars] + [total])
    rows = [EvidenceRow(b.words, signed(b.weight), _cell(b.weight, right, left)) for b in bars]
    together = EvidenceRow(_("Together"), signed(total), _cell(total, right, left))
    return EvidenceTable(tuple(rows), together)


def _adding_up(evidence: Sequence[Evidence]) -> tuple[list[Evidence], float]:
    """Largest first, in tenths that add up to the sum in tenths (largest remainders).

    Somebody will add the figures; rounded one by one they would sometimes be a tenth off.
    """
    bars = sorted(evidence, key=lambda each: -abs(each.weight))
    tenths = [floor(each.weight * 10) for each in bars]
    total = round(sum(each.weight for each in bars) * 10)
    places = sorted(range(len(bars)), key=lambda place: tenths[place] - bars[place].weight * 10)
    for place in places[: total - sum(tenths)]:
        tenths[place] += 1
    shown = [Evidence(each.words, tenth / 10) for each, tenth in zip(bars, tenths, strict=True)]
    return shown, total / 10


def _cell(weight: float, right: float, left: float) -> SafeString:
    """A bar that stretches with its cell. Decoration: the figure stands beside it."""
    unit = 100 / ((right + left) or 1.0)
    middle = left * unit
    length = max(abs(weight) * unit, 0.4) if weight else 0.0
    start = middle if weight > 0 else middle - length
    name, fill = ("chart-for", INK) if weight > 0 else ("chart-against", PAPER)
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false" viewBox="0 0 100 14" height="14"'
        ' preserveAspectRatio="none"><line class="chart-rule" x1="{0}" x2="{0}" y1="0" y2="14"'
        ' stroke="{1}" stroke-width="1" vector-effect="non-scaling-stroke"/><rect class="{2}"'
        ' x="{3}" y="1.5" width="{4}" height="11" fill="{5}" stroke="{6}" stroke-width="1.5"'
        ' vector-effect="non-scaling-stroke"/></svg>',
        _px(middle), MUTED, name, _px(start), _px(length), fill, INK,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """One bar of `share_bars`: its words, 0 to 100 or None for no figure, and that in words."""

    words: str
    percent: int | None
    figure: str


def share_bars(key: str, title: str, shares: Sequence[Share]) -> SafeString:
    """Draw shares of a hundred as bars in their frames, in the order given. For documents; on
    screen a table carries its bars itself (`linkages.bars.share_bar`)."""
    labels = [textwrap.wrap(each.words, LETTERS) or [""] for each in shares]
    *tops, end = accumulate((ROW + LINE * (len(each) - 1) for each in labels), initial=4.0)
    room = WIDTH - WORDS - FIGURES
    rows = [
        _label(lines, top, bold=False) + _share(each, top, room)
        for lines, each, top in zip(labels, shares, tops, strict=True)
    ]
    body = format_html_join("", "{}", ((row,) for row in rows))
    description = "; ".join(f"{each.words} {each.figure}" for each in shares)
    return _svg(key, title, description, end + 4, body)


def _share(share: Share, top: float, room: int) -> SafeString:
    return format_html(
        '<rect x="{0}" y="{1}" width="{2}" height="{3}" fill="{4}" stroke="{5}"/>'
        '<rect class="chart-for" x="{0}" y="{1}" width="{6}" height="{3}" fill="{7}"/>'
        '<text class="chart-ink" x="{8}" y="{9}" font-size="12" fill="{7}">{10}</text>',
        WORDS, _px(top), room, BAR, PAPER, MUTED, _px(room * (share.percent or 0) / 100), INK,
        WORDS + room + 6, _px(top + 12), share.figure,
    )  # fmt: skip


def signed(weight: float) -> str:
    """`+7.2`, `−3.1`, `0.0`: with a true minus sign, one decimal."""
    text = number(abs(weight), 1)
    if text in {"0.0", "0,0"}:
        return text
    return f"+{text}" if weight > 0 else f"−{text}"


@dataclass(frozen=True, slots=True)
class _Scale:
    middle: float
    unit: float  # pixels per bit


def _scale(weights: Sequence[float]) -> _Scale:
    """Share the width between both sides by their longest bars; an unused side stays narrow."""
    right, left = _reach(weights)
    room = WIDTH - WORDS - 2 * FIGURES
    unit = room / ((right + left) or 1.0)
    return _Scale(middle=WORDS + FIGURES + left * unit, unit=unit)


def _reach(weights: Sequence[float]) -> tuple[float, float]:
    """How far the longest bar goes to the right (for) and to the left (against)."""
    return max(0.0, *weights, 0.0), -min(0.0, *weights, 0.0)


def _row(lines: list[str], weight: float, top: float, scale: _Scale) -> SafeString:
    return _label(lines, top, bold=False) + _bar(weight, top, scale) + _figure(weight, top, scale)


def _total(total: float, top: float, scale: _Scale) -> SafeString:
    line = format_html(
        '<line class="chart-rule" x1="0" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-width="1"/>',
        WIDTH, top - 5, top - 5, MUTED,
    )  # fmt: skip
    label = _label([_("Together")], top, bold=True)
    return line + label + _bar(total, top, scale) + _figure(total, top, scale)


def _label(lines: list[str], top: float, *, bold: bool) -> SafeString:
    spans = format_html_join(
        "", '<tspan x="{}" y="{}">{}</tspan>',
        ((WORDS - 8, _px(top + 12 + LINE * place), line) for place, line in enumerate(lines)),
    )  # fmt: skip
    return format_html(
        '<text class="chart-ink" text-anchor="end" font-size="13" font-weight="{}" fill="{}">{}'
        "</text>",
        "600" if bold else "400", INK, spans,
    )  # fmt: skip


def _bar(weight: float, top: float, scale: _Scale) -> SafeString:
    if not weight:
        return SafeString()
    length = abs(weight) * scale.unit
    left = scale.middle if weight > 0 else scale.middle - length
    name, fill = ("chart-for", INK) if weight > 0 else ("chart-against", PAPER)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}" stroke="{}"'
        ' stroke-width="1.5"/>',
        name, _px(left), _px(top), _px(max(length, 1.0)), BAR, fill, INK,
    )  # fmt: skip


def _figure(weight: float, top: float, scale: _Scale) -> SafeString:
    side = 1 if weight >= 0 else -1
    end = scale.middle + weight * scale.unit + side * 6
    return format_html(
        '<text class="chart-ink" x="{}" y="{}" text-anchor="{}" font-size="12" fill="{}">{}</text>',
        _px(end), _px(top + 12), "start" if side > 0 else "end", INK, signed(weight),
    )  # fmt: skip


def _axis(height: float, scale: _Scale) -> SafeString:
    heads = format_html_join(
        "",
        '<text class="chart-muted" x="{}" y="14" text-anchor="{}" font-size="12" fill="{}">{}'
        "</text>",
        (
            (_px(scale.middle + 6), "start", MUTED, _("for one person") + " →"),
            (_px(scale.middle - 6), "end", MUTED, "← " + _("against")),
        ),
    )
    line = format_html(
        '<line class="chart-rule" x1="{0}" x2="{0}" y1="20" y2="{1}" stroke="{2}"'
        ' stroke-width="1"/>',
        _px(scale.middle), _px(height - 4), MUTED,
    )  # fmt: skip
    return heads + line


def _description(bars: Sequence[Evidence], total: float) -> str:
    lines = [f"{each.words} {signed(each.weight)}" for each in bars]
    return "; ".join([*lines, _("together %(total)s") % {"total": signed(total)}])


def _svg(key: str, title: str, description: str, height: float, body: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="{0}-title {0}-desc" viewBox="0 0 {1} {2}"'
        ' width="{1}" height="{2}" font-family="Public Sans, Noto Sans, sans-serif">'
        '<title id="{0}-title">{3}</title><desc id="{0}-desc">{4}</desc>{5}</svg>',
        key, WIDTH, _px(height), title, description, body,
    )  # fmt: skip


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

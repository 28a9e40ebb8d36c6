"""How far steps are, as one bar that adds up: beside the table with its figures, never alone.

Presentation attributes only, so that it passes a strict content policy and prints in a PDF. Parts
differ by fill and by stroke, not by color alone.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linkages.charts import INK, MUTED, PAPER
from workplans.models import Status
from workplans.running.standing import SHOWN, Tally

ROW, BAR, WORDS, WIDTH = 24, 13, 250, 640
FILLS = {
    Status.DONE: (INK, INK),
    Status.IN_PROGRESS: ("#9db3d1", INK),
    Status.BLOCKED: ("#b4540a", "#b4540a"),
    Status.NOT_STARTED: (PAPER, MUTED),
}
LETTERS = 38


def progress_bars(key: str, title: str, rows: Sequence[tuple[str, Tally]]) -> SafeString:
    """A bar for each row, all of one scale: done, in progress, blocked, not started."""
    most = max((tally.steps for _words, tally in rows), default=0) or 1
    unit = (WIDTH - WORDS - 75) / most
    drawn = [
        _row(words, tally, 26 + place * ROW, unit) for place, (words, tally) in enumerate(rows)
    ]
    height = 30 + len(rows) * ROW
    told = "; ".join(f"{words}: {_told(tally)}" for words, tally in rows)
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="{0}-title" viewBox="0 0 {3} {4}"'
        ' width="{3}" height="{4}" font-family="Public Sans, Noto Sans, sans-serif">'
        '<title id="{0}-title">{1}. {2}</title>{5}{6}</svg>',
        key, title, told, WIDTH, height, _legend(), _joined(drawn),
    )  # fmt: skip


def small_bar(words: str, tally: Tally) -> SafeString:
    """One bar that fills its cell, for the line of a table that has the figures."""
    unit = 100 / (tally.steps or 1)
    return format_html(
        '<svg class="bar" role="img" viewBox="0 0 100 10" height="9" width="120"'
        ' preserveAspectRatio="none"><title>{}: {}</title>{}</svg>',
        words, _told(tally), _parts(tally, 0.0, 1.0, 8, unit),
    )  # fmt: skip


def _parts(tally: Tally, left: float, top: float, height: int, unit: float) -> SafeString:
    parts = []
    for status in SHOWN:
        width = tally.counts[status] * unit
        if width:
            fill, line = FILLS[status]
            parts.append(
                format_html(
                    '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>',
                    f"{left:.1f}",
                    top,
                    f"{width:.1f}",
                    height,
                    fill,
                    line,
                )
            )
        left += width
    return _joined(parts)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _told(tally: Tally) -> str:
    return ", ".join(f"{Status(status).label} {tally.counts[status]}" for status in SHOWN)


def _legend() -> SafeString:
    left, parts = 0.0, []
    for status in SHOWN:
        fill, line = FILLS[status]
        label = str(Status(status).label)
        parts.append(
            format_html(
                '<rect x="{}" y="3" width="12" height="10" fill="{}" stroke="{}"/><text x="{}"'
                ' y="13" font-size="11" fill="{}">{}</text>',
                left,
                fill,
                line,
                left + 17,
                INK,
                label,
            )
        )
        left += 32 + 6.5 * len(label)
    return _joined(parts)


def _row(words: str, tally: Tally, top: float, unit: float) -> SafeString:
    short = words if len(words) <= LETTERS else f"{words[: LETTERS - 1]}…"
    right = WORDS + tally.steps * unit
    told = _("%(done)s of %(steps)s") % {"done": tally.done, "steps": tally.steps}
    return format_html(
        '<text class="chart-ink" x="{}" y="{}" text-anchor="end" font-size="12" fill="{}">{}</text>'
        '{}<text class="chart-ink" x="{}" y="{}" font-size="11" fill="{}">{}</text>',
        WORDS - 8, top + 15, INK, short,
        _parts(tally, float(WORDS), top + 4, BAR, unit),
        f"{right + 5:.1f}", top + 15, INK, told,
    )  # fmt: skip

"""A share of a hundred as a bar that stretches with its cell: decoration beside its figure.

Like the charts, presentation attributes only. The bar is hidden from screen readers: whoever
draws one writes the figure next to it, so that a table with bars reads aloud and prints.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from linkages.charts import INK, MUTED, PAPER


def share_bar(percent: int | None, *, before: int | None = None) -> SafeString:
    """A bar of 0 to 100 in its frame; with `before` a stroke where it stood the last time.
    None draws an empty frame with a broken line: there is no figure."""
    marks = SafeString()
    if before is not None:
        marks = format_html(
            '<line class="chart-rule" x1="{0}" x2="{0}" y1="0" y2="14" stroke="{1}"'
            ' stroke-width="3" vector-effect="non-scaling-stroke"/>',
            before, MUTED,
        )  # fmt: skip
    fill = SafeString()
    if percent:
        fill = format_html(
            '<rect class="chart-for" x="0" y="2" width="{}" height="10" fill="{}"/>', percent, INK
        )
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false" viewBox="0 0 100 14" height="14"'
        ' preserveAspectRatio="none"><rect class="chart-frame-line" x="0" y="2" width="100"'
        ' height="10" fill="{}" stroke="{}" stroke-width="1"{} vector-effect="non-scaling-stroke"/>'
        "{}{}</svg>",
        PAPER, MUTED, SafeString(' stroke-dasharray="4 4"') if percent is None else "", fill, marks,
    )  # fmt: skip

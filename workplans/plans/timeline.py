"""Twelve months of a plan as one drawing: a bar for each objective, filled as far as it is done.

The same figures stand in a table below it; the drawing names itself and what it shows.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linkages.calendar import months_after
from workplans.models import Status
from workplans.plans.tree import ObjectiveLine, Outline

WIDTH, LEFT, TOP, LINE = 960, 56, 28, 26
MONTHS = 12
# A month's name that begins this close to the right edge ends there instead.
EDGE = 72


@dataclass(frozen=True, slots=True)
class Span:
    """An objective in time. Without a day at either end it has no bar."""

    objective: ObjectiveLine
    starts_on: date | None
    due_on: date | None
    done: int
    steps: int


def spans(tree: Outline) -> list[Span]:
    """Every objective with its first and last day, and how many of its steps are done."""
    found = []
    for objective in tree.objectives:
        steps = [step for step in objective.steps if step.status != Status.DROPPED]
        starts = [step.starts_on or step.due_on for step in steps if step.starts_on or step.due_on]
        done = sum(step.status == Status.DONE for step in steps)
        first = min((day for day in starts if day), default=None)
        found.append(Span(objective, first, objective.due_on, done, len(steps)))
    return found


def drawn(tree: Outline, listed: list[Span], today: date) -> SafeString:
    """The drawing. `today` is a line where it falls into the twelve months."""
    drawing = _Drawing(tree.starts_on, listed)
    bars = format_html_join("", "{}", ((drawing.bar(place),) for place in range(len(listed))))
    return format_html(
        '<svg class="chart plan-time" role="img" aria-labelledby="timeline-title timeline-about"'
        ' viewBox="0 0 {0} {1}" width="{0}" height="{1}"><title id="timeline-title">{2}</title>'
        '<desc id="timeline-about">{3}</desc>{4}{5}{6}</svg>',
        WIDTH,
        drawing.height,
        _("Timeline of the plan"),
        _("A bar for each objective, by its number, filled as far as its steps are done."),
        drawing.months(),
        bars,
        drawing.today(today),
    )


class _Drawing:
    """Days to places on the drawing."""

    def __init__(self, starts_on: date, listed: list[Span]) -> None:
        self.listed = listed
        firsts = [each.starts_on for each in listed if each.starts_on]
        lasts = [each.due_on for each in listed if each.due_on]
        self.first = min([starts_on, *firsts])
        self.last = max([months_after(starts_on, MONTHS), *lasts])
        self.height = TOP + LINE * len(listed) + 8

    def x(self, day: date) -> int:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return LEFT + round(share * (WIDTH - LEFT - 8))

    def months(self) -> SafeString:
        """A rule at the first of every third month, with its name."""
        day, rules = self.first.replace(day=1), []
        while day <= self.last:
            if day >= self.first:
                place = self.x(day)
                anchor = "end" if place > WIDTH - EDGE else "start"
                rules.append((place, self.height, date_format(day, "M Y"), anchor))
            day = months_after(day, 3)
        return format_html_join(
            "",
            '<line class="chart-rule" x1="{0}" x2="{0}" y1="20" y2="{1}" stroke-width="1"/>'
            '<text class="chart-muted" x="{0}" y="14" font-size="13" text-anchor="{3}">{2}</text>',
            rules,
        )

    def bar(self, place: int) -> SafeString:
        span, y = self.listed[place], TOP + LINE * place
        number = format_html(
            '<text class="chart-ink" x="4" y="{}" font-size="14">{}</text>',
            y + 15,
            span.objective.number,
        )
        if span.starts_on is None or span.due_on is None:
            return number
        left, right = self.x(span.starts_on), self.x(span.due_on)
        width = max(right - left, 4)
        filled = round(width * span.done / span.steps) if span.steps else 0
        return format_html(
            '{}<rect class="chart-against" x="{}" y="{}" width="{}" height="16"'
            ' stroke-width="1.5"/>'
            '<rect class="chart-for" x="{}" y="{}" width="{}" height="16"/>',
            number, left, y + 3, width, left, y + 3, filled,
        )  # fmt: skip

    def today(self, day: date) -> SafeString:
        if not self.first <= day <= self.last:
            return SafeString("")
        return format_html(
            '<line class="chart-today" x1="{0}" x2="{0}" y1="20" y2="{1}" stroke="currentColor"'
            ' stroke-width="2" stroke-dasharray="6 4"/>',
            self.x(day),
            self.height,
        )

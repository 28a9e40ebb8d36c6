"""What a county may set about running its plan: how soon one is told, and how often one meets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

MEETING_DAYS = "workplans.meeting_days"
AGENDA_POINTS = "workplans.agenda_points"
REMIND_DAYS = "workplans.remind_days"
AGAIN_DAYS = "workplans.overdue_again_days"
ESCALATE_DAYS = "workplans.escalate_days"
REPORT_MONTHS = "workplans.report_months"
_SOURCE = "Domain reference, planning 3.3, 13"


def _number(name: str, default: int, label: Any, text: Any, most: int, least: int = 1) -> Parameter:
    return Parameter(
        name, int, default, label, text, _SOURCE, Mark.OURS, minimum=least, maximum=most
    )


PARAMETERS = [
    _number(
        MEETING_DAYS,
        30,
        _("Days until the next meeting where none is planned"),
        _("An agenda names the steps that are due before it."),
        120,
    ),
    _number(
        AGENDA_POINTS,
        15,
        _("Points of one kind on an agenda"),
        _("Where there are more, such as overdue steps, the agenda says so and leads to them."),
        100,
    ),
    _number(
        REMIND_DAYS,
        7,
        _("Days before a step is due on which its leads are reminded"),
        _("By one mail a day at the most, whatever is due. Zero: on the day itself."),
        60,
        0,
    ),
    _number(
        AGAIN_DAYS,
        7,
        _("Days after which leads hear of an overdue step again"),
        _("Until it is done, dropped or has another day."),
        60,
    ),
    _number(
        ESCALATE_DAYS,
        10,
        _("Business days overdue after which both co-chairs hear of a step"),
        _("Once for each due day."),
        60,
        0,
    ),
    _number(
        REPORT_MONTHS,
        3,
        _("Months between reports"),
        _("What the quarterly report looks back on, and how often sponsors get their page."),
        12,
    ),
]

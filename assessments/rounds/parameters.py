"""What a county may set about its assessments."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from linkages.parameters import Mark, Parameter

SMALLEST_SIDE = "assessments.smallest_side"
RECOMMENDED_SIDE = "assessments.recommended_side"
ANSWER_WEEKS = "assessments.answer_weeks"
REMINDER_DAYS = "assessments.reminder_days"
MOST_REMINDERS = "assessments.most_reminders"
WIDE_GAP = "assessments.wide_gap"

METHOD = "Proposed instruments, version 1 (inferred)"

PARAMETERS = [
    Parameter(
        SMALLEST_SIDE,
        int,
        3,
        _("Fewest answers of a side that are shown as a median"),
        _(
            "A side with fewer stays hidden, and so does whatever would tell it by subtraction. "
            "Never fewer than three, whatever is set here."
        ),
        METHOD,
        Mark.LOW,
        minimum=3,
        maximum=20,
    ),
    Parameter(
        RECOMMENDED_SIDE,
        int,
        3,
        _("People of each program who should be asked"),
        _("Advice while people are invited; it stops nobody."),
        METHOD,
        Mark.LOW,
        minimum=1,
        maximum=20,
    ),
    Parameter(
        ANSWER_WEEKS,
        int,
        2,
        _("Weeks that people have to answer an assessment"),
        _("Proposed when an assessment begins; whoever begins it may choose another day."),
        "",
        Mark.OURS,
        minimum=1,
        maximum=12,
    ),
    Parameter(
        REMINDER_DAYS,
        str,
        "5,1",
        _("Days before answers are due on which people are reminded"),
        _(
            "Only whoever has not handed in, on business days, in one mail a day for all "
            "assessments together."
        ),
        "",
        Mark.OURS,
        choices=tuple(
            (str(days), ngettext_lazy("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in (0, 1, 2, 3, 5, 7, 10, 14)
        ),
        several=True,
    ),
    Parameter(
        MOST_REMINDERS,
        int,
        2,
        _("Most reminders for one assessment"),
        _("Those nearest to the day on which answers are due are kept. Zero: none."),
        "",
        Mark.OURS,
        minimum=0,
        maximum=5,
    ),
    Parameter(
        WIDE_GAP,
        float,
        2.0,
        _("From which difference of the two sides’ medians the team is asked to talk about it"),
        _("In points of the scale. It changes no score."),
        METHOD,
        Mark.LOW,
        minimum=0.5,
        maximum=4,
    ),
]

"""What a county may set about telling both sides of a family."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter
from linkages.programs import Program

ANSWER_DAYS = "families.answer_days"
CONTACT_DAYS = "families.contact_days"
ESCALATE_DAYS = "families.escalate_days"
HANDED_ON_DAYS = "families.handed_on_days"
UNDO_SECONDS = "families.undo_seconds"
DIGEST_HOUR = "families.digest_hour"
MAILS_A_DAY = "families.mails_a_day"
TEAM = "families.linkages_team"
RECEIVER = {
    Program.CWS: "families.told_cws",
    Program.CALWORKS: "families.told_calworks",
}


class Receiver(models.TextChoices):
    """Who of a program is asked to answer for a family."""

    WORKER = "worker", _("The worker whom the extract names")
    SUPERVISOR = "supervisor", _("The supervisor of the worker’s unit")
    LIAISON = "liaison", _("The liaison")
    TEAM = "team", _("The Linkages team")


_FALLS_BACK = _(
    "Where there is nobody like that, or none who may see the family: the supervisor of the unit, "
    "then the liaison, then the coordinator."
)


def _receiver(program: Program, label: Any) -> Parameter:
    return Parameter(
        RECEIVER[program],
        str,
        Receiver.WORKER.value,
        label,
        _FALLS_BACK,
        "Santa Clara, LA, Humboldt: county practice differs (domain reference, 1.1)",
        Mark.PRACTICE,
        choices=tuple(Receiver.choices),
    )


def _days(name: str, default: int, label: Any, text: Any, source: str) -> Parameter:
    return Parameter(name, int, default, label, text, source, Mark.LOW, minimum=0, maximum=20)


PARAMETERS = [
    _receiver(Program.CWS, _("Who answers on the side of CWS")),
    _receiver(Program.CALWORKS, _("Who answers on the side of CalWORKs")),
    Parameter(
        TEAM,
        str,
        "",
        _("Name of the Linkages team"),
        _("As it stands in the list of teams. Needed where the Linkages team answers."),
        "",
        Mark.OURS,
    ),
    _days(
        ANSWER_DAYS,
        1,
        _("Business days to accept or decline a family"),
        _("Counted from the day on which a side is told. Zero: the same day."),
        "Product default O2",
    ),
    _days(
        CONTACT_DAYS,
        3,
        _("Business days to the first contact between the two workers"),
        _("Counted from the day on which both sides have accepted."),
        "Product default O3",
    ),
    _days(
        ESCALATE_DAYS,
        1,
        _("Business days from the supervisor to the coordinator"),
        _(
            "A supervisor hears of a family on the business day after its due day, the "
            "coordinator so many business days later."
        ),
        "",
    ),
    Parameter(
        HANDED_ON_DAYS,
        int,
        365,
        _("Days for which a family handed on stays with its new worker"),
        _("Extracts name workers. Until they name the new one, this access holds at most so long."),
        "",
        Mark.OURS,
        minimum=1,
        maximum=730,
    ),
    Parameter(
        UNDO_SECONDS,
        int,
        30,
        _("Seconds in which giving families to another worker can be undone"),
        _("No mail about it leaves before that."),
        "",
        Mark.OURS,
        minimum=10,
        maximum=300,
    ),
    Parameter(
        DIGEST_HOUR,
        int,
        15,
        _("Hour of the daily mail"),
        _(
            "In the afternoon, so that what is found in the morning is told on the same day. "
            "Everybody may choose another hour."
        ),
        "",
        Mark.OURS,
        minimum=0,
        maximum=23,
    ),
    Parameter(
        MAILS_A_DAY,
        int,
        5,
        _("Mails a day to somebody who wants each at once"),
        _("What comes on top waits for the daily mail."),
        "",
        Mark.OURS,
        minimum=0,
        maximum=50,
    ),
]

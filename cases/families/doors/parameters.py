"""How long an event counts, and how soon the other side acts on it."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

COUNTS_DAYS = "families.event_counts_days"
TASK_DAYS = "families.event_task_days"

PARAMETERS = [
    Parameter(
        name=COUNTS_DAYS,
        kind=int,
        default=90,
        label=_("Days for which an event that staff entered counts for the order of families"),
        help=_("By then an extract has said the same, or it is over."),
        source="Linkages practice",
        mark=Mark.OURS,
        minimum=1,
        maximum=365,
    ),
    Parameter(
        name=TASK_DAYS,
        kind=int,
        default=1,
        label=_("Business days in which the other side looks at an event"),
        help=_("A task for the responsible worker, where the event may be known to them."),
        source="Linkages practice",
        mark=Mark.LOW,
        minimum=0,
        maximum=30,
    ),
]

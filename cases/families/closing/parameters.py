"""How long both sides know before joint work ends, and who confirms it."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

NOTICE_DAYS = "families.closing_notice_days"
RELIED_ON_DAYS = "families.closing_relied_on_days"
SECOND_PERSON = "families.closing_second_person"
HOLD_DAYS = "families.hold_days"

PARAMETERS = [
    Parameter(
        name=NOTICE_DAYS,
        kind=int,
        default=10,
        label=_("Days of hand-off before joint work with a family ends"),
        help=_("Both workers are told so many days before, if it can be done."),
        source="Protocol FM/CalWORKs, step 10; FR/CalWORKs, step 11",
        mark=Mark.MEDIUM,
        minimum=0,
        maximum=90,
    ),
    Parameter(
        name=RELIED_ON_DAYS,
        kind=int,
        default=30,
        label=_("Days of hand-off where CWS closes and CalWORKs relies on the case"),
        help=_("For hours that count or child care that a CWS activity gives reason for."),
        source="Conflict 17 of the joint planning guide",
        mark=Mark.MEDIUM,
        minimum=0,
        maximum=120,
    ),
    Parameter(
        name=SECOND_PERSON,
        kind=bool,
        default=True,
        label=_("A supervisor or the coordinator confirms that joint work ends"),
        help=_("Off: the worker who proposes it also confirms it."),
        source="Practice of counties",
        mark=Mark.OURS,
    ),
    Parameter(
        name=HOLD_DAYS,
        kind=int,
        default=60,
        label=_("Longest pause of joint work, in days"),
        help=_("A longer one is put on again, with its reason."),
        source="Practice of counties",
        mark=Mark.OURS,
        minimum=1,
        maximum=365,
    ),
]

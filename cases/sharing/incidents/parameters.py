"""The clocks of an incident. Agreements and laws differ and change, so every one of them is the
county's to set, from a day on; a clock warns and never stops anybody."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

FIRST_REPORT = "sharing.incident_first_report_days"
UPDATE = "sharing.incident_update_days"
NOTICE = "sharing.incident_notice_days"
CLOSE = "sharing.incident_close_days"
# Where the state's agreement with counties says how soon it is told.
AGREEMENT = "CDSS–county Privacy and Security Agreement"

PARAMETERS = [
    Parameter(
        name=FIRST_REPORT,
        kind=int,
        default=1,
        label=_("Days from discovery until an incident is reported"),
        help=_("Data of the Social Security Administration: at once. See your signed agreement."),
        source=AGREEMENT,
        mark=Mark.MEDIUM,
        minimum=0,
        maximum=60,
    ),
    Parameter(
        name=UPDATE,
        kind=int,
        default=3,
        label=_("Days from discovery until a second report brings it up to date"),
        help=_("72 hours in the agreement that was read."),
        source=AGREEMENT,
        mark=Mark.MEDIUM,
        minimum=0,
        maximum=60,
    ),
    Parameter(
        name=NOTICE,
        kind=int,
        default=30,
        label=_("Days from discovery until the people concerned are told"),
        help=_("The law says without unreasonable delay; your counsel says how many days."),
        source="Civ. Code 1798.29",
        mark=Mark.LOW,
        minimum=0,
        maximum=180,
    ),
    Parameter(
        name=CLOSE,
        kind=int,
        default=14,
        label=_("Days from discovery until the record of an incident is closed"),
        help=_("Ten working days for the full report in the agreement that was read."),
        source=AGREEMENT,
        mark=Mark.MEDIUM,
        minimum=1,
        maximum=365,
    ),
]

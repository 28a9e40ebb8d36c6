"""How long a sponsor's commitment stands before it is confirmed again."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

CONFIRM_MONTHS = "assessments.confirm_months"
CONFIRM_NOTICE = "assessments.confirm_notice_days"

PARAMETERS = [
    Parameter(
        name=CONFIRM_MONTHS,
        kind=int,
        default=12,
        label=_("Months after which a sponsor confirms a commitment again"),
        help=_("Leaders change. A commitment for each plan year keeps the next one asked."),
        source="Linkages practice",
        mark=Mark.OURS,
        minimum=1,
        maximum=36,
    ),
    Parameter(
        name=CONFIRM_NOTICE,
        kind=int,
        default=30,
        label=_("Days ahead from which a sponsor is reminded to confirm"),
        help=_("On the page of today, and by one mail."),
        source="Linkages practice",
        mark=Mark.OURS,
        minimum=0,
        maximum=180,
    ),
]

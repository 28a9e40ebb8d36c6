"""What a county may set about its work with mutual families."""

from django.utils.translation import gettext_lazy as _

from cases.families.models import Priority
from cases.families.models.populations import Population
from linkages.parameters import Mark, Parameter

TARGET_POPULATIONS = "families.target_populations"
PRIORITY_ORDER = "families.priority_order"
ABSENCE_MONTH = "families.absence_month"
NOTICE_DAYS = "families.noncompliance_days"
TREATMENT = "families.treatment_activities"
TEEN_AGE = "families.teen_parent_age"
LIFT_HOMELESS = "families.lift_homeless"
LIFT_INFANT = "families.lift_infant"
LIFT_STABLE = "families.lift_stable"

ABSENCE_MODES = [
    ("full_calendar_month", _("The rest of the month of removal, and the next full month")),
    ("anniversary", _("Until the same day of the next month")),
    ("30_days", _("Thirty days")),
]
_LIFT = _("Above zero a family comes earlier among those of its rank, below zero later.")

PARAMETERS = [
    Parameter(
        TARGET_POPULATIONS,
        str,
        "FM, FR",
        _("Target populations"),
        _(
            "Only families in one of these are released to workers. The others are counted. "
            "Whoever sees that a family was released can tell that it is in one of them."
        ),
        "Santa Clara DEBS Common-Place handbook ch. 12; San Bernardino, CFPIC convening (FM)",
        Mark.HIGH,
        choices=tuple((code, label) for code, label in Population.choices),
        several=True,
    ),
    Parameter(
        PRIORITY_ORDER,
        str,
        ", ".join(Priority.values),
        _("Order of ranks"),
        _(
            "0 children removed and the decision about aid open, 1 sanctioned, 2 noncompliance, "
            "3A treatment only, 3B education or work, 4 all others. First comes first; a rank "
            "that is not named comes after those that are."
        ),
        "San Bernardino, CFPIC convening (1 to 3B); 0 and 4 are ours",
        Mark.HIGH,
    ),
    Parameter(
        ABSENCE_MONTH,
        str,
        "full_calendar_month",
        _("How a removed child’s month of absence is counted"),
        _("Until its last day the decision about aid is open, and the family comes first."),
        "ACL 25-05; LA DPSS 82-812",
        Mark.MEDIUM,
        choices=tuple(ABSENCE_MODES),
    ),
    Parameter(
        NOTICE_DAYS,
        int,
        20,
        _("Days after notice NA 840"),
        _("Day 1 is the day after the notice was issued."),
        "MPP 42-721; Santa Clara CWES handbook ch. 36",
        Mark.HIGH,
        minimum=1,
        maximum=60,
    ),
    Parameter(
        TREATMENT,
        str,
        "mental health, behavioral health, counseling, substance, treatment, recovery",
        _("Words by which a treatment activity is known"),
        _("An activity with one of these words counts as treatment, any other as work."),
        "",
        Mark.OURS,
    ),
    Parameter(
        TEEN_AGE,
        int,
        19,
        _("A parent below this age is a teen parent"),
        _("Who is at once a child in one case and a parent in another is one at any age."),
        "Cal-Learn, W&IC 11331.5",
        Mark.MEDIUM,
        minimum=18,
        maximum=21,
    ),
    Parameter(
        LIFT_HOMELESS,
        int,
        1,
        _("Homelessness among families of one rank"),
        _LIFT,
        "",
        Mark.OURS,
        minimum=-5,
        maximum=5,
    ),
    Parameter(
        LIFT_INFANT,
        int,
        1,
        _("A child under one year among families of one rank"),
        _LIFT,
        "",
        Mark.OURS,
        minimum=-5,
        maximum=5,
    ),
    Parameter(
        LIFT_STABLE,
        int,
        -1,
        _("Exempt and stable among families of one rank"),
        _LIFT,
        "",
        Mark.OURS,
        minimum=-5,
        maximum=5,
    ),
]

"""Where the advice on a plan begins. It never stops anybody, and a county may want it otherwise."""

from django.utils.translation import gettext_lazy as _

from linkages.parameters import Mark, Parameter

PLANNING_DAYS = "workplans.planning_step_days"
OBJECTIVES = "workplans.most_objectives"
STEPS_A_LEAD = "workplans.most_open_steps_a_lead"
CENTRAL = "CFPIC, Implementation Lessons Learned"

PARAMETERS = [
    Parameter(
        name=PLANNING_DAYS,
        kind=int,
        default=90,
        label=_("Days after which a planning step is long"),
        help=_("Aggressive deadlines keep planning from never ending."),
        source=CENTRAL,
        mark=Mark.OURS,
        minimum=14,
        maximum=365,
    ),
    Parameter(
        name=OBJECTIVES,
        kind=int,
        default=15,
        label=_("Objectives from which on a plan is advised to do less"),
        help=_("The sample plan of 2005 had about twelve, one for each topic area."),
        source="Sample Plan 2005",
        mark=Mark.OURS,
        minimum=3,
        maximum=100,
    ),
    Parameter(
        name=STEPS_A_LEAD,
        kind=int,
        default=12,
        label=_("Open steps that one person leads before the plan asks whether it is too much"),
        help=_("Steps that are done or dropped do not count."),
        source="",
        mark=Mark.OURS,
        minimum=3,
        maximum=100,
    ),
]

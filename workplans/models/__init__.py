"""Work plans: catalogue, plans, objectives, meetings."""

from workplans.models.editions import CatalogueEdition
from workplans.models.meetings import (
    Action,
    AgendaPoint,
    Attendance,
    Meeting,
    PlanImport,
    TeamDecision,
)
from workplans.models.objectives import (
    Objective,
    PlanLink,
    PlanSuggestion,
    PlanUpdate,
    Product,
    Status,
    Step,
    StepNeed,
)
from workplans.models.plans import (
    Neighbor,
    PlanApproval,
    PlanContact,
    PlanEdition,
    PlanTopic,
    WorkPlan,
)

__all__ = [
    "Action",
    "AgendaPoint",
    "Attendance",
    "CatalogueEdition",
    "Meeting",
    "Neighbor",
    "Objective",
    "PlanApproval",
    "PlanContact",
    "PlanEdition",
    "PlanImport",
    "PlanLink",
    "PlanSuggestion",
    "PlanTopic",
    "PlanUpdate",
    "Product",
    "Status",
    "Step",
    "StepNeed",
    "TeamDecision",
    "WorkPlan",
]

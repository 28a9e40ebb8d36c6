"""Everything one can do to a work plan. Each act holds the plan until its transaction ends."""

from workplans.plans.approving import amend, approve, close, return_, submit, take_back
from workplans.plans.beginning import Beginning, begin
from workplans.plans.discarding import discard
from workplans.plans.heading import Header, choose_topics, link, set_header, unlink
from workplans.plans.holding import NotAllowed, locked
from workplans.plans.reporting import set_objective_status, set_status, undo_status
from workplans.plans.restarting import Taking, restart
from workplans.plans.writing import (
    ObjectiveFields,
    ProductFields,
    StepFields,
    add_objective,
    add_product,
    add_step,
    change_objective,
    change_product,
    change_step,
    move,
    remove,
)

__all__ = [
    "Beginning",
    "Header",
    "NotAllowed",
    "ObjectiveFields",
    "ProductFields",
    "StepFields",
    "Taking",
    "add_objective",
    "add_product",
    "add_step",
    "amend",
    "approve",
    "begin",
    "change_objective",
    "change_product",
    "change_step",
    "choose_topics",
    "close",
    "discard",
    "link",
    "locked",
    "move",
    "remove",
    "restart",
    "return_",
    "set_header",
    "set_objective_status",
    "set_status",
    "submit",
    "take_back",
    "undo_status",
    "unlink",
]

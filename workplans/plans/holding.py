"""Taking a plan, or a part of it, in hand: locked, still open to writing, still what one saw."""

import uuid
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from counties.models import User
from counties.permissions import Permission, may
from linkages import audit, carrying
from linkages.audit import AuditEvent
from linkages.forms import Stale
from linkages.templatetags.words import moment
from workplans.models import Objective, Product, Step, WorkPlan
from workplans.plans.scope import OPEN_TO_WRITING, plans_visible_to

Key = uuid.UUID
Part = TypeVar("Part", WorkPlan, Objective, Product, Step)
PURPOSE = "plan_edit"
# How long back somebody's page may be older than what another one wrote.
RECENT = timedelta(days=31)


class NotAllowed(carrying.NotAllowed):
    """The state of the plan forbids the act. str(error) is the sentence for the screen."""


def locked(user: Any, plan_id: Key) -> WorkPlan:
    """The plan, held until the transaction ends, so that acts on it follow one another."""
    held: WorkPlan = plans_visible_to(user).select_for_update(of=("self",)).get(pk=plan_id)
    return held


def to_write(user: Any, plan_id: Key) -> WorkPlan:
    """The plan, held to change what it says. PermissionDenied, or NotAllowed by its state."""
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    plan = locked(user, plan_id)
    if plan.state in OPEN_TO_WRITING:
        return plan
    raise NotAllowed(WHY_NOT[plan.state]())


WHY_NOT = {
    WorkPlan.State.SUBMITTED: lambda: _(
        "The plan waits for its sponsors. It can be changed when they have answered."
    ),
    WorkPlan.State.ACTIVE: lambda: _(
        "The plan is in force. Amend it, with a reason, to change what it says."
    ),
    WorkPlan.State.CLOSED: lambda: _("The plan is closed. Nothing in it changes any more."),
}


def unchanged(part: Part, version: int | None, now: str = "") -> None:
    """Raise Stale where somebody changed `part` after the page with `version` was shown; say who
    and what it reads now. None: whoever calls holds it already."""
    if version is None or part.version == version:
        return
    told = _who_was_first(part.pk)
    if now:
        reads = _("It reads now: “%(now)s”.") % {"now": now}
        told = f"{told} {reads}"
    raise Stale(told)


def _who_was_first(key: Key) -> str:
    events = AuditEvent.objects.filter(
        subjects__contains=[key], purpose=PURPOSE, at__gte=timezone.now() - RECENT
    )
    last = events.order_by("-at").first()
    name = User.objects.filter(pk=last.user_id).first() if last and last.user_id else None
    if last is None or name is None:
        return _("Somebody changed this in the meantime. What you typed is still here.")
    told = {"name": name, "moment": moment(last.at)}
    return _("%(name)s changed this, %(moment)s. What you typed is still here.") % told


def changed(plan: WorkPlan, *parts: Any) -> None:
    """Note for the account that the plan was written in, and which parts of it."""
    audit.note({plan.pk, *(part.pk for part in parts)}, purpose=PURPOSE)


def save(part: Any, *names: str) -> None:
    """Save some columns as the next version."""
    part.version += 1
    part.save(update_fields=[*names, "version"])

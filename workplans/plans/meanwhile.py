"""What changed since a plan was last worked by, for somebody who has never seen it."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.models import Commitment, Round
from counties.permissions import Permission, may
from linkages.calendar import today
from workplans.catalogue import choosing
from workplans.models import CatalogueEdition, PlanEdition, PlanUpdate, WorkPlan
from workplans.plans import staff
from workplans.plans.tree import Located, Outline


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Since `since`: the day on which both sponsors approved a plan last, else its first."""

    since: date
    approved: bool
    # (name, numbers of open steps) of leads who work here no more.
    left: tuple[tuple[str, tuple[str, ...]], ...]
    # Contacts of the header who are not among the staff by their e-mail.
    contacts: tuple[str, ...]
    done: tuple[Located, ...]
    last_word: PlanUpdate | None
    rounds: tuple[Round, ...]
    commitments: tuple[Commitment, ...]
    catalogue: CatalogueEdition | None


def meanwhile(user: Any, plan: WorkPlan, tree: Outline) -> Meanwhile:
    """Everything that is different now."""
    approved = PlanEdition.objects.filter(plan=plan, approved_at__isnull=False).first()
    since = approved.approved_at.date() if approved and approved.approved_at else plan.starts_on
    updates = PlanUpdate.objects.filter(plan=plan).select_related("by")
    rounds = Round.objects.none()
    if may(user, Permission.VIEW_ASSESSMENTS):
        rounds = Round.objects.visible_to(user).filter(
            state=Round.State.CLOSED, closed_at__date__gte=since
        )
    newest = choosing.published().filter(published_at__date__gte=since).last()
    return Meanwhile(
        since=since,
        approved=approved is not None,
        left=left(user, tree),
        contacts=_strangers(user, tree),
        done=tuple(
            each
            for each in tree.located
            if each.step.status == "done" and each.step.status_on and each.step.status_on >= since
        ),
        last_word=updates.first(),
        rounds=tuple(rounds),
        commitments=tuple(_expired(user)),
        catalogue=newest,
    )


def gone_leads(user: Any, tree: Outline) -> dict[str, str]:
    """Names by id of those who lead open steps, or go along, and work here no more."""
    named = {
        who.key: who.words
        for step in tree.steps
        if step.is_open
        for who in (step.lead, step.co_lead)
        if who.key
    }
    gone = staff.gone(user, {uuid.UUID(key) for key in named})
    return {key: words for key, words in named.items() if uuid.UUID(key) in gone}


def left(user: Any, tree: Outline) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name, numbers of open steps) of those who lead them and work here no more, by name."""
    gone = gone_leads(user, tree)
    open_ = [step for step in tree.steps if step.is_open]
    return tuple(
        (
            gone[key],
            tuple(step.number for step in open_ if key in (step.lead.key, step.co_lead.key)),
        )
        for key in sorted(gone, key=lambda each: gone[each])
    )


def _strangers(user: Any, tree: Outline) -> tuple[str, ...]:
    here = {person.user.email for person in staff.leads(user).values()}
    return tuple(each.name for each in tree.contacts if each.email not in here)


def _expired(user: Any) -> list[Commitment]:
    rows = Commitment.objects.visible_to(user).select_related("user")
    gone = [each for each in rows if each.withdrawn_on or each.confirm_by < today()]
    standing = {each.program for each in rows if each not in gone}
    return [each for each in gone if each.program not in standing]

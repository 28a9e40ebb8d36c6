"""Beginning a plan: its header as far as the county's staff say it, its first topic areas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.models import Round
from counties.models import Membership, Office
from counties.permissions import Permission, Role, may
from linkages.bilingual import said
from linkages.calendar import today
from linkages.programs import Program
from workplans.catalogue import choosing
from workplans.catalogue.reading import Catalogue
from workplans.models import PlanContact, PlanTopic, WorkPlan
from workplans.plans.holding import changed

# If coordinated case planning is not written down, it does not happen: ticked in a launch plan.
FIRST_TOPIC = "T07"
OTHER = "other"
SIDES = (Program.CALWORKS, Program.CWS)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What must be known of a plan before there is one."""

    name: str
    kind: str
    starts_on: date
    site: Office | None = None
    round: Round | None = None
    restarts: WorkPlan | None = None


@transaction.atomic
def begin(user: Any, what: Beginning) -> WorkPlan:
    """A draft with both contacts from the staff's list; for a launch, T07 is ticked."""
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    plan = WorkPlan.objects.create(
        county_id=user.working_in.county_id,
        name=what.name,
        kind=what.kind,
        starts_on=what.starts_on,
        dated=today(),
        site=what.site,
        round=what.round,
        restarts=what.restarts,
        created_by=user,
    )
    PlanContact.objects.bulk_create(_contacts(plan))
    if what.kind == WorkPlan.Kind.LAUNCH:
        tick(plan, [FIRST_TOPIC], choosing.current())
    changed(plan)
    return plan


def _contacts(plan: WorkPlan) -> list[PlanContact]:
    """One for each program: its co-chair, else the coordinator."""
    rows = Membership.objects.in_force_on(today()).filter(
        county=plan.county_id, role__in=[Role.COCHAIR, Role.COORDINATOR]
    )
    listed = list(rows.select_related("user").order_by("role", "since", "pk"))
    contacts = []
    for side in SIDES:
        own = [each for each in listed if each.program == side and each.role == Role.COCHAIR]
        both = [each for each in listed if each.role == Role.COORDINATOR]
        for found in (own or both)[:1]:
            contacts.append(
                PlanContact(
                    county_id=plan.county_id,
                    plan=plan,
                    program=side,
                    name=str(found.user),
                    phone=found.user.phone,
                    email=found.user.email,
                )
            )
    return contacts


def tick(plan: WorkPlan, codes: Iterable[str], catalogue: Catalogue) -> list[PlanTopic]:
    """Topic areas of the catalogue into a plan, in the reader's language and its order."""
    places = {code: place for place, code in enumerate(catalogue.topics)}
    return PlanTopic.objects.bulk_create(
        PlanTopic(
            county_id=plan.county_id,
            plan=plan,
            code=code,
            title=said(catalogue.topics[code].title),
            category=category_words(catalogue, code),
            order=places[code],
        )
        for code in codes
    )


def category_words(catalogue: Catalogue, code: str) -> str:
    """The heading under which a topic area stands; nothing for extensions and own ones."""
    found = catalogue.category_of.get(code)
    return said(found.title) if found else ""

"""Taking in a plan that was read from a file: it becomes a draft, and nothing of it is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from counties.models import Office
from counties.permissions import Permission, may
from linkages import audit
from workplans.catalogue import choosing
from workplans.models import (
    Objective,
    PlanContact,
    PlanImport,
    PlanLink,
    PlanTopic,
    PlanUpdate,
    Product,
    Step,
    StepNeed,
    WorkPlan,
)
from workplans.plans import acts
from workplans.plans.holding import PURPOSE, Key, NotAllowed, unchanged
from workplans.plans.staff import leads
from workplans.running import paper
from workplans.running.importing import Kept, Known, Reading, read_file, read_written
from workplans.running.importing.limits import pieces

State = PlanImport.State
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Taking:
    """What one decides before a plan is taken in; `topics`: unknown title to a code."""

    name: str
    kind: str
    starts_on: date
    topics: Mapping[str, str]


def reading_of(row: PlanImport) -> Reading:
    """What was read, as it is kept."""
    return read_written(row.content, row.problems)


@transaction.atomic
def keep(user: Any, content: bytes, language: str) -> PlanImport:
    """Read a file and keep what was read, to be looked at first. Raises Unreadable."""
    _may(user)
    found = read_file(content, Known(choosing.current()), language)
    row = PlanImport.objects.create(
        county_id=user.working_in.county_id,
        content=found.written(),
        problems=[each.written() for each in found.problems],
        by=user,
    )
    audit.note({row.pk}, purpose=PURPOSE)
    return row


def _may(user: Any) -> None:
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)


def _locked(user: Any, key: Key, version: int | None) -> PlanImport:
    _may(user)
    row = PlanImport.objects.visible_to(user).select_for_update(of=("self",)).get(pk=key)
    unchanged(row, version)  # type: ignore[type-var]
    if row.state != State.READ:
        raise NotAllowed(_("This file has been taken in or dropped already."))
    audit.note({row.pk}, purpose=PURPOSE)
    return row


@transaction.atomic
def drop(user: Any, key: Key, *, version: int | None) -> None:
    """It does not become a plan. That it was read stays on record, its words do not."""
    row = _locked(user, key, version)
    row.state, row.content, row.problems = State.DROPPED, {}, []
    row.version += 1
    row.save(update_fields=["state", "content", "problems", "version"])


@transaction.atomic
def take(user: Any, key: Key, what: Taking, *, version: int | None) -> WorkPlan:
    """A draft with everything that was read."""
    row = _locked(user, key, version)
    found = reading_of(row)
    site = Office.objects.visible_to(user).filter(name__iexact=found.plan.site).first()
    plan = acts.begin(user, acts.Beginning(what.name, what.kind, what.starts_on, site=site))
    _Writing(user, plan, what.topics).write(found)
    row.state, row.plan = State.TAKEN, plan
    row.version += 1
    row.save(update_fields=["state", "plan", "version"])
    return plan


class _Writing:
    """Writes a paper into a fresh draft, in as many queries for one step as for four hundred."""

    def __init__(self, user: Any, plan: WorkPlan, topics: Mapping[str, str]) -> None:
        self.user = user
        self.plan = plan
        self.county = plan.county_id
        self.mapped = topics
        self.people: dict[str, Any] = {}
        for person in leads(user).values():
            for known_as in (person.name, person.user.email):
                self.people.setdefault(known_as.casefold(), person.user)
        self.objectives: dict[int, Objective] = {}
        self.steps: dict[str, Step] = {}

    def write(self, found: Reading) -> None:
        self._header(found.plan)
        self._topics(found.plan)
        self._links(found.plan)
        self._remarks(found)

    def _header(self, given: paper.Paper) -> None:
        plan = self.plan
        plan.dated = given.dated or plan.dated
        plan.goal, plan.starter = given.goal, given.starter
        plan.populations = list(given.populations)
        plan.save(update_fields=["dated", "goal", "starter", "populations"])
        if given.contacts:
            PlanContact.objects.filter(plan=plan).delete()
            PlanContact.objects.bulk_create(
                PlanContact(
                    county_id=self.county, plan=plan, program=each.program, name=each.name,
                    phone=each.phone, email=each.email,
                )
                for each in given.contacts
            )  # fmt: skip

    def _topics(self, given: paper.Paper) -> None:
        # A launch ticks one of its own; the file says what is ticked.
        PlanTopic.objects.filter(plan=self.plan).delete()
        titles = choosing.current().topics
        rows: dict[tuple[str, str], PlanTopic] = {}
        under: list[tuple[PlanTopic, paper.Topic]] = []
        for order, topic in enumerate(given.topics):
            code = topic.code or self.mapped.get(topic.title, OTHER)
            key = (code, "" if code in titles else topic.title)
            if key not in rows:
                rows[key] = PlanTopic(
                    county_id=self.county, plan=self.plan, code=code, title=topic.title,
                    category=topic.category, order=order,
                )  # fmt: skip
            under.append((rows[key], topic))
        PlanTopic.objects.bulk_create(rows.values())
        for row, topic in under:
            for objective in topic.objectives:
                self._objective(row, objective)
        self._save_all(given)

    def _objective(self, topic: PlanTopic, given: paper.Objective) -> None:
        self.objectives[given.number] = Objective(
            county_id=self.county, plan=self.plan, topic=topic, number=given.number,
            statement=given.statement, serves_goal=given.serves_goal, code=given.code,
            capacity=given.capacity, set_status=given.set_status,
            set_status_note=given.set_status_note, origin={"file": True},
        )  # fmt: skip

    def _save_all(self, given: paper.Paper) -> None:
        Objective.objects.bulk_create(self.objectives.values())
        products: list[Product] = []
        for each in given.objectives:
            objective = self.objectives[each.number]
            for order, product in enumerate(each.products, start=1):
                row = Product(
                    county_id=self.county, objective=objective, order=order, title=product.title,
                    owner=product.owner, state=product.state, link=product.link,
                    shared=product.shared,
                )  # fmt: skip
                products.append(row)
                self._steps(objective, row, product.steps)
            self._steps(objective, None, each.steps)
        Product.objects.bulk_create(products)
        Step.objects.bulk_create(self.steps.values())
        StepNeed.objects.bulk_create(
            StepNeed(county_id=self.county, step=self.steps[step.number], needs=self.steps[need])
            for step in given.steps
            for need in step.needs
        )

    def _steps(
        self, objective: Objective, product: Product | None, given: tuple[paper.Step, ...]
    ) -> None:
        for order, step in enumerate(given, start=1):
            self.steps[step.number] = Step(
                county_id=self.county, objective=objective, product=product, order=order,
                text=step.text, lead_program=step.lead_program,
                co_lead_program=step.co_lead_program, resources=step.resources,
                starts_on=step.starts_on, due_on=step.due_on, status=step.status,
                status_reason=step.reason, comment=step.comment, help_title=step.help_title,
                help_link=step.help_link, sees=self.objectives.get(step.sees or 0),
                **self._who("lead", step.lead), **self._who("co_lead", step.co_lead),
            )  # fmt: skip

    def _who(self, name: str, words: str) -> dict[str, Any]:
        """A member of the staff by name or address; anybody else stays in the file's words."""
        user = self.people.get(words.casefold())
        return {name: user, f"{name}_words": "" if user else words}

    def _links(self, given: paper.Paper) -> None:
        PlanLink.objects.bulk_create(
            PlanLink(
                county_id=self.county, plan=self.plan, neighbor=each.neighbor, title=each.title,
                link=each.link, objective=self.objectives.get(each.objective or 0),
            )
            for each in given.links
        )  # fmt: skip

    def _remarks(self, found: Reading) -> None:
        PlanUpdate.objects.bulk_create(
            update for each in found.kept for update in self._remark(each)
        )

    def _remark(self, kept: Kept) -> list[PlanUpdate]:
        step = self.steps.get(kept.about)
        objective = self.objectives.get(int(kept.about)) if kept.about.isdecimal() else None
        where = f"{kept.place}: {kept.text}" if kept.place else kept.text
        told = _("From the file, %(words)s") % {"words": where}
        return [
            PlanUpdate(
                county_id=self.county, plan=self.plan, step=step, objective=objective,
                text=piece, by=self.user, before=step.status if step else "",
                after=step.status if step else "",
            )
            for piece in pieces(told)
        ]  # fmt: skip


def strangers(user: Any, found: Reading) -> list[str]:
    """Leads whom the list of staff does not know, by name, each once."""
    known = {
        word.casefold() for each in leads(user).values() for word in (each.name, each.user.email)
    }
    named = [who for step in found.plan.steps for who in (step.lead, step.co_lead) if who]
    return [who for who in dict.fromkeys(named) if who.casefold() not in known]


def unknown_topics(found: Reading) -> list[str]:
    """Titles that no topic area of the catalogue has."""
    return list(dict.fromkeys(each.title for each in found.plan.topics if each.code == ""))


def waiting(user: Any) -> list[PlanImport]:
    """Files read and neither taken in nor dropped, latest first."""
    rows = PlanImport.objects.visible_to(user).filter(state=State.READ)
    return list(rows.select_related("by").defer("content", "problems"))

"""A random world, changed step by step in the database and in the model alike."""

import random
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from cases.people import linking
from cases.people.models import Link, Person, ProgramRecord, RecordVersion
from cases.sharing.decision import CEILING
from cases.sharing.models import (
    Assignment,
    Consent,
    LegalBasis,
    Narrowing,
    Roster,
    RosterSubject,
    Seat,
    StaffRelation,
)
from cases.sharing.reading import Purpose, gather
from cases.sharing.scope import people_visible_to
from counties.middleware import memberships_of
from counties.models import Membership, Team, TeamMember, Unit, User
from linkages import audit, once
from linkages.calendar import today
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import make_record
from tests.sharing.history.model import ALL, CALWORKS, CWS, Model, Staffer

HANDLES = (
    "cws.worker",
    "cws.worker2",
    "cws.supervisor",
    "calworks.worker",
    "calworks.worker2",
    "calworks.supervisor",
    "coordinator",
    "restricted",
    "both",
)
BLOCKS = (["C1", "C2", "C3", "C4", "C5", "C6", "C12"], ["C8"], ["C9"], ["C10"], ["C11"])
FOREVER = date(2999, 1, 1)


class History:
    """One random world, changed step by step in the database and in the model alike."""

    def __init__(self, staff: dict[str, User], chance: random.Random, clock: Any) -> None:
        self.chance, self.clock, self.model = chance, clock, Model()
        self.compared = 0
        self.by = staff["coordinator@alder.example"].pk
        both = User.objects.create_user("both@alder.example", name="Kim Both")
        Membership.objects.create(
            county_id="alder",
            user=both,
            role="worker",
            program="joint",
            worker_id="BW1",
            since=TODAY - timedelta(days=9),
        )
        for handle in HANDLES:
            user = User.objects.get(email=f"{handle}@alder.example")
            row = Membership.objects.select_related("unit").get(user=user, county="alder")
            unit = row.unit.code if row.unit else ""
            self.model.staff[handle] = Staffer(user, row.program, row.role, row.worker_id, unit)
        self.units = {unit.code: unit for unit in Unit.objects.filter(county="alder")}
        self.team = Team.objects.create(county_id="alder", name="Linkages team")
        self.records = [make_record("alder", side) for side in (CWS, CALWORKS) for _ in range(4)]
        for record in self.records:
            self.model.side[record.pk] = record.program
            born = TODAY - timedelta(days=365 * 18 + chance.randrange(0, 900))
            self.state(record, born=born)
            self.model.born[record.pk] = born
            self.report(record, only=False)
        self.steps: list[Callable[[], None]] = [
            getattr(self, name) for name in dir(type(self)) if name.startswith("step_")
        ]

    def state(self, record: ProgramRecord, **columns: Any) -> None:
        RecordVersion.objects.filter(record=record).update(**columns)

    def report(self, record: ProgramRecord, *, only: bool) -> None:
        facts = {c: {"token": f"ZQ{c}"} for c in ALL if not (only and c == "C5")}
        self.state(record, facts=facts)
        reports = self.model.reports
        (reports.add if only else reports.discard)(record.pk)

    def any_record(self, side: str = "") -> ProgramRecord:
        return self.chance.choice([r for r in self.records if side in ("", r.program)])

    def anyone(self) -> Staffer:
        return self.model.staff[self.chance.choice(HANDLES)]

    # --- who is one person
    def step_link(self) -> None:
        linking.link(self.any_record(CWS), self.any_record(CALWORKS), by=None)

    def step_link_again(self) -> None:
        self.step_link()

    def step_cut(self) -> None:
        held = sorted(Link.objects.filter(cut_at=None), key=lambda link: str(link.pk))
        if held:
            linking.cut(self.chance.choice(held), by=self.by, reason="Not the same")

    # --- assignment
    def assign(self, record: ProgramRecord) -> None:
        kind = self.chance.choice(["worker", "worker", "worker", "unit", "team", "sits"])
        codes = [c for c, unit in self.units.items() if unit.program == record.program]
        workers = [s.worker for s in self.model.staff.values() if s.worker]
        unit = self.chance.choice(codes) if kind in ("unit", "sits") and codes else ""
        worker = self.chance.choice(workers) if kind in ("worker", "sits") or not codes else ""
        team = self.team if kind == "team" else None
        row = Assignment(
            county_id="alder",
            record=record,
            program=record.program,
            since=today(),
            worker_id="" if team else worker,
            unit=self.units.get(unit),
            team=team,
        )
        same = Assignment.objects.filter(
            record=record, worker_id=row.worker_id, team=team, until=None
        )
        if same.exists():
            return
        row.save()
        self.model.assigned.append(
            {
                "id": row.pk,
                "record": record.pk,
                "worker": row.worker_id,
                "unit": unit,
                "team": team.pk if team else None,
                "since": today(),
                "until": FOREVER,
            }
        )

    def step_assign(self) -> None:
        self.assign(self.any_record())

    def step_assign_more(self) -> None:
        self.assign(self.any_record())

    def end_one(self) -> ProgramRecord | None:
        held = [row for row in self.model.assigned if row["until"] == FOREVER]
        if not held:
            return None
        row = self.chance.choice(held)
        row["until"] = today() - timedelta(days=self.chance.choice([0, 1]))
        found = Assignment.objects.get(pk=row["id"])
        found.until = row["until"]
        found.save(update_fields=["until"])
        return found.record

    def step_end_assignment(self) -> None:
        self.end_one()

    def step_transfer(self) -> None:
        record = self.end_one()
        if record:
            self.assign(record)

    def step_move_unit(self) -> None:
        who = self.model.staff["cws.worker2"]
        who.unit = "" if who.unit else "CWS1"
        member = Membership.objects.get(user=who.user, county="alder")
        member.unit = self.units.get(who.unit)
        member.save()

    def step_team(self) -> None:
        who, members = self.anyone(), self.model.teams.setdefault(self.team.pk, set())
        if who.user.pk in members:
            members.discard(who.user.pk)
            rows = TeamMember.objects.filter(user=who.user, until=None)
            rows.update(until=today() - timedelta(days=1))
        elif not TeamMember.objects.filter(user=who.user, since=today()).exists():
            members.add(who.user.pk)
            TeamMember.objects.create(
                county_id="alder", team=self.team, user=who.user, since=today()
            )

    def step_deactivate(self) -> None:
        who = self.anyone()
        who.active = not who.active
        who.user.is_active = who.active
        who.user.save()

    # --- restriction
    def step_seal(self) -> None:
        record, column = self.any_record(), self.chance.choice(["restriction", "shield"])
        flag = self.chance.choice("NNSR")
        ProgramRecord.objects.filter(pk=record.pk).update(**{column: flag})
        flags = self.model.closed.setdefault(record.pk, set())
        (flags.discard if flag == "N" else flags.add)(column)

    def exception(self, codename: str, held: set[tuple[Any, Any]]) -> None:
        who, record = self.anyone(), self.any_record()
        key = (who.user.pk, record.pk)
        (remove_perm if key in held else assign_perm)(f"people.{codename}", who.user, record)
        held ^= {key}

    def step_name(self) -> None:
        self.exception("read_restricted", self.model.named)

    def step_read_along(self) -> None:
        self.exception("read_as_extra", self.model.extra)

    def step_relate(self) -> None:
        who, record = self.anyone(), self.any_record()
        key = (who.user.pk, record.pk)
        if key in self.model.related:
            row = self.model.related.pop(key)
            row.until = today() - timedelta(days=1)
            row.save(update_fields=["until"])
        else:
            self.model.related[key] = StaffRelation.objects.create(
                county_id="alder",
                user=who.user,
                record=record,
                relation="relative",
                since=today(),
                recorded_by=self.by,
            )

    def step_forgive(self) -> None:
        """Ties end more often than they begin, or soon nobody would see anybody."""
        for key in list(self.model.related)[:2]:
            row = self.model.related.pop(key)
            row.until = today() - timedelta(days=1)
            row.save(update_fields=["until"])

    def step_unseal(self) -> None:
        for record in self.records:
            if self.chance.random() < 0.5:
                ProgramRecord.objects.filter(pk=record.pk).update(restriction="N", shield="N")
                self.model.closed.pop(record.pk, None)

    # --- releases and narrowing
    def step_grant(self) -> None:
        owner = self.chance.choice([CWS, CALWORKS])
        block = self.chance.choice(BLOCKS)
        categories = self.chance.sample(block, self.chance.randint(1, len(block)))
        self.grant(self.any_record(), owner, categories)

    def grant(self, record: ProgramRecord, owner: str, categories: list[str]) -> None:
        to = CALWORKS if owner == CWS else CWS
        by_self = categories[0] in ("C10", "C11") or self.chance.random() < 0.5
        since = today() + timedelta(days=self.chance.choice([0, 0, 0, 1, 5]))
        until = since + timedelta(days=self.chance.choice([0, 3, 30, 365]))
        named = self.chance.sample([s.user.pk for s in self.model.staff.values()], 3)
        row = Consent.objects.create(
            county_id="alder",
            record=record,
            owner=owner,
            recipient=to,
            categories=categories,
            named=named,
            signer="self" if by_self else "parent",
            form="paper",
            signed_on=today(),
            received_on=today(),
            since=since,
            until=until,
        )
        self.model.releases.append(
            {
                "id": row.pk,
                "record": record.pk,
                "owner": owner,
                "to": to,
                "since": since,
                "until": until,
                "categories": categories,
                "by_self": by_self,
                "named": named,
                "revoked": None,
            }
        )

    def step_release_report(self) -> None:
        """Somebody of whom CWS has a report alone releases it to a worker of the other side, and
        may take it back, or come of age."""
        linked = [r for r in self.records if r.pk in self.model.person and r.program == CALWORKS]
        if not linked:
            return
        chosen = self.chance.choice(linked)
        person = self.model.person[chosen.pk]
        for record in self.records:
            if self.model.person.get(record.pk) == person and record.program == CWS:
                self.report(record, only=True)
        self.grant(chosen, CWS, ["C6"])
        self.assign(chosen)
        ending = self.chance.choice(["stays", "revoked", "grown"])
        if ending == "revoked":
            self.revoke(self.model.releases[-1])
        if ending == "grown":
            self.born(chosen, today())

    def step_grant_more(self) -> None:
        self.step_grant()

    def step_revoke(self) -> None:
        held = [r for r in self.model.releases if not r["revoked"] and r["until"] >= today()]
        if held:
            self.revoke(self.chance.choice(held))

    def revoke(self, made: dict[str, Any]) -> None:
        made["revoked"] = here()
        row = Consent.objects.get(pk=made["id"])
        row.revoked_at, row.revoked_by = timezone.now(), self.by
        row.save(update_fields=["revoked_at", "revoked_by"])

    def step_narrow(self) -> None:
        record = self.any_record()
        if record.pk in self.model.narrowed:
            Narrowing.objects.filter(record=record, until=None).update(
                until=today() - timedelta(days=1)
            )
        else:
            Narrowing.objects.create(
                county_id="alder",
                record=record,
                reason="Asked for",
                since=today(),
                made_by=self.by,
            )
        self.model.narrowed ^= {record.pk}

    # --- statutes
    def step_statute(self) -> None:
        audience = self.chance.choice([a for a in CEILING if a != "index"])
        owner, category = self.chance.choice(sorted(CEILING[audience]))
        key = (str(owner), category, audience)
        columns = {"owner": owner, "category": category, "audience": audience}
        if key in self.model.grounds:
            LegalBasis.objects.filter(**columns, until=None).update(
                until=today() - timedelta(days=1)
            )
        elif LegalBasis.objects.filter(**columns, since=today()).exists():
            return
        else:
            LegalBasis.objects.create(county_id="alder", code="10850", since=today(), **columns)
        self.model.grounds ^= {key}

    def step_statute_on(self) -> None:
        """Identity, which opens a team's doors, is on more often than not."""
        for audience in ("mdt", "cft", "er_team"):
            key = (CWS, "C1", audience)
            columns = {"owner": CWS, "category": "C1", "audience": audience}
            if key in self.model.grounds or LegalBasis.objects.filter(**columns, since=today()):
                continue
            LegalBasis.objects.create(county_id="alder", code="830", since=today(), **columns)
            self.model.grounds.add(key)

    # --- teams and windows
    def step_open_roster(self) -> None:
        kind, record = self.chance.choice(list(Roster.Kind.values)), self.any_record()
        until = today() + timedelta(days=30) if kind == "er_team" else None
        signed = today() + timedelta(days=self.chance.choice([0, 0, 4])) if kind == "cft" else None
        row = Roster.objects.create(
            county_id="alder",
            kind=kind,
            title="A team",
            relevance="Prevention",
            since=today(),
            until=until,
            authorized_on=signed,
            made_by=self.by,
        )
        RosterSubject.objects.create(county_id="alder", roster=row, record=record)
        self.model.rosters.append(
            {
                "id": row.pk,
                "kind": kind,
                "record": record.pk,
                "since": today(),
                "until": until or FOREVER,
                "signed": signed or FOREVER,
                "seats": [],
            }
        )
        for _each in range(3):
            self.seat(self.model.rosters[-1])

    def seat(self, roster: dict[str, Any]) -> None:
        who = self.anyone()
        if any(user == who.user.pk and until == FOREVER for user, _s, until in roster["seats"]):
            return
        Seat.objects.create(county_id="alder", roster_id=roster["id"], user=who.user, since=today())
        roster["seats"].append((who.user.pk, today(), FOREVER))

    def step_seat(self) -> None:
        if self.model.rosters:
            self.seat(self.chance.choice(self.model.rosters[-6:]))

    def step_unseat(self) -> None:
        for roster in self.model.rosters[-6:]:
            held = [seat for seat in roster["seats"] if seat[2] == FOREVER]
            if held and self.chance.random() < 0.3:
                user, since, _until = self.chance.choice(held)
                last = today() - timedelta(days=1)
                if last < since:
                    continue
                Seat.objects.filter(roster=roster["id"], user=user, until=None).update(until=last)
                roster["seats"].remove((user, since, FOREVER))
                roster["seats"].append((user, since, last))

    def step_window(self) -> None:
        """A window closes early, or stays open for good cause."""
        held = [r for r in self.model.rosters if r["kind"] == "er_team" and r["until"] >= today()]
        if held:
            roster = self.chance.choice(held)
            moved = today() + timedelta(days=self.chance.choice([0, 1, 20]))
            roster["until"] = max(moved, roster["since"])
            Roster.objects.filter(pk=roster["id"]).update(until=roster["until"])

    # --- facts and time
    def step_report(self) -> None:
        self.report(self.any_record(CWS), only=self.chance.random() < 0.4)

    def step_days(self) -> None:
        self.clock.shift(timedelta(days=self.chance.choice([1, 1, 2, 7, 30])))

    def step_birthday(self) -> None:
        """Somebody comes of age tomorrow, or today."""
        self.born(self.any_record(), today() + timedelta(days=self.chance.choice([0, 1])))

    def born(self, record: ProgramRecord, of_age_on: date) -> None:
        born = date(of_age_on.year - 18, of_age_on.month, min(of_age_on.day, 28))
        self.state(record, born=born)
        self.model.born[record.pk] = born

    def step(self) -> None:
        with rls(county="alder"), audit.trail("alder", None, "test"):
            self.chance.choice(self.steps)()
            self.model.person = dict(
                ProgramRecord.objects.exclude(person=None).values_list("pk", "person")
            )

    def told(self, people: set[Any], expected: dict[Any, Any]) -> list[Any]:
        """What the model knows about them, for whoever reads a failure."""
        model = self.model
        return [
            {
                "expected": expected[person],
                "records": [(r, model.side[r], r in model.reports) for r in records],
                "closed": [model.closed.get(r) for r in records],
                "rosters": [r for r in model.rosters if r["record"] in records],
                "releases": [r for r in model.releases if r["record"] in records],
                "assigned": [r for r in model.assigned if r["record"] in records],
                "grounds": model.grounds,
            }
            for person in people
            for records in [[r for r, p in model.person.items() if p == person]]
        ]

    def compare(self) -> int:
        """Through one watcher's eyes; how many categories were open."""
        who = self.anyone()
        user = User.objects.get(pk=who.user.pk)
        held = memberships_of(user)
        user.working_in = held[0] if held else None
        opened = 0
        self.compared += 1
        # Every other time as a page does, which keeps a caseload in mind.
        page = once.reading() if self.compared % 2 else nullcontext()
        with rls(county="alder", user=user.pk), audit.trail("alder", user.pk, "test"), page:
            people = list(Person.objects.filter(county="alder"))
            expected = {p.pk: self.model.sees(who, p.pk, here()) for p in people}
            there = {pk for pk, seen in expected.items() if seen is not None}
            listed = set(people_visible_to(user).values_list("pk", flat=True))
            assert listed == there, (who, self.told(listed ^ there, expected))
            found = gather(user, Purpose.CASEWORK, people).people
            assert {person.person for person in found} == there, who
            for person in found:
                shown = {(str(r.program), c) for r in person.records for c, _basis in r.opened}
                sides = {str(r.program) for r in person.records}
                right = {(o, c) for o, c in expected[person.person] or () if o in sides}
                assert shown == right, (who, sorted(shown ^ right))
                opened += len(shown)
        return opened


def here() -> datetime:
    """This moment on the county's clock."""
    return timezone.now().astimezone(ZoneInfo("America/Los_Angeles"))

"""Families of the two canary counties, with a token in every text, as plain rows.

Both counties' workers have the same ids, as the demonstration's have: CW101 and EW201 are the
first workers of either county.
"""

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from guardian.shortcuts import assign_perm

from cases.people import linking
from cases.people.models import ProgramRecord
from cases.sharing.models import (
    Consent,
    LegalBasis,
    Narrowing,
    Roster,
    RosterSubject,
    Seat,
    Shield,
    StaffRelation,
)
from counties.models import User
from linkages.programs import Program
from tests.canary.tokens import (
    NOWHERE,
    OFFICE,
    Planter,
)
from tests.conftest import TODAY
from tests.sharing.conftest import Family, assign, make_record

# Category to the names of its facts, on either side. C13 is what should never have been stored.
CWS_FACTS = {
    "C1": ("office",),
    "C4": ("income",),
    "C5": ("next_hearing_type", "special_project"),
    "C6": ("disposition", "response_type"),
    "C7": ("placement_type",),
    "C8": ("medical",),
    "C9": ("treatment",),
    "C10": ("safety",),
    "C11": ("own_consent",),
    "C12": ("school",),
    NOWHERE: ("reporter",),
}
CALWORKS_FACTS = {
    "C1": ("office",),
    "C2": ("wtw_reason", "exempt_type"),
    "C3": ("activity", "homeless_assistance"),
    "C4": ("grant", "employer"),
    "C8": ("medical",),
    "C9": ("treatment",),
    "C10": ("safety",),
    "C11": ("own_consent",),
    "C12": ("school",),
    NOWHERE: ("status_of_stay",),
}
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=200)


class Town:
    """One county while it is being built. Work inside its scope."""

    def __init__(self, county: str) -> None:
        self.county = county
        self.plant = Planter(county)
        self.families: dict[int, Family] = {}
        self.records: dict[int, list[ProgramRecord]] = {}

    def staff(self, handle: str) -> User:
        """A member of staff by handle."""
        return User.objects.get(email=f"{handle}@{self.county}.example")

    def said(self, family: int, program: str, **over: Any) -> dict[str, Any]:
        """What one program says of one family, a token in every text that a version has."""
        word = self.plant.word
        home = over.pop("home", "C1")
        facts = CWS_FACTS if program == Program.CWS else CALWORKS_FACTS

        def planted(category: str, what: str) -> str:
            return word(family, category, what, program)

        stated = {
            "native_id": planted("C1", "source_id"),
            "given": self.plant.name(family, program),
            "middle": planted("C1", "middle"),
            "surname": planted("C1", "surname"),
            "street": planted(home, "street"),
            "city": planted(home, "city"),
            "phone": planted(home, "phone"),
            "language": planted("C1", "language"),
            "household": planted(NOWHERE, "household"),
            "role": "parent" if program == Program.CWS else "aided_adult",
            "race_ethnicity": [planted(NOWHERE, "race")],
            "race_source": planted(NOWHERE, "race_source"),
            "born": date(1980 + family, 3, 14),
            "memberships": [{"case_source": planted("C1", "case"), "category": "C1"}],
            "facts": {
                category: {name: planted(category, name) for name in names}
                for category, names in facts.items()
                if category not in over.get("without", ())
            },
        }
        if program == Program.CWS and "C5" in stated["facts"]:
            stated["facts"]["C5"]["service_component"] = "FR"
        over.pop("without", None)
        return stated | over

    def record(self, family: int, program: str, worker: str = "", **over: Any) -> ProgramRecord:
        """One record, assigned when a worker is named, linked to nobody."""
        made = make_record(self.county, program, **self.said(family, program, **over))
        self.records.setdefault(family, []).append(made)
        if worker:
            assign(made, worker)
        return made

    def family(
        self,
        number: int,
        *,
        cws_worker: str = "CW101",
        calworks_worker: str = "EW201",
        cws: dict[str, Any] | None = None,
        calworks: dict[str, Any] | None = None,
    ) -> Family:
        """A linked person with a worker on either side."""
        ours = self.record(number, Program.CWS, cws_worker, **(cws or {}))
        theirs = self.record(number, Program.CALWORKS, calworks_worker, **(calworks or {}))
        linking.link(ours, theirs, by=None)
        ours.refresh_from_db()
        theirs.refresh_from_db()
        made = Family(ours.person, ours, theirs, self.county)
        self.families[number] = made
        return made

    def grounds(self, *rows: tuple[str, str, str, str]) -> None:
        """(code, owner, category, audience) that counsel switched on long ago."""
        for code, owner, category, audience in rows:
            LegalBasis.objects.create(
                county_id=self.county,
                code=code,
                owner=owner,
                category=category,
                audience=audience,
                since=LONG_AGO,
            )

    def release(
        self,
        family: int,
        owner: Program,
        categories: list[str],
        *,
        since: date = LONG_AGO,
        until: date = TODAY + timedelta(days=100),
        **over: Any,
    ) -> Consent:
        """A signed release of one owner's categories to the other program."""
        made = self.families[family]
        record = made.cws if owner == Program.CWS else made.calworks
        other = Program.CALWORKS if owner == Program.CWS else Program.CWS
        return Consent.objects.create(
            county_id=self.county,
            record=record,
            owner=owner,
            recipient=other,
            categories=categories,
            signer="self",
            form="paper",
            signed_on=LONG_AGO,
            received_on=LONG_AGO,
            since=since,
            until=until,
            **over,
        )

    def narrow(self, family: int) -> None:
        """Statute opens identity alone."""
        Narrowing.objects.create(
            county_id=self.county,
            record=self.families[family].calworks,
            reason=self.plant.word(family, OFFICE, "reason of narrowing"),
            since=LONG_AGO,
            made_by=self.staff("calworks.worker").pk,
        )

    def shield(self, family: int) -> None:
        """The county itself seals somebody."""
        record = self.families[family].cws
        Shield.objects.create(
            county_id=self.county,
            record=record,
            kind="R",
            why="safety",
            reason=self.plant.word(family, OFFICE, "reason of restriction"),
            since=LONG_AGO,
            made_by=self.staff("restricted").pk,
        )
        record.shield = "R"
        record.save(update_fields=["shield"])

    def name_reader(self, family: int, handle: str, permission: str, program: Program) -> None:
        """A named exception for one member of staff and one record."""
        made = self.families[family]
        record = made.cws if program == Program.CWS else made.calworks
        assign_perm(permission, self.staff(handle), record)

    def relate(self, family: int, handle: str) -> None:
        """A member of staff who is a relative."""
        StaffRelation.objects.create(
            county_id=self.county,
            user=self.staff(handle),
            record=self.families[family].calworks,
            relation="relative",
            since=LONG_AGO,
            recorded_by=self.staff("privacy").pk,
        )

    def team(
        self, family: int, kind: str, *handles: str, since: date = LONG_AGO, until: date | None
    ) -> Roster:
        """A team about a family, its members seated as long as it lasts."""
        roster = Roster.objects.create(
            county_id=self.county,
            kind=kind,
            title=self.plant.word(family, OFFICE, "title of a team"),
            relevance=self.plant.word(family, OFFICE, "relevance of a team"),
            authorized_on=None,
            since=since,
            until=until,
            made_by=self.staff("cws.supervisor").pk,
        )
        RosterSubject.objects.create(
            county_id=self.county, roster=roster, record=self.families[family].cws
        )
        for handle in handles:
            Seat.objects.create(
                county_id=self.county,
                roster=roster,
                user=self.staff(handle),
                since=since,
                until=until,
            )
        return roster


def people_alder(town: Town) -> None:
    """Counsel opened identity alone, so that every release shows what it alone opens."""
    cws, calworks = Program.CWS, Program.CALWORKS
    town.grounds(
        ("10850", cws, "C1", "pair"),
        ("10850", calworks, "C1", "pair"),
        ("10850", cws, "C1", "coordinator"),
        ("10850", calworks, "C1", "coordinator"),
        ("830", cws, "C1", "mdt"),
        ("830", cws, "C5", "mdt"),
        ("830", calworks, "C1", "mdt"),
        ("18961.7", cws, "C1", "er_team"),
        ("18961.7", cws, "C6", "er_team"),
    )
    _released(town)
    _set_apart(town)
    _in_teams(town)


def _released(town: Town) -> None:
    """One household with an unlinked child; releases in force, revoked, past and to come."""
    cws, calworks = Program.CWS, Program.CALWORKS
    # F25 is a child of F1 in the same CWS family, whom nobody linked.
    case = town.plant.word(1, NOWHERE, "household with a child")
    town.family(1, cws={"household": case})
    placed = {"home": "C7", "role": "child", "born": date(2016, 5, 2)}
    town.record(25, cws, "CW101", household=case, **placed)
    town.family(2)
    town.release(2, calworks, ["C2", "C3", "C4", "C5"])
    town.family(3)
    town.release(
        3,
        cws,
        ["C4", "C5"],
        revoked_at=timezone.now() - timedelta(seconds=5),
        revoked_by=uuid.uuid4(),
        revoked_how=town.plant.word(3, OFFICE, "how a release was revoked"),
    )
    town.family(4)
    town.release(4, cws, ["C4", "C5", "C6", "C12"], until=YESTERDAY)
    town.family(5)
    town.release(5, cws, ["C4", "C5", "C6", "C12"], since=TOMORROW)


def _set_apart(town: Town) -> None:
    """Restricted, of one household, of staff, of one program alone, placed, of other workers."""
    cws, calworks = Program.CWS, Program.CALWORKS
    town.family(6, cws={"restriction": "R"})
    town.name_reader(6, "cws.worker", "people.read_restricted", cws)
    # F7 and F17: mother and father of one household. She released hers, he nothing.
    home = town.plant.word(7, NOWHERE, "household of both")
    town.family(7, calworks={"household": home}, cws={"household": home})
    town.family(17, calworks={"household": home}, cws={"household": home})
    town.release(7, cws, ["C8"])
    town.release(7, calworks, ["C10"], named=[town.staff("cws.worker").pk])
    town.family(10, calworks_worker="EW202")
    town.relate(10, "calworks.worker2")
    town.record(11, cws, "CW101")
    everything_but_report = [c for c in CWS_FACTS if c not in ("C6", NOWHERE)]
    town.family(13, cws={"without": everything_but_report})
    town.family(
        14,
        cws={"home": "C7", "placed": True, "role": "child", "born": date(2016, 5, 2)},
        calworks={"home": "C7", "role": "aided_child", "born": date(2016, 5, 2)},
    )
    town.family(15, cws_worker="CW301", calworks_worker="EW301")


def _in_teams(town: Town) -> None:
    """Shielded, in the care of a team, with a reader who was named, and after a team's end."""
    calworks = Program.CALWORKS
    town.family(18)
    town.shield(18)
    town.family(20)
    town.team(20, "mdt", "cws.worker2", "calworks.worker2", "liaison", until=None)
    town.family(21)
    town.team(21, "mdt", "cws.worker2", "calworks.worker2", until=None)
    town.family(22)
    town.name_reader(22, "calworks.worker2", "people.read_as_extra", calworks)
    town.family(23)
    month = TODAY - timedelta(days=31)
    town.team(23, "er_team", "cws.worker2", "calworks.worker2", since=month, until=YESTERDAY)


def people_birch(town: Town) -> None:
    """Counsel opened what the handbook lists; one family asked for less."""
    cws, calworks = Program.CWS, Program.CALWORKS
    town.grounds(
        ("10850", cws, "C1", "pair"),
        ("10850", cws, "C5", "pair"),
        ("10850", calworks, "C1", "pair"),
        ("10850", calworks, "C2", "pair"),
        ("10850", cws, "C1", "coordinator"),
        ("10850", calworks, "C1", "coordinator"),
        ("10850", calworks, "C2", "coordinator"),
    )
    town.family(8)
    town.release(8, cws, ["C4", "C5", "C6", "C12"])
    town.family(9)
    town.narrow(9)
    town.record(11, calworks, "EW201")

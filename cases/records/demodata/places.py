"""The two demonstration counties: offices, units and workers that extracts and demo staff share.

Alder practises as Santa Clara's published handbook describes, Birch as Los Angeles does. The
workers with a persona are those whom a visitor can sign in as; their ids stand in the extracts.
"""

from dataclasses import dataclass

from cases.people.identity import Program


@dataclass(frozen=True, slots=True)
class Office:
    """One office of a county."""

    code: str
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of workers within an office. `restricted` units hold sealed and sensitive cases."""

    code: str
    name: str
    program: Program
    office: str
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker as the source systems know them. `persona` is the demo account, if any."""

    id: str
    name: str
    program: Program
    unit: str
    persona: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """One demonstration county. `families` counts those of CWS at scale 1."""

    slug: str
    code: str
    name: str
    families: int
    calworks_persons: int
    cities: tuple[tuple[str, str], ...]  # name and ZIP code
    offices: tuple[Office, ...]
    units: tuple[Unit, ...]
    workers: tuple[Worker, ...]

    def roster(self, program: Program, count: int) -> tuple[Worker, ...]:
        """`count` workers with caseloads: the table's own first, then as many as are needed."""
        units = [u.code for u in self.units if u.program is program and not u.restricted]
        own = [w for w in self.workers if w.program is program and w.unit in units]
        letters, first = ("CW", 101) if program is Program.CWS else ("EW", 201)
        own = [worker for worker in own if int(worker.id[2:]) >= first]
        more = (
            Worker(
                f"{letters}{first + place}", _worker_name(place), program, units[place % len(units)]
            )
            for place in range(len(own), count)
        )
        return (*own, *more)[:count]

    def office_of(self, unit: str) -> str:
        """The office code of a unit."""
        return next(each.office for each in self.units if each.code == unit)


_FIRST = (
    "Dana",
    "Lee",
    "Robin",
    "Casey",
    "Morgan",
    "Avery",
    "Jamie",
    "Quinn",
    "Taylor",
    "Reese",
    "Alex",
)
_LAST = (
    "Whitaker",
    "Osei",
    "Lindqvist",
    "Barros",
    "Tanaka",
    "Ferreira",
    "Novak",
    "Haddad",
    "Costa",
)


def _worker_name(place: int) -> str:
    return f"{_FIRST[place % len(_FIRST)]} {_LAST[place * 7 % len(_LAST)]}"


def _workers(
    cws_units: tuple[str, str, str], calworks_units: tuple[str, str]
) -> tuple[Worker, ...]:
    cws, calworks = Program.CWS, Program.CALWORKS
    first, second, restricted = cws_units
    return (
        Worker("CW100", "Helen Okafor", cws, first, "cws.supervisor"),
        Worker("CW101", "Marisol Vega", cws, first, "cws.worker"),
        Worker("CW102", "Peter Lindgren", cws, second, "cws.worker2"),
        Worker("CW190", "Ruth Aoki", cws, restricted, "restricted"),
        Worker("EW200", "George Tran", calworks, calworks_units[0], "calworks.supervisor"),
        Worker("EW201", "Denise Carter", calworks, calworks_units[0], "calworks.worker"),
        Worker("EW202", "Hamid Rahimi", calworks, calworks_units[1], "calworks.worker2"),
    )


ALDER = Places(
    slug="alder",
    code="99",
    name="Alder",
    families=445,
    calworks_persons=6_000,
    cities=(("Alder City", "95190"), ("Mission Creek", "95193"), ("Orchard Park", "95195")),
    offices=(
        Office("AFC", "Alder Family Center", "Alder City"),
        Office("ABC", "Alder Benefits Center", "Mission Creek"),
    ),
    units=(
        Unit("C1", "Family Maintenance and Reunification 1", Program.CWS, "AFC"),
        Unit("C2", "Family Maintenance and Reunification 2", Program.CWS, "AFC"),
        Unit("C9", "Restricted cases", Program.CWS, "AFC", restricted=True),
        Unit("W1", "Employment services 1", Program.CALWORKS, "ABC"),
        Unit("W2", "Employment services 2", Program.CALWORKS, "ABC"),
    ),
    workers=_workers(("C1", "C2", "C9"), ("W1", "W2")),
)
BIRCH = Places(
    slug="birch",
    code="98",
    name="Birch",
    families=222,
    calworks_persons=3_000,
    cities=(("Birchwood", "90090"), ("Harbor Flats", "90093"), ("San Tomás", "90098")),
    offices=(
        Office("BNR", "Birch North Regional Office", "Birchwood"),
        Office("BDO", "Birch District Office", "Harbor Flats"),
    ),
    units=(
        Unit("N1", "Continuing services 1", Program.CWS, "BNR"),
        Unit("N2", "Continuing services 2", Program.CWS, "BNR"),
        Unit("N9", "Restricted cases", Program.CWS, "BNR", restricted=True),
        Unit("G1", "GAIN region 1", Program.CALWORKS, "BDO"),
        Unit("G2", "GAIN region 2", Program.CALWORKS, "BDO"),
    ),
    workers=_workers(("N1", "N2", "N9"), ("G1", "G2")),
)
PLACES: dict[str, Places] = {"alder": ALDER, "birch": BIRCH}

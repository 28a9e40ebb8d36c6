"""Sets of personas, by e-mail, that the rows of more than one app name."""

from counties.personas import COUNTY_PERSONAS, STATE_PERSONAS

ALDER = [f"{persona.handle}@alder.example" for persona in COUNTY_PERSONAS]
BIRCH = [f"{persona.handle}@birch.example" for persona in COUNTY_PERSONAS]
STATE = [f"{persona.handle}@state.example" for persona in STATE_PERSONAS]


def at_alder(*handles: str) -> frozenset[str]:
    return frozenset(f"{handle}@alder.example" for handle in handles)


EVERYONE = frozenset(ALDER + BIRCH + STATE)
ALL_ALDER = frozenset(ALDER)
NOBODY: frozenset[str] = frozenset()
GOVERNING = ("admin", "admin2", "coordinator", "privacy", "counsel")
BOARD = ("cochair.cws", "cochair.calworks", "sponsor.cws", "sponsor.calworks")
CASEWORK = (
    "cws.worker",
    "cws.worker2",
    "cws.supervisor",
    "calworks.worker",
    "calworks.worker2",
    "calworks.supervisor",
)
REVIEWERS = ("coordinator", "liaison", "restricted")


def both_counties(*handles: str) -> frozenset[str]:
    return frozenset(f"{handle}@{county}.example" for handle in handles for county in COUNTIES)


COUNTIES = ("alder", "birch")
OPENERS = both_counties(*CASEWORK, *REVIEWERS)
ANALYSTS = both_counties("analyst")
FIRST_CWS_SIDE = at_alder("cws.worker", "cws.supervisor")
FIRST_WORKERS = FIRST_CWS_SIDE | at_alder("calworks.worker", "calworks.supervisor")
BOTH_FIRST_WORKERS = at_alder(
    "cws.worker", "cws.supervisor", "calworks.worker", "calworks.supervisor", *REVIEWERS
)

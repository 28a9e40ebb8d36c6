"""Who may see what, written down by hand. Nothing here asks the product.

`RIGHTS[county][family][handle]` is (categories of the CWS record, categories of the CalWORKs
record). Who is not named sees nothing of the family, nor that it exists.
"""

from tests.canary.tokens import (
    ALERTS,
    CALWORKS_REVIEW,
    CLOSED_INCIDENTS,
    CWS_REVIEW,
    INCIDENTS,
    NOWHERE,
    OFFICE,
    POLICY,
    Token,
)

Side = frozenset[str]
Both = tuple[Side, Side]


def some(*numbers: int) -> Side:
    return frozenset(f"C{number}" for number in numbers)


NONE = some()
ONE = some(1)
# A program's own worker sees all that it holds; supervisor and unit not what was entrusted to the
# worker in person: domestic violence (C10) and what a minor consents to alone (C11).
CWS = some(1, 4, 5, 6, 7, 8, 9, 10, 11, 12)
CWS_UNIT = CWS - some(10, 11)
CALWORKS = some(1, 2, 3, 4, 8, 9, 10, 11, 12)
CALWORKS_UNIT = CALWORKS - some(10, 11)

COUNTY_WIDE = {
    "coordinator": (ONE, ONE),
    "liaison": (ONE, ONE),
    "restricted": (ONE, ONE),
}
FIRST_WORKERS = {
    "cws.worker": (CWS, ONE),
    "cws.supervisor": (CWS_UNIT, ONE),
    "calworks.worker": (ONE, CALWORKS),
    "calworks.supervisor": (ONE, CALWORKS_UNIT),
}
# Identity by statute, all of one's own, and nothing else: no release counts.
BY_STATUTE = FIRST_WORKERS | COUNTY_WIDE
PLANS = some(1, 2, 3)

ALDER: dict[int, dict[str, Both]] = {
    # no release
    1: BY_STATUTE,
    # CalWORKs releases C2 to C5 to CWS; nothing goes the other way. C4 is not the coordinator's.
    2: BY_STATUTE
    | {
        "cws.worker": (CWS, some(1, 2, 3, 4)),
        "cws.supervisor": (CWS_UNIT, some(1, 2, 3, 4)),
        "coordinator": (ONE, PLANS),
        "liaison": (ONE, PLANS),
        "restricted": (ONE, PLANS),
    },
    # revoked; ended yesterday; begins tomorrow
    3: BY_STATUTE,
    4: BY_STATUTE,
    5: BY_STATUTE,
    # sealed by the extract: the coordinator of restricted cases, and who is named
    6: {"cws.worker": (CWS, ONE), "restricted": (ONE, ONE)},
    # she released medical facts to CalWORKs, and her safety to one CWS worker by name
    7: BY_STATUTE
    | {
        "cws.worker": (CWS, some(1, 10)),
        "calworks.worker": (some(1, 8), CALWORKS),
        "calworks.supervisor": (some(1, 8), CALWORKS_UNIT),
    },
    # he, of the same household, released nothing
    17: BY_STATUTE,
    # calworks.worker2 is a relative, and the one assigned
    10: {
        "cws.worker": (CWS, ONE),
        "cws.supervisor": (CWS_UNIT, ONE),
        "calworks.supervisor": (ONE, CALWORKS_UNIT),
    }
    | COUNTY_WIDE,
    # linked to nobody: nobody's business
    11: {},
    # known by a report alone: to CWS
    13: {"cws.worker": (CWS, ONE), "cws.supervisor": (CWS_UNIT, ONE)},
    # a placed child: the address on either side is the placement, for CWS, who placed them, and
    # for the household's own worker
    14: {
        "cws.worker": (CWS, some(1, 7)),
        "cws.supervisor": (CWS_UNIT, some(1, 7)),
        "calworks.worker": (ONE, CALWORKS | some(7)),
        "calworks.supervisor": (ONE, CALWORKS_UNIT | some(7)),
    }
    | COUNTY_WIDE,
    # another unit's
    15: {
        "calworks.worker3": (ONE, CALWORKS),
        "calworks.supervisor3": (ONE, CALWORKS_UNIT),
    }
    | COUNTY_WIDE,
    # sealed by the county, and nobody is named
    18: {"restricted": (ONE, ONE)},
    # a multidisciplinary team of three sits about them
    20: BY_STATUTE
    | {
        "cws.worker2": (some(1, 5), ONE),
        "calworks.worker2": (some(1, 5), ONE),
        "liaison": (some(1, 5), ONE),
    },
    # a team of two is none
    21: BY_STATUTE,
    # calworks.worker2 reads along by name
    22: BY_STATUTE | {"calworks.worker2": (ONE, CALWORKS_UNIT)},
    # the window of a report closed yesterday
    23: BY_STATUTE,
}
BIRCH: dict[int, dict[str, Both]] = {
    # statute opens C5 and C2; CWS released C4, C5, C6 and C12 to CalWORKs
    8: {
        "cws.worker": (CWS, some(1, 2)),
        "cws.supervisor": (CWS_UNIT, some(1, 2)),
        "calworks.worker": (some(1, 4, 5, 6, 12), CALWORKS),
        "calworks.supervisor": (some(1, 4, 5, 6, 12), CALWORKS_UNIT),
        "coordinator": (some(1, 5), some(1, 2)),
        "liaison": (some(1, 5), some(1, 2)),
        "restricted": (some(1, 5), some(1, 2)),
    },
    # narrowed: statute opens identity alone
    9: BY_STATUTE,
    11: {},
}
RIGHTS = {"alder": ALDER, "birch": BIRCH}
# Whom nobody linked: they have no page of their own, and stand on the page of a family. F11 is a
# CWS family without aid, for CWS alone; F25 is a child of F1, of whom F1's workers on the other
# side learn the name.
ALONE: dict[int, dict[str, Both]] = {
    11: {"cws.worker": (CWS, NONE), "cws.supervisor": (CWS_UNIT, NONE)},
    25: {
        "cws.worker": (CWS, NONE),
        "cws.supervisor": (CWS_UNIT, NONE),
        "calworks.worker": (ONE, NONE),
        "calworks.supervisor": (ONE, NONE),
        "coordinator": (ONE, NONE),
        "liaison": (ONE, NONE),
        "restricted": (ONE, NONE),
    },
}
# Known to CWS alone as a family: by a report, without aid, or placed with somebody on aid.
OF_CWS = {11, 13, 14}
# A seat in a team opens the person and not the family.
ONLY_SEATED = {("cws.worker2", 20), ("calworks.worker2", 20)}

# Pairs that nobody has decided: identity, for those who decide; the sealed one for one of them.
PAIRS: dict[int, frozenset[str]] = {
    12: frozenset({"coordinator", "liaison", "restricted", "analyst"}),
    19: frozenset({"restricted"}),
}
SEALED = {6, 18, 19}
# Whom an account of disclosures is about: identity, of everybody linked who is not restricted.
ACCOUNTABLE = {"privacy", "restricted"}


def entitled(county: str, handle: str, family: int) -> Both:
    """What this member of staff of this county must be able to see of a family, on its page."""
    known = RIGHTS[county].get(family, {})
    if county == "alder":
        known = known or ALONE.get(family, {})
    return known.get(handle, (NONE, NONE))


def has_page(county: str, handle: str, family: int) -> bool:
    """Whether somebody of a family has a page of their own that this member of staff may open."""
    return RIGHTS[county].get(family, {}).get(handle, (NONE, NONE)) != (NONE, NONE)


def is_family_there(county: str, handle: str, members: set[int]) -> bool:
    """Whether a family with these members exists for this member of staff."""
    if members & SEALED and not all(entitled(county, handle, n) != (NONE, NONE) for n in members):
        return False
    if members & {10} and handle == "calworks.worker2":
        return False  # a relative
    if members & OF_CWS:
        return handle in ("cws.worker", "cws.supervisor")
    return any(
        has_page(county, handle, member) and (handle, member) not in ONLY_SEATED
        for member in members
    )


def may_meet(county: str, handle: str, token: Token) -> bool:
    """Whether this persona may come upon a token anywhere at all."""
    if token.county != county or token.category == NOWHERE:
        return False
    family = token.family
    if token.category == OFFICE:
        return _among_colleagues(county, handle, family)
    cws, calworks = entitled(county, handle, family)
    if token.category in (cws if token.program == "cws" else calworks):
        return True
    if token.category != "C1":
        return False
    if handle in PAIRS.get(family, ()):
        return True
    return is_accountable(handle, county, family)


def is_accountable(handle: str, county: str, family: int) -> bool:
    """Whether they answer for what was shown of a family."""
    linked = family in RIGHTS[county] and family != 11
    return handle in ACCOUNTABLE and linked and (family not in SEALED or handle == "restricted")


# What staff write for one another. 0: the county's own places and names, for all of its staff.
DESKS = {
    ALERTS: {"privacy"},
    CALWORKS_REVIEW: {"privacy", "calworks.supervisor"},
    CWS_REVIEW: {"privacy", "cws.supervisor"},
    INCIDENTS: {"privacy", "counsel"},
    CLOSED_INCIDENTS: {"restricted"},
    POLICY: {"admin", "admin2", "coordinator", "privacy", "counsel"},
}


def _among_colleagues(county: str, handle: str, family: int) -> bool:
    """Of a family: those who know it, who sit in its team, and who answer for disclosures."""
    if family == 0:
        return True
    if family in DESKS:
        return handle in DESKS[family]
    knows_them = entitled(county, handle, family) != (NONE, NONE)
    seated = family in (21, 23) and handle in ("cws.worker2", "calworks.worker2")
    return knows_them or seated or is_accountable(handle, county, family)

"""What counties do by hand: SSN equal, or name and date of birth equal."""

from collections import defaultdict

import numpy as np

from benchmarks.matching_measures import Result
from benchmarks.matching_sets import TruthSet
from cases.people.identity import Identity


def by_hand(those: TruthSet) -> Result:
    """SSN equal, or first name, last name and date of birth equal."""
    found: set[tuple[str, str]] = set()
    for key_of in (_ssn, _name_and_birth):
        rows: dict[str, list[str]] = defaultdict(list)
        for who in those.calworks:
            if key := key_of(who):
                rows[key].append(who.id)
        for who in those.cws:
            found |= {(who.id, other) for other in rows.get(key_of(who), ())}
    pairs = sorted(found)
    return Result(pairs, np.ones(len(pairs)), np.full(len(pairs), 2, np.int8))


def _ssn(who: Identity) -> str:
    return who.ssn


def _name_and_birth(who: Identity) -> str:
    if not (who.given and who.surname and who.born):
        return ""
    return f"{who.given.upper()}|{who.surname.upper()}|{who.born}"

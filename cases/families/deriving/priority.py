"""Who comes first: San Bernardino’s ranks of Welfare-to-Work status, the removal window before
them, in the order that the county sets. Pure."""

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.families.deriving.stated import Reason, Rules, Stated, reason
from linkages.calendar import years_before

REMOVAL, SANCTIONED, NONCOMPLIANT, TREATMENT, WORK, OTHER = "0", "1", "2", "3A", "3B", "4"
RANKS = (REMOVAL, SANCTIONED, NONCOMPLIANT, TREATMENT, WORK, OTHER)
HOMELESS, INFANT, STABLE = "homeless", "infant", "stable"
LIFTS = (HOMELESS, INFANT, STABLE)
# Places of one rank lie this far apart, with room for lifts on either side.
STEP = 100


@dataclass(frozen=True, slots=True)
class Ranked:
    """A family's rank, all that speaks for a rank or within one, and its place among families."""

    rank: str
    why: tuple[Reason, ...]
    lift: int


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """Where a family stands in the days after NA 840: `day` 11 of `days`, `last` the last one."""

    day: int
    days: int
    last: date

    @property
    def running(self) -> bool:
        return self.day <= self.days


def notice_days(issued: date, days: int, on: date) -> NoticeDays:
    """Day 1 is the day after NA 840 was issued (casework 42-721)."""
    return NoticeDays((on - issued).days, days, issued + timedelta(days=days))


def absence_ends(removed_on: date, mode: str) -> date:
    """The last day of a removed child’s temporary absence (ACL 25-05; LA DPSS 82-812).

    `full_calendar_month`: the rest of the month of removal and the next full one. `anniversary`:
    the same day a month later, or that month’s last. `30_days`: thirty days.
    """
    if mode == "30_days":
        return removed_on + timedelta(days=30)
    year, month = divmod(removed_on.year * 12 + removed_on.month, 12)
    month += 1
    last = calendar.monthrange(year, month)[1]
    day = min(removed_on.day, last) if mode == "anniversary" else last
    return date(year, month, day)


def in_removal_window(child: Stated, rules: Rules, on: date) -> bool:
    """Whether CWS took the child, has not brought it home, and aid is still to be decided."""
    removed = child.removed_on
    at_home = child.components == ("FM",) and not child.removal_entered
    if not child.is_cws_child or removed is None or at_home:
        return False
    return removed <= on <= absence_ends(removed, rules.absence_month)


def is_sanctioned(adult: Stated) -> bool:
    return adult.on_aid and (
        adult.wtw_status == "sanction" or (adult.role == "sanctioned" and not adult.wtw_status)
    )


def is_noncompliant(adult: Stated) -> bool:
    return adult.on_aid and adult.wtw_status == "noncompliance"


def in_treatment_only(adult: Stated, rules: Rules) -> bool:
    """Whether all that they take part in, as stated, is treatment."""
    stated = adult.activity.casefold()
    return _active(adult) and any(word in stated for word in rules.treatment)


def _active(adult: Stated) -> bool:
    return adult.on_aid and adult.wtw_status == "active"


def of_family(people: Sequence[Stated], rules: Rules, on: date) -> Ranked:
    """The first rank of the county’s order for which somebody of the family gives reason."""
    aided = any(each.on_aid for each in people)
    tests: Mapping[str, Callable[[Stated], bool]] = {
        REMOVAL: lambda each: aided and in_removal_window(each, rules, on),
        SANCTIONED: is_sanctioned,
        NONCOMPLIANT: is_noncompliant,
        TREATMENT: lambda each: in_treatment_only(each, rules),
        WORK: lambda each: _active(each) and not in_treatment_only(each, rules),
    }
    found = {rank: [each for each in people if test(each)] for rank, test in tests.items()}
    held = [rank for rank in rules.order if found.get(rank)]
    lifts = _lifts(people, held, on)
    rank = held[0] if held else OTHER
    reasons = [reason(each, found[each]) for each in held] or [reason(OTHER, _exempt(people))]
    reasons += [reason(code, who) for code, who in lifts.items()]
    return Ranked(rank, tuple(reasons), sum(rules.lifts.get(code, 0) for code in lifts))


def _lifts(people: Sequence[Stated], held: Sequence[str], on: date) -> dict[str, list[Stated]]:
    """What raises or lowers a family among those of its rank."""
    homeless = [each for each in people if each.homeless]
    year_ago = years_before(on, 1)
    infants = [each for each in people if each.is_cws_child and each.born and each.born > year_ago]
    found = {HOMELESS: homeless, INFANT: infants}
    if not held and not homeless and not infants:
        found[STABLE] = _exempt(people)
    return {code: who for code, who in found.items() if who}


def _exempt(people: Iterable[Stated]) -> list[Stated]:
    return [each for each in people if each.on_aid and each.wtw_status == "exempt"]


def place_of(rank: str, lift: int, order: Sequence[str]) -> int:
    """Where a family stands in the county’s order: lower comes first."""
    at = order.index(rank) if rank in order else len(order)
    return at * STEP + STEP // 2 - max(-STEP // 2, min(STEP // 2 - 1, lift))

"""How often two people say the same of a pair, and how often the first word was wrong. Pure.

Kappa: J. Cohen, "A coefficient of agreement for nominal scales" (1960). Interval: E. B. Wilson,
"Probable inference, the law of succession, and statistical inference" (1927), which stays within
0 and 1 and is honest for few errors. Where each name group was drawn as often as the others, the
overall figure weighs the groups by how many pairs they have, and counts as many pairs as such a
weighing is worth (L. Kish, "Survey Sampling", 1965).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

NINETY_FIVE = 1.959963984540054
# A group with fewer words than this is not shown on its own.
SMALLEST_GROUP = 11
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, as a share with its 95 % interval."""

    count: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair whose word stands: its name group, what was said first, second, and what stands."""

    group: str
    first: str
    second: str
    stands: str

    @property
    def was_wrong(self) -> bool:
        """Whether what stands is not what was said first."""
        return self.stands != self.first


def wilson(count: float, of: float, z: float = NINETY_FIVE) -> tuple[float, float]:
    """The interval of a share; (0, 1) where nothing was looked at."""
    if of <= 0:
        return 0.0, 1.0
    share = count / of
    middle = share + z * z / (2 * of)
    width = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    low, high = (middle - width) / whole, (middle + width) / whole
    # Nothing wrong at all says that none may be wrong, whatever rounding makes of it.
    return (0.0 if count == 0 else max(low, 0.0)), (1.0 if count == of else min(high, 1.0))


def share_of(count: int, of: int) -> Share:
    """A plain share with its interval."""
    low, high = wilson(count, of)
    return Share(count, of, count / of if of else 0.0, low, high)


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance of two people; None where chance alone explains everything."""
    total = len(pairs)
    if not total:
        return None
    same = sum(first == second for first, second in pairs) / total
    ones, twos = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    chance = sum(ones[word] * twos[word] for word in ones) / total**2
    if chance >= 1.0:
        return None
    return (same - chance) / (1 - chance)


def merged(sizes: Mapping[str, int], smallest: int = SMALLEST_GROUP) -> dict[str, str]:
    """Under which name each group is shown: its own, else together with the other small ones.

    Should those together be too few as well, the smallest of the large groups joins them, so that
    nobody can take the few out of the difference between the whole and the rest.
    """
    small = {group for group, size in sizes.items() if size < smallest or group == OTHERS}
    if not small:
        return {group: group for group in sizes}
    large = sorted(set(sizes) - small, key=lambda group: (sizes[group], group))
    while large and sum(sizes[group] for group in small) < smallest:
        small.add(large.pop(0))
    return {group: OTHERS if group in small else group for group in sizes}


def by_group(judged: Iterable[Judged]) -> list[tuple[str, Share]]:
    """The share of wrong first words by name group, none of fewer than eleven."""
    listed = list(judged)
    names = merged(Counter(each.group for each in listed))
    sizes: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for each in listed:
        sizes[names[each.group]] += 1
        wrong[names[each.group]] += each.was_wrong
    shown = [group for group in sorted(sizes) if sizes[group] >= SMALLEST_GROUP]
    return [(group, share_of(wrong[group], sizes[group])) for group in shown]


def overall(judged: Iterable[Judged], frame: Mapping[str, int]) -> Share:
    """The share of wrong first words. `frame` weighs the groups as they stand in the county;
    empty where the sample was drawn as pairs come."""
    listed = list(judged)
    wrong = sum(each.was_wrong for each in listed)
    if not frame or not listed:
        return share_of(wrong, len(listed))
    drawn = Counter(each.group for each in listed)
    weights = [frame.get(each.group, 0) / drawn[each.group] for each in listed]
    total = sum(weights)
    if not total:
        return share_of(wrong, len(listed))
    share = sum(w for w, each in zip(weights, listed, strict=True) if each.was_wrong) / total
    worth = total**2 / sum(w * w for w in weights)
    low, high = wilson(share * worth, worth)
    return Share(wrong, len(listed), share, low, high)

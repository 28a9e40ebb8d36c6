"""Which step of an incident follows which, and its clocks. No database, no clock of the machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SUSPECTED, TRIAGED, CONFIRMED = "suspected", "triaged", "confirmed"
DISMISSED, CONTAINED, REPORTED = "dismissed", "contained", "reported"
NOTIFIED, CLOSED = "notified", "closed"

# Only forward. Whoever was told once may be told again, and others too.
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    SUSPECTED: (TRIAGED,),
    TRIAGED: (CONFIRMED, DISMISSED),
    DISMISSED: (CLOSED,),
    CONFIRMED: (CONTAINED,),
    CONTAINED: (REPORTED,),
    REPORTED: (REPORTED, NOTIFIED, CLOSED),
    NOTIFIED: (REPORTED, NOTIFIED, CLOSED),
    CLOSED: (),
}
TELLING = frozenset({REPORTED, NOTIFIED})


def after(state: str, act: str) -> str:
    """The state that an act leads to: a later report of what people were told changes nothing."""
    if act not in FOLLOWING[state]:
        raise ValueError(f"{act} does not follow {state}")
    return state if state == NOTIFIED and act == REPORTED else act


class Clock(StrEnum):
    """What has a day by which it should be done."""

    FIRST_REPORT = "first_report"
    UPDATE = "update"
    NOTICE = "notice"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Told:
    """A step, as far as clocks are concerned: what, and the day on which it counts."""

    act: str
    on: date


@dataclass(frozen=True, slots=True)
class Due:
    """One clock: its last day, and the day on which it was met, if it was.

    `stopped`: nothing is due any more, because the incident was dismissed or closed without it.
    """

    clock: Clock
    due_on: date
    met_on: date | None
    stopped: bool = False

    @property
    def is_late(self) -> bool:
        """Whether it was met after its last day."""
        return self.met_on is not None and self.met_on > self.due_on

    def is_overdue(self, today: date) -> bool:
        """Whether its last day is over and nobody has met it."""
        return self.met_on is None and not self.stopped and today > self.due_on


def clocks(
    discovered_on: date, days: Mapping[Clock, int], steps: Sequence[Told]
) -> tuple[Due, ...]:
    """Every clock, in the order of what is to be done; `steps` oldest first.

    The second report meets the clock of the update, and closing meets it too: then there is
    nothing left to bring up to date.
    """
    on: dict[str, list[date]] = {}
    for step in steps:
        on.setdefault(step.act, []).append(step.on)
    reports = sorted(on.get(REPORTED, []))
    closed = on.get(CLOSED, [])
    met = {
        Clock.FIRST_REPORT: reports[:1],
        Clock.UPDATE: reports[1:2] or (closed if reports else []),
        Clock.NOTICE: on.get(NOTIFIED, [])[:1],
        Clock.CLOSE: closed,
    }
    over = bool(closed or on.get(DISMISSED))
    return tuple(
        Due(
            clock,
            discovered_on + timedelta(days=days[clock]),
            met[clock][0] if met[clock] else None,
            stopped=over and not met[clock] and (clock != Clock.CLOSE),
        )
        for clock in Clock
    )

"""The county’s rules of one day, out of its parameters."""

from datetime import date

from cases.families import parameters as names
from cases.families.deriving.priority import HOMELESS, INFANT, RANKS, STABLE
from cases.families.deriving.stated import Rules
from linkages.parameters import value


def rules_of(county: str, on: date) -> Rules:
    """What holds in a county on a day."""

    def held(name: str) -> str:
        return str(value(name, county=county, on=on))

    return Rules(
        order=order_of(held(names.PRIORITY_ORDER)),
        absence_month=held(names.ABSENCE_MONTH),
        notice_days=int(held(names.NOTICE_DAYS)),
        treatment=tuple(words_of(held(names.TREATMENT))),
        lifts={
            HOMELESS: int(held(names.LIFT_HOMELESS)),
            INFANT: int(held(names.LIFT_INFANT)),
            STABLE: int(held(names.LIFT_STABLE)),
        },
        teen_age=int(held(names.TEEN_AGE)),
    )


def order_of(text: str) -> tuple[str, ...]:
    """The ranks that a text names, in its order, then those that it does not name."""
    named = [word.upper() for word in words_of(text)]
    first = [rank for rank in dict.fromkeys(named) if rank in RANKS]
    return (*first, *(rank for rank in RANKS if rank not in first))


def words_of(text: str) -> list[str]:
    """Parts of a list as people type it, in small letters."""
    parts = (part.strip().casefold() for part in text.replace(";", ",").split(","))
    return [part for part in parts if part]

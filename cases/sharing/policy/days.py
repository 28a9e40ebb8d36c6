"""Days of dated rows that counsel ends by hand."""

from datetime import date, timedelta

from linkages.calendar import today


def holds(since: date, until: date | None) -> bool:
    """Whether a dated row counts today, and not only because it ends tonight."""
    return since <= today() and (until is None or until > last_day(since))


def last_day(since: date) -> date:
    """The last day of what is ended now: yesterday, or the day on which it began."""
    return max(since, today() - timedelta(days=1))

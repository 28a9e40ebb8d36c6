"""Steps and meetings as a calendar file (RFC 5545), for whoever looks at another calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

PRODUCT = "-//Linkages//Work plan//EN"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day, or at a time of it. `key` stays when it is taken out again."""

    key: str
    title: str
    on: date
    starts_at: time | None = None
    minutes_long: int = 60
    place: str = ""
    url: str = ""
    about: str = ""
    is_off: bool = False
    version: int = 0


def calendar_file(name: str, entries: Iterable[Entry], *, domain: str, now: datetime) -> bytes:
    """The file. Days are whole days; times are the county's, written in UTC."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, domain, now))
    return calendar.to_ical()


def _event(entry: Entry, domain: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{domain}")
    event.add("dtstamp", now)
    event.add("sequence", entry.version)
    title = _("Called off: %(title)s") % {"title": entry.title} if entry.is_off else entry.title
    event.add("summary", title)
    if entry.starts_at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + DAY)
        event.add("transp", "TRANSPARENT")
    else:
        begins = timezone.make_aware(datetime.combine(entry.on, entry.starts_at))
        event.add("dtstart", begins.astimezone(UTC))
        event.add("duration", timedelta(minutes=entry.minutes_long))
    for name, value in (
        ("location", entry.place), ("url", entry.url), ("description", entry.about),
    ):  # fmt: skip
        if value:
            event.add(name, value)
    if entry.is_off:
        event.add("status", "CANCELLED")
    return event

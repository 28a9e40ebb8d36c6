"""Dates, times and numbers in words, in one place: `{% load words %}`.

"Mon, Nov 30 (8 days)" and never a bare number of days or a red percentage. The day that counts
as today is the county's; pass it (`{{ due_on|due:today }}`), the clock of the machine is only
the fallback of pages without a county.
"""

from datetime import date, datetime, timedelta

from django import template
from django.utils import formats, timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

register = template.Library()

Moment = date | datetime


@register.filter
def day(value: Moment | None, today: date | None = None) -> str:
    """`Mon, Nov 30`; with the year when it is not this year; empty for no date."""
    if value is None or value == "":
        return ""
    on = _as_day(value)
    if on.year == _today(today).year:
        return date_format(on, pgettext("date with weekday", "D, M j"))
    return date_format(on, pgettext("date with weekday and year", "D, M j, Y"))


@register.filter
def short_day(value: Moment | None) -> str:
    """`Nov 30, 2026`: for tables and provenance, where the weekday does not matter."""
    if value is None or value == "":
        return ""
    return date_format(_as_day(value), pgettext("short date", "M j, Y"))


@register.filter
def birth(value: date | None) -> str:
    """`03/14/2016` the way a form would say it; digits line up under each other."""
    if value is None or value == "":
        return ""
    return date_format(value, pgettext("numeric date", "m/d/Y"))


@register.filter
def apart(value: object) -> str:
    """In its own direction, whatever stands around it: a street in a letter that reads from the
    right (Unicode's isolates, which PDFs follow and `<bdi>` there does not)."""
    return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}"


@register.filter
def due(value: Moment | None, today: date | None = None) -> str:
    """`Mon, Nov 30 (8 days)`, `Mon, Nov 30 (today)`, `Mon, Nov 2 (20 days ago)`."""
    if value is None or value == "":
        return ""
    distance = relative(value, today)
    return _("%(day)s (%(distance)s)") % {"day": day(value, today), "distance": distance}


@register.filter
def relative(value: Moment | None, today: date | None = None) -> str:
    """`today`, `tomorrow`, `yesterday`, `8 days`, `20 days ago`."""
    if value is None or value == "":
        return ""
    days = (_as_day(value) - _today(today)).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": number(days)}
    return ngettext("%(count)s day ago", "%(count)s days ago", -days) % {"count": number(-days)}


@register.filter
def clock_time(value: datetime | None) -> str:
    """`10:42 a.m.` in the county's zone."""
    if value is None or value == "":
        return ""
    return date_format(_local(value), pgettext("time of day", "g:i a"))


@register.filter
def moment(value: datetime | None, today: date | None = None) -> str:
    """`today 10:42 a.m.`, `yesterday 4:05 p.m.`, else `Mon, Nov 16, 10:42 a.m.`."""
    if value is None or value == "":
        return ""
    local = _local(value)
    days = (local.date() - _today(today)).days
    near = {0: _("today"), -1: _("yesterday")}
    if days in near:
        return _("%(day)s %(time)s") % {"day": near[days], "time": clock_time(local)}
    return _("%(day)s, %(time)s") % {"day": day(local, today), "time": clock_time(local)}


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """`12,345`: grouped as the language groups; a dash where there is no figure."""
    if value is None or value == "":
        return "–"
    # Django cuts decimals off instead of rounding them.
    rounded = round(value, places)
    return formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def file_size(value: int | None) -> str:
    """`12 kB`, `3.4 MB`: thousands, as people count."""
    if value is None or value == "":
        return "–"
    if value < 1_000_000:
        return _("%(count)s kB") % {"count": number(max(1, round(value / 1000)))}
    return _("%(count)s MB") % {"count": number(value / 1_000_000, 1)}


@register.filter
def duration(value: float | timedelta | None) -> str:
    """Seconds in words: `40 seconds`, `3 minutes`."""
    if value is None or value == "":
        return "–"
    seconds = round(value.total_seconds() if isinstance(value, timedelta) else value)
    if seconds < 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": number(minutes)}


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _as_day(value: Moment) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _today(today: date | None) -> date:
    return today or timezone.localdate()

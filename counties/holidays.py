"""The holidays of a county, which days that are due in business days skip."""

from datetime import date

from counties.models import Holiday
from linkages.business_days import state_holidays


def holidays_of(county: str, day: date) -> frozenset[date]:
    """Holidays of a day's year and the next: the county's own list, and in a year of which it has
    written none, the state's."""
    own = set(
        Holiday.objects.filter(
            county=county, day__range=(date(day.year, 1, 1), date(day.year + 1, 12, 31))
        ).values_list("day", flat=True)
    )
    for year in (day.year, day.year + 1):
        if not any(each.year == year for each in own):
            own |= state_holidays(year)
    return frozenset(own)

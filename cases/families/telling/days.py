"""Days of a county: which are business days, and by when somebody owes an answer."""

from datetime import date

from counties.models import Holiday
from linkages import parameters
from linkages.business_days import add_business_days, is_business_day, state_holidays


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


def due_after(name: str, county: str, day: date) -> date:
    """The last of the business days that a parameter names, counted from `day`."""
    number = parameters.value(name, county=county, on=day)
    return add_business_days(day, number, holidays_of(county, day))


def is_open(county: str, day: date) -> bool:
    """Whether the county works on a day."""
    return is_business_day(day, holidays_of(county, day))

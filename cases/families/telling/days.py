"""Days of a county: which are business days, and by when somebody owes an answer."""

from datetime import date

from counties.holidays import holidays_of
from linkages import parameters
from linkages.business_days import add_business_days, is_business_day


def due_after(name: str, county: str, day: date) -> date:
    """The last of the business days that a parameter names, counted from `day`."""
    number = parameters.value(name, county=county, on=day)
    return add_business_days(day, number, holidays_of(county, day))


def is_open(county: str, day: date) -> bool:
    """Whether the county works on a day."""
    return is_business_day(day, holidays_of(county, day))

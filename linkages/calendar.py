"""The business day of a county. No business date comes from the database or the system clock."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The calendar day in California, where every county lives in one zone."""
    return timezone.localdate()

"""Families and grounds of the tests of sharing, extracts of those of records."""

from tests.sharing.conftest import family, grounds

__all__ = ["family", "grounds"]

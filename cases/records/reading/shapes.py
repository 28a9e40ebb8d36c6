"""Which shape a delivered file has: said by its profile, or seen from its first bytes."""

from typing import IO

from cases.records.reading import tanf
from cases.records.reading.delimited import Delimited
from cases.records.reading.fixed_width import FixedWidth
from cases.records.reading.layouts import NOTHING_OWN, Own
from cases.records.reading.opening import Unreadable, is_workbook, open_source
from cases.records.reading.profile import Profile
from cases.records.reading.tables import Table
from cases.records.reading.worksheet import Worksheet


def open_table(stream: IO[bytes], profile: Profile | None = None) -> Table:
    """A delivered file as a table. Raises Unreadable.

    A file that is no text is what its bytes say; between kinds of text the profile decides.
    """
    own = Own(profile.grain, profile.columns) if profile else NOTHING_OWN
    if is_workbook(stream):
        if profile and profile.shape != "workbook":
            raise Unreadable("shape_unexpected")
        return Worksheet(stream, own, profile.sheet if profile else "")
    source = open_source(stream)
    if profile and profile.shape == "workbook":
        raise Unreadable("shape_unexpected")
    if profile and profile.shape == "fixed":
        return FixedWidth(source, own, profile.places)
    if tanf.begins(source):
        if profile and profile.shape != "tanf":
            raise Unreadable("shape_unexpected")
        return tanf.FederalFile(source)
    if profile and profile.shape == "tanf":
        raise Unreadable("tanf_header")
    return Delimited(source, own, profile.delimiter if profile else "")

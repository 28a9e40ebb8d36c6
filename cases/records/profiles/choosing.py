"""Which profile a file is read with: one that was chosen, or the one that its columns fit exactly.

Fitting is no guess: every column of the file is one of the profile's and the other way round.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from cases.people.identity import Program
from cases.records import uploads
from cases.records.models import ExtractFile, SourceProfile, System
from cases.records.reading.layouts import squeeze
from cases.records.reading.profile import Profile, from_json
from cases.records.reading.reasons import Unreadable
from cases.records.reading.shapes import open_table

Part = ExtractFile.Part
FIND_OUT, NAMES, FEDERAL = "", "names", "tanf"
_FEDERAL = Profile(Program.CALWORKS, "calworks_persons", shape="tanf")


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a file is read: the county's profile, if any, and what reading makes of it."""

    saved: SourceProfile | None
    profile: Profile | None


BY_NAMES = Chosen(None, None)


def in_use(county: str, parts: Collection[str]) -> list[SourceProfile]:
    """The profiles that an upload may choose for a place of a delivery."""
    found = SourceProfile.objects.filter(county=county, part__in=parts).in_use()
    return list(found.order_by("system", "report"))


def choices(profiles: Iterable[SourceProfile], *, federal: bool) -> list[tuple[Any, Any]]:
    """What a form offers: find out, by column names, the federal form, each profile by system."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in profiles:
        words = _("%(report)s, version %(version)s")
        told = words % {"report": each.report, "version": each.version}
        groups.setdefault(str(System(each.system).label), []).append((str(each.pk), told))
    return [
        (FIND_OUT, _("Find out from the file")),
        (NAMES, _("By its column names")),
        *([(FEDERAL, _("Federal TANF data file (no names in it)"))] if federal else []),
        *groups.items(),
    ]


def choose(profiles: Iterable[SourceProfile], part: str, wanted: str, content: IO[bytes]) -> Chosen:
    """How a file for a place of a delivery is read. `wanted` is one of `choices`."""
    here = [each for each in profiles if each.part == part]
    if wanted == NAMES:
        return BY_NAMES
    if wanted == FEDERAL:
        return Chosen(None, _FEDERAL)
    if wanted == FIND_OUT:
        saved = fitting(here, content)
    else:
        saved = next((each for each in here if each.pk == uuid.UUID(wanted)), None)
    return Chosen(saved, from_json(saved.content)) if saved else BY_NAMES


def fitting(profiles: Iterable[SourceProfile], content: IO[bytes]) -> SourceProfile | None:
    """The one profile whose columns are exactly those of the file; None where none or several
    fit."""
    found = [each for each in profiles if _fits(from_json(each.content), content)]
    return found[0] if len(found) == 1 else None


def _fits(profile: Profile, content: IO[bytes]) -> bool:
    if not profile.columns or profile.shape == "fixed":
        return False
    try:
        heading = open_table(uploads.head(content), profile).heading
    except Unreadable:
        return False
    headers = {squeeze(header) for header in heading.headers}
    return heading.layout is not None and headers - {""} == set(profile.columns)

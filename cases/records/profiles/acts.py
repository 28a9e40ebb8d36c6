"""What can be done with a profile: save a version, put it in use, retire it.

A version is never changed. Of one report one version is in use at most.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.records.models import ExtractFile, SourceProfile
from cases.records.reading.profile import Profile, to_json
from linkages import audit
from linkages.forms import Stale

State = SourceProfile.State
Part = ExtractFile.Part
PARTS = {
    "cws_children": Part.CLIENTS,
    "cws_clients": Part.CLIENTS,
    "cws_others": Part.OTHERS,
    "calworks_persons": Part.PERSONS,
}


@dataclass(frozen=True, slots=True)
class Report:
    """Which report of which system is described: the names of its columns as it spells them, and
    a remark of whoever describes it."""

    system: str
    name: str
    note: str = ""
    headers: tuple[str, ...] = ()


def versions_of(county: str, report: Report) -> Any:
    """All versions of a report's profile."""
    return SourceProfile.objects.filter(county=county, system=report.system, report=report.name)


def save(
    county: str, report: Report, profile: Profile, *, by: uuid.UUID, in_use: bool = False
) -> SourceProfile:
    """Write the next version of a report's profile; where it is put in use, the one before it
    retires."""
    with transaction.atomic():
        _lock(county, report)
        latest = versions_of(county, report).aggregate(number=Max("version"))["number"] or 0
        saved = SourceProfile.objects.create(
            county_id=county,
            system=report.system,
            report=report.name,
            version=latest + 1,
            program=profile.program,
            part=PARTS[profile.grain],
            content=to_json(profile),
            headers=list(report.headers),
            note=report.note,
            made_by_id=by,
        )
        audit.note({saved.pk})
        if in_use:
            _put_in_use(saved)
    return saved


def put_in_use(profile: SourceProfile, *, seen: str) -> None:
    """Let uploads choose this version; the one before it retires. Raises Stale when the state is
    no longer what the page showed."""
    with transaction.atomic():
        _put_in_use(_as_seen(profile, seen))


def retire(profile: SourceProfile, *, seen: str) -> None:
    """Take a version out of the choices of uploads. Raises Stale as above."""
    with transaction.atomic():
        _set_state(_as_seen(profile, seen), State.RETIRED)


def _as_seen(profile: SourceProfile, seen: str) -> SourceProfile:
    """The profile, held until the act is done."""
    county = str(profile.county_id)
    _lock(county, Report(profile.system, profile.report))
    now = SourceProfile.objects.filter(county=county).get(pk=profile.pk)
    if now.state != seen:
        raise Stale(
            _("Somebody was quicker. This version is now: %(state)s.")
            % {"state": now.get_state_display()}
        )
    return now


def _put_in_use(profile: SourceProfile) -> None:
    report = Report(profile.system, profile.report)
    for other in versions_of(str(profile.county_id), report).in_use().exclude(pk=profile.pk):
        _set_state(other, State.RETIRED)
    _set_state(profile, State.IN_USE)


def _set_state(profile: SourceProfile, state: str) -> None:
    profile.state = state
    profile.save(update_fields=["state"])
    audit.note({profile.pk})


def _lock(county: str, report: Report) -> None:
    """One act about a report's profiles at a time."""
    key = f"profile {county} {report.system} {report.name}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [key])

"""Releasing families to their workers: a wave is drawn at once and told bit by bit by a job.

Drawing gives each chosen episode its wave, under a lock of the county, so that no family is drawn
twice. The job asks both sides of those that are still to be told: killed at any moment, it goes on
where it was. Who cannot be told after all leaves the wave and waits on.
"""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.families.agreement.acts import declined_of
from cases.families.models import Acceptance, Episode, Notice, Wave
from cases.families.tap import quotas
from cases.families.tap.waiting import (
    ORDER,
    Part,
    by_quota,
    first_of,
    in_order_for,
    in_target,
    seen_by,
)
from cases.families.telling.acts import responsible, tell
from linkages import audit, jobs
from linkages.calendar import today
from linkages.forms import Stale
from linkages.jobs import Run
from linkages.watches import OVERLAP

Key = uuid.UUID
KIND = "families.release"
# More at once than both programs' workers of a large county can take up in a week.
MOST = 400
CHUNK = 25
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would do, before anybody says yes."""

    part: Part
    episodes: tuple[Episode, ...]
    notices: int
    workers: int

    @property
    def token(self) -> str:
        """A word for exactly these families in no order."""
        keys = sorted(str(episode.pk) for episode in self.episodes)
        return hashlib.blake2b("".join(keys).encode(), digest_size=8).hexdigest()


def preview(user: Any, part: Part, number: int) -> Preview:
    """The first so many families of a part, and how many members of staff would be asked."""
    rows = in_order_for(user, in_target(user.working_in.county_id, seen_by(user, part)))
    return _preview(part, first_of(rows, min(number, MOST)))


def _preview(part: Part, episodes: Collection[Episode]) -> Preview:
    asked = [
        (each, user)
        for each, sides in responsible(episodes).items()
        for side in sides
        for user in side.users
    ]
    return Preview(part, tuple(episodes), len(asked), len({user for _each, user in asked}))


@transaction.atomic
def release_now(user: Any, part: Part, number: int, *, token: str) -> Wave:
    """Release the families of a preview. Raises Stale where they are others by now."""
    county = user.working_in.county_id
    _lock(county)
    planned = preview(user, part, number)
    if not planned.episodes or planned.token != token:
        raise Stale(_("Other families wait now than those you saw. Look at them again."))
    return _draw(county, planned, by=user)


def release_by_quota(county: str) -> list[Wave]:
    """Release what the county's quotas still have for this week, one wave for each of them.

    The same as often as it is called: what a week's waves hold counts. Inside a transaction.
    """
    on = today()
    if not quotas.is_open(county, on):
        return []
    _lock(county)
    waves = []
    for quota in quotas.in_force(county, on).order_by("since", "pk"):
        part = Part(quota.population, quota.office)
        number = quotas.left(quota, quotas.used(county, quotas.monday_of(on)))
        episodes = first_of(by_quota(county, part), number) if number else []
        if episodes:
            waves.append(_draw(county, _preview(part, episodes), by=None))
    return waves


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: once an hour, and soon after a quota was set, open the tap a bit; take up waves whose
    job was given up. Weeks that were missed are not made up for."""
    last = since + OVERLAP
    looked = until - last < HOUR and last.hour == until.hour
    if looked and not quotas.in_force(county, today()).filter(set_at__gte=last).exists():
        return
    with audit.trail(county, None, f"watch:{KIND}"):
        release_by_quota(county)
    left = Episode.objects.open().filter(county=county, state=Episode.State.IDENTIFIED)
    for wave in left.exclude(wave=None).order_by().values_list("wave", flat=True).distinct():
        jobs.enqueue(KIND, county=county, subject=wave, key=f"wave:{wave}:{today():%Y%m%d}")


def _lock(county: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"release {county}"])


def _draw(county: str, planned: Preview, *, by: Any) -> Wave:
    wave = Wave.objects.create(
        county_id=county,
        population=planned.part.population,
        office=planned.part.office,
        released_by=by,
        week=quotas.monday_of(today()),
        families=len(planned.episodes),
        workers=planned.workers,
    )
    keys = [episode.pk for episode in planned.episodes]
    Episode.objects.filter(pk__in=keys).update(wave=wave)
    audit.note({wave.pk}, purpose="release")
    user = by.pk if by is not None else None
    jobs.enqueue(KIND, county=county, subject=wave.pk, by=user, key=f"wave:{wave.pk}")
    return wave


def work(run: Run) -> dict[str, object]:
    """Job: ask both sides of a wave's families, some at a time."""
    while True:
        with run.chunk():
            wave = Wave.objects.get(pk=run.job.subject)
            left = _of(wave).filter(state=Episode.State.IDENTIFIED)
            chunk = list(left.order_by(*ORDER)[:CHUNK])
            if not chunk:
                return _close(wave)
            _tell(wave, chunk)
            told = _of(wave).count() - left.count()
        run.progress(told, wave.families, "releasing")


def _of(wave: Wave) -> Any:
    return Episode.objects.filter(county=wave.county_id, wave=wave)


def _tell(wave: Wave, chunk: Iterable[Episode]) -> None:
    """Ask about these; those of whom nobody was asked leave the wave."""
    listed = list(chunk)
    declined = declined_of(listed)
    tell([each for each in listed if each.pk not in declined], by=wave.released_by_id)
    keys = [each.pk for each in listed]
    Episode.objects.filter(pk__in=keys, state=Episode.State.IDENTIFIED).update(wave=None)


def _close(wave: Wave) -> dict[str, object]:
    """Say in the end what was done, which may be less than was drawn."""
    wave.families = _of(wave).count()
    asked = Acceptance.objects.filter(episode__wave=wave).values("pk")
    told = Notice.objects.filter(acceptance__in=asked, kind=Notice.Kind.TOLD)
    wave.workers = told.order_by().values("recipient").distinct().count()
    wave.save(update_fields=["families", "workers"])
    return {"families": wave.families, "workers": wave.workers}

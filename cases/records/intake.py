"""Taking an extract in: what may be refused at once, and a batch with its job for the rest."""

import uuid
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import IO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.records import uploads
from cases.records.loading import WANTED
from cases.records.models import ExtractBatch, ExtractFile, SourceProfile
from cases.records.parameters import WAITING_LIMIT
from cases.records.reading.profile import Profile
from cases.records.reading.row import Options
from cases.records.reading.rows import read
from cases.sharing.policy import authority
from linkages import audit, jobs, parameters
from linkages.calendar import today

READ = "records.read_batch"


class SameFile(Exception):
    """The very same bytes came before. `batch` is the batch in which they did."""

    def __init__(self, batch: ExtractBatch) -> None:
        self.batch = batch
        super().__init__("same file")


def recognize(content: IO[bytes], part: str, profile: Profile | None = None) -> str:
    """The layout of a file for its place, from its first lines. Raises Unreadable."""
    wanted = WANTED[ExtractFile.Part(part)]
    return read(uploads.head(content), Options(), expect=wanted, profile=profile).layout.code


def closed(county: str, *, check_only: bool = False) -> str:
    """Why the county takes no extract now, in a sentence; empty when it does.

    Files that are only checked wait for nobody, and a county whose batches wait may check more of
    them; but only so many are read at once.
    """
    if settings.PRODUCTION and authority.missing(county):
        return _(
            "No authority for comparing the two programs’ clients is in force. County counsel "
            "records it under Legal bases, Matching authority."
        )
    limit = parameters.value(WAITING_LIMIT, county=county, on=today())
    batches = ExtractBatch.objects.filter(county=county)
    if check_only:
        reading = batches.filter(state=ExtractBatch.State.RECEIVED, check_only=True).count()
        return (
            _("Other files are being checked. Try again in a minute.") if reading >= limit else ""
        )
    waiting = batches.waiting().count()
    if waiting >= limit:
        return ngettext(
            "%(count)s batch is waiting for a decision. Accept or reject it first.",
            "%(count)s batches are waiting for a decision. Accept or reject one of them first.",
            waiting,
        ) % {"count": waiting}
    return ""


def earlier(county: str, sha256: bytes) -> ExtractBatch | None:
    """The batch that counts and in which these bytes came."""
    found = ExtractFile.objects.filter(county=county, sha256=sha256, counts=True)
    file = found.select_related("batch").first()
    return file.batch if file else None


@transaction.atomic
def receive(
    files: Mapping[str, IO[bytes]],
    *,
    county: str,
    program: str,
    as_of: date,
    by: uuid.UUID,
    regional: bool = False,
    restore_zeros: bool = False,
    profiles: Mapping[str, SourceProfile] = MappingProxyType({}),
    check_only: bool = False,
    arrival: str = ExtractBatch.Arrival.PAGE,
) -> ExtractBatch:
    """Keep the bytes of a delivery (part -> file) sealed, and ask for them to be read, each file
    under its profile (part -> profile) or by its column names.

    Raises SameFile when one of them counts already in another batch. What is only checked never
    counts.
    """
    batch = ExtractBatch.objects.create(
        county_id=county,
        program=program,
        as_of=as_of,
        regional=regional,
        restore_zeros=restore_zeros,
        check_only=check_only,
        arrival=arrival,
        uploaded_by_id=by,
    )
    for part, content in files.items():
        _keep(batch, part, content, profiles.get(part))
    jobs.enqueue(READ, county=county, subject=batch.pk, by=by)
    audit.note({batch.pk})
    return batch


def _keep(
    batch: ExtractBatch, part: str, content: IO[bytes], profile: SourceProfile | None
) -> None:
    size = content.seek(0, 2)
    file = ExtractFile(county_id=batch.county_id, batch=batch, part=part, size=size)
    file.profile, file.counts = profile, not batch.check_only
    file.sha256 = uploads.digest(content)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        before = earlier(batch.county_id, file.sha256)
        if before is None:
            raise
        raise SameFile(before) from None
    uploads.store(file, content)

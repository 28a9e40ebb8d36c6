"""How long the bytes of a decided batch stay, sealed, for the list of its refused rows."""

from datetime import datetime, timedelta

from cases.records.models import ExtractBatch, ExtractFile, UploadChunk
from cases.records.parameters import KEEP_FILE_DAYS
from linkages import parameters
from linkages.calendar import today


def settle(batch: ExtractBatch) -> None:
    """The batch is decided: keep the files with refused rows for the county's days, delete the
    others. In the caller's transaction."""
    days = parameters.value(KEEP_FILE_DAYS, county=batch.county_id, on=today())
    for file in batch.files.all():
        listed = file.quarantine.exists() and batch.state != ExtractBatch.State.FAILED
        if not (days and listed):
            file.chunks.all().delete()
        elif file.kept_until is None:
            file.kept_until = today() + timedelta(days=days)
            file.save(update_fields=["kept_until"])


def offered(file: ExtractFile) -> bool:
    """Whether the cells of the file's refused rows can still be listed."""
    if file.kept_until is not None and file.kept_until < today():
        return False
    return file.chunks.exists()


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: delete the bytes whose days are over."""
    del since, until  # what is over stays over
    past = ExtractFile.objects.filter(county=county, kept_until__lt=today())
    UploadChunk.objects.filter(county=county, file__in=past).delete()

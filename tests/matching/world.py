"""Program records by hand, as accepted extracts would have left them. Fictional people only."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction

from cases.people.models import ProgramRecord, RecordVersion, SealedSsn
from linkages import jobs
from linkages.scope import rls
from linkages.sealing import blind, seal
from tests.conftest import TODAY

VERSION = {field.name for field in RecordVersion._meta.local_fields}


def record(
    program: str, native_id: str = "", *, county: str = "alder", **said: Any
) -> ProgramRecord:
    """A record of a program with what its current extract says. SSN as nine digits."""
    made = ProgramRecord.objects.create(
        county_id=county,
        program=program,
        scheme="cws_key" if program == "cws" else "cin",
        native_id=native_id or uuid.uuid4().hex[:9],
        restriction=said.pop("restriction", "N"),
        first_seen_on=TODAY,
        last_seen_on=TODAY,
    )
    return restate(made, **said)


def restate(made: ProgramRecord, **said: Any) -> ProgramRecord:
    """A new version of a record: what is not given stays as it was."""
    before = made.current
    fields = (
        {
            name: getattr(before, name)
            for name in VERSION - {"id", "county", "record", "batch", "as_of"}
        }
        if before
        else {}
    )
    ssn = said.pop("ssn", None)
    if "born" in said and isinstance(said["born"], str):
        said["born"] = date.fromisoformat(said["born"])
    fields |= said
    if ssn is not None:
        fields |= {"ssn_digest": blind(ssn, what="ssn") if ssn else None, "ssn_last4": ssn[-4:]}
    fields.setdefault("fingerprint", b"0" * 16)
    fields.setdefault("source_id", made.native_id)
    version = RecordVersion.objects.create(
        county_id=made.county_id, record=made, batch=uuid.uuid4(), as_of=TODAY, **fields
    )
    kept = ssn if ssn is not None else _ssn_of(before)
    if kept:
        sealed = SealedSsn(county_id=made.county_id, version=version)
        sealed.sealed = seal(kept.encode(), model="sealedssn", field="sealed", row=sealed.pk)
        sealed.save()
    made.current = version
    made.gone_on = None
    made.save()
    return made


def _ssn_of(version: RecordVersion | None) -> str:
    from linkages.sealing import unseal

    sealed = SealedSsn.objects.filter(version=version).first() if version else None
    if sealed is None:
        return ""
    return unseal(sealed.sealed, model="sealedssn", field="sealed", row=sealed.pk).decode()


def gone(made: ProgramRecord) -> None:
    """The latest extract no longer names this record."""
    made.gone_on = TODAY
    made.save(update_fields=["gone_on"])


def match(county: str = "alder", *, whole: bool = False) -> Any:
    """Ask for a run and do it; the run."""
    from cases.matching.models import MatchRun
    from cases.matching.running import request

    with rls(county=county), transaction.atomic():
        asked = request(county, whole=whole)
    jobs.run(county, asked.job, beating=False)
    with rls(county=county), transaction.atomic():
        done = MatchRun.objects.select_related("model").get(pk=asked.pk)
        job = jobs.Job.objects.get(pk=asked.job)
        assert job.state == "done", (job.state, job.failure)
    return done

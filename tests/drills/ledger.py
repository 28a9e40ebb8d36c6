"""Casework tables as content that two runs can be compared by.

Ids are random, so every id is replaced by what it stands for: a record by its program and number,
a version by its record and batch, a file by its place in a batch. Moments count only as there or
not there. Sealed values are opened, since their ciphertext differs each time. What is left is
everything that a run is answerable for.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from cases.matching.models import MatchCandidate, MatchModel, MatchRun
from cases.people.models import ProgramRecord, RecordVersion, SealedSsn
from cases.records.models import ExtractBatch, ExtractFile
from counties.models import Unit, User
from linkages.audit import AuditEvent
from linkages.events import Event
from linkages.jobs import Job
from linkages.sealing import unseal

APPS = ("people", "sharing", "records", "matching")
# How long it took and what it cost differ by nature; tries and leases are what a drill provokes.
LEFT_OUT = {
    "matching.MatchRun": {"seconds", "memory_mb"},
    "linkages.Job": {
        "tries", "interruptions", "lease", "lease_until", "not_before", "finished_at", "done",
        "total", "stage",
    },
    "people.Person": {"token"},
    "people.SealedSsn": {"id"},
}  # fmt: skip
ALSO = (Job, Event)
Names = dict[uuid.UUID, str]


def ledger(county: str) -> dict[str, tuple[int, str]]:
    """table -> (rows, digest over their content in sorted order). Needs the county in scope."""
    with transaction.atomic():
        names = _names(county)
        found = {}
        for model in _tables():
            rows = sorted(_rows(model, county, names))
            total = hashlib.sha256()
            for row in rows:
                total.update(row.encode() + b"\n")
            found[model._meta.label] = (len(rows), total.hexdigest()[:16])
        found["audit of jobs"] = _audited(county)
    return found


def _tables() -> Iterator[type[models.Model]]:
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if "county" in {field.name for field in model._meta.local_fields}:
                yield model
    yield from ALSO


def _rows(model: type[models.Model], county: str, names: Names) -> Iterator[str]:
    left_out = LEFT_OUT.get(model._meta.label, set())
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if field.name not in {*left_out, "county", "pgh_id"}
    ]
    columns = [field.attname for field in fields]
    query = model._default_manager.filter(county=county).order_by()
    for values in query.values_list(*columns).iterator(20_000):
        pairs = zip(fields, values, strict=True)
        said = [f"{field.name}={_told(field, value, names)}" for field, value in pairs]
        if model is SealedSsn:
            said.append(_opened(values, columns))
        yield " ".join(said)


def _told(field: models.Field, value: Any, names: Names) -> str:
    if isinstance(value, uuid.UUID):
        if field.primary_key:
            return names.get(value, "own")
        return names.get(value, "another")
    if isinstance(field, models.DateTimeField):
        return "then" if value else "never"
    if field.name == "sealed":
        return ""
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(bytes(value)).hexdigest()[:16]
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True)
    return str(value)


def _opened(values: tuple[Any, ...], columns: list[str]) -> str:
    row = dict(zip(columns, values, strict=True))
    content = unseal(row["sealed"], model="sealedssn", field="sealed", row=row["version_id"])
    return hashlib.sha256(content).hexdigest()[:16]


def _names(county: str) -> Names:
    """What every id of the county stands for."""
    names: Names = dict(User.objects.values_list("pk", "email"))
    names |= {pk: f"unit {code}" for pk, code in Unit.objects.values_list("pk", "code")}
    by_program: dict[str, int] = {}
    for batch in ExtractBatch.objects.filter(county=county).order_by("uploaded_at"):
        by_program[batch.program] = by_program.get(batch.program, 0) + 1
        names[batch.pk] = f"{batch.program} batch {by_program[batch.program]}"
    for file in ExtractFile.objects.filter(county=county):
        names[file.pk] = f"{names[file.batch_id]} {file.part}"
    for pk, *words in ProgramRecord.objects.filter(county=county).values_list(
        "pk", "program", "scheme", "native_id"
    ):
        names[pk] = "/".join(words)
    for pk, record, batch in RecordVersion.objects.filter(county=county).values_list(
        "pk", "record", "batch"
    ):
        names[pk] = f"{names[record]} by {names[batch]}"
    return names | _names_of_matching(county, names)


def _names_of_matching(county: str, names: Names) -> Names:
    found: Names = {}
    for pk, content in MatchModel.objects.filter(county=county).values_list("pk", "content"):
        found[pk] = f"model {hashlib.sha256(content.encode()).hexdigest()[:16]}"
    runs = MatchRun.objects.filter(county=county).order_by("requested_at")
    found |= {pk: f"run {n}" for n, pk in enumerate(runs.values_list("pk", flat=True), 1)}
    for pk, cws, calworks in MatchCandidate.objects.filter(county=county).values_list(
        "pk", "cws", "calworks"
    ):
        found[pk] = f"{names[cws]} = {names[calworks]}"
    return found


def _audited(county: str) -> tuple[int, str]:
    """How often each kind of job put itself on record: once a piece of work, killed or not."""
    events = AuditEvent.objects.filter(county=county, action__startswith="job:")
    counted = events.values_list("action", "result").annotate(n=models.Count("*"))
    lines = sorted(f"{action} {result} {n}" for action, result, n in counted)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    return sum(int(line.rsplit(" ", 1)[1]) for line in lines), digest

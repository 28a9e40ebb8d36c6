"""A corpus of files as counties deliver them: right rows come out, or a reason and its line."""

import io
import os
import random

import pytest

from cases.records.reading.rows import (
    Accepted,
    Omitted,
    Quarantined,
    Unreadable,
    cells_of,
    read,
)
from tests.records.reading.corpus import BUILDERS, Sample, build

# Other people in every run; a failure prints the seed, which brings the same ones back.
SEED = int(os.environ.get("CORPUS_SEED") or random.randrange(10**9))

EVERY = [
    pytest.param(name, marks=[pytest.mark.check(number) for number in checks], id=name)
    for name, (_, checks) in BUILDERS.items()
]


def built(name: str) -> Sample:
    print(f"CORPUS_SEED={SEED}")
    return build(name, SEED)


def test_the_corpus_is_large_and_its_files_differ() -> None:
    contents = {build(name, SEED).content for name in BUILDERS}
    assert len(contents) == len(BUILDERS) >= 60
    assert build("title_rows", SEED) == build("title_rows", SEED)
    assert build("title_rows", SEED).content != build("title_rows", SEED + 1).content


@pytest.mark.fault(13)
@pytest.mark.parametrize("name", EVERY)
def test_every_file_gives_what_it_must(name: str) -> None:
    sample = built(name)
    stream = io.BytesIO(sample.content)
    if sample.refusal:
        with pytest.raises(Unreadable) as refused:
            list(read(stream, sample.options, profile=sample.profile))
        assert refused.value.code == sample.refusal
        return
    extract = read(stream, sample.options, profile=sample.profile)
    found = list(extract)
    rows = [outcome.row for outcome in found if isinstance(outcome, Accepted)]
    stated = [
        {name: getattr(row, name) for name in wanted}
        for row, wanted in zip(rows, sample.accepted, strict=False)
    ]
    assert stated == list(sample.accepted)
    assert len(rows) == len(sample.accepted)
    refused_rows = [
        (outcome.number, reason.code)
        for outcome in found
        if isinstance(outcome, Quarantined)
        for reason in outcome.reasons
    ]
    assert refused_rows == list(sample.refused)
    left = [(o.number, o.reason.code) for o in found if isinstance(o, Omitted)]
    assert left == list(sample.omitted)
    assert {reason.code for reason in extract.remarks} == sample.remarks
    assert {flag for row in rows for flag in row.flags} == sample.flags


@pytest.mark.parametrize("name", [name for name in BUILDERS if "encoding" not in name])
def test_refused_rows_can_be_shown_again(name: str) -> None:
    sample = built(name)
    if sample.refusal:
        return
    numbers = {number for number, _ in sample.refused}
    stream = io.BytesIO(sample.content)
    headers, shown = cells_of(stream, sample.options, sample.profile, numbers)
    found = list(shown)
    assert [number for number, _ in found] == sorted(numbers)
    assert headers == list(read(stream, sample.options, profile=sample.profile).headers)
    for _, cells in found:
        assert not any(ord(character) < 32 for cell in cells for character in cell)

"""Pure core of `identify`: two extract files in, a file of pairs out. No database, no server.

python manage.py identify CWS.csv CALWORKS.csv --output PAIRS.csv [--others FILE] [--explain]
"""

import argparse
import csv
import gc
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np

from cases.matching.engine import (
    BANDS,
    Model,
    Prepared,
    Settled,
    explain,
    freeze,
    join,
    keys_of,
    prepare,
    score_all,
    settle,
    trained_model,
)
from cases.matching.evidence_text import sentence_of
from cases.people.identity import Identity, Program
from cases.records.reading.consolidation import Client, Consolidator
from cases.records.reading.identity import to_identity
from cases.records.reading.opening import Unreadable
from cases.records.reading.rows import Accepted, Options, Quarantined, read

USAGE_ERROR = 2
_PROGRAMS = {Program.CWS: "CWS", Program.CALWORKS: "CalWORKs"}


class Unusable(Exception):
    """An input or output that cannot be used. str(error) is the one line the operator reads."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for argparse and for Django alike."""
    parser.add_argument("cws", type=Path, help="CWS file: clients, or children by open case")
    parser.add_argument("calworks", type=Path, help="CalWORKs file of persons")
    parser.add_argument("--output", type=Path, required=True, help="file of pairs to write")
    parser.add_argument("--others", type=Path, help="CWS file of parents and others")
    parser.add_argument(
        "--explain", action="store_true", help="add a column with the evidence in words"
    )
    parser.add_argument(
        "--test-numbers", action="store_true", help="let 900-range SSNs count (fictional data)"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0, or 2 with one line on standard error for unusable input."""
    # Hundreds of thousands of small values and no cycles: collecting would cost, and free nothing.
    gc.disable()
    parser = argparse.ArgumentParser(prog="identify", description=__doc__)
    arguments(parser)
    return run(parser.parse_args(argv), sys.stderr)


def run(options: argparse.Namespace, errors: TextIO) -> int:
    """Identify the mutual clients of two files."""
    try:
        written = _identify(options, errors)
    except Unusable as refusal:
        errors.write(f"identify: {refusal}\n")
        return USAGE_ERROR
    if errors.isatty():
        errors.write(f"{written} pairs written.\n")
    return 0


def _identify(options: argparse.Namespace, errors: TextIO) -> int:
    _check_output(options.output)
    test_numbers: bool = options.test_numbers
    # Numbers of 7 or 8 digits lost their zeros in Excel; nobody is here to be asked, and a pair
    # says in its evidence what it rests on.
    reading = Options(
        county="", regional=True, test_numbers=test_numbers, restore_zeros=True, as_of=None,
        facts=False, lenient=True,
    )  # fmt: skip
    cws_paths = [options.cws] + ([options.others] if options.others else [])
    cws_ids, a = _prepared(cws_paths, Program.CWS, reading, errors)
    calworks_ids, b = _prepared([options.calworks], Program.CALWORKS, reading, errors)
    settled, model = match(a, b)
    return _write(
        options.output, _rows(settled, a, b, model, cws_ids, calworks_ids, options.explain)
    )


def _check_output(path: Path) -> None:
    """Fail before the work, not after it."""
    folder = path.parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise Unusable(f"cannot write the output file {path.name}.")


def match(a: Prepared, b: Prepared) -> tuple[Settled, Model]:
    """All pairs of two prepared files, with the shipped weights and the files' own frequencies."""
    secret = secrets.token_bytes(32)
    keys_a, keys_b = keys_of(a, secret), keys_of(b, secret)
    model = freeze(trained_model(), a, b, (keys_a[1], keys_b[1]))
    pairs = join(keys_a, keys_b, model.stop_array)
    del keys_a, keys_b
    scored, model = score_all(a, b, pairs, model)
    return settle(scored, a, b, model), model


def _prepared(
    paths: Sequence[Path], program: Program, options: Options, errors: TextIO
) -> tuple[list[str], Prepared]:
    """Ids as they stood in the files and the prepared identities, one per client."""
    people = Consolidator()
    for path in paths:
        _read_into(people, path, program, options, errors)
    ids: list[str] = []

    def identities() -> Iterator[Identity]:
        for client in people.clients():
            ids.append(_id_of(client))
            yield to_identity(client)

    ready = prepare(identities(), test_numbers=options.test_numbers)
    if not ids:
        raise Unusable(f"{paths[0].name} has no usable row.")
    return ids, ready


def _id_of(client: Client) -> str:
    """CWS: the client id as it stood; CalWORKs: the CIN, else case number and person number."""
    return client.source_id


def _read_into(
    people: Consolidator, path: Path, program: Program, options: Options, errors: TextIO
) -> None:
    skipped = 0
    try:
        with path.open("rb") as stream:
            extract = read(stream, options)
            if extract.layout.program is not program:
                wanted = _PROGRAMS[program]
                raise Unusable(f"{path.name} is {extract.layout.label}; expected a {wanted} file.")
            for outcome in extract:
                if isinstance(outcome, Accepted):
                    people.add(outcome.row)
                elif isinstance(outcome, Quarantined):
                    skipped += 1
    except OSError as error:
        raise Unusable(f"cannot read {path.name}: {error.strerror or 'damaged file'}.") from None
    except Unreadable as refusal:
        raise Unusable(f"{path.name}: {refusal}") from None
    if skipped:
        errors.write(f"identify: {path.name}: {skipped} rows were not usable and were left out.\n")


def _rows(
    settled: Settled,
    a: Prepared,
    b: Prepared,
    model: Model,
    cws_ids: list[str],
    calworks_ids: list[str],
    with_evidence: bool,  # noqa: FBT001
) -> Iterator[list[str]]:
    header = ["cws_id", "calworks_id", "probability", "band"]
    yield [*header, "evidence"] if with_evidence else header
    shown = np.flatnonzero(settled.band > 0)
    order = shown[np.lexsort((shown, -settled.units[shown]))]
    scored = settled.scored
    for row in order.tolist():
        line = [
            cws_ids[scored.rows_a[row]],
            calworks_ids[scored.rows_b[row]],
            f"{settled.probability[row]:.4f}",
            str(BANDS[settled.band[row]]),
        ]
        if with_evidence:
            line.append(sentence_of(explain(settled, row, a, b, model)))
        yield line


def _write(path: Path, rows: Iterator[list[str]]) -> int:
    """Write beside the target and move into place: a failed run leaves no half file."""
    written = -1
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".identify-")
        try:
            with os.fdopen(handle, "w", newline="", encoding="utf-8") as stream:
                writer = csv.writer(stream)
                for row in rows:
                    writer.writerow(row)
                    written += 1
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unusable(f"cannot write {path.name}: {error.strerror}.") from None
    return written


if __name__ == "__main__":
    sys.exit(main())

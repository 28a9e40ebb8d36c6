"""The command line: files in, pairs out, and one clear line for what cannot be used."""

# ruff: noqa: E501 - lines of extracts

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from cases.matching.identify import main

CWS = """client_id,first_name,middle_name,last_name,suffix,dob,ssn,sex,role,address,city,zip,case_id,household_id
7105692662780004839,Marisol,Ana,Quiroga,,1988-09-21,900456789,F,MOTHER,12 Elm St,Alder,95001,7105692662780004831,H1
7105692662780004838,Darío,,Quiroga,,2015-02-03,,M,CHILD,12 Elm St,Alder,95001,7105692662780004831,H1
"""
CALWORKS = """cin,case_no,first_name,middle_name,last_name,suffix,dob,ssn,sex,address,city,zip,au_role
91234567A,1B2K111,MARISOL,ANA,QUIROGA,,1988-09-21,900456789,F,12 ELM STREET,ALDER,95001,CARETAKER
92222221C,1B2K111,DARIO,,QUIROGA,,2015-02-03,,M,12 ELM ST,ALDER,95001,CHILD
93333331C,1B2K222,HUNG,,TRAN,,2001-01-05,,M,9 OAK ST,ALDER,95002,CARETAKER
"""
OPTIONAL = {
    "ssn": ["ssn"],
    "address": ["address", "city", "zip"],
    "sex": ["sex"],
    "household": ["household_id"],
    "middle": ["middle_name"],
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    cws, calworks = tmp_path / "cws.csv", tmp_path / "calworks.csv"
    cws.write_text(CWS, encoding="utf-8")
    calworks.write_text(CALWORKS, encoding="utf-8")
    return cws, calworks, tmp_path / "pairs.csv"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pairs(path: Path) -> set[tuple[str, str]]:
    return {(row["cws_id"], row["calworks_id"]) for row in rows(path)}


MUTUAL = {("7105692662780004839", "91234567A"), ("7105692662780004838", "92222221C")}


def test_it_writes_one_row_per_pair_with_the_ids_of_the_files(files):
    cws, calworks, output = files

    assert run(cws, calworks, "--output", output, "--test-numbers") == 0

    assert pairs(output) == MUTUAL
    assert list(rows(output)[0]) == ["cws_id", "calworks_id", "probability", "band"]
    assert {row["band"] for row in rows(output)} <= {"certain", "review"}
    assert all(0 <= float(row["probability"]) <= 1 for row in rows(output))


def test_explain_adds_the_evidence_in_words(files):
    cws, calworks, output = files

    run(cws, calworks, "--output", output, "--explain", "--test-numbers")

    mother = next(row for row in rows(output) if row["calworks_id"] == "91234567A")
    assert "SSN same" in mother["evidence"]
    assert "date of birth same" in mother["evidence"]


@pytest.mark.parametrize("columns", OPTIONAL.values(), ids=OPTIONAL)
@pytest.mark.parametrize("how", ["empty", "absent"])
def test_it_works_without_a_column(files, columns, how):
    cws, calworks, output = files
    for path in (cws, calworks):
        table = rows(path)
        names = [name for name in table[0] if how == "empty" or name not in columns]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows({**row, **dict.fromkeys(columns, "")} for row in table)

    assert run(cws, calworks, "--output", output, "--test-numbers") == 0

    assert pairs(output) == MUTUAL


def test_compressed_files_are_read(files, tmp_path):
    cws, calworks, output = files
    packed = tmp_path / "calworks.csv.gz"
    packed.write_bytes(gzip.compress(calworks.read_bytes()))

    assert run(cws, packed, "--output", output, "--test-numbers") == 0

    assert pairs(output) == MUTUAL


def test_a_client_on_several_rows_gives_one_pair(tmp_path):
    children, others = tmp_path / "children.csv", tmp_path / "others.csv"
    calworks, output = tmp_path / "calworks.csv", tmp_path / "pairs.csv"
    start = "99;0601-5692-6627-8000483;QUIROGA;DARIO;;2015-02-03;N;;;M;"
    case = "0498-4900-5117-400048{};2026-01-05;FM"
    header = "county;client_id_19;last;first;middle;dob;est_dob;ssn;cin;gender;case_id_19;case_start;svc_component"
    children.write_text("\n".join([header, start + case.format(3), start + case.format(4)]) + "\n")
    others.write_text(
        "case_id_19;client_id_19;relationship;last;first;dob;ssn;cin;in_home\n"
        "0498-4900-5117-4000483;0031-4206-2756-0001736;mother;QUIROGA;MARISOL;1988-09-21;;;Y\n"
    )
    calworks.write_text(
        "county;case_no;person_no;cin;ssn;last;first;mi;dob;gender\n"
        "99;1B2K111;01;;;QUIROGA;MARISOL;;1988-09-21;F\n"
        "99;1B2K111;02;92222221C;;QUIROGA;DARIO;;2015-02-03;M\n"
    )

    assert run(children, calworks, "--others", others, "--output", output) == 0

    written = rows(output)
    found = [(row["cws_id"], row["calworks_id"]) for row in written]
    assert sorted(found) == [
        ("0031-4206-2756-0001736", "1B2K111-01"),
        ("0601-5692-6627-8000483", "92222221C"),
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"name,birthday\nAna,2010-01-01\n", b"\x00\xff\xfe\x01" * 50, b"just words\n"],
    ids=["empty", "blank", "other header", "binary", "no delimiter"],
)
def test_unusable_input_is_one_line_and_status_2(files, content, capsys):
    cws, calworks, output = files
    cws.write_bytes(content)

    assert run(cws, calworks, "--output", output) == 2

    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("identify: cws.csv")
    assert not output.exists()


def test_a_missing_file_and_a_missing_folder_are_refused(files, tmp_path, capsys):
    cws, calworks, output = files

    assert run(tmp_path / "none.csv", calworks, "--output", output) == 2
    assert run(cws, calworks, "--output", tmp_path / "no" / "pairs.csv") == 2
    assert run(tmp_path, calworks, "--output", output) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3


def test_files_in_the_wrong_order_are_refused(files, capsys):
    cws, calworks, output = files

    assert run(calworks, cws, "--output", output) == 2
    assert "expected" in capsys.readouterr().err


def test_a_damaged_archive_is_refused(files, tmp_path, capsys):
    cws, calworks, output = files
    broken = tmp_path / "cws.csv.gz"
    broken.write_bytes(gzip.compress(cws.read_bytes())[:-30])

    assert run(broken, calworks, "--output", output) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_command_needs_no_database_and_no_settings(files):
    cws, calworks, output = files
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, root / "manage.py", "identify", cws, calworks, "--output", output]
    plain = {"PATH": "/usr/bin:/bin"}

    done = subprocess.run([*map(str, command), "--test-numbers"], env=plain, capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")
    assert pairs(output) == MUTUAL

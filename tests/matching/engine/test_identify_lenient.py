"""`identify` compares any two files; it refuses rows only where no id could name a pair."""

import csv
from pathlib import Path

import pytest

from cases.matching import identify

CWS = """client_id,first_name,middle_name,last_name,suffix,dob,ssn,sex,role,address,city,zip,case_id
rec-1-org,Rosa,M,Delgado,,1996-03-14,,F,MOTHER,12 Elm St,Fresno,93701,k1
4444444444444440000,Hiroshi,,Tanabe,,1988-02-09,,M,FATHER,9 Oak Ave,Fresno,93702,k2
6.01569E+17,Lost,,Digits,,1990-01-01,,M,FATHER,1 Pine St,Fresno,93703,k3
"""
CALWORKS = """cin,case_no,first_name,middle_name,last_name,suffix,dob,ssn,sex,address,city,zip
rec-1-dup,h1,Rosa,M,Delgado,,1996-03-14,,F,12 Elm St,Fresno,93701
x2,h2,Hiroshi,,Tanabe,,1988-02-09,,M,9 Oak Ave,Fresno,93702
x3,h3,Somebody,,Else,,13/45/1990,,M,5 Fir St,Fresno,93704
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    cws, calworks = tmp_path / "cws.csv", tmp_path / "calworks.csv"
    cws.write_text(CWS)
    calworks.write_text(CALWORKS)
    return cws, calworks, tmp_path / "pairs.csv"


def test_ids_of_any_form_come_out_as_they_stood(files: tuple[Path, Path, Path]) -> None:
    cws, calworks, pairs = files
    assert identify.main([str(cws), str(calworks), "--output", str(pairs)]) == 0
    with pairs.open() as file:
        found = {(row["cws_id"], row["calworks_id"]) for row in csv.DictReader(file)}
    assert found == {("rec-1-org", "rec-1-dup"), ("4444444444444440000", "x2")}


def test_a_row_whose_id_lost_digits_is_left_out_and_said(
    files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    cws, calworks, pairs = files
    identify.main([str(cws), str(calworks), "--output", str(pairs)])
    said = capsys.readouterr().err
    assert "cws.csv: 1 rows were not usable" in said
    assert "calworks.csv: " not in said

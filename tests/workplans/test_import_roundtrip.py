"""A plan taken out as a workbook or a table and read again is the same plan."""

import csv
import io
from random import Random

import pytest
from openpyxl import load_workbook

from tests.workplans.papers import a_paper
from workplans.catalogue.shipped import SHIPPED
from workplans.running.importing import Known, Reading, read_file, read_written
from workplans.running.paper import Contact, Objective, Paper, Step, Topic
from workplans.running.sheets import as_csv, as_workbook, sheets_of

KNOWN = Known(SHIPPED)
# Plans of chance words, always the same ones.
SEEDS = range(20)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("write", [as_workbook, as_csv])
def test_a_file_gives_back_every_word(write: object, language: str) -> None:
    for seed in SEEDS:
        plan = a_paper(Random(seed))
        found = read_file(write(sheets_of(plan, SHIPPED, language)), KNOWN, language)
        assert found.plan == plan, seed
        assert found.problems == () or not plan.objectives
        assert found.kept == ()


def test_what_was_read_survives_as_json() -> None:
    for seed in SEEDS:
        found = Reading(a_paper(Random(seed)), (), ())
        assert read_written(found.written(), []) == found


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "  =1+1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    step = Step("1.1", text, lead=text, comment=text)
    topic = Topic("T01", text, text, (Objective(1, text, steps=(step,)),))
    plan = Paper(name=text, goal=text, contacts=(Contact("cws", text),), topics=(topic,))
    sheets = sheets_of(plan, SHIPPED, "en")
    book = load_workbook(io.BytesIO(as_workbook(sheets)))
    assert {c.data_type for s in book for row in s for c in row} <= {"s", "n", "d", "inlineStr"}
    for row in csv.reader(io.StringIO(as_csv(sheets).decode("utf-8-sig"))):
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@")) for cell in row)

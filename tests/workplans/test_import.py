"""Reading plans that people typed: the template of 2014, the sample of 2005, and bad input."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from workplans.catalogue.shipped import SHIPPED
from workplans.models import Objective, PlanContact, PlanLink, PlanTopic, Product, Step, WorkPlan
from workplans.running.importing import Known, Reading, Unreadable, limits, read_file
from workplans.running.importing.dates import day_of, span_of

KNOWN = Known(SHIPPED)
SHARING = SHIPPED.topics["T06"].title["en"]
DIRECTION = SHIPPED.topics["T01"].title["en"]
TEMPLATE = [
    ["Linkages Work Plan Template"],
    ["County:", "Alder"],
    ["Contact Person(s):", "Ana Ruiz (CWS) and Ben Cole (CalWORKs)"],
    ["Phone(s):", "555-0101 / 555-0102"],
    ["Email(s):", "ana@alder.example, ben@alder.example"],
    ["Date:", "November 21, 2014"],
    [],
    ["Step 1: Linkages Goal for the next 12 months"],
    ["Families of the Oak Street office meet one plan instead of two."],
    [],
    ["Step 2: Work Plan Topic Areas"],
    ["Practice protocols"],
    ["x", SHARING],
    ["", "Identifying mutual families"],
    ["x", "Other: Child care after hours"],
    [],
    ["Topic Area:", SHARING],
    ["Implementation objective", "Action steps", "Person responsible", "Resources", "Timeframe",
     "Status", "Budget", "Comments"],
    ["1. A joint policy is in force", "Collect the law and present rules", "Ana Ruiz",
     "County counsel", "Jan 2015 – Feb 2015", "In progress", "$500", "First draft is there"],
    ["", "Draft it with counsel (see Objective 2)", "Somebody new", "", "ASAP", "Half way", "",
     ""],
    ["2. Releases are used well", "• Write a script\n• Train the front desk", "Ben Cole", "",
     "3/31/15", "", "", ""],
    [],
    ["Topic Area: Child care after hours"],
    ["Objective", "Product", "Action steps", "Lead", "Due"],
    ["3. Parents find care", "List of providers", "Call every provider", "Ben Cole", "2015-06-30"],
]  # fmt: skip
SAMPLE = [
    "Goal: Families at the north office are served by both programs together",
    "Policy Foundation",
    DIRECTION,
    "Implementation Objective 1: Say where we go",
    "Product 1A: Vision, mission and principles of the north office",
    "1A1 Talk about what being poor does to our families",
    "1A2 Ask staff and partners what they think of the present statements",
    "1A3 Look at what other counties wrote*",
    "1A4 Put it into handbooks and orientation (see Objective 9)",
    "Product 1B: Posters",
    "1B1 Print them",
    "Practice",
    "Working on one plan",
    "Implementation Objective 7: A handbook for planning together",
    "Task 7A1: Write it jointly",
    "Implementation Objective 9: New staff learn it",
    "Product 9A: Orientation curriculum",
    "9A1 Write it down",
]


def workbook(*sheets: list[Any]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number + 1}")
        for row in rows:
            sheet.append(row if isinstance(row, list) else [row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def codes(found: Reading) -> list[str]:
    return [each.code for each in found.problems]


def everything(found: Reading) -> str:
    return str(found.written())


@pytest.fixture(scope="module")
def template() -> Reading:
    return read_file(workbook(TEMPLATE), KNOWN)


def test_the_template_of_2014_keeps_its_header_and_goal(template: Reading) -> None:
    plan = template.plan
    assert (plan.county, plan.dated) == ("Alder", date(2014, 11, 21))
    assert [(c.program, c.name, c.phone, c.email) for c in plan.contacts] == [
        ("cws", "Ana Ruiz", "555-0101", "ana@alder.example"),
        ("calworks", "Ben Cole", "555-0102", "ben@alder.example"),
    ]
    assert plan.goal == "Families of the Oak Street office meet one plan instead of two."


def test_the_template_of_2014_keeps_topics_and_tables(template: Reading) -> None:
    assert [(each.code, each.title) for each in template.plan.topics] == [
        ("T06", SHARING), ("", "Child care after hours"),
    ]  # fmt: skip
    one, two, three = template.plan.objectives
    assert (one.number, one.statement) == (1, "A joint policy is in force")
    first, second = one.steps
    assert (first.number, first.lead, first.resources) == ("1.1", "Ana Ruiz", "County counsel")
    assert (first.starts_on, first.due_on) == (date(2015, 1, 1), date(2015, 2, 28))
    assert first.status == "in_progress"
    assert first.comment == "First draft is there\nBudget: $500"
    assert (second.due_on, second.sees, second.lead) == (None, 2, "Somebody new")
    assert "ASAP" in second.comment and "Half way" in second.comment
    assert [step.text for step in two.steps] == ["Write a script", "Train the front desk"]
    assert {step.due_on for step in two.steps} == {date(2015, 3, 31)}
    (product,) = three.products
    assert (product.number, product.title) == ("3A", "List of providers")
    assert (product.steps[0].number, product.steps[0].text) == ("3A1", "Call every provider")


def test_what_the_template_says_otherwise_is_said_with_its_cell(template: Reading) -> None:
    assert [(each.code, each.place) for each in template.problems] == [
        ("unknown_column", "G18"), ("bad_day", "E20"), ("bad_status", "F20"),
        ("unknown_topic", "A15"),
    ]  # fmt: skip
    assert template.problems[1].sentence == "E20: “ASAP” is not a day. It goes into the comment."
    assert template.kept == ()


def test_the_sample_of_2005_keeps_its_order_numbers_and_signs() -> None:
    found = read_file(workbook(SAMPLE), KNOWN)
    plan = found.plan
    assert plan.goal.startswith("Families at the north office")
    assert [(t.category, t.code, t.title) for t in plan.topics] == [
        ("Policy Foundation", "T01", DIRECTION), ("Practice", "", "Working on one plan"),
    ]  # fmt: skip
    assert [each.number for each in plan.objectives] == [1, 7, 9]
    assert [step.number for step in plan.steps] == [
        "1A1", "1A2", "1A3", "1A4", "1B1", "7.1", "9A1",
    ]  # fmt: skip
    assert [each.title for each in plan.objectives[0].products] == [
        "Vision, mission and principles of the north office", "Posters",
    ]  # fmt: skip
    starred, referring = plan.steps[2], plan.steps[3]
    assert starred.text == "Look at what other counties wrote"
    assert starred.help_title == "Planning Guide"
    assert referring.sees == 9 and "see Objective 9" in referring.text
    assert codes(found) == ["unknown_topic"] and found.kept == ()


def test_the_sample_reads_the_same_from_a_table() -> None:
    table = "\r\n".join(f'"{line}"' for line in SAMPLE).encode("cp1252")
    assert read_file(table, KNOWN).plan == read_file(workbook(SAMPLE), KNOWN).plan


HEAD = [
    "No.", "Objective", "Product", "Action step", "Lead", "Start", "Due", "Status", "Depends on",
]  # fmt: skip


def rows(*lines: list[Any]) -> bytes:
    return workbook([["Goal", "One"], ["Topic area", "T01"], HEAD, *lines])


def test_steps_that_wait_for_each_other_are_named_and_nothing_is_lost() -> None:
    found = read_file(
        rows(
            ["1", "Aim"],
            ["1.1", "", "", "first", "", "", "", "", "1.3"],
            ["1.2", "", "", "second", "", "", "", "", "1.1"],
            ["1.3", "", "", "third", "", "", "", "", "1.2, 9Z9"],
        ),
        KNOWN,
    )
    assert codes(found) == ["unknown_need", "circle"]
    assert found.problems[1].told["text"] == "1.1 → 1.3 → 1.2 → 1.1"
    assert [step.needs for step in found.plan.steps] == [("1.3",), (), ("1.2",)]
    assert "1.1" in found.plan.steps[1].comment and "9Z9" in found.plan.steps[2].comment


@pytest.mark.parametrize(
    ("lines", "code", "kept"),
    [
        ([["1", "Aim"], ["1.1", "", "", "do", "", "5/1/2026", "4/1/2026"]], "day_order",
         "2026-05-01"),
        ([["1", "Aim"], ["1.1", "", "", "do", "", "", "", "Blocked"]], "no_reason", "do"),
        ([["1", "", "", "do without aim"]], "no_objective", "do without aim"),
        ([["1", "Aim", "", "", "Ana"]], "no_step", "Ana"),
        ([["1", "Aim", "", "x " * 400]], "too_long", "x"),
        ([["1", "Aim"], ["1", "Other aim"], ["1", "Aim"]], "number_again", "Other aim"),
    ],
)  # fmt: skip
def test_bad_rows_are_said_and_kept(lines: list[Any], code: str, kept: str) -> None:
    found = read_file(rows(*lines), KNOWN)
    assert code in codes(found)
    assert kept in everything(found)


@pytest.mark.parametrize(
    ("text", "codes_", "kept"),
    [
        ("fm_calworks, teen_parents", ("fm_calworks", "teen_parents"), ""),
        ("Family maintenance, on CalWORKs; Teen parents", ("fm_calworks", "teen_parents"), ""),
        ("Teen parents, foster youth", (), "Teen parents, foster youth"),
        ("Jóvenes de crianza\nteen_parents", ("teen_parents",), "Jóvenes de crianza"),
    ],
)
def test_a_population_that_we_do_not_know_is_kept_as_a_remark(
    text: str, codes_: tuple[str, ...], kept: str
) -> None:
    found = read_file(workbook([["Target population", text]]), KNOWN)
    assert found.plan.populations == codes_
    assert [each.text for each in found.kept] == ([f"Target populations: {kept}"] if kept else [])
    assert ("bad_word" in codes(found)) == bool(kept)


def test_a_text_too_long_for_its_field_goes_on_as_comment_and_remark() -> None:
    long = " ".join(str(n) for n in range(900))
    found = read_file(rows(["1", "Aim"], ["1.1", "", "", long]), KNOWN)
    (step,) = found.plan.steps
    assert len(step.text) <= 600 and len(step.comment) <= 1000
    together = " ".join([step.text, step.comment, *(each.text for each in found.kept)])
    assert together.split() == long.split()
    assert found.kept[0].about == "1.1"


def test_a_file_without_goal_or_table_says_so() -> None:
    found = read_file(workbook(["County: Alder", "Some remark that nobody labeled"]), KNOWN)
    assert codes(found) == ["no_goal", "no_table"]
    assert [(each.place, each.text) for each in found.kept] == [
        ("A2", "Some remark that nobody labeled")
    ]


def test_sheets_named_after_topic_areas() -> None:
    table = [["Objective", "Task", "Due date"], ["Aim", "Do it", date(2026, 3, 1)]]
    book = Workbook()
    book.active.title = "T05"
    other = book.create_sheet("Our dogs")
    for sheet in (book.active, other):
        for row in table:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    found = read_file(out.getvalue(), KNOWN)
    assert [topic.code for topic in found.plan.topics] == ["T05", ""]
    assert found.plan.topics[1].title == "Our dogs"
    assert [step.due_on for step in found.plan.steps] == [date(2026, 3, 1)] * 2


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"a\0b", b"x" * 2_000_001,
     b"a\n" * 5_001, b'"' + b"y" * 10_001 + b'"', b"," * 70 + b"far"],
)  # fmt: skip
def test_a_file_that_cannot_be_a_plan_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_file(content, KNOWN)
    assert str(refused.value).endswith(".")


def test_a_workbook_that_swells_when_it_is_opened_is_not_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 41_000_000)
    with pytest.raises(Unreadable, match="far larger than it looks"):
        read_file(packed.getvalue(), KNOWN)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014-11-21", "2014-11-21", "2014-11-21"), ("11/21/14", "2014-11-21", "2014-11-21"),
        ("Nov. 21, 2014", "2014-11-21", "2014-11-21"),
        ("21 de noviembre de 2014", "2014-11-21", "2014-11-21"),
        ("February 2016", "2016-02-01", "2016-02-29"), ("2/2016", "2016-02-01", "2016-02-29"),
        ("marzo de 2015", "2015-03-01", "2015-03-31"), ("13/13/2014", "None", "None"),
        ("soon", "None", "None"), ("1/1/1900", "None", "None"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(text: str, first: str, last: str) -> None:
    assert (str(day_of(text, end=False)), str(day_of(text, end=True))) == (first, last)


@pytest.mark.parametrize(
    "text", ["Jan 2015 – Feb 2015", "1/1/15 to 2/28/15", "enero 2015 a feb 2015"]
)
def test_spans_of_days(text: str) -> None:
    assert span_of(text) == (date(2015, 1, 1), date(2015, 2, 28))
    assert span_of("Feb 2015 – Jan 2015") is None


def test_limits_are_those_of_the_tables() -> None:
    names = {"reason": "status_reason", "lead": "lead_words", "co_lead": "co_lead_words"}
    for model, table in (
        (Step, limits.STEP), (Product, limits.PRODUCT), (Objective, limits.OBJECTIVE),
        (PlanTopic, limits.TOPIC), (WorkPlan, limits.PLAN), (PlanContact, limits.CONTACT),
        (PlanLink, limits.LINK),
    ):  # fmt: skip
        for name, most in table.items():
            assert model._meta.get_field(names.get(name, name)).max_length == most, name

"""Cells of a workbook become the text that a person would have typed; nothing blank costs."""

import io
import random
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime

import openpyxl
import pytest

from cases.records.reading import sheets
from cases.records.reading.cells import plain_number
from cases.records.reading.opening import Unreadable
from cases.records.reading.reasons import sentence
from cases.records.reading.workbook import UNCALCULATED, open_workbook
from tests.records.reading.packed import (
    DAY,
    MAIN,
    MOMENT,
    SSN,
    TEXT,
    ZIP,
    inline,
    number,
    pack,
    parts,
    sheet,
    workbook,
)


def cells(stream: io.BytesIO) -> list[tuple[int, list[str]]]:
    book = open_workbook(stream)
    return list(book.rows(book.sheets[0]))


def one(cell: str, **given: str) -> str:
    (row,) = cells(workbook([[cell]], **given))
    return row[1][0]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("MUÑOZ", "MUÑOZ"),
        (inline("  kept as it stands "), "  kept as it stands "),
        (number("12345"), "12345"),
        (number("12.0"), "12"),
        (number("12.5"), "12.5"),
        (number("-3"), "-3"),
        (number("1E3"), "1000"),
        (number("0.1"), "0.1"),
        (number("999999999999999"), "999999999999999"),
        (number("1000000000000000"), "1.00000E+15"),
        (number("6015692662780000000"), "6.01569E+18"),
        (number("6.0156926627800003E+18"), "6.01569E+18"),
        (number("1E400"), "1E400"),
        (number("12345678", SSN), "012-34-5678"),
        (number("900551234", SSN), "900-55-1234"),
        (number("1001", ZIP), "01001"),
        (number("123456", ZIP), "123456"),
        (number("95814", TEXT), "95814"),
        (number("42492", DAY), "2016-05-02"),
        (number("1", DAY), "1900-01-01"),
        (number("59", DAY), "1900-02-28"),
        (number("60", DAY), "60"),
        (number("61", DAY), "1900-03-01"),
        (number("0", DAY), "0"),
        (number("-5", DAY), "-5"),
        (number("99999999", DAY), "99999999"),
        (number("42492.5", MOMENT), "2016-05-02T12:00:00"),
        (number("42492", MOMENT), "2016-05-02"),
        (number("42492", 99), "42492"),
        (' t="b"><v>1</v></c>', "TRUE"),
        (' t="b"><v>0</v></c>', "FALSE"),
        (' t="e"><v>#REF!</v></c>', "#REF!"),
        (' t="e"><f>A1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (' t="d"><v>2016-05-02</v></c>', "2016-05-02"),
        (' t="str"><f>A2&amp;"X"</f><v>REYES</v></c>', "REYES"),
        ("><f>1+1</f><v>2</v></c>", "2"),
        ("><f>1+1</f></c>", UNCALCULATED),
        (
            ' t="inlineStr"><is><r><t>RE</t></r><r><rPr><b/></rPr><t>YES</t></r>'
            "<rPh><t>spoken</t></rPh></is></c>",
            "REYES",
        ),
        (' t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\rb"),
    ],
)
def test_every_kind_of_cell(cell: str, text: str) -> None:
    assert one(cell) == text


def test_days_of_old_macs_count_from_1904() -> None:
    assert one(number("41030", DAY), properties='<workbookPr date1904="1"/>') == "2016-05-02"
    assert one(number("0", DAY), properties='<workbookPr date1904="true"/>') == "1904-01-01"


def test_shared_texts_rich_and_with_pronunciation() -> None:
    table = (
        f"<sst {MAIN}><si><t>PLAIN</t></si><si><r><t>RI</t></r><r><t>CH</t></r></si>"
        "<si><t>東</t><rPh><t>ひがし</t></rPh></si><si/></sst>"
    )
    row = [f' t="s"><v>{at}</v></c>' for at in (1, 0, 2, 3, 0)]
    assert cells(workbook([row], texts=table)) == [(1, ["RICH", "PLAIN", "東", "", "PLAIN"])]
    with pytest.raises(Unreadable, match="damaged"):
        cells(workbook([[' t="s"><v>4</v></c>']], texts=table))


def test_gaps_keep_their_place_and_ends_are_cut() -> None:
    rows = [["a", "", "b", ""], ["", "", ""], ["", "c"]]
    assert cells(workbook(rows)) == [(1, ["a", "", "b"]), (3, ["", "c"])]


def test_cells_without_an_address_follow_one_another() -> None:
    body = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    content = f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>"
    assert cells(pack(parts({"One": content}))) == [(1, ["1", "2"]), (2, ["3"])]


def test_a_prefix_before_every_name_changes_nothing() -> None:
    where = MAIN.replace("xmlns", "xmlns:x")
    body = '<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>REYES</x:t></x:is></x:c></x:row>'
    content = f"<x:worksheet {where}><x:sheetData>{body}</x:sheetData></x:worksheet>"
    assert cells(pack(parts({"One": content}))) == [(2, ["", "REYES"])]


def test_what_openpyxl_writes_is_read_the_same() -> None:
    chance = random.Random(4)
    book = openpyxl.Workbook()
    told = [
        [f"n{at}", chance.randint(0, 10**9), date(2016, 5, 1 + at % 28), at % 2 == 0, None, 1.5]
        for at in range(50)
    ]
    for row in told:
        book.active.append(row)
    book.active["A52"] = datetime(2016, 5, 2, 13, 30)
    target = io.BytesIO()
    book.save(target)
    found = cells(target)
    assert found[:-1] == [
        (at, [row[0], str(row[1]), row[2].isoformat(), "TRUE" if row[3] else "FALSE", "", "1.5"])  # type: ignore[union-attr]
        for at, row in enumerate(told, start=1)
    ]
    assert found[-1] == (52, ["2016-05-02T13:30:00"])


@pytest.mark.check(69)
def test_hidden_sheets_are_named_and_not_read() -> None:
    content = parts(
        {"Notes": sheet([["secret"]]), "Report": sheet([["a"]]), "Lists": sheet([["b"]])},
        hidden=["Notes", "Lists"],
    )
    book = open_workbook(pack(content))
    assert book.sheets == ("Report",)
    assert book.hidden == ("Notes", "Lists")
    assert [sentence(remark) for remark in book.remarks] == [
        "hidden sheets were not read: Notes, Lists"
    ]
    with pytest.raises(KeyError):
        next(book.rows("Notes"))
    assert open_workbook(workbook([["a"]])).remarks == ()


def test_a_chart_on_a_sheet_of_its_own_is_no_sheet() -> None:
    content = parts({"Report": sheet([["a"]]), "Chart": "<chartsheet/>"})
    relations = str(content["xl/_rels/workbook.xml.rels"])
    content["xl/_rels/workbook.xml.rels"] = relations.replace(
        'worksheet" Target="worksheets/sheet2', 'chartsheet" Target="worksheets/sheet2'
    )
    assert open_workbook(pack(content)).sheets == ("Report",)


def blank_rows(rows: int) -> Iterator[str]:
    yield f"<worksheet {MAIN}><sheetData>"
    yield '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    for at in range(2, rows + 2):
        yield f'<row r="{at}" spans="1:3" s="1" customFormat="1" ht="15"><c r="A{at}" s="1"/></row>'
    yield "</sheetData></worksheet>"


def test_a_million_blank_rows_take_neither_memory_nor_rows() -> None:
    book = pack(parts({"One": "".join(blank_rows(1_000_000))}))
    tracemalloc.start()
    found = cells(book)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [(1, ["a"])]
    assert peak < 4 << 20


def late(rows: int) -> io.BytesIO:
    """A sheet whose only text stands after so many blank rows."""
    content = "".join(blank_rows(rows)).replace('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', "")
    at = rows + 2
    last = f'<row r="{at}"><c r="A{at}"{inline("b")}</row></sheetData>'
    return pack(parts({"One": content.replace("</sheetData>", last)}))


def test_a_sheet_that_begins_with_megabytes_of_nothing_is_not_read_on() -> None:
    book = open_workbook(late(400_000))
    assert list(book.rows("One")) == []
    assert 0 < book.done < 0.7
    assert cells(late(100_000)) == [(100_002, ["b"])]


def test_five_thousand_columns_are_read_row_by_row() -> None:
    book = pack(parts({"One": sheet([["x"] * 5_000] * 20)}))
    assert [len(row) for _, row in cells(book)] == [5_000] * 20


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="2"/><row r="1"/>',
        '<row r="1"><row r="2"/></row>',
        '<row r="9999999"/>',
        '<row r="x"/>',
        '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="XFE1"/></row>',
        '<row r="1"><c r="a1"/></row>',
        '<row r="1"><c><c/></c></row>',
        '<row r="1"><c><v><v/></v></c></row>',
        '<row r="1"><c><f><f/></f></c></row>',
        "<v/>",
        '<row r="1"><c t="s"><v>x</v></c></row>',
        '<row r="1"><c t="s"><v>0</v></c></row>',
        "<a>" * 100 + "</a>" * 100,
        f"<a b='{'x' * 3_000_000}'/>",
    ],
)
def test_what_no_sheet_holds_is_damage(body: str) -> None:
    content = f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>"
    packed = pack(parts({"One": content}), stored=["xl/worksheets/sheet1.xml"])
    with pytest.raises(Unreadable, match="damaged"):
        cells(packed)


def test_a_cell_has_no_more_text_than_excel_allows() -> None:
    pieces = "<r><t>abcdefgh</t></r>" * 20_000
    (row,) = cells(workbook([[f' t="inlineStr"><is>{pieces}</is></c>']]))
    assert len(row[1][0]) <= sheets.TEXT_LIMIT + 8


def test_shared_texts_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "TEXTS_LIMIT", 1_000)
    table = f"<sst {MAIN}>" + "<si><t>abcdefghij</t></si>" * 101 + "</sst>"
    with pytest.raises(Unreadable) as caught:
        cells(workbook([[' t="s"><v>100</v></c>']], texts=table))
    assert caught.value.code == "workbook_texts"


def test_shared_texts_are_read_only_as_far_as_rows_ask() -> None:
    table = f"<sst {MAIN}>" + "".join(f"<si><t>t{at}</t></si>" for at in range(200_000)) + "<broken"
    rows = [[' t="s"><v>0</v></c>'], [' t="s"><v>199999</v></c>']]
    book = open_workbook(workbook(rows, texts=table))
    read = book.rows("Sheet1")
    assert next(read) == (1, ["t0"])


def test_progress_is_told() -> None:
    book = open_workbook(workbook([["a"]] * 20_000))
    told = {book.done for _ in book.rows("Sheet1")}
    assert len(told) > 3
    assert book.done == 1.0


def test_numbers_never_change_their_value() -> None:
    chance = random.Random()
    for _ in range(2_000):
        value = chance.randint(-(10**15) + 1, 10**15 - 1)
        assert plain_number(str(value)) == str(value)
        part = chance.uniform(-1e6, 1e6)
        assert float(plain_number(repr(part))) == part

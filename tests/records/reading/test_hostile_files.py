"""Files that are broken, odd or hostile: clear reasons, never a traceback, never mojibake."""

import codecs
import gzip
import io
import random
import zipfile

import pytest

from cases.records.reading.encodings import CHUNK
from cases.records.reading.opening import LINE_LIMIT, open_source
from cases.records.reading.rows import Accepted, Unreadable
from tests.records.reading.extracts import (
    CALWORKS,
    PERSON,
    ROW,
    SIMPLE,
    accepted,
    codes,
    lines,
    opened,
    outcomes,
)

GOOD = lines(SIMPLE, [ROW])
ACCENTED = lines(SIMPLE, [{**ROW, "last_name": "Muñoz", "first_name": "D’Ángela"}])


def refusal(content: bytes | str) -> str:
    with pytest.raises(Unreadable) as refused:
        outcomes(content)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("delimiter", list(";,\t|"))
def test_delimiters(delimiter):
    extract = opened(lines(SIMPLE, [ROW], delimiter))
    assert extract.delimiter == delimiter
    assert len(list(extract)) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(end, last):
    text = lines(SIMPLE, [ROW, ROW], end=end)
    assert len(accepted(text if last else text.removesuffix(end))) == 2


@pytest.mark.check(62)
@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encodings_are_read_as_they_were_written(encoding, named):
    extract = opened(ACCENTED.encode(encoding))
    assert extract.encoding == named
    (outcome,) = extract
    assert (outcome.row.surname, outcome.row.given) == ("Muñoz", "D’Ángela")


@pytest.mark.check(62)
def test_utf16_of_both_byte_orders():
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        (outcome,) = opened(mark + ACCENTED.encode(encoding))
        assert outcome.row.surname == "Muñoz"


@pytest.mark.check(62)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ACCENTED.encode("cp437", "replace").replace(b"?", b""), "encoding_undecidable"),
        (ACCENTED.encode("mac_roman"), "encoding_undecidable"),
        (ACCENTED.encode("utf-8") + GOOD.encode() + "Peña\n".encode("cp1252"), "encoding_mixed"),
        (ACCENTED.encode("utf-16-le"), "utf16_unmarked"),
        (codecs.BOM_UTF16_LE + ACCENTED.encode("utf-16-le")[:-1], "utf16_damaged"),
        (ACCENTED.encode("utf-32"), "encoding_undecidable"),
    ],
)
def test_encodings_that_are_not_certain_are_refused(content, code):
    assert refusal(content) == code


@pytest.mark.check(62)
def test_text_that_was_garbled_before_is_quarantined():
    garbled = "Muñoz".encode().decode("cp1252")
    rows = [ROW, {**ROW, "last_name": garbled}, {**ROW, "last_name": "Mu\ufffdoz"}]
    assert codes(lines(SIMPLE, rows)) == [(3, "text_garbled"), (4, "text_garbled")]


def test_mixed_encoding_is_found_at_its_line_however_late():
    late = (GOOD * 40_000).encode() + "ñ\n".encode() + b"x\n" + "ñ\n".encode("latin-1")
    with pytest.raises(Unreadable) as refused:
        opened(late)
    assert refused.value.params == {"line": "80003"}


def test_gzip_is_unpacked_and_damage_is_refused():
    packed = gzip.compress(ACCENTED.encode())
    assert len(accepted(packed)) == 1
    assert refusal(packed[:-12]) == "gzip_damaged"
    assert refusal(b"\x1f\x8b" + random.randbytes(200)) == "gzip_damaged"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file_empty"),
        ("\n\n;;;\n", "file_empty"),
        (gzip.compress(b""), "file_empty"),
        (",".join(SIMPLE) + "\n", "header_only"),
        (",".join(SIMPLE) + "\n\n,,,,\n", "header_only"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook_old"),
        (",".join(f"c{n}" for n in range(5_000)) + "\n1\n", "too_many_columns"),
        ("x" * 60_000, "header_too_long"),
        ('"client_id,"first\nx', "header_unreadable"),
        (b"client_id\0,first\nx", "header_unreadable"),
        ("hello\nworld\n", "columns_missing"),
    ],
)
def test_files_that_are_no_extract_are_refused_in_one_line(content, code):
    assert refusal(content) == code


@pytest.mark.parametrize(("name", "code"), [("xl/workbook.xml", "archive"), ("cws.csv", "archive")])
def test_archives_are_refused(name, code):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr(name, GOOD)
    assert refusal(archive.getvalue()) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("AadfKnG07n,Ro\0sa" + "," * 14, "row_null_character"),
        ("AadfKnG07n,Ro\x07sa" + "," * 14, "row_control_character"),
        ("AadfKnG07n,Ro\u202esa" + "," * 14, "row_control_character"),
        ('AadfKnG07n,"Rosa' + "," * 14, "row_unbalanced_quote"),
        ('AadfKnG07n,"Ro"sa"x"' + "," * 14, "row_malformed_quote"),
        ("AadfKnG07n,=cmd|' /C calc'!A0" + "," * 14, "text_formula"),
        ("AadfKnG07n,@SUM(A1)" + "," * 14, "text_formula"),
        ("AadfKnG07n,Rosa", "row_cell_count"),
        ("AadfKnG07n,Rosa" + "," * 14 + ",surplus", "row_cell_count"),
        ("AadfKnG07n," + "x" * 1_001 + "," * 14, "cell_too_long"),
        ("AadfKnG07n," + "x" * 1_000_000 + "," * 14, "row_too_long"),
        ("AadfKnG07n," + "x" * 3_000_000 + "," * 14, "row_too_long"),
        ("412 Mill Street", "row_cell_count"),
    ],
)
def test_a_broken_row_is_quarantined_and_the_rows_around_it_are_read(line, code):
    head, good = GOOD.splitlines()
    found = outcomes("\n".join([head, good, line, good, good]))
    assert [isinstance(outcome, Accepted) for outcome in found] == [True, False, True, True]
    assert [reason.code for reason in found[1].reasons] == [code]
    assert found[1].number == 3


def test_a_bare_carriage_return_breaks_only_its_own_row():
    head, good = GOOD.splitlines()
    broken = good.replace("Delgado", "Del\rgado")
    found = codes("\r\n".join([head, good, broken, good]))
    assert [code for _, code in found] == ["row_cell_count"] * 2


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends():
    columns = [*SIMPLE, "phone"]
    text = lines(columns, [{**ROW, "address": '"12 ""Old"" Mill,\nApt 3"'}, ROW])
    first, second = accepted(text)
    assert first.row.street == '12 "Old" Mill,\nApt 3'
    assert (first.number, second.number) == (2, 4)


def test_an_unbalanced_quote_does_not_swallow_the_file():
    rows = [{**ROW, "last_name": f"Name{number}"} for number in range(200)]
    rows[50]["last_name"] = '"Broken'
    found = outcomes(lines(SIMPLE, rows))
    assert sum(isinstance(outcome, Accepted) for outcome in found) == 199
    assert codes(lines(SIMPLE, rows)) == [(52, "row_unbalanced_quote")]


def test_two_unbalanced_quotes_do_not_join_the_rows_between_them():
    rows = [{**ROW, "last_name": name} for name in ('"One', "Two", '"Three', "Four")]
    assert codes(lines(SIMPLE, rows)) == [(2, "row_unbalanced_quote"), (4, "row_unbalanced_quote")]
    assert [outcome.row.surname for outcome in accepted(lines(SIMPLE, rows))] == ["Two", "Four"]


@pytest.mark.parametrize("between", [0, 1, 3])
@pytest.mark.parametrize("closing", ["last_name", "first_name"])
def test_a_quote_that_closes_in_a_later_row_swallows_nothing(between, closing):
    rows = [{**ROW, "last_name": '"One'}, *[ROW] * between, {**ROW, closing: 'Three"'}, ROW]
    found = outcomes(lines(SIMPLE, rows))
    assert len(found) == len(rows)
    assert sum(isinstance(outcome, Accepted) for outcome in found) == between + 1


def test_an_endless_line_takes_little_memory():
    endless = GOOD.encode() + b"x" * (4 * CHUNK)
    (lines_of_it,) = [batch.texts for batch in open_source(io.BytesIO(endless)).lines()][1:]
    assert len(lines_of_it[0]) <= LINE_LIMIT + CHUNK
    found = [code for _, code in codes(endless)]
    assert found == ["row_too_long"]


def test_a_letter_torn_apart_by_a_long_stretch_of_ascii_is_not_utf8():
    torn = GOOD.encode().ljust(CHUNK - 1, b"\n") + b"\xc3" + b"\n" * CHUNK + b"\xb1"
    code = refusal(torn)
    assert code == "encoding_undecidable"


def test_unbalanced_quote_in_the_last_row():
    rows = [ROW, {**ROW, "last_name": '"Open'}, ROW]
    assert codes(lines(SIMPLE, rows)) == [(3, "row_unbalanced_quote")]
    assert len(accepted(lines(SIMPLE, rows))) == 2


@pytest.mark.parametrize("beginning", ["sep=;\n", "\n\n", ";;;;\n"])
def test_lines_before_the_header_that_say_nothing(beginning):
    assert len(accepted(beginning + lines(SIMPLE, [ROW], ";"))) == 1


def test_noise_never_causes_a_traceback():
    """Random damage to a good file ends in rows, reasons or one refusal, whatever the damage."""
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    base = lines(CALWORKS, [PERSON] * 20).encode()
    for _ in range(300):
        damaged = bytearray(base)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 4))
        try:
            outcomes(bytes(damaged))
        except Unreadable as refused:
            assert str(refused), f"seed {seed}"

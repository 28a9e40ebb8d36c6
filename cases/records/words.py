"""Why something of a file was not taken, and what to do about it, in the reader's language.

The reading itself knows codes and English sentences only (it also works without Django). A test
holds the sentences here equal to those.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cases.records.staging import SHORTENED

SENTENCES: Mapping[str, Promise] = {
    "file_empty": gettext_lazy("the file is empty"),
    "header_only": gettext_lazy("the file has a header line but no rows"),
    "workbook": gettext_lazy("this is an Excel workbook; save it as CSV and send that file"),
    "workbook_old": gettext_lazy(
        "this is a workbook in the old Excel format (.xls); save it as .xlsx or as CSV"
    ),
    "workbook_binary": gettext_lazy(
        "this is a binary workbook (.xlsb); save it as .xlsx or as CSV"
    ),
    "workbook_password": gettext_lazy(
        "the workbook is protected by a password; save it without one"
    ),
    "workbook_macros": gettext_lazy(
        "the workbook contains macros; save it as .xlsx, without macros"
    ),
    "workbook_links": gettext_lazy(
        "the workbook is linked to other files; break the links in Excel (Data, Edit Links)"
    ),
    "workbook_entities": gettext_lazy(
        "the workbook declares a document type, which no workbook needs; save it again in Excel"
    ),
    "workbook_damaged": gettext_lazy(
        "the workbook is damaged or was cut short; save it again in Excel"
    ),
    "workbook_texts": gettext_lazy(
        "the workbook holds more than {limit} MB of text; save it as CSV"
    ),
    "archive": gettext_lazy("this is a zip archive; send the file in it, or a .gz of that file"),
    "archive_entries": gettext_lazy(
        "the file is packed in more than {limit} parts; they were not opened"
    ),
    "archive_ratio": gettext_lazy(
        "the file grows to more than {limit} times its size when unpacked; it was not opened"
    ),
    "archive_too_large": gettext_lazy(
        "the file grows to more than {limit} MB when unpacked; save it as CSV and send that file"
    ),
    "archive_nested": gettext_lazy("the file has another packed file in it; it was not opened"),
    "archive_names": gettext_lazy(
        "the file has parts whose names lead outside of it; it was not opened"
    ),
    "workbook_hidden_sheets": gettext_lazy("hidden sheets were not read: {sheets}"),
    "pdf": gettext_lazy("this is a PDF; send the CSV file"),
    "gzip_damaged": gettext_lazy("the compressed file is damaged or was cut short"),
    "file_too_large": gettext_lazy("the file is larger than {limit} MB when unpacked"),
    "encoding_undecidable": gettext_lazy(
        "the letters with accents cannot be read safely; export the file again as UTF-8"
    ),
    "encoding_mixed": gettext_lazy(
        "part of the file is UTF-8 and part is not (first at line {line}); "
        "export the file again as UTF-8"
    ),
    "utf16_damaged": gettext_lazy(
        "the file begins as UTF-16 but does not continue so; export it as UTF-8"
    ),
    "utf16_unmarked": gettext_lazy(
        "the file looks like UTF-16 without its mark; export it as UTF-8"
    ),
    "header_too_long": gettext_lazy("the first line is too long to be a header"),
    "too_many_columns": gettext_lazy("the file has {count} columns; at most {limit} are read"),
    "file_too_many_lines": gettext_lazy("the file has more than {limit} lines"),
    "header_repeated": gettext_lazy("the header names one column twice: {columns}"),
    "header_ambiguous": gettext_lazy("two columns say the same thing: {columns}; keep one of them"),
    "header_unreadable": gettext_lazy("the first line is not a header with column names"),
    "columns_missing": gettext_lazy("required columns are missing for {layout}: {columns}"),
    "layout_unexpected": gettext_lazy("this file is {found}, but {wanted} was expected here"),
    "id_in_too_many_rows": gettext_lazy(
        "one and the same id stands in more than {limit} rows; the column of ids holds "
        "something else"
    ),
    "row_unbalanced_quote": gettext_lazy("a quotation mark is opened and not closed in this row"),
    "row_malformed_quote": gettext_lazy("quotation marks are misplaced in this row"),
    "row_cell_count": gettext_lazy("the row has {found} cells, the header has {expected}"),
    "row_too_long": gettext_lazy("the row is longer than {limit} characters"),
    "cell_too_long": gettext_lazy("the cell in column {column} is longer than {limit} characters"),
    "row_null_character": gettext_lazy("the row contains a null character"),
    "row_control_character": gettext_lazy("the row contains a control character"),
    "text_formula": gettext_lazy("a cell begins like a spreadsheet formula"),
    "text_garbled": gettext_lazy("letters with accents were garbled before the file reached us"),
    "excel_damaged_id": gettext_lazy("case number lost digits in Excel; export as text"),
    "cws_id_malformed": gettext_lazy("the id in column {column} is not a CWS id"),
    "cws_id_out_of_range": gettext_lazy(
        "the id in column {column} is outside the range of CWS ids"
    ),
    "id_missing": gettext_lazy("column {column} is empty"),
    "cin_malformed": gettext_lazy("the CIN in column {column} is not eight digits and a letter"),
    "case_number_malformed": gettext_lazy(
        "the case number in column {column} has characters it cannot have"
    ),
    "person_number_malformed": gettext_lazy("the person number in column {column} is not a number"),
    "pair_not_two": gettext_lazy("the line does not hold two ids"),
    "pair_of_two_programs": gettext_lazy("the two ids are of two programs"),
    "id_pair_contradicts": gettext_lazy(
        "column {column} pairs this id with another client than before"
    ),
    "name_missing": gettext_lazy("the row has no name"),
    "date_impossible": gettext_lazy("column {column} holds a date that does not exist"),
    "date_two_digit_year": gettext_lazy("column {column} holds a date with a two-digit year"),
    "date_unreadable": gettext_lazy("column {column} holds a date in a form that is not known"),
    "birth_in_future": gettext_lazy("the date of birth is after the date of the extract"),
    "birth_too_early": gettext_lazy("the date of birth is before 1900"),
    "county_unknown": gettext_lazy("column {column} does not name a county"),
    "county_other": gettext_lazy("the row belongs to another county ({county})"),
    "er_not_loaded": gettext_lazy("report evaluated out or unfounded: not loaded"),
    "reporter_not_loaded": gettext_lazy("the person who reported: not loaded"),
    "ssn_lost_zero": gettext_lazy("the Social Security number lost a leading zero; it is not used"),
    "ssn_invalid": gettext_lazy("the Social Security number cannot be real; it is not used"),
    "ssn_pseudo": gettext_lazy("a stand-in number is given instead of a Social Security number"),
    "cin_unusable": gettext_lazy("the CIN is not eight digits and a letter; it is not used"),
    "cws_id_not_convertible": gettext_lazy("the CWS id has no short form; it is kept as it stands"),
    "date_excel_serial": gettext_lazy(
        "an Excel day number stands where a date belongs; it is not used"
    ),
    "number_unreadable": gettext_lazy("a number could not be read; it is not used"),
    "id_pair_twice": gettext_lazy("an id is given to two clients; neither keeps it"),
    "code_unknown": gettext_lazy("a code is not in the county's table; it is kept as it stands"),
    "text_withheld": gettext_lazy("text that must not be stored was left out"),
    "access_unknown": gettext_lazy(
        "the access code is not known; the row is treated as restricted"
    ),
    "reporter": gettext_lazy("identity of the person who reported: not stored"),
    "immigration": gettext_lazy("immigration or citizenship: not stored"),
    "criminal_history": gettext_lazy("criminal history: not stored"),
    "tax": gettext_lazy("federal tax information: not stored"),
    "domestic_violence": gettext_lazy("domestic violence flag: not stored"),
    "profile_not_object": gettext_lazy("this is not the description of a report"),
    "profile_key_unknown": gettext_lazy("a description of a report has no part {key}"),
    "profile_key_missing": gettext_lazy("the description lacks its part {key}"),
    "profile_value_unknown": gettext_lazy("the part {key} has a value that is not known"),
    "profile_value_malformed": gettext_lazy("the part {key} is not written as it should be"),
    "profile_too_long": gettext_lazy("the part {key} has more than {limit} entries"),
    "profile_field_unknown": gettext_lazy(
        "{field} is not something that an extract of this program can say"
    ),
    "profile_column_withheld": gettext_lazy(
        "column {column} must not be stored; it cannot be used"
    ),
    "profile_field_without_codes": gettext_lazy(
        "{field} is not a code, so it has no list of codes"
    ),
    "profile_code_unknown": gettext_lazy("a text of {field} is given a code that is not known"),
    "profile_code_contradicts": gettext_lazy(
        "a text of {field} keeps people closed; it cannot mean less"
    ),
    "profile_grain_of_other_program": gettext_lazy(
        "the kind of file and the program do not belong together"
    ),
    "profile_places_missing": gettext_lazy("a file of fixed width needs the place of every column"),
    "profile_place_malformed": gettext_lazy("the place of column {column} is not possible"),
    "profile_place_repeated": gettext_lazy("column {column} has two places"),
    "profile_places_overlap": gettext_lazy("two columns overlap: {columns}"),
    "profile_part_needless": gettext_lazy("the part {key} does not belong to a file of this shape"),
    "shape_unexpected": gettext_lazy(
        "the file does not have the shape that its report should have"
    ),
    "workbook_sheet_missing": gettext_lazy(
        "the workbook does not have the sheet that should be read"
    ),
    "tanf_header": gettext_lazy("the first line is not the header of a federal data file"),
    "tanf_two_files": gettext_lazy(
        "two federal files were joined in this one; send each by itself"
    ),
    "tanf_section": gettext_lazy(
        "this is another federal file; the active cases of TANF are wanted"
    ),
    "tanf_state": gettext_lazy("this federal data file is of another state"),
    "row_too_short": gettext_lazy(
        "the row ends before its required columns, at character {expected}"
    ),
    "tanf_record_short": gettext_lazy("a person of this record has no birth date"),
    "tanf_record_unknown": gettext_lazy("the line is no record of a family, an adult or a child"),
    "tanf_earlier_month": gettext_lazy("the case has a later month in the file: not loaded"),
    "tanf_listed_in_error": gettext_lazy("the case is listed in error: not loaded"),
    "remark_title_lines": gettext_lazy(
        "lines above the column names that were passed over: {count}"
    ),
    "remark_titles_repeated": gettext_lazy(
        "title lines between the rows that were left out: {count}"
    ),
    "remark_header_merged": gettext_lazy(
        "the column names stand in two lines; they were read together"
    ),
    "remark_header_repeated": gettext_lazy(
        "lines that repeat the column names and were left out: {count}"
    ),
    "remark_totals": gettext_lazy("lines with totals or page numbers that were left out: {count}"),
    "remark_sheets_unread": gettext_lazy("other sheets that were not read: {count}"),
    "remark_columns_absent": gettext_lazy(
        "columns that this report had before and has no more: {columns}"
    ),
    "remark_counted_first": gettext_lazy("values were counted in the first {count} rows only"),
    "remark_tanf_trailer_missing": gettext_lazy(
        "the last line is missing; the file may have been cut short"
    ),
    "remark_tanf_trailer_differs": gettext_lazy(
        "the last line counts {stated} records; the file has {found}"
    ),
    "guess_profile": gettext_lazy("the description of the report says so"),
    "guess_name": gettext_lazy("the name is a known spelling"),
    "guess_name_part": gettext_lazy("a part of the name is a known spelling"),
    "guess_ssn": gettext_lazy("nine digits in {share} % of the rows"),
    "guess_cin": gettext_lazy("looks like a CIN in {share} % of the rows"),
    "guess_cws_id": gettext_lazy("looks like a CWS/CMS id in {share} % of the rows"),
    "guess_cares_id": gettext_lazy("looks like a CWS-CARES id in {share} % of the rows"),
    "guess_postal": gettext_lazy("looks like a ZIP code in {share} % of the rows"),
    "guess_dates": gettext_lazy("dates between {first} and {last}"),
    "guess_codes": gettext_lazy("known codes in {share} % of the rows"),
    SHORTENED: gettext_lazy("a text is longer than we keep; its end is cut off"),
}

# Sentences name files; these are the names.
FILES = (
    gettext_noop("the CWS file of parents and others"),
    gettext_noop("the CWS file of children"),
    gettext_noop("the CWS file of clients"),
    gettext_noop("the CalWORKs file of persons"),
    gettext_noop("the federal TANF data file"),
)

_SOURCE = gettext_lazy("Correct it in the source system; it comes right with the next extract.")
_EXPORT = gettext_lazy("Export the file again. In Excel, set the column to Text before saving.")
_UTF8 = gettext_lazy("Export the file again as CSV in UTF-8, straight from the report.")
_REPORT = gettext_lazy("Tell whoever maintains the report how the column should look.")
_REGIONAL = gettext_lazy(
    "If the file is meant to cover several counties, say so when you upload it."
)
_PAIR = gettext_lazy("Find out which of the two ids is right, and correct the other at its source.")
REMEDIES: Mapping[str, Promise] = {
    "row_unbalanced_quote": _UTF8,
    "row_malformed_quote": _UTF8,
    "row_cell_count": _UTF8,
    "row_null_character": _UTF8,
    "row_control_character": _UTF8,
    "text_garbled": _UTF8,
    "excel_damaged_id": _EXPORT,
    "date_two_digit_year": _REPORT,
    "date_unreadable": _REPORT,
    "county_unknown": _REPORT,
    "row_too_short": _REPORT,
    "tanf_record_unknown": _REPORT,
    "tanf_record_short": _REPORT,
    "id_pair_contradicts": _PAIR,
    "county_other": _REGIONAL,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in words, and what to do about it."""

    sentence: str
    remedy: str


def sentence(code: str, params: Mapping[str, str] | None = None) -> str:
    """The sentence of a code, filled in, beginning with a capital. Unknown codes stand as they
    are: an old list must not break when the reading learns new words."""
    words = SENTENCES.get(code)
    if words is None:
        return code
    files = {name: _file(value) for name, value in (params or {}).items()}
    text = str(words).format_map(_Filled(files))
    return text[:1].upper() + text[1:]


class _Filled(dict[str, str]):
    """Parameters of a sentence; one that is missing is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def _file(value: str) -> str:
    return " / ".join(_(part) if part in FILES else part for part in value.split(" / "))


def told(code: str, params: Mapping[str, str] | None = None) -> Told:
    """Sentence and remedy of a refused row's reason."""
    return Told(sentence(code, params), str(REMEDIES.get(code, _SOURCE)))

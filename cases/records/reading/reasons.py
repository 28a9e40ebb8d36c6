"""Why a file, a row or a column was not taken as it stood: one code and one sentence each.

A reason never carries a value of the row: no number, no name, no date of birth. Its parameters
are column names, limits and county codes. The screens translate the sentence, then fill it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FILE = {
    "file_empty": "the file is empty",
    "header_only": "the file has a header line but no rows",
    "workbook": "this is an Excel workbook; save it as CSV and send that file",
    "workbook_old": (
        "this is a workbook in the old Excel format (.xls); save it as .xlsx or as CSV"
    ),
    "workbook_binary": "this is a binary workbook (.xlsb); save it as .xlsx or as CSV",
    "workbook_password": "the workbook is protected by a password; save it without one",
    "workbook_macros": "the workbook contains macros; save it as .xlsx, without macros",
    "workbook_links": (
        "the workbook is linked to other files; break the links in Excel (Data, Edit Links)"
    ),
    "workbook_entities": (
        "the workbook declares a document type, which no workbook needs; save it again in Excel"
    ),
    "workbook_damaged": "the workbook is damaged or was cut short; save it again in Excel",
    "workbook_texts": "the workbook holds more than {limit} MB of text; save it as CSV",
    "archive": "this is a zip archive; send the file in it, or a .gz of that file",
    "archive_entries": "the file is packed in more than {limit} parts; they were not opened",
    "archive_ratio": (
        "the file grows to more than {limit} times its size when unpacked; it was not opened"
    ),
    "archive_too_large": (
        "the file grows to more than {limit} MB when unpacked; save it as CSV and send that file"
    ),
    "archive_nested": "the file has another packed file in it; it was not opened",
    "archive_names": "the file has parts whose names lead outside of it; it was not opened",
    "pdf": "this is a PDF; send the CSV file",
    "gzip_damaged": "the compressed file is damaged or was cut short",
    "file_too_large": "the file is larger than {limit} MB when unpacked",
    "encoding_undecidable": (
        "the letters with accents cannot be read safely; export the file again as UTF-8"
    ),
    "encoding_mixed": (
        "part of the file is UTF-8 and part is not (first at line {line}); "
        "export the file again as UTF-8"
    ),
    "utf16_damaged": "the file begins as UTF-16 but does not continue so; export it as UTF-8",
    "utf16_unmarked": "the file looks like UTF-16 without its mark; export it as UTF-8",
    "header_too_long": "the first line is too long to be a header",
    "too_many_columns": "the file has {count} columns; at most {limit} are read",
    "file_too_many_lines": "the file has more than {limit} lines",
    "header_repeated": "the header names one column twice: {columns}",
    "header_ambiguous": "two columns say the same thing: {columns}; keep one of them",
    "header_unreadable": "the first line is not a header with column names",
    "columns_missing": "required columns are missing for {layout}: {columns}",
    "shape_unexpected": "the file does not have the shape that its report should have",
    "workbook_sheet_missing": "the workbook does not have the sheet that should be read",
    "tanf_header": "the first line is not the header of a federal data file",
    "tanf_two_files": "two federal files were joined in this one; send each by itself",
    "tanf_section": "this is another federal file; the active cases of TANF are wanted",
    "tanf_state": "this federal data file is of another state",
    "layout_unexpected": "this file is {found}, but {wanted} was expected here",
    "id_in_too_many_rows": (
        "one and the same id stands in more than {limit} rows; the column of ids holds "
        "something else"
    ),
}

QUARANTINE = {
    "row_unbalanced_quote": "a quotation mark is opened and not closed in this row",
    "row_malformed_quote": "quotation marks are misplaced in this row",
    "row_cell_count": "the row has {found} cells, the header has {expected}",
    "row_too_short": "the row ends before its required columns, at character {expected}",
    "tanf_record_short": "a person of this record has no birth date",
    "tanf_record_unknown": "the line is no record of a family, an adult or a child",
    "row_too_long": "the row is longer than {limit} characters",
    "cell_too_long": "the cell in column {column} is longer than {limit} characters",
    "row_null_character": "the row contains a null character",
    "row_control_character": "the row contains a control character",
    "text_formula": "a cell begins like a spreadsheet formula",
    "text_garbled": "letters with accents were garbled before the file reached us",
    "excel_damaged_id": "case number lost digits in Excel; export as text",
    "cws_id_malformed": "the id in column {column} is not a CWS id",
    "cws_id_out_of_range": "the id in column {column} is outside the range of CWS ids",
    "id_missing": "column {column} is empty",
    "cin_malformed": "the CIN in column {column} is not eight digits and a letter",
    "case_number_malformed": "the case number in column {column} has characters it cannot have",
    "person_number_malformed": "the person number in column {column} is not a number",
    "pair_not_two": "the line does not hold two ids",
    "pair_of_two_programs": "the two ids are of two programs",
    "id_pair_contradicts": "column {column} pairs this id with another client than before",
    "name_missing": "the row has no name",
    "date_impossible": "column {column} holds a date that does not exist",
    "date_two_digit_year": "column {column} holds a date with a two-digit year",
    "date_unreadable": "column {column} holds a date in a form that is not known",
    "birth_in_future": "the date of birth is after the date of the extract",
    "birth_too_early": "the date of birth is before 1900",
    "county_unknown": "column {column} does not name a county",
    "county_other": "the row belongs to another county ({county})",
}

OMITTED = {
    "er_not_loaded": "report evaluated out or unfounded: not loaded",
    "reporter_not_loaded": "the person who reported: not loaded",
    "tanf_earlier_month": "the case has a later month in the file: not loaded",
    "tanf_listed_in_error": "the case is listed in error: not loaded",
}

FLAG = {
    "ssn_lost_zero": "the Social Security number lost a leading zero; it is not used",
    "ssn_invalid": "the Social Security number cannot be real; it is not used",
    "ssn_pseudo": "a stand-in number is given instead of a Social Security number",
    "cin_unusable": "the CIN is not eight digits and a letter; it is not used",
    "cws_id_not_convertible": "the CWS id has no short form; it is kept as it stands",
    "date_excel_serial": "an Excel day number stands where a date belongs; it is not used",
    "number_unreadable": "a number could not be read; it is not used",
    "id_pair_twice": "an id is given to two clients; neither keeps it",
    "code_unknown": "a code is not in the county's table; it is kept as it stands",
    "text_withheld": "text that must not be stored was left out",
    "access_unknown": "the access code is not known; the row is treated as restricted",
}

DROPPED = {
    "reporter": "identity of the person who reported: not stored",
    "immigration": "immigration or citizenship: not stored",
    "criminal_history": "criminal history: not stored",
    "tax": "federal tax information: not stored",
    "domestic_violence": "domestic violence flag: not stored",
}

PROFILE = {
    "profile_not_object": "this is not the description of a report",
    "profile_key_unknown": "a description of a report has no part {key}",
    "profile_key_missing": "the description lacks its part {key}",
    "profile_value_unknown": "the part {key} has a value that is not known",
    "profile_value_malformed": "the part {key} is not written as it should be",
    "profile_too_long": "the part {key} has more than {limit} entries",
    "profile_field_unknown": "{field} is not something that an extract of this program can say",
    "profile_column_withheld": "column {column} must not be stored; it cannot be used",
    "profile_field_without_codes": "{field} is not a code, so it has no list of codes",
    "profile_code_unknown": "a text of {field} is given a code that is not known",
    "profile_code_contradicts": "a text of {field} keeps people closed; it cannot mean less",
    "profile_grain_of_other_program": "the kind of file and the program do not belong together",
    "profile_places_missing": "a file of fixed width needs the place of every column",
    "profile_place_malformed": "the place of column {column} is not possible",
    "profile_place_repeated": "column {column} has two places",
    "profile_places_overlap": "two columns overlap: {columns}",
    "profile_part_needless": "the part {key} does not belong to a file of this shape",
}

# About a file as a whole that is read nevertheless.
REMARK = {
    "remark_title_lines": "lines above the column names that were passed over: {count}",
    "remark_titles_repeated": "title lines between the rows that were left out: {count}",
    "remark_header_merged": "the column names stand in two lines; they were read together",
    "remark_header_repeated": "lines that repeat the column names and were left out: {count}",
    "remark_totals": "lines with totals or page numbers that were left out: {count}",
    "remark_sheets_unread": "other sheets that were not read: {count}",
    "remark_columns_absent": "columns that this report had before and has no more: {columns}",
    "remark_counted_first": "values were counted in the first {count} rows only",
    "remark_tanf_trailer_missing": "the last line is missing; the file may have been cut short",
    "remark_tanf_trailer_differs": "the last line counts {stated} records; the file has {found}",
    "workbook_hidden_sheets": "hidden sheets were not read: {sheets}",
}

GUESS = {
    "guess_profile": "the description of the report says so",
    "guess_name": "the name is a known spelling",
    "guess_name_part": "a part of the name is a known spelling",
    "guess_ssn": "nine digits in {share} % of the rows",
    "guess_cin": "looks like a CIN in {share} % of the rows",
    "guess_cws_id": "looks like a CWS/CMS id in {share} % of the rows",
    "guess_cares_id": "looks like a CWS-CARES id in {share} % of the rows",
    "guess_postal": "looks like a ZIP code in {share} % of the rows",
    "guess_dates": "dates between {first} and {last}",
    "guess_codes": "known codes in {share} % of the rows",
}

SENTENCES: Mapping[str, str] = {
    **FILE,
    **QUARANTINE,
    **OMITTED,
    **FLAG,
    **DROPPED,
    **PROFILE,
    **REMARK,
    **GUESS,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One code of `SENTENCES` with the parameters of its sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


def sentence(reason: Reason) -> str:
    """The English sentence of a reason, filled in."""
    return SENTENCES[reason.code].format(**reason.params)


class Unreadable(ValueError):
    """The file as a whole cannot be used; `reason` says why in one line without its contents."""

    def __init__(self, code: str, **params: str) -> None:
        self.reason = Reason(code, params)
        super().__init__(code)

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def params(self) -> Mapping[str, str]:
        return self.reason.params

    def __str__(self) -> str:
        return sentence(self.reason)

"""Every check of quality: what it finds, in words, what to do about it, and who can.

Pure: no database, no clock. `sql` of a check on values is a condition on a present record (`r`)
and what its extract says now (`v`, names in capitals); `codes` of a check on files are the
remarks and reasons of reading (see `reading.reasons`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the field types where it does not know a name.
PLACEHOLDERS = (
    "UNKNOWN", "UNK", "UNKN", "UNKOWN", "NONAME", "NO NAME", "NFN", "NLN", "DOE", "BABY",
    "BABYBOY", "BABYGIRL", "BABY BOY", "BABY GIRL", "INFANT", "NEWBORN", "UNBORN", "TEST", "X",
    "XX", "XXX", "N/A", "NA", "NONE", "?",
)  # fmt: skip
# Nobody on aid and no child was born before; systems write their first day where they know none.
FIRST_BIRTH_YEAR = 1910
_NAMES = ", ".join(f"'{name}'" for name in PLACEHOLDERS)


class Fixer(StrEnum):
    """Who can put it right."""

    WORKER = "worker"
    CLERK = "clerk"
    REPORT = "report"
    EXPORT = "export"


FIXERS: Mapping[Fixer, Promise] = {
    Fixer.WORKER: _("The record’s worker, in the source system"),
    Fixer.CLERK: _("Whoever merges duplicate clients in the source system"),
    Fixer.REPORT: _("Whoever maintains the report behind the extract"),
    Fixer.EXPORT: _("Whoever exports and sends the file"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong. `category`: whose facts it tells about, so that a list of
    records is only for who may see that category of them."""

    code: str
    title: Promise
    remedy: Promise
    fixer: Fixer
    sql: str = ""
    category: str = "C1"
    programs: tuple[str, ...] = ("cws", "calworks")
    codes: tuple[str, ...] = ()


VALUES: tuple[Check, ...] = (
    Check(
        "birth_missing",
        _("No birth date"),
        _("Ask for a document and enter the date; without it nobody is matched by age."),
        Fixer.WORKER,
        "v.born is null",
    ),
    Check(
        "birth_estimated",
        _("Birth date is estimated"),
        _("Enter the real date once it is known, and take the mark of an estimate away."),
        Fixer.WORKER,
        "v.born is not null and v.born_estimated",
    ),
    Check(
        "birth_placeholder",
        _("Birth date looks made up"),
        _("January 1, or before 1910: check it, or mark it as estimated."),
        Fixer.WORKER,
        "not v.born_estimated"
        " and (extract(month from v.born) = 1 and extract(day from v.born) = 1"
        f" or v.born < date '{FIRST_BIRTH_YEAR}-01-01')",
    ),
    Check(
        "name_placeholder",
        _("A placeholder stands for a name"),
        _("UNKNOWN, BABY, DOE and the like: enter the name as soon as there is one."),
        Fixer.WORKER,
        f"(v.surname in ({_NAMES}) or v.given in ({_NAMES})"
        " or v.given like 'BABY %%' or v.surname like 'UNKNOWN %%')",
    ),
    Check(
        "ssn_missing",
        _("No Social Security number"),
        _("Enter it where the person has one; it is the strongest sign of a match."),
        Fixer.WORKER,
        "v.ssn_quality in ('missing', '')",
        "C4",
    ),
    Check(
        "ssn_invalid",
        _("Social Security number cannot be real"),
        _("000, 999 or a number never issued: correct it or leave it empty."),
        Fixer.WORKER,
        "v.ssn_quality = 'invalid'",
        "C4",
    ),
    Check(
        "ssn_pseudo",
        _("A stand-in number instead of a Social Security number"),
        _("Replace it once the real number is known."),
        Fixer.WORKER,
        "v.ssn_quality = 'pseudo'",
        "C4",
    ),
    Check(
        "ssn_zero",
        _("Social Security number lost a leading zero"),
        _("Export the column as text; in Excel, set it to Text before saving."),
        Fixer.EXPORT,
        "v.ssn_quality = 'lost_zero'",
        "C4",
    ),
    Check(
        "ssn_shared",
        _("One Social Security number on several clients"),
        _("Find out whose it is; merge the clients if they are one person."),
        Fixer.CLERK,
        "v.ssn_digest is not null and (r.program, v.ssn_digest) in (select program, ssn_digest"
        " from present where ssn_digest is not null group by 1, 2 having count(*) > 1)",
        "C4",
    ),
    Check(
        "cin_shared",
        _("One CIN on several clients"),
        _("Find out whose it is; merge the clients if they are one person."),
        Fixer.CLERK,
        "v.cin <> '' and (r.program, v.cin) in (select program, cin"
        " from present where cin <> '' group by 1, 2 having count(*) > 1)",
    ),
    Check(
        "cin_frozen",
        _("A frozen CIN is still in use"),
        _("The CIN was merged into another. Enter the one that goes on."),
        Fixer.CLERK,
        "v.cin <> '' and v.cin in (select old_id from records_idpair"
        " where county_id = %(county)s and old_scheme = 'cin')",
    ),
    Check(
        "cin_missing",
        _("No CIN"),
        _("Look the client up in MEDS and enter it."),
        Fixer.WORKER,
        "v.cin = ''",
        programs=("calworks",),
    ),
    Check(
        "address_missing",
        _("No address"),
        _("Ask at the next contact; say so if the family has none."),
        Fixer.WORKER,
        "v.street = '' and not v.placed",
    ),
    Check(
        "language_missing",
        _("No language"),
        _("Ask which language the family speaks; notices depend on it."),
        Fixer.WORKER,
        "v.language = ''",
    ),
    Check(
        "worker_missing",
        _("No worker"),
        _("Assign somebody in the source system, or have the report state who it is."),
        Fixer.REPORT,
        "v.worker_id = ''",
    ),
)
FILES: tuple[Check, ...] = (
    Check(
        "excel",
        _("Damaged by Excel"),
        _("Numbers in exponent form or as day numbers: send the report’s own CSV."),
        Fixer.EXPORT,
        codes=("excel_damaged_id", "date_excel_serial"),
    ),
    Check(
        "zeros",
        _("Leading zeros lost"),
        _("Export the column as text, or say on upload that the zeros may be restored."),
        Fixer.EXPORT,
        codes=("ssn_lost_zero",),
    ),
    Check(
        "garbled",
        _("Garbled letters"),
        _("Export the file as UTF-8, straight from the report."),
        Fixer.EXPORT,
        codes=("text_garbled",),
    ),
    Check(
        "codes",
        _("Codes that are not in the table"),
        _("Map them in the report’s profile; code texts change with a release."),
        Fixer.REPORT,
        codes=("code_unknown", "access_unknown"),
    ),
    Check(
        "dates",
        _("Dates that cannot be read"),
        _("Have the report write four-digit years in one order."),
        Fixer.REPORT,
        codes=(
            "date_impossible",
            "date_two_digit_year",
            "date_unreadable",
            "birth_in_future",
            "birth_too_early",
        ),
    ),
    Check(
        "ids",
        _("Numbers that are none"),
        _("Client and case numbers must come as the system prints them."),
        Fixer.REPORT,
        codes=(
            "cws_id_malformed",
            "cws_id_out_of_range",
            "id_missing",
            "cin_malformed",
            "cin_unusable",
            "case_number_malformed",
            "person_number_malformed",
        ),
    ),
    Check(
        "rows",
        _("Broken rows"),
        _("Quotation marks or separators inside a cell: export again as CSV."),
        Fixer.EXPORT,
        codes=(
            "row_unbalanced_quote",
            "row_malformed_quote",
            "row_cell_count",
            "row_null_character",
            "row_control_character",
            "row_too_long",
            "cell_too_long",
        ),
    ),
    Check(
        "shortened",
        _("Texts too long to keep"),
        _("Have the report leave notes out of name and address columns."),
        Fixer.REPORT,
        codes=("text_shortened",),
    ),
)
BY_CODE: Mapping[str, Check] = {check.code: check for check in VALUES}
OF_REASON: Mapping[str, Check] = {code: check for check in FILES for code in check.codes}

"""The federal TANF data file, section of active cases: families (T1), adults (T2), children (T3).

The positions are those of the federal file format: one record a line, 156 characters, two children
in one T3. A file covers a quarter; of every case its latest month is taken. There are no names, and
no id of a person (see `assembly`). Social Security numbers may be enciphered by the published
substitution; the header says so. Citizenship, disability, income and the earned income tax credit
stand in the file and are not read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cases.people.identity import Program
from cases.records.reading.delimited import Feed
from cases.records.reading.heading import Heading
from cases.records.reading.ids import COUNTIES
from cases.records.reading.layouts import TANF, columns_of
from cases.records.reading.opening import Source, Unreadable
from cases.records.reading.reasons import Reason
from cases.records.reading.tables import Broken, Left, RawRow, broken, odd_characters

HEADERS = [
    "county", "case_no", "person_no", "dob", "ssn", "sex", "role", "relationship",
    "race_ethnicity", "zip", "program_status", "activity", "hours",
]  # fmt: skip

_BEGINNING = re.compile(r"HEADER[0-9]{5}[A-Z]")
_HEADER = re.compile(
    r"HEADER[0-9]{4}[1-4](?P<section>[A-Z])(?P<state>[0-9]{2})(?P<tribe>[0-9 ]{3})"
    r"(?P<program>[A-Z]{3})[0-9 ](?P<cipher>[E ])"
)
_EIGHT_DIGITS = re.compile(r"[0-9]{8}\Z")
_TRAILER = re.compile(r"TRAILER([0-9]{7})")
CALIFORNIA = "06"
RECORD = 156  # characters; some writers put blanks or zeros behind
LINE_LIMIT = 400
CIPHER = str.maketrans("T@9ZP0#YBW", "0123456789")
UNKNOWN_SSNS = frozenset({"000000000", "999999999"})
UNKNOWN_DATES = frozenset({"00000000", "99999999"})
LISTED_IN_ERROR = "2"

SEXES = {"1": "M", "2": "F"}
RACES = ("Hispanic", "American Indian", "Asian", "Black", "Pacific Islander", "White")
RELATIONSHIPS = {
    "01": "Head of household",
    "02": "Spouse",
    "03": "Parent",
    "04": "Child",
    "05": "Stepchild",
    "06": "Grandchild",
    "07": "Other relative",
    "08": "Unrelated child",
    "09": "Unrelated child",
    "10": "Unrelated adult",
}
# Affiliation with the aided family. Why somebody is not aided is not told apart.
ADULT_ROLES = {"1": "aided_adult", "3": "non_needy_caretaker"}
CHILD_ROLES = {"1": "aided_child"}
# First character (from 0) of two digits of hours a week.
ACTIVITIES = {
    70: "Unsubsidized employment",
    72: "Subsidized private employment",
    74: "Subsidized public employment",
    76: "Work experience",
    82: "On-the-job training",
    84: "Job search",
    90: "Community service",
    96: "Vocational education",
    102: "Job skills training",
    108: "Education",
    114: "School attendance",
    120: "Providing child care",
}


class _Family(NamedTuple):
    """What the T1 of a case says: county code (or what is no county), postal code, error."""

    month: str
    case: str
    county: str = ""
    postal: str = ""
    listed_in_error: bool = False


def begins(source: Source) -> bool:
    """Whether a text begins like a federal data file."""
    return _BEGINNING.match(source.beginning()) is not None


class FederalFile:
    """A federal data file as a table of persons. Raises Unreadable for another section."""

    delimiter = ""
    sheet = ""
    sheets: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()

    def __init__(self, source: Source) -> None:
        self._source = source
        self.encoding = source.encoding
        self._enciphered = _enciphered(source.beginning())
        columns = columns_of(HEADERS, Program.CALWORKS)
        self.heading = Heading(0, HEADERS, False, TANF, columns, None)
        self._months: dict[str, str] = {}
        self.remarks = self._survey()

    @property
    def size(self) -> int:
        return self._source.size

    @property
    def done(self) -> float:
        return self._source.done

    def _survey(self) -> tuple[Reason, ...]:
        """Note the latest month of every case; compare what the trailer counts."""
        records = people = headers = 0
        stated = None
        for _, text, _ in Feed(self._source):
            if text.startswith(("T1", "T2", "T3")):
                records += 1
                people += text[1] != "1"
                month, case = text[2:8], text[8:19]
                if month > self._months.get(case, ""):
                    self._months[case] = month
            headers += text.startswith("HEADER")
            trailer = _TRAILER.match(text)
            if trailer:
                stated = int(trailer[1])
        if headers > 1:
            # The second header may say otherwise how numbers are enciphered.
            raise Unreadable("tanf_two_files")
        if not people:
            raise Unreadable("header_only")
        if stated is None:
            return (Reason("remark_tanf_trailer_missing"),)
        if stated != records:
            told = {"stated": str(stated), "found": str(records)}
            return (Reason("remark_tanf_trailer_differs", told),)
        return ()

    def rows(self) -> Iterator[RawRow]:
        """One row for every adult and child, by the line of its record."""
        family, alike = _Family("", ""), Counter[tuple[str, str]]()
        for number, text, suspect in Feed(self._source):
            kind = text[:2]
            if not text.strip() or text.startswith(("HEADER", "TRAILER")):
                continue
            odd = odd_characters(text) if suspect else ""
            if odd or kind not in ("T1", "T2", "T3") or len(text) > LINE_LIMIT:
                yield number, broken(odd or "tanf_record_unknown")
                continue
            line = text.ljust(RECORD)
            if (line[2:8], line[8:19]) != (family.month, family.case):
                family, alike = _Family(line[2:8], line[8:19]), Counter()
            if kind == "T1":
                family = _family(line)
            else:
                for cells in self._people(kind, line, family, alike):
                    yield number, self._left(family) or cells

    def _left(self, family: _Family) -> Left | None:
        if family.listed_in_error:
            return Left(Reason("tanf_listed_in_error"))
        if family.month != self._months[family.case]:
            return Left(Reason("tanf_earlier_month"))
        return None

    def _people(
        self, kind: str, line: str, family: _Family, alike: Counter[tuple[str, str]]
    ) -> Iterator[list[str] | Broken]:
        if kind == "T2":
            parts = [line[19:20] + line[21:54]]
        else:
            parts = [part for part in (line[19:60], line[60:101]) if part.strip(" 0")]
        for part in parts:
            if not _EIGHT_DIGITS.match(part[1:9]):
                yield broken("tanf_record_short")
            elif kind == "T2":
                yield self._cells(part, family, ADULT_ROLES, alike, line)
            else:
                yield self._cells(part, family, CHILD_ROLES, alike, "")

    def _cells(
        self,
        part: str,
        family: _Family,
        roles: dict[str, str],
        alike: Counter[tuple[str, str]],
        line: str,
    ) -> list[str]:
        """One person. `part` is affiliation, birth date, number, races, sex and so on, which
        stand alike in both records; `line` is an adult's whole record."""
        born = "" if part[1:9] in UNKNOWN_DATES else part[1:9].strip()
        sex = SEXES.get(part[24], "")
        alike[born, sex] += 1
        relation = part[31:33] if line else part[27:29]
        role = roles.get(part[0], "not_aided_adult" if line else "excluded")
        if line and part[0] != "1" and line[49] == "1":
            role = "ssi"
        activity, hours = _work(line)
        return [
            family.county,
            family.case.strip(),
            f"{alike[born, sex]:02}",
            born,
            self._ssn(part[9:18]),
            sex,
            role,
            RELATIONSHIPS.get(relation, ""),
            ",".join(name for name, said in zip(RACES, part[18:24], strict=True) if said == "1"),
            family.postal,
            "active",
            activity,
            hours,
        ]

    def _ssn(self, text: str) -> str:
        digits = text.translate(CIPHER) if self._enciphered else text
        return "" if digits in UNKNOWN_SSNS else digits.strip()


def _enciphered(beginning: str) -> bool:
    """Whether the header says that numbers are enciphered. Raises Unreadable for a file of another
    section, program or state."""
    header = _HEADER.match(beginning)
    if header is None:
        raise Unreadable("tanf_header")
    tribal = header["tribe"].strip(" 0") != ""
    if header["section"] != "A" or header["program"] != "TAN" or tribal:
        raise Unreadable("tanf_section")
    if header["state"] != CALIFORNIA:
        raise Unreadable("tanf_state")
    return header["cipher"] == "E"


def _family(line: str) -> _Family:
    return _Family(
        month=line[2:8],
        case=line[8:19],
        county=_county(line[19:22].strip()),
        postal=line[24:29].strip(" 0") and line[24:29],
        listed_in_error=line[30] == LISTED_IN_ERROR,
    )


def _county(fips: str) -> str:
    """The state's code of a county: federal codes are the odd numbers, in the same order."""
    if not fips.strip("0"):
        return ""
    number = int(fips) if fips.isascii() and fips.isdigit() else 0
    code = f"{(number + 1) // 2:02}"
    return code if number % 2 and code in COUNTIES else fips + "?"


def _work(line: str) -> tuple[str, str]:
    """The activity with most hours, and all hours of a week; nothing for a child."""
    stated = {
        name: int(digits)
        for start, name in ACTIVITIES.items()
        if (digits := line[start : start + 2].strip()).isdigit()
    }
    total = sum(stated.values())
    return (max(stated, key=lambda name: stated[name]), str(total)) if total else ("", "")

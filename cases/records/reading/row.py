"""The typed values that reading yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cases.people.identity import Program
from cases.records.reading.reasons import Reason

Id = tuple[str, str]  # scheme (see `Row.key_scheme`) and value in the form it is compared in
Facts = Mapping[str, Mapping[str, str]]  # category -> field -> value


@dataclass(frozen=True, slots=True)
class Options:
    """What the county has said about the file.

    `county` is its two-digit code; rows of other counties are quarantined unless `regional`. An
    empty code checks nothing. `test_numbers` admits Social Security numbers of the 900 range, for
    fictional people. `restore_zeros` says that somebody confirmed that Excel dropped leading
    zeros. `as_of` is the date of the extract. Without `facts`, only who somebody is gets read.
    `lenient`, for files that are compared and not stored: ids of any form are taken as they stand
    and a cell that cannot be read is left out, where a county's batch would set the row aside.
    `same_ids` pairs a newer id with the older one under which the county knows the client: a row
    that comes under the newer id gets the older one's key, and the record goes on.
    """

    county: str = ""
    regional: bool = False
    test_numbers: bool = False
    restore_zeros: bool = False
    as_of: date | None = None
    facts: bool = True
    lenient: bool = False
    same_ids: Mapping[Id, Id] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the extract stated it, typed. An empty string or None: not said.

    `key` is the id in the form it is compared in and `key_scheme` its kind: `cws_key`, `cws_19`,
    `cares`, `cin`, `calsaws_person` (case and person number), `tanf` (made of what a federal file
    states about a person), or `as_stated` in a lenient reading. `other_id` is the newer id of a
    row that states two; its key is then the older one. `source_id` is the id as it stood. `case`
    is the CWS case key or the CalWORKs case number, `case_source` as it stood.

    `ssn` is filled only when usable; `ssn_quality` says why not. `placed` marks a child in
    out-of-home care. `limited_access` is N (none), S (sensitive) or R (sealed, restricted).
    `emergency_response` marks a row that exists because of a report; its facts are all C6.
    `flags` are codes of `reasons.FLAG`.
    """

    number: int
    program: Program
    grain: str
    county: str
    key: str
    key_scheme: str
    source_id: str
    case: str
    case_source: str
    person_no: str
    household_id: str
    cin: str
    ssn: str
    ssn_quality: str
    given: str
    middle: str
    surname: str
    suffix: str
    born: date | None
    born_estimated: bool
    died: date | None
    sex: str
    street: str
    city: str
    postal: str
    phone: str
    role: str
    relationship: str
    in_home: bool | None
    placed: bool
    limited_access: str
    emergency_response: bool
    race_ethnicity: tuple[str, ...]
    race_source: str
    tribe: str
    tribal_inquiry: str
    language_spoken: str
    language_written: str
    facts: Facts
    flags: tuple[str, ...]
    other_id: Id | None = None


# Without an id there is nothing to name in a pair; one in exponent form stands for several.
FATAL = frozenset({"id_missing", "excel_damaged_id"})


class Findings:
    """What turns up while one row is read: reasons to quarantine it, and flags."""

    __slots__ = ("_headers", "flags", "lenient", "reasons")

    def __init__(self, headers: Mapping[str, str], *, lenient: bool = False) -> None:
        self._headers = headers
        self.lenient = lenient
        self.reasons: list[Reason] = []
        self.flags: list[str] = []

    def wrong(self, code: str, field: str) -> None:
        """Quarantine the row for a field, naming its column as the file names it."""
        if self.lenient and code not in FATAL:
            self.flag(code)
            return
        self.reasons.append(Reason(code, {"column": self._headers[field]}))

    def flag(self, code: str) -> None:
        if code not in self.flags:
            self.flags.append(code)

    def date(self, trouble: str, field: str) -> None:
        """A date that could not be read: an Excel day number is flagged, the rest is wrong."""
        if trouble == "date_excel_serial":
            self.flag(trouble)
        elif trouble:
            self.wrong(trouble, field)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that can be loaded. `number` is its line in the file; the header is line 1."""

    number: int
    row: Row


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that cannot be loaded, and everything that is wrong with it.

    `key` and `limited_access` as far as they could be read, so that whoever shows or counts
    refused rows can leave out those of restricted clients.
    """

    number: int
    reasons: tuple[Reason, ...]
    key: str = ""
    limited_access: str = "N"


@dataclass(frozen=True, slots=True)
class Omitted:
    """A row that the rules keep out; nothing of it is kept."""

    number: int
    reason: Reason

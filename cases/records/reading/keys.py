"""Which record a row is about: ids of the programs, and one id of several.

A client may have been given a newer id, by a successor system or because records were merged. The
county's pairs say which; the record goes on under the older one.
"""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from cases.records.reading import ids
from cases.records.reading.row import Findings, Id
from cases.records.reading.stated import Stated

PAIRED_TIMES = 8  # how often one client may have been given a newer id


class Key(NamedTuple):
    """Who a row is about, in the ids of its program."""

    value: str
    scheme: str
    source: str
    case: str
    case_source: str
    cin: str
    person_no: str
    other: Id | None = None


class KeyReader:
    """Reads keys under a county's pairs of ids (newer -> older)."""

    def __init__(self, same: Mapping[Id, Id]) -> None:
        self._same = same

    def cws(self, stated: Stated, findings: Findings) -> Key:
        """The key of a CWS client."""
        newer = "cares_id" if stated.cares_id else "client_id"
        source = stated.cares_id or stated.client_id
        client = _cws_id(source, newer, findings)
        older = "old_id" if stated.old_id else "client_id"
        before = stated.old_id or (stated.client_id if stated.cares_id else "")
        case = _cws_id(stated.case_id, "case_id", findings)
        if not (source or before):
            findings.wrong("id_missing", "client_id")
        value, other = self._one_id(client, _cws_id(before, older, findings), older, findings)
        if value[0] == "cws_19":
            findings.flag("cws_id_not_convertible")
        return Key(
            value[1],
            value[0],
            source or before,
            case.value,
            stated.case_id,
            _usable_cin(stated.cin, findings),
            "",
            other,
        )

    def calworks(self, stated: Stated, findings: Findings) -> Key:
        """The key of a person on CalWORKs."""
        key = _calworks_key(stated, findings)
        before = _checked(ids.cin, stated.old_id, "old_id", findings)
        if not (before or self._same):
            return key
        own = ids.CwsId(key.scheme, key.value)
        older = ids.CwsId("cin" if before else "", before)
        (scheme, value), other = self._one_id(own, older, "old_id", findings)
        return key._replace(value=value, scheme=scheme, other=other)

    def _one_id(
        self, own: ids.CwsId, older: ids.CwsId, column: str, findings: Findings
    ) -> tuple[Id, Id | None]:
        """The id that the record goes by, and the newer one where the row states both.

        What the county has paired before stands: a row that says otherwise is set aside, since
        one of the two would bring somebody's facts into somebody else's record.
        """
        newer, stated = (own.scheme, own.value), (older.scheme, older.value)
        if not older.value or newer == stated:
            return self._oldest(newer), None
        if not own.value:
            return self._oldest(stated), None
        known = self._oldest(newer)
        if known not in (newer, self._oldest(stated)):
            findings.wrong("id_pair_contradicts", column)
        return self._oldest(stated), newer

    def _oldest(self, id: Id) -> Id:
        same = self._same
        if same:
            for _ in range(PAIRED_TIMES):
                if id not in same:
                    break
                id = same[id]
        return id


def _cws_id(text: str, field: str, findings: Findings) -> ids.CwsId:
    if text:
        try:
            return ids.cws_id(text)
        except ids.BadId as trouble:
            if findings.lenient and not ids.in_exponent_form(text):
                return ids.CwsId("as_stated", text)
            findings.wrong(trouble.code, field)
    return ids.CwsId("", "")


def _usable_cin(text: str, findings: Findings) -> str:
    if not text:
        return ""
    try:
        return ids.cin(text)
    except ids.BadId:
        findings.flag("cin_unusable")
        return ""


def _checked(read: Callable[[str], str], text: str, field: str, findings: Findings) -> str:
    if text:
        try:
            return read(text)
        except ids.BadId as trouble:
            if findings.lenient and not ids.in_exponent_form(text):
                return text
            findings.wrong(trouble.code, field)
    return ""


def _calworks_key(stated: Stated, findings: Findings) -> Key:
    case = _checked(ids.case_number, stated.case_no, "case_no", findings)
    person = _checked(ids.person_number, stated.person_no, "person_no", findings)
    by_person = bool(case and person)
    if findings.lenient and stated.cin and not ids.CIN.match(stated.cin.upper()):
        return Key(stated.cin, "as_stated", stated.cin, case, stated.case_no, "", person)
    if stated.cin and not by_person:
        cin = _checked(ids.cin, stated.cin, "cin", findings)
    else:
        cin = _usable_cin(stated.cin, findings)
    if not (stated.cin or by_person):
        findings.wrong("id_missing", "cin")
    return Key(
        cin or f"{case}-{person}",
        "cin" if cin else "calsaws_person",
        stated.cin if cin else f"{stated.case_no}-{stated.person_no}",
        case,
        stated.case_no,
        cin,
        person,
    )


def tanf(stated: Stated, born: date | None, sex: str, findings: Findings) -> Key:
    """A federal file gives a case number, and no id of a person. Who it is, is a digest of the
    case, the birth date, the sex and the place among people alike in these; the Social Security
    number is not part of it, so that the id tells nothing about it."""
    case = _checked(ids.federal_case, stated.case_no, "case_no", findings)
    if not case:
        findings.wrong("id_missing", "case_no")
    parts = (case, born.isoformat() if born else "", sex, stated.person_no)
    value = blake2b("|".join(parts).encode(), digest_size=10).hexdigest()
    return Key(value, "tanf", value, case, stated.case_no, "", "")

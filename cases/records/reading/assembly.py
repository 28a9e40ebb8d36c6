"""From the cells of one row to a typed `Row`, or to everything that is wrong with them."""

from datetime import date
from operator import itemgetter

from cases.people.identity import Program
from cases.records.reading import ids, keys
from cases.records.reading.coded import NO_CODES, Coded, OwnCodes
from cases.records.reading.dates import DateReader
from cases.records.reading.facts import FactReader
from cases.records.reading.fields import BY_NAME
from cases.records.reading.layouts import Columns, Layout
from cases.records.reading.reasons import Reason
from cases.records.reading.row import (
    Accepted,
    Facts,
    Findings,
    Omitted,
    Options,
    Quarantined,
    Row,
)
from cases.records.reading.ssn import Ssn, read_ssn
from cases.records.reading.stated import Stated
from cases.records.reading.withheld import may_store

OUT_OF_HOME = ("FR", "PP")  # components in which the child is in somebody else's care
EARLIEST_BIRTH = date(1900, 1, 1)
_YES_OR_NO = {"yes": True, "no": False}
_UNHEARD = Findings({})  # for a look at one cell of a row that is read elsewhere
SSN_FLAGS = {
    "lost_zero": "ssn_lost_zero",
    "invalid": "ssn_invalid",
    "pseudo": "ssn_pseudo",
}


class RowReader:
    """Types the rows of one file; columns are looked up once, not per row.

    `own` are the county's own code texts by field, `date_order` that of the file: see
    `profile.Profile`.
    """

    def __init__(
        self,
        layout: Layout,
        columns: Columns,
        options: Options,
        own: OwnCodes = NO_CODES,
        date_order: str = "mdy",
    ) -> None:
        self._layout = layout
        self._options = options
        self._is_cws = layout.program is Program.CWS
        self._headers = {name: field.header for name, field in BY_NAME.items()}
        self._headers |= {field.name: header for header, field in columns.mapped.items()}
        absent = columns.width  # where `read` puts an empty cell
        self._pick = itemgetter(*(columns.positions.get(name, absent) for name in Stated._fields))
        self._dates = DateReader(date_order)
        self._facts = FactReader(columns, self._dates, own) if options.facts else None
        self._codes = Coded(layout.program, own)
        self._keys = keys.KeyReader(options.same_ids)
        self._counties: dict[str, str] = {}
        self._scanned: dict[str, bool] = {}

    def read(self, number: int, cells: list[str]) -> Accepted | Quarantined | Omitted | None:
        """One row; None for a blank one."""
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            return None
        cells.append("")
        stated = Stated._make(self._pick(cells))
        if self._codes.came_to_nothing(
            stated.disposition, stated.response_type, stated.service_component
        ):
            return Omitted(number, Reason("er_not_loaded"))
        if self._codes.reported(stated.role, stated.relationship):
            return Omitted(number, Reason("reporter_not_loaded"))
        findings = Findings(self._headers, lenient=self._options.lenient)
        row = self._row(number, stated, cells, findings)
        if findings.reasons:
            return Quarantined(number, tuple(findings.reasons), row.key, row.limited_access)
        return Accepted(number, row)

    def _row(self, number: int, stated: Stated, cells: list[str], findings: Findings) -> Row:
        county = self._county(stated.county, findings)
        born, died = self._born(stated.born, findings), self._date(stated.died, "died", findings)
        sex = self._sex_of(stated.sex, findings)
        if self._layout.nameless:
            key = keys.tanf(stated, born, sex, findings)
        else:
            read_key = self._keys.cws if self._is_cws else self._keys.calworks
            key = read_key(stated, findings)
            if not (stated.given or stated.surname):
                findings.wrong("name_missing", "surname")
        ssn = self._ssn(stated.ssn, findings)
        role = self._role(stated, findings)
        component = self._codes.component(stated.service_component) or ""
        return Row(
            number=number,
            program=self._layout.program,
            grain=self._layout.grain,
            county=county,
            key=key.value,
            key_scheme=key.scheme,
            source_id=key.source,
            case=key.case,
            case_source=key.case_source,
            person_no=key.person_no,
            household_id=stated.household_id,
            cin=key.cin,
            ssn=ssn.digits,
            ssn_quality=ssn.quality,
            given=stated.given,
            middle=stated.middle,
            surname=stated.surname,
            suffix=stated.suffix,
            born=born,
            born_estimated=self._codes.estimated(stated.born_estimated) == "yes",
            died=died,
            sex=sex,
            street=stated.street,
            city=stated.city,
            postal=stated.postal,
            phone=stated.phone,
            role=role,
            relationship=self._words(stated.relationship.lower(), findings),
            in_home=_YES_OR_NO.get(self._codes.in_home(stated.in_home) or ""),
            placed=role == "child" and self._is_placed(component, stated.placement_type),
            limited_access=self._limited_access(stated.limited_access, findings),
            emergency_response=component == "ER",
            race_ethnicity=self._races(stated, findings),
            race_source=self._words(stated.race_source, findings),
            tribe=self._words(stated.tribe, findings),
            tribal_inquiry=self._words(stated.tribal_inquiry, findings),
            language_spoken=self._words(stated.language_spoken, findings),
            language_written=self._words(stated.language_written, findings),
            facts=self._facts_of(cells, component, findings),
            # Flags last: every reader above may add one.
            flags=tuple(findings.flags),
            other_id=key.other,
        )

    def _ssn(self, text: str, findings: Findings) -> Ssn:
        options = self._options
        ssn = read_ssn(text, test_numbers=options.test_numbers, restore_zeros=options.restore_zeros)
        if ssn.quality in SSN_FLAGS:
            findings.flag(SSN_FLAGS[ssn.quality])
        return ssn

    def _facts_of(self, cells: list[str], component: str, findings: Findings) -> Facts:
        if self._facts is None:
            return {}
        facts = self._facts.read(cells, findings)
        if component != "ER":
            return facts
        # What a report of abuse brought is confidential as a whole (Penal Code 11167.5).
        return {"C6": {name: text for part in facts.values() for name, text in part.items()}}

    def _county(self, text: str, findings: Findings) -> str:
        if not text:
            return self._options.county
        code = self._counties.get(text)
        if code is None:
            try:
                code = ids.county(text)
            except ids.BadId as trouble:
                findings.wrong(trouble.code, "county")
                return ""
            self._counties[text] = code
        if self._options.county and code != self._options.county and not self._options.regional:
            findings.reasons.append(Reason("county_other", {"county": code}))
        return code

    def access(self, cells: list[str]) -> str:
        """The restriction that a row states (N, S or R), whatever else is wrong with it."""
        cells = [*(cell.strip() for cell in cells), ""]
        return self._limited_access(Stated._make(self._pick(cells)).limited_access, _UNHEARD)

    def _born(self, text: str, findings: Findings) -> date | None:
        born = self._date(text, "born", findings)
        if born is None:
            return None
        if born < EARLIEST_BIRTH:
            findings.wrong("birth_too_early", "born")
            return None
        elif self._options.as_of and born > self._options.as_of:
            findings.wrong("birth_in_future", "born")
        return born

    def _date(self, text: str, field: str, findings: Findings) -> date | None:
        reading = self._dates(text)
        if reading.trouble:
            findings.date(reading.trouble, field)
        return reading.value

    def _role(self, stated: Stated, findings: Findings) -> str:
        if not self._is_cws:
            return self._calworks_role_of(stated.role, findings)
        if self._layout.grain == "cws_children":
            return "child"
        if stated.role:
            role = self._codes.role(stated.role)
        else:
            role = self._codes.relationship(stated.relationship)
        if role is None:
            findings.flag("code_unknown")
            return "other"
        return role

    def _calworks_role_of(self, text: str, findings: Findings) -> str:
        role = self._codes.role(text)
        if role is not None:
            return role
        if not may_store(text):
            # Whatever keeps an adult off aid for a reason of immigration is one neutral role.
            return "not_aided_adult"
        findings.flag("code_unknown")
        return text.lower()

    def _words(self, text: str, findings: Findings) -> str:
        """A text that a county typed, left out as a whole where it says what is not stored."""
        if not text:
            return ""
        known = self._scanned.get(text)
        if known is None:
            known = may_store(text)
            if len(self._scanned) < 10_000:
                self._scanned[text] = known
        if not known:
            findings.flag("text_withheld")
            return ""
        return text

    def _sex_of(self, text: str, findings: Findings) -> str:
        sex = self._codes.sex(text)
        if sex is None:
            findings.flag("code_unknown")
        return "" if sex is None or sex == "unknown" else sex

    def _is_placed(self, component: str, placement: str) -> bool:
        if placement:
            return self._codes.whereabouts(placement) != "home"
        return component in OUT_OF_HOME

    def _limited_access(self, text: str, findings: Findings) -> str:
        access = self._codes.access(text)
        if access is None:
            findings.flag("access_unknown")
            return "R"
        return access or "N"

    def _races(self, stated: Stated, findings: Findings) -> tuple[str, ...]:
        if not (stated.race_ethnicity or stated.hispanic):
            return ()
        joined = stated.race_ethnicity.replace("/", ",").replace("|", ",").replace(";", ",")
        texts = joined.split(",")
        hispanic = self._codes.hispanic(stated.hispanic)
        if hispanic == "yes":
            texts.append("Hispanic")
        elif hispanic is None:
            texts.append(stated.hispanic)
        once = dict.fromkeys(filter(None, map(str.strip, texts)))
        return tuple(filter(None, (self._words(text, findings) for text in once)))

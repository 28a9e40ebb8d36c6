"""The program facts of a row: what a program says about a person, by category of information."""

from cases.records.reading import codes
from cases.records.reading.coded import NO_CODES, OwnCodes
from cases.records.reading.dates import DateReader
from cases.records.reading.fields import Field
from cases.records.reading.layouts import Columns
from cases.records.reading.row import Findings
from cases.records.reading.withheld import may_store


class FactReader:
    """Reads the fact columns of one file. Values are text: ISO dates, plain numbers, codes."""

    def __init__(self, columns: Columns, dates: DateReader, own: OwnCodes = NO_CODES) -> None:
        self._dates = dates
        self._columns = [
            (columns.positions[field.name], field)
            for field in columns.mapped.values()
            if field.form != "header"
        ]
        # A fact that is a code is named like its table.
        self._tables = {
            form: codes.Codes(table, own.get(form, codes.NO_SPELLINGS))
            for form, table in codes.FACT_TABLES.items()
        }
        self._texts: dict[str, bool] = {}

    def read(self, cells: list[str], findings: Findings) -> dict[str, dict[str, str]]:
        """The facts of a row by category; what cannot be read is told to `findings`."""
        facts: dict[str, dict[str, str]] = {}
        for position, field in self._columns:
            text = cells[position]
            if text:
                value = text if field.form == "text" else self._value(text, field, findings)
                if value:
                    facts.setdefault(field.category, {})[field.name] = value
        return facts

    def _value(self, text: str, field: Field, findings: Findings) -> str:
        if field.form == "date":
            reading = self._dates(text)
            findings.date(reading.trouble, field.name)
            return reading.value.isoformat() if reading.value else ""
        if field.form == "free":
            if self._may_store(text):
                return text
            findings.flag("text_withheld")
            return ""
        if field.form == "number":
            return _number(text, findings)
        code = self._tables[field.form](text)
        if code is None:
            findings.flag("code_unknown")
            return self._stated_code(text, findings)
        return code

    def _stated_code(self, text: str, findings: Findings) -> str:
        if self._may_store(text):
            return text
        findings.flag("text_withheld")
        return ""

    def _may_store(self, text: str) -> bool:
        known = self._texts.get(text)
        if known is None:
            known = may_store(text)
            if len(self._texts) < 50_000:
                self._texts[text] = known
        return known


def _number(text: str, findings: Findings) -> str:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1000:
        findings.flag("number_unreadable")
        return ""
    return f"{value:g}"

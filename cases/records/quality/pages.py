"""What the page of quality shows, by who looks: finished words and figures."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases.people.models import Person, ProgramRecord
from cases.records.models import ExtractFile
from cases.records.quality import counting, keeping
from cases.records.quality.counting import Figures
from cases.records.quality.keeping import Kept, Source
from cases.records.quality.table import FILES, FIXERS, VALUES, Check
from cases.sharing import pages as sharing_pages
from cases.sharing.chain import mine_of
from cases.sharing.reading import Fact, PersonFacts, Purpose, RecordFacts, read
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.programs import Program
from linkages.templatetags.words import number

# The state's rule for small cells: 1 to 10 is not shown.
FEWEST = 11
SYSTEMS: dict[str, Any] = {
    "cws_key": "CWS/CMS",
    "cws_19": "CWS/CMS",
    "cares": "CWS-CARES",
    "cin": "CalSAWS",
}
_FEW = gettext_lazy("fewer than 11")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it may be shown: hidden where it is small and about other people's clients."""

    words: str
    share: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One check of one source."""

    check: Check
    now: Cell
    earlier: tuple[Cell, ...]
    change: str
    change_kind: str
    fixer: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One source with all of its checks."""

    program: str
    system: str
    total: Cell
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Damage:
    """One check of files, of one source, month by month."""

    check: Check
    source: str
    cells: tuple[str, ...]
    fixer: str


def program_of(user: Any) -> str:
    """The one program whose records somebody's work is about; empty for both."""
    working = user.working_in
    return "" if working is None or working.program == Program.JOINT else str(working.program)


def opens_records(user: Any) -> bool:
    """Whether figures lead to records: for who opens people."""
    return may(user, Permission.VIEW_PERSON)


def own_records(user: Any) -> list[uuid.UUID]:
    """Records of one's own program that are one's own, or one's unit's, and whose person one may
    open; for who coordinates, every record of the people that they may open."""
    people = people_visible_to(user).values("pk")
    program = program_of(user)
    if program:
        mine = mine_of(user, Program(program)).filter(person__in=people)
    else:
        mine = ProgramRecord.objects.visible_to(user).filter(person__in=people)
    return list(mine.values_list("pk", flat=True))


def cell(count: int, total: int, *, whole: bool) -> Cell:
    """A figure with its share. `whole`: of one's own people, where nothing need be hidden."""
    if not whole and 0 < count < FEWEST:
        return Cell(str(_FEW), hidden=True)
    share = _("%(share)s%%") % {"share": number(100 * count / total, 1)} if total else ""
    return Cell(number(count), share if count else "")


def own_tables(user: Any, url_of: Any) -> list[Table]:
    """A supervisor's own unit: each figure leads to its records."""
    county = user.working_in.county_id
    found = counting.figures(county, program=program_of(user), records=own_records(user))
    return [_table(each, {}, [], whole=True, url_of=url_of) for each in found]


def county_tables(user: Any, url_of: Any = None) -> list[Table]:
    """The whole county, also people whom nobody has linked, small figures hidden, with a trend."""
    county = user.working_in.county_id
    months = keeping.months_before(today())
    kept = keeping.trend(county, months)
    found = counting.figures(county, program=program_of(user))
    return [_table(each, kept, months, whole=False, url_of=url_of) for each in found]


def _table(
    source: Figures,
    kept: Any,
    months: list[date],
    *,
    whole: bool,
    url_of: Any,
) -> Table:
    lines = tuple(
        _line(check, source, kept, months, whole=whole, url_of=url_of)
        for check in VALUES
        if source.program in check.programs
    )
    total = cell(source.total, 0, whole=whole)
    return Table(source.program, str(SYSTEMS.get(source.scheme, source.scheme)), total, lines)


def _line(
    check: Check,
    source: Figures,
    kept: Any,
    months: list[date],
    *,
    whole: bool,
    url_of: Any,
) -> Line:
    count = source.counts[check.code]
    past: list[Kept | None] = [
        kept.get((source.program, source.scheme, check.code, month)) for month in months
    ]
    now = cell(count, source.total, whole=whole)
    earlier = tuple(
        Cell("–") if each is None else cell(each.count, each.total, whole=whole) for each in past
    )
    change, kind = _change(now, count, source.total, past[0] if past else None, earlier)
    url = url_of(check, source.program) if url_of and count else ""
    return Line(check, now, earlier, change, kind, str(FIXERS[check.fixer]), url)


def _change(
    now: Cell, count: int, total: int, before: Kept | None, earlier: tuple[Cell, ...]
) -> tuple[str, str]:
    """(words, kind of mark): by share, since the number of records changes too."""
    if before is None or now.hidden or earlier[0].hidden or not total or not before.total:
        return "", ""
    was, is_now = before.count / before.total, count / total
    if abs(is_now - was) < 0.001:
        return _("as last month"), "neutral"
    return (_("better"), "good") if is_now < was else (_("worse"), "attention")


def month_labels() -> list[str]:
    """The months of the trend, latest first."""
    style = pgettext("month and year", "M Y")
    return [date_format(month, style) for month in keeping.months_before(today())]


def damage_months() -> list[str]:
    """The months of the account of damage, this one first."""
    this = date_format(today(), pgettext("month and year", "M Y"))
    return [this, *month_labels()]


def damage(user: Any) -> list[Damage]:
    """What was damaged on the way, by source and month: of files, not of people."""
    months = [today().replace(day=1), *keeping.months_before(today())]
    found = keeping.damage(user.working_in.county_id, months)
    order = {check.code: place for place, check in enumerate(FILES)}
    by_code = {check.code: check for check in FILES}
    return [
        Damage(
            by_code[code],
            _source_words(source),
            tuple(number(found[code, source].get(month, 0)) for month in months),
            str(FIXERS[by_code[code].fixer]),
        )
        for code, source in sorted(
            found, key=lambda key: (order[key[0]], key[1].program, key[1].part, key[1].report)
        )
    ]


def _source_words(source: Source) -> str:
    part = str(ExtractFile.Part(source.part).label) if source.part else _("all files")
    told = [str(Program(source.program).label), part, source.system, source.report]
    return " · ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Row:
    """One record that fails a check, as the viewer may know it; its number masked."""

    person: Person
    name: str
    born: str
    number: str
    program: str
    worker: str


def rows(user: Any, check: Check, program: str) -> list[Row]:
    """Records of one's own people that fail a check, each read through the one door; left out is
    a record of which the viewer may not see the category that the check tells about."""
    county = user.working_in.county_id
    wanted = program_of(user) or program
    found = counting.failing(county, check.code, program=wanted, records=own_records(user))
    records = ProgramRecord.objects.visible_to(user).filter(pk__in=found)
    people = {p.pk: p for p in Person.objects.filter(pk__in=records.values("person"))}
    ordered = sorted(people.values(), key=lambda person: person.token)
    failed = set(found)
    categories = sorted({"C1", check.category})
    return [
        _row(people[person.person], person, record)
        for person in read(user, Purpose.CASEWORK, ordered, categories=categories)
        for record in person.records
        if person.person is not None and record.record in failed and _may_list(record, check)
    ]


def _may_list(record: RecordFacts, check: Check) -> bool:
    opened = {category for category, _basis in record.opened}
    known = any(isinstance(fact, Fact) and fact.category == "C1" for fact in record.facts)
    return known and check.category in opened


def _row(person: Person, seen: PersonFacts, record: RecordFacts) -> Row:
    return Row(
        person,
        record.name or person.token,
        sharing_pages.birth_date(PersonFacts(seen.person, seen.token, (record,))),
        masked(sharing_pages.number_of(record)),
        str(record.program),
        str(record.value("worker")),
    )


def masked(number: str) -> str:
    """A client number without all but its last four characters."""
    return f"…{number[-4:]}" if number else ""

"""What the pages about legal bases show: boards, editions and statutes in finished words."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sharing.decision import NEVER_ACROSS
from cases.sharing.models import Audience, Category, LegalBasis, PolicyEdition
from cases.sharing.policy import editions, statutes, words
from cases.sharing.policy.table import OWNERS, POSSIBLE, Cell, Change, Row, Table, can_open
from counties.models import User
from counties.views import shown
from linkages import parameters
from linkages.calendar import today
from linkages.programs import Program
from linkages.templatetags.words import day as day_words
from linkages.templatetags.words import short_day

BOARD_COLUMNS = [gettext_lazy("Category"), *words.AUDIENCES.values()]
CHANGE_COLUMNS = [
    gettext_lazy("Facts of"),
    gettext_lazy("Category"),
    gettext_lazy("Opened to"),
    gettext_lazy("Before"),
    gettext_lazy("After"),
]
HISTORY_COLUMNS = [
    gettext_lazy("Edition"),
    gettext_lazy("State"),
    gettext_lazy("In force from"),
    gettext_lazy("Published by"),
    gettext_lazy("Reason"),
]
State = PolicyEdition.State


@dataclass(frozen=True, slots=True)
class Basis:
    """A statute in a cell, and the days that are worth telling."""

    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A statute that counsel may tick for a cell."""

    value: str
    code: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Square:
    """One square of a board: never opened by statute, off, or on by some statutes; what begins
    later; and the boxes where it is edited."""

    never: bool
    bases: tuple[Basis, ...] = ()
    coming: tuple[Basis, ...] = ()
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One category: its squares by audience, or the sentence that says why there are none."""

    category: str
    label: str
    squares: tuple[Square, ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The table of one owning program."""

    owner: Program
    lines: tuple[Line, ...]


def boards_on(county: str, day: date) -> list[Board]:
    """The county's boards with what holds on a day, since when, and what is known to change."""
    bases: dict[Cell, list[LegalBasis]] = {}
    known = LegalBasis.objects.filter(county=county).exclude(until__lt=day)
    for basis in known.order_by("since", "code"):
        cell = Cell(basis.owner, basis.category, basis.audience)
        bases.setdefault(cell, []).append(basis)

    def square(cell: Cell) -> Square:
        found = bases.get(cell, [])
        return Square(
            never=not can_open(cell),
            bases=tuple(Basis(b.code, _days(b)) for b in found if b.since <= day),
            coming=tuple(Basis(b.code, _from(b.since)) for b in found if b.since > day),
        )

    return [_board(owner, square) for owner in OWNERS]


def boards_of(table: Table) -> list[Board]:
    """The boards of an edition's table."""

    def square(cell: Cell) -> Square:
        found = sorted(row.code for row in table if row.cell == cell)
        return Square(never=not can_open(cell), bases=tuple(Basis(code) for code in found))

    return [_board(owner, square) for owner in OWNERS]


def boards_to_edit(ticked: Collection[str]) -> list[Board]:
    """The boards with a box for every statute that can carry a cell."""

    def square(cell: Cell) -> Square:
        boxes = tuple(_box(row, ticked) for row in POSSIBLE if row.cell == cell)
        return Square(never=not can_open(cell), boxes=boxes)

    return [_board(owner, square) for owner in OWNERS]


def box_value(row: Row) -> str:
    """A row of a table as a box of the form sends it."""
    return ":".join(row)


def _box(row: Row, ticked: Collection[str]) -> Box:
    label = _("%(category)s of %(owner)s to: %(audience)s") % {
        "category": row.category,
        "owner": Program(row.owner).label,
        "audience": Audience(row.audience).label,
    }
    value = box_value(row)
    return Box(value, row.code, label, value in ticked)


def _board(owner: Program, square: Any) -> Board:
    return Board(owner, tuple(_line(owner, Category(name), square) for name in Category.values))


def _line(owner: Program, category: Category, square: Any) -> Line:
    squares = tuple(square(Cell(owner, category, audience)) for audience in Audience)
    closed = ""
    if all(each.never for each in squares):
        closed = _("never crosses") if category in NEVER_ACROSS else _("by release only")
    return Line(category, str(category.label), () if closed else squares, closed)


def _days(basis: LegalBasis) -> str:
    since = _("since %(day)s") % {"day": short_day(basis.since)}
    if basis.until is None:
        return since
    return _("%(since)s, until %(day)s") % {"since": since, "day": short_day(basis.until)}


def _from(day: date) -> str:
    return _("from %(day)s") % {"day": short_day(day)}


def change_rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The cells that change, in words."""
    return [
        {
            "owner": change.cell.owner,
            "category": change.cell.category,
            "category_label": Category(change.cell.category).label,
            "audience": Audience(change.cell.audience).label,
            "before": words.codes(change.before),
            "after": words.codes(change.after),
        }
        for change in changes
    ]


def names_of(users: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """People's names by id."""
    wanted = {user for user in users if user}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))


def history(known: Sequence[PolicyEdition]) -> list[dict[str, Any]]:
    """All editions, latest number first."""
    names = names_of(each.published_by or each.made_by for each in known)
    return [
        {
            "edition": each,
            "url": reverse("sharing:edition", args=[each.pk]),
            "state": state_of(known, each),
            "by": names.get(each.published_by, "") if each.published_by else "",
        }
        for each in known
    ]


def state_of(known: Sequence[PolicyEdition], edition: PolicyEdition) -> tuple[str, str]:
    """(kind of mark, words) of an edition's state today."""
    if edition.state == State.DRAFT:
        return "waiting", _("Draft")
    if edition.state == State.WITHDRAWN:
        return "missing", _("Withdrawn")
    if edition.effective_on > today():
        return "waiting", _("Takes effect later")
    if editions.current(known, today()) == edition:
        return "good", _("In force")
    return "neutral", _("Held earlier")


def heading(edition: PolicyEdition) -> str:
    return _("Edition %(number)s") % {"number": edition.number}


def lede(known: Sequence[PolicyEdition], edition: PolicyEdition) -> str:
    """An edition's life so far, in a sentence."""
    names = names_of([edition.made_by, edition.published_by])
    made = {
        "name": names.get(edition.made_by, "–"),
        "day": day_words(edition.made_at, today()),
    }
    if edition.state == State.DRAFT:
        return _("A draft, begun by %(name)s on %(day)s. Nothing of it holds.") % made
    if edition.state == State.WITHDRAWN:
        return _("Begun by %(name)s on %(day)s and withdrawn before it held.") % made
    published = {
        "name": names.get(edition.published_by, "–"),
        "day": day_words(edition.effective_on, today()),
    }
    if edition.effective_on > today():
        return _("Published by %(name)s; takes effect on %(day)s.") % published
    return _("Published by %(name)s; took effect on %(day)s.") % published


def crumbs(last: str | Promise) -> list[dict[str, Any]]:
    """From the legal bases to a page below them."""
    return [{"label": _("Legal bases"), "url": reverse("sharing:policy")}, {"label": last}]


def catalogue(county: str) -> dict[str, Any]:
    """The statutes, with the county's parameters that limit them."""
    return {
        "opening": [_statute(each, county) for each in statutes.OPENING],
        "others": [_statute(each, county) for each in statutes.OTHERS],
    }


def _statute(statute: statutes.Statute, county: str) -> dict[str, Any]:
    opens = [
        {"audience": words.AUDIENCES[Audience(audience)], "categories": _in_order(categories)}
        for audience, categories in statute.opens.items()
    ]
    return {
        "statute": statute,
        "opens": opens,
        "parameters": [_parameter(name, county) for name in statute.parameters],
    }


def _in_order(categories: Iterable[str]) -> str:
    return ", ".join(sorted(categories, key=lambda category: int(category[1:])))


def _parameter(name: str, county: str) -> dict[str, Any]:
    declared = parameters.declared()[name]
    value = parameters.value(name, county=county, on=today())
    return {
        "label": declared.label,
        "value": shown(value),
        "mark": declared.mark.label,
        "url": reverse("counties:parameter", args=[name]),
    }

"""Request sheets: what a report writer puts into each extract, drawn from the tables of reading.

No list of fields stands here. A sheet is a layout's fields with their words; made for a profile,
each field also carries the name that the county's own report gives it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records import words as sentences
from cases.records.models import SourceProfile
from cases.records.profiles.words import TOLD, category_label, form_of, label
from cases.records.reading.fields import FIELDS, Field
from cases.records.reading.layouts import LAYOUTS, Layout, squeeze
from cases.records.reading.profile import from_json
from cases.records.reading.reasons import DROPPED
from cases.sharing.models import Category
from counties.models import Membership
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.documents import Document, Kind, Page, Refused

KIND_NAME = "records.request_sheet"
_NAMESPACE = uuid.UUID("6d3c8a52-7a52-4c1b-9d53-0f6a2f1f4b11")
# What the other file of the same delivery says.
_RELATION = frozenset({"relationship", "in_home"})
_OF_THE_CASE = frozenset({Category.C5, Category.C6, Category.C7})
TITLES: Mapping[str, Any] = {
    "cws-children": gettext_lazy("CWS: children"),
    "cws-others": gettext_lazy("CWS: parents and others"),
    "cws-clients": gettext_lazy("CWS: any clients"),
    "calworks-persons": gettext_lazy("CalWORKs: persons"),
}
ONE_ROW_IS: Mapping[str, Any] = {
    "cws-children": gettext_lazy(
        "One row for each child and each case that is open, or was closed since the last extract."
    ),
    "cws-others": gettext_lazy(
        "One row for each parent, caregiver or other adult and each case they belong to."
    ),
    "cws-clients": gettext_lazy("One row for each client."),
    "calworks-persons": gettext_lazy(
        "One row for each person and case, aided or not: sanctioned and timed-out parents too."
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a sheet, in words."""

    column: str
    label: str
    required: str
    why: str
    form: str
    example: str
    category: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a report writer needs to know about one extract."""

    code: str
    title: str
    one_row_is: str
    lines: tuple[Line, ...]
    categories: tuple[tuple[str, str], ...]
    never: tuple[str, ...]


def by_code(code: str) -> Layout | None:
    """The layout of this code that counties can ask for, if there is one."""
    return next((each for each in LAYOUTS if each.code == code and code in TITLES), None)


@cache
def fields_of(layout: Layout) -> tuple[Field, ...]:
    """The fields that belong into a file of this layout, in the order of the field table."""
    elsewhere: frozenset[str] = layout.absent
    if layout.grain == "cws_children":
        elsewhere |= _RELATION
    if layout.grain == "cws_others":
        elsewhere |= {each.name for each in FIELDS if each.category in _OF_THE_CASE}
    return tuple(
        each for each in FIELDS if layout.program in each.programs and each.name not in elsewhere
    )


def sheet_of(layout: Layout, profile: SourceProfile | None = None) -> Sheet:
    """A layout's sheet; with a profile, under the column names of its report."""
    own = _own_names(profile) if profile else {}
    fields = fields_of(layout)
    return Sheet(
        code=layout.code,
        title=str(TITLES[layout.code]),
        one_row_is=str(ONE_ROW_IS[layout.code]),
        lines=tuple(
            Line(
                column=own.get(each.name, each.header),
                label=label(each.name),
                required=_required(layout, each.name),
                why=str(TOLD[each.name].why),
                form=form_of(each),
                example=TOLD[each.name].example,
                category=each.category,
            )
            for each in fields
        ),
        categories=tuple(
            (code, category_label(code)) for code in sorted({each.category for each in fields})
        ),
        never=tuple(_never()),
    )


def _own_names(found: SourceProfile) -> dict[str, str]:
    """Field -> the column that a profile reads it from, as its report spells it."""
    profile = from_json(found.content)
    shown = {squeeze(header): header for header in found.headers}
    return {name: shown.get(column, column) for column, name in profile.columns.items() if name}


def _required(layout: Layout, name: str) -> str:
    if name in layout.required:
        return _("Yes")
    sets = [names for names in layout.identified_by if name in names]
    if not sets:
        return ""
    if len(layout.identified_by) == 1:
        return _("Yes")
    others = [names for names in layout.identified_by if name not in names]
    instead = " / ".join(
        " + ".join(each.header for each in FIELDS if each.name in names) for names in others
    )
    return _("Yes, or: %(fields)s") % {"fields": instead}


def _never() -> list[str]:
    """What is never sent, from the table of what is never stored."""
    return [sentences.sentence(code).rpartition(":")[0] for code in DROPPED]


def subject_of(layout: Layout) -> uuid.UUID:
    """What stands for a layout where a document names its subject."""
    return uuid.uuid5(_NAMESPACE, layout.code)


def layout_of(profile: SourceProfile) -> Layout:
    """The layout that a profile's files have."""
    grain = profile.content["grain"]
    return next(each for each in LAYOUTS if each.grain == grain and each.code in TITLES)


def _subject(document: Document) -> tuple[Layout, SourceProfile | None]:
    """What a sheet was asked for: a layout, or a profile of the county."""
    for layout in LAYOUTS:
        if subject_of(layout) == document.subject:
            return layout, None
    mine = SourceProfile.objects.filter(county=document.county_id)
    profile = mine.filter(pk=document.subject).first()
    if profile is None:
        raise Refused(_("The profile that this sheet is about is not there."))
    return layout_of(profile), profile


def compose(document: Document) -> Page:
    """The sheet on paper. Raises Refused for who may not see extracts."""
    recheck(document)
    layout, profile = _subject(document)
    sheet = sheet_of(layout, profile)
    now = timezone.localtime()
    county = document.recipient.working_in.county
    context = {
        "sheet": sheet,
        "profile": profile,
        "language": document.language,
        "county_name": _("%(county)s County · Linkages") % {"county": county.name},
        "printed_by": document.recipient.name,
        "printed_at": f"{formats.date_format(now, 'DATETIME_FORMAT')} {now.tzname()}",
        "copy_number": document.pk.hex[:8].upper(),
        "recipient": _("whoever writes the report"),
        "confidentiality": _("This sheet names columns. It holds nothing about anybody."),
    }
    return Page("records/profiles/sheet_print.html", context, ())


def recheck(document: Document) -> None:
    """Refused for who may not see extracts any more."""
    recipient = document.recipient
    here = Membership.objects.filter(user=recipient, county=document.county_id)
    in_force = here.in_force_on(today()).select_related("county")
    recipient.working_in = in_force.order_by("role").first()
    if not may(recipient, Permission.VIEW_BATCH):
        raise Refused(_("You may not see extracts of this county any more."))


KIND = Kind(
    title=gettext_lazy("Request sheet for an extract"),
    version="1",
    compose=compose,
    recheck=recheck,
)

"""What the pages about profiles show: finished words and figures."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records.models import ExtractFile, SourceProfile, System
from cases.records.profiles.sheets import TITLES, layout_of
from cases.records.profiles.words import SHAPES, category_label, code_label, label, order_label
from cases.records.reading.fields import BY_NAME, FIELDS
from cases.records.reading.layouts import squeeze
from cases.records.reading.profile import Profile, from_json
from cases.records.reading.withheld import kind_of_column
from linkages.uswds import Column

State = SourceProfile.State
STATE_KINDS = {State.DRAFT: "neutral", State.IN_USE: "good", State.RETIRED: "closed"}
LIST_COLUMNS = [
    Column(gettext_lazy("Report")),
    Column(gettext_lazy("What is in it")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Described")),
    Column(gettext_lazy("Batches read with it"), numeric=True),
]
COLUMN_COLUMNS = [
    Column(gettext_lazy("Column of the report")),
    Column(gettext_lazy("Is read as")),
    Column(gettext_lazy("Category")),
]
CODE_COLUMNS = [
    Column(gettext_lazy("Field")),
    Column(gettext_lazy("The report says")),
    Column(gettext_lazy("It means")),
]
COMPARE_COLUMNS = [gettext_lazy("Part"), gettext_lazy("Column or text")]


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of a report and what becomes of it."""

    name: str
    meaning: str
    category: str = ""
    place: str = ""
    never: bool = False


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A text of the report and what it means."""

    field: str
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently; empty where a version says nothing."""

    part: str
    about: str
    older: str
    newer: str


def with_use(profiles: QuerySet[SourceProfile]) -> QuerySet[SourceProfile]:
    """Profiles with `batches`: how many batches were read with each."""
    used = ExtractFile.objects.filter(profile=OuterRef("pk")).values("profile")
    counted = used.annotate(found=Count("batch", distinct=True)).values("found")
    number = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return profiles.select_related("made_by").annotate(batches=number)


def by_system(profiles: Iterable[SourceProfile]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(system, its rows) in the order of the systems; a report's versions latest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for profile in profiles:
        found.setdefault(profile.system, []).append(
            {
                "profile": profile,
                "kind": STATE_KINDS[State(profile.state)],
                "holds": TITLES[layout_of(profile).code],
                "shape": SHAPES[profile.content["shape"]],
            }
        )
    return [(str(System(code).label), found[code]) for code in System.values if code in found]


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of this room is: (label, address) below the list of profiles."""
    return [
        {"label": _("Extracts"), "url": reverse("records:list")},
        {"label": _("Profiles"), "url": reverse("records:profiles")},
        *({"label": label, "url": url} for label, url in steps),
    ]


def title(profile: SourceProfile) -> str:
    """How a version is called."""
    return _("%(report)s, version %(version)s") % {
        "report": profile.report,
        "version": profile.version,
    }


def crumb(profile: SourceProfile) -> tuple[str, str]:
    """A version's place in the breadcrumbs."""
    return title(profile), reverse("records:profile", args=[profile.pk])


def profile_context(found: SourceProfile) -> dict[str, Any]:
    """Everything about one version that does not depend on who looks."""
    profile = from_json(found.content)
    return {
        "profile": found,
        "title": title(found),
        "kind": STATE_KINDS[State(found.state)],
        "holds": TITLES[layout_of(found).code],
        "shape": SHAPES[profile.shape],
        "content": profile,
        "order": order_label(profile.date_order),
        "column_columns": COLUMN_COLUMNS,
        "column_lines": column_lines(profile, found.headers),
        "code_columns": CODE_COLUMNS,
        "code_lines": code_lines(profile),
    }


def spelled(profile: Profile, headers: Sequence[str]) -> dict[str, str]:
    """Squeezed column name -> the name as the report spells it, in the order of the report."""
    names = {squeeze(header): header for header in headers if squeeze(header)}
    names |= {squeeze(place.name): place.name for place in profile.places}
    return names | {name: name for name in profile.columns if name not in names}


def column_lines(profile: Profile, headers: Sequence[str]) -> list[ColumnLine]:
    """What a profile says about each column."""
    places = {squeeze(place.name): place for place in profile.places}
    lines = []
    for name, shown in spelled(profile, headers).items():
        place = places.get(name)
        at = f"{place.start}–{place.start + place.length - 1}" if place else ""
        if kind_of_column(shown):
            lines.append(ColumnLine(shown, _("Never stored"), place=at, never=True))
            continue
        field = BY_NAME.get(profile.columns.get(name, ""))
        if field is not None:
            category = f"{field.category}: {category_label(field.category)}"
            lines.append(ColumnLine(shown, label(field.name), category, at))
        else:
            not_used = name in profile.columns
            meaning = _("Not used") if not_used else _("By its name")
            lines.append(ColumnLine(shown, meaning, place=at))
    return lines


def code_lines(profile: Profile) -> list[CodeLine]:
    """What a profile says about codes, in the order of the field table."""
    return [
        CodeLine(label(field.name), text, code_label(field.name, code))
        for field in FIELDS
        for text, code in sorted(profile.codes.get(field.name, {}).items())
    ]


def differences(older: SourceProfile, newer: SourceProfile) -> list[Difference]:
    """What two versions say differently."""
    one, other = from_json(older.content), from_json(newer.content)
    found = [
        Difference(_("File"), str(about), before, after)
        for about, before, after in (
            (_("Shape"), str(SHAPES[one.shape]), str(SHAPES[other.shape])),
            (_("Sheet"), one.sheet, other.sheet),
            (_("Delimiter"), one.delimiter, other.delimiter),
            (_("Dates"), order_label(one.date_order), order_label(other.date_order)),
        )
        if before != after
    ]
    found += _differing(_("Column"), _columns(older, one), _columns(newer, other))
    return found + _differing(_("Code"), _codes(one), _codes(other))


def _columns(found: SourceProfile, profile: Profile) -> dict[str, str]:
    return {
        line.name: f"{line.meaning} ({line.place})" if line.place else line.meaning
        for line in column_lines(profile, found.headers)
    }


def _codes(profile: Profile) -> dict[str, str]:
    return {f"{line.field}: {line.text}": line.meaning for line in code_lines(profile)}


def _differing(part: str, one: Mapping[str, str], other: Mapping[str, str]) -> list[Difference]:
    names = dict.fromkeys([*one, *other])
    return [
        Difference(part, name, one.get(name, ""), other.get(name, ""))
        for name in names
        if one.get(name) != other.get(name)
    ]


def others_of(found: SourceProfile) -> list[SourceProfile]:
    """The other versions of the same report, latest first."""
    same = SourceProfile.objects.filter(
        county=found.county_id, system=found.system, report=found.report
    )
    return list(same.exclude(pk=found.pk).order_by("-version"))


def chosen(others: Sequence[SourceProfile], wanted: str | None) -> SourceProfile | None:
    """The version to compare with: the one asked for, else the one just before."""
    try:
        key = uuid.UUID(wanted or "")
    except ValueError:
        return others[0] if others else None
    return next((each for each in others if each.pk == key), None)

"""Drafts of instruments, for who writes them: part by part, then published."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.instruments import drafting, pages, parts
from assessments.instruments.checking import problems
from assessments.instruments.edition_forms import PublishForm
from assessments.instruments.part_forms import (
    BandsForm,
    DirectionsForm,
    HeadingForm,
    PartForm,
    ScaleForm,
)
from assessments.instruments.reading import Instrument, Unreadable, shaped
from assessments.instruments.section_form import SectionForm
from assessments.models import InstrumentEdition
from counties.permissions import Permission, require, require_here
from linkages.carrying import NotAllowed
from linkages.forms import HouseForm, Stale, done_before, once

Key = uuid.UUID
State = InstrumentEdition.State
FORMS: dict[str, type[PartForm]] = {
    parts.HEADING: HeadingForm,
    parts.SCALE: ScaleForm,
    parts.BANDS: BandsForm,
    parts.DIRECTIONS: DirectionsForm,
}


def draft_of(request: HttpRequest, edition_id: Key) -> InstrumentEdition:
    """A draft within scope (404) and rights (403)."""
    require_here(request.user, Permission.EDIT_INSTRUMENT)
    mine = InstrumentEdition.objects.visible_to(request.user).select_related("created_by")
    found = get_object_or_404(mine, pk=edition_id)
    require(request.user, Permission.EDIT_INSTRUMENT, found)
    return found


def draft_url(edition: InstrumentEdition) -> str:
    return reverse("assessments:instrument_draft", args=[edition.pk])


def decided(
    request: HttpRequest,
    form: HouseForm,
    act: Callable[[], str],
    refused: Callable[[str], HttpResponse],
) -> HttpResponse:
    """Carry out an act once; whoever comes second is told what the first one did."""
    try:
        return once(request, form, act)
    except (Stale, NotAllowed, Unreadable) as refusal:
        return done_before(request, form) or refused(str(refusal))


def posted(request: HttpRequest) -> Any:
    """What was sent, if anything was."""
    return request.POST if request.method == "POST" else None


@require_GET
def draft(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """A draft: what it lacks, its parts, how it is published."""
    return draft_page(request, draft_of(request, edition_id))


def draft_page(
    request: HttpRequest,
    edition: InstrumentEdition,
    form: PublishForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    if edition.state != State.DRAFT:
        return redirect("assessments:instrument_edition", edition.code, edition.number)
    instrument, url = shaped(edition.content), draft_url(edition)
    found = problems(instrument)
    name = pages.title(instrument)
    context: dict[str, Any] = {
        "edition": edition,
        "name": name,
        "parts": pages.draft_parts(url, instrument, found),
        "sections": pages.draft_sections(url, instrument, found),
        "columns": pages.SECTION_COLUMNS,
        "problems": found,
        "form": form or PublishForm(version=str(edition.version)),
        "order": HouseForm(version=parts.token(instrument, parts.SECTIONS)),
        "preview_url": reverse(
            "assessments:instrument_edition", args=[edition.code, edition.number]
        ),
        "refusal": refusal,
        "breadcrumbs": pages.crumbs((_("Draft: %(title)s") % {"title": name}, "")),
    }
    status = 409 if refusal else 422 if form is not None else 200
    return render(request, "assessments/instruments/draft.html", context, status=status)


@require_POST
def sections(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """One section more, or one of them earlier."""
    edition = draft_of(request, edition_id)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return draft_page(request, edition, refusal=_("Look at the page again, then decide."))
    verb, _colon, place = request.POST.get("act", "").partition(":")

    def change(instrument: Instrument) -> Instrument:
        if verb == "add":
            return parts.with_new_section(instrument)
        return parts.with_section_earlier(instrument, place)

    def act() -> str:
        draft = drafting.write(
            request.user, edition.pk, parts.SECTIONS, change, seen=form.cleaned_data["version"]
        )
        if verb == "add":
            last = len(shaped(draft.content).sections)
            return reverse("assessments:instrument_part", args=[draft.pk, last])
        return f"{draft_url(draft)}#sections"

    def refused(why: str) -> HttpResponse:
        return draft_page(request, draft_of(request, edition_id), refusal=why)

    try:
        return decided(request, form, act, refused)
    except parts.NoPart:
        return refused(_("Look at the page again, then decide."))


@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, edition_id: Key, part: str) -> HttpResponse:
    """One part of a draft on one form."""
    edition = draft_of(request, edition_id)
    if edition.state != State.DRAFT:
        return draft_page(request, edition)
    form = _part_form(request, edition, part)
    if not form.is_bound:
        form.restore(request.user)
    elif form.is_valid():
        return _written(request, edition, part, form)
    return _part_page(request, edition, part, form)


def _part_form(request: HttpRequest, edition: InstrumentEdition, part: str) -> PartForm:
    """The form of a part; 404 for a part that there never was."""
    instrument = shaped(edition.content)
    sent = posted(request)
    wanted: dict[str, Any] = {"instrument": instrument}
    try:
        wanted["seen"] = parts.token(instrument, part)
    except parts.NoPart:
        # A section that somebody removed while this one was typing: what was typed is shown.
        if sent is None or not part.isdecimal():
            raise Http404 from None
    if part in FORMS:
        return FORMS[part](sent, draft_name=_draft_name(edition, part), **wanted)
    if not part.isdecimal():
        raise Http404
    code = instrument.sections[int(part) - 1].code if "seen" in wanted else ""
    return SectionForm(sent, part=part, draft_name=_draft_name(edition, code), **wanted)


def _draft_name(edition: InstrumentEdition, about: str) -> str:
    """By a section's code, since its place may change while somebody types."""
    return f"instrument:{edition.pk}:{hashlib.sha256(about.encode()).hexdigest()[:12]}"


def _written(
    request: HttpRequest, edition: InstrumentEdition, part: str, form: PartForm
) -> HttpResponse:
    def act() -> str:
        drafting.write(request.user, edition.pk, part, form.changed, seen=form.cleaned_data["seen"])
        if isinstance(form, SectionForm) and form.goes_on and not form.cleaned_data["drop"]:
            return reverse("assessments:instrument_part", args=[edition.pk, part]) + "#last"
        messages.success(request, _("The draft is saved. No county uses it yet."))
        return draft_url(edition)

    def refused(why: str) -> HttpResponse:
        now = draft_of(request, edition.pk)
        if now.state != State.DRAFT:
            messages.warning(request, why)
            return draft_page(request, now)
        return _part_page(request, now, part, form, refusal=why)

    return decided(request, form, act, refused)


def _part_page(
    request: HttpRequest,
    edition: InstrumentEdition,
    part: str,
    form: PartForm,
    refusal: str = "",
) -> HttpResponse:
    instrument = shaped(edition.content)
    if refusal:
        form.data = form.data.copy()
        form.data["seen"] = _token(instrument, part)
    name = pages.title(instrument)
    heading = _part_heading(instrument, part)
    context = {
        "edition": edition,
        "form": form,
        "is_section": isinstance(form, SectionForm),
        "heading": heading,
        "name": name,
        "problems": [] if form.is_bound else _problems(instrument, part),
        "refusal": refusal,
        "now": pages.told(instrument, part) if refusal else [],
        "now_columns": pages.NOW_COLUMNS,
        "draft_url": draft_url(edition),
        "autosave": reverse("save_draft", args=[form.draft_name]),
        "saved_at": form.draft.saved_at if form.draft else None,
        "breadcrumbs": pages.crumbs(
            (_("Draft: %(title)s") % {"title": name}, draft_url(edition)), (heading, "")
        ),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "assessments/instruments/part.html", context, status=status)


def _token(instrument: Instrument, part: str) -> str:
    try:
        return parts.token(instrument, part)
    except parts.NoPart:
        return ""


def _problems(instrument: Instrument, part: str) -> list[str]:
    return pages.of_part(problems(instrument), instrument, part)


def _part_heading(instrument: Instrument, part: str) -> str:
    names = {each["url"].rpartition("/")[2]: each["name"] for each in _named(instrument)}
    return names.get(part, _("Section"))


def _named(instrument: Instrument) -> list[dict[str, Any]]:
    return [*pages.draft_parts("", instrument, ()), *pages.draft_sections("", instrument, ())]

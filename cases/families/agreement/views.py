"""What each adult of a family said about taking part, and writing down more."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.agreement import acts, pages, seeing
from cases.families.agreement.acts import NotAllowed, Said
from cases.families.agreement.forms import StepForm
from cases.families.models.written import Language
from cases.families.viewing import FamilyView, open_family
from cases.people.models import ProgramRecord
from cases.sharing.families import Member
from counties.permissions import Permission, require
from linkages.forms import done_before, once


@require_GET
def agreement(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Every adult with all that was said, latest first. Nothing in it is ever changed."""
    view = open_family(request.user, family_id)
    context = pages.context(request.user, view) | {"breadcrumbs": _crumbs(view)}
    return render(request, "families/agreement/agreement.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, family_id: uuid.UUID, adult_id: uuid.UUID) -> HttpResponse:
    """Write down that an adult was asked, or what they said."""
    user = request.user
    view = open_family(user, family_id)
    require(user, Permission.WORK_FAMILY, view.family)
    adult = _adult(view, adult_id)
    episode = view.episode
    if episode is None:
        raise Http404
    owner = user.working_in.program
    draft = f"agreement:{view.family.pk}:{adult.key}"
    form = StepForm(
        request.POST if request.method == "POST" else None,
        categories=seeing.categories(adult, owner),
        draft_name=draft,
        initial={"language": _language(adult)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _record(request, view, adult, form))
        except NotAllowed as refusal:
            if earlier := done_before(request, form):
                return earlier
            form.add_error(None, str(refusal))
    form.restore(user)
    context = {
        "view": view,
        "form": form,
        "adult": adult,
        "line": next(iter(pages.lines(user, view, [adult])), None),
        "autosave": reverse("save_draft", args=[draft]),
        "breadcrumbs": _crumbs(view, _("Record")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/agreement/record.html", context, status=status)


def _adult(view: FamilyView, key: uuid.UUID) -> Member:
    for member in seeing.adults(view.members):
        if member.key == key:
            return member
    raise Http404


def _language(adult: Member) -> str:
    """The language that an extract states, as far as it may be seen."""
    words = {
        str(r.value("language")).casefold() for r in adult.facts.records if r.value("language")
    }
    known = {str(label).casefold(): code for code, label in Language.choices} | {
        code: code for code in Language.values
    }
    return next((known[word] for word in sorted(words) if word in known), Language.ENGLISH)


def _record(request: HttpRequest, view: FamilyView, adult: Member, form: StepForm) -> str:
    assert view.episode is not None
    program = request.user.working_in.program
    given = form.cleaned_data
    own = [r.record for r in adult.facts.records if r.program == program]
    key = (own or [r.record for r in adult.facts.records])[0]
    said = Said(
        act=given["act"],
        on=given["on"],
        how=given["how"],
        language=given["language"],
        interpreter=given["interpreter"],
        note=(given.get("note") or "").strip(),
        note_category=given.get("note_category") or "C1",
        note_owner=program,
    )
    acts.record(request.user, view.episode, ProgramRecord.objects.get(pk=key), said)
    messages.success(request, _("It is on record."))
    return reverse("families:agreement", args=[view.family.pk])


def _crumbs(view: FamilyView, here: str = "") -> list[dict[str, Any]]:
    family = reverse("families:family", args=[view.family.pk])
    page: dict[str, Any] = {"label": _("Agreement to participate")}
    if here:
        page["url"] = reverse("families:agreement", args=[view.family.pk])
    crumbs = [{"label": view.family.token, "url": family}, page]
    return [*crumbs, {"label": here}] if here else crumbs

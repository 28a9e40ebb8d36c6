"""Pages on which a family's papers are asked for."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.families.closing.acts import NotAllowed
from cases.families.documents import hand_off, letters, samples
from cases.families.documents.forms import HandOffForm, LetterForm, MakeForm, SampleForm
from cases.families.documents.languages import wanted_by
from cases.families.viewing import FamilyView, open_family
from cases.people.models import Family
from counties.permissions import Permission, require, require_here
from linkages import documents
from linkages.forms import HouseForm, once

Key = uuid.UUID


@require_POST
def make(request: HttpRequest, family_id: Key) -> HttpResponse:
    """A summary, or a notice on paper, for oneself."""
    view = _open(request, family_id)
    form = MakeForm(request.POST)
    if not form.is_valid():
        return redirect("families:family", family_id)

    def ask() -> str:
        made = documents.request(
            form.cleaned_data["kind"],
            subject=view.family.pk,
            recipient=request.user,
            language=form.cleaned_data["language"],
        )
        return reverse("document", args=[made.pk])

    return once(request, form, ask)


@require_http_methods(["GET", "POST"])
def hand_off_sheet(request: HttpRequest, family_id: Key) -> HttpResponse:
    """A hand-off sheet for a worker of the other program."""
    view = _open(request, family_id)
    require(request.user, Permission.WORK_FAMILY, view.family)
    people = [
        (str(key), f"{person.name}, {program.label}")
        for key, (program, person) in hand_off.recipients(request.user, view).items()
    ]
    draft = f"hand-off:{view.family.pk}"
    form = HandOffForm(_posted(request), people=people, draft_name=draft)

    def ask() -> str:
        given = form.cleaned_data
        asked = hand_off.Asked(
            given["recipient"],
            given["about"],
            given["asked"],
            given["needed"],
            given["needed_by"],
        )
        hand_off.ask(request.user, view, asked, language=given["language"])
        return reverse("families:family", args=[family_id])

    done = _("The sheet is being made. Its reader finds it among their documents.")
    return _ask(request, view, form, ask, _Face("hand_off", _("Hand-off sheet"), done))


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, family_id: Key) -> HttpResponse:
    """A closing letter to one adult."""
    view = _open(request, family_id)
    require(request.user, Permission.CLOSE_FAMILY, view.family)
    adults = [(str(each.key), _labelled(each)) for each in letters.readers(view)]
    form = LetterForm(_posted(request), adults=adults)

    def ask() -> str:
        given = form.cleaned_data
        wish = letters.Wish(given["adult"], given["language"], given["by_mail"])
        made = letters.ask(request.user, view, wish)
        return reverse("document", args=[made.pk])

    face = _Face("letter", _("Closing letter"), ending=letters.is_ending(view.episode))
    return _ask(request, view, form, ask, face)


@require_http_methods(["GET", "POST"])
def sample_letters(request: HttpRequest) -> HttpResponse:
    """Letters to nobody, in every script that this computer should be able to print."""
    require_here(request.user, Permission.KEEP_LETTERS)
    form = SampleForm(_posted(request))
    if request.method == "POST" and form.is_valid():

        def ask() -> str:
            made = samples.ask(request.user, form.cleaned_data["language"])
            return reverse("document", args=[made.pk])

        return once(request, form, ask)
    status = 422 if form.is_bound else 200
    return render(request, "families/documents/samples.html", {"form": form}, status=status)


class _Face:
    """How one of these pages looks: its template, its heading, and what it says when done."""

    def __init__(self, template: str, heading: str, done: str = "", **context: Any) -> None:
        self.template = f"families/documents/ask_{template}.html"
        self.heading = heading
        self.done = done
        self.context = context


def _ask(
    request: HttpRequest, view: FamilyView, form: HouseForm, ask: Callable[[], str], face: _Face
) -> HttpResponse:
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            answer = once(request, form, ask)
        except NotAllowed as refusal:
            refused = str(refusal)
        else:
            if face.done:
                messages.success(request, face.done)
            return answer
    form.restore(request.user)
    family = reverse("families:family", args=[view.family.pk])
    context = face.context | {
        "view": view,
        "name": view.name,
        "form": form,
        "refused": refused,
        "family_url": family,
        "autosave": reverse("save_draft", args=[form.draft_name]) if form.draft_name else "",
        "breadcrumbs": [{"label": view.family.token, "url": family}, {"label": face.heading}],
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, face.template, context, status=status)


def _labelled(member: Any) -> str:
    """An adult with the language in which they want to be written to."""
    _code, stated = wanted_by(member)
    told = {"name": member.facts.name, "language": stated.title()}
    return _("%(name)s (reads %(language)s)") % told if stated else str(told["name"])


def _open(request: HttpRequest, family_id: Key) -> FamilyView:
    view = open_family(request.user, family_id)
    require(request.user, Permission.REQUEST_DOCUMENT, view.family)
    if view.family.kind != Family.Kind.MUTUAL:
        raise Http404
    return view


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None

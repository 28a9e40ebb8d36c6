"""Instruments begin as drafts, and are published, withdrawn or thrown away."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.instruments import choosing, drafting, pages
from assessments.instruments.draft_views import decided, draft_of, draft_page, draft_url, posted
from assessments.instruments.edition_forms import ImportForm, PublishForm, StartForm
from assessments.instruments.reading import Instrument
from assessments.instruments.views import known_editions, numbered
from assessments.models import InstrumentEdition
from counties.permissions import Permission, require_here
from linkages.forms import HouseForm

Key = uuid.UUID
State = InstrumentEdition.State


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A new instrument from nothing."""
    require_here(request.user, Permission.EDIT_INSTRUMENT)
    taken = set(choosing.editions_for(request.user))
    form = StartForm(posted(request), taken=taken, draft_name="instrument:new")
    if form.is_bound and form.is_valid():
        return _begun(request, form, form.instrument)
    form.restore(request.user)
    return _start_page(request, form, _("New instrument"), _("Begin the draft"))


@require_http_methods(["GET", "POST"])
def import_instrument(request: HttpRequest) -> HttpResponse:
    """A draft from a file."""
    require_here(request.user, Permission.EDIT_INSTRUMENT)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        return _begun(request, form, lambda: form.cleaned_data["file"])
    return _start_page(request, form, _("Import an instrument"), _("Take it in as a draft"))


def _begun(request: HttpRequest, form: HouseForm, like: Callable[[], Instrument]) -> HttpResponse:
    def act() -> str:
        return draft_url(drafting.begin(request.user, like()))

    def refused(why: str) -> HttpResponse:
        form.add_error(None, why)
        return _start_page(request, form, _("New instrument"), _("Begin the draft"))

    return decided(request, form, act, refused)


def _start_page(request: HttpRequest, form: HouseForm, heading: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "autosave": reverse("save_draft", args=[form.draft_name]) if form.draft_name else "",
        "breadcrumbs": pages.crumbs((heading, "")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/instruments/start.html", context, status=status)


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """A draft of the next edition, which begins as the one that holds."""
    editions = known_editions(request, code)
    require_here(request.user, Permission.EDIT_INSTRUMENT)
    form = HouseForm(request.POST)
    shown = choosing.holding(editions) or editions[0]
    back = reverse("assessments:instrument", args=[code])
    if not form.is_valid():
        return redirect(back)

    def act() -> str:
        return draft_url(drafting.begin(request.user, shown.instrument))

    def refused(why: str) -> HttpResponse:
        messages.warning(request, why)
        return redirect(back)

    return decided(request, form, act, refused)


@require_POST
def publish(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """Let every county's new assessments use a draft. It never changes after that."""
    edition = draft_of(request, edition_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return draft_page(request, edition, form)

    def act() -> str:
        note = form.cleaned_data["note"]
        drafting.publish(request.user, edition.pk, note, version=version_in(form))
        messages.success(request, _("Published. New assessments use it from this moment."))
        return reverse("assessments:instrument", args=[edition.code])

    def refused(why: str) -> HttpResponse:
        return draft_page(request, draft_of(request, edition_id), form, refusal=why)

    return decided(request, form, act, refused)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """Throw a draft away, having been asked."""
    edition = draft_of(request, edition_id)
    if edition.state != State.DRAFT:
        return draft_page(request, edition)

    def act(version: int) -> str:
        drafting.discard(request.user, edition.pk, version=version)
        messages.success(request, _("The draft is thrown away."))
        return reverse("assessments:instruments")

    consequences = [_("What was written in it is no longer on any page.")]
    question = _Question(
        _("Throw this draft away?"), consequences, _("Throw it away"), draft_url(edition)
    )
    return _asked(request, question, edition, act)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a published edition back, having been asked."""
    require_here(request.user, Permission.EDIT_INSTRUMENT)
    found = numbered(known_editions(request, code), number)
    if found.row is None or found.state != State.PUBLISHED:
        raise Http404
    edition = found.row

    def act(version: int) -> str:
        drafting.withdraw(request.user, edition.pk, version=version)
        messages.success(request, _("Withdrawn. New assessments use the edition before it."))
        return reverse("assessments:instrument", args=[code])

    consequences = [
        _("New assessments use the edition before it."),
        _("Assessments that began with it go on with it, and keep their answers."),
        _("It cannot be published again; begin a new edition from it instead."),
    ]
    question = _Question(
        _("Withdraw this edition?"), consequences, _("Withdraw"), pages.numbered_url(found)
    )
    return _asked(request, question, edition, act)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked before something that cannot be undone."""

    words: str
    consequences: list[str]
    verb: str
    cancel_url: str


def _asked(
    request: HttpRequest,
    question: _Question,
    edition: InstrumentEdition,
    act: Callable[[int], str],
) -> HttpResponse:
    """Ask; on the answer, act on the edition in the version that was shown."""
    form = HouseForm(posted(request), version=str(edition.version))
    if form.is_bound and form.is_valid():

        def refused(why: str) -> HttpResponse:
            messages.warning(request, why)
            return redirect(question.cancel_url)

        return decided(request, form, lambda: act(version_in(form)), refused)
    context = {
        "question": question.words,
        "consequences": question.consequences,
        "verb": question.verb,
        "cancel_url": question.cancel_url,
        "form": form,
        "breadcrumbs": pages.crumbs((question.words, "")),
    }
    return render(request, "uswds/confirm.html", context)


def version_in(form: HouseForm) -> int:
    """The version that a form's page showed; none that ever was where it says nothing."""
    shown = form.cleaned_data.get("version") or ""
    return int(shown) if shown.isdecimal() else -1

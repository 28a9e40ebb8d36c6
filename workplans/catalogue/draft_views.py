"""A draft of the catalogue, for who writes it: part by part, then published."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.permissions import Permission, require, require_here
from linkages.bilingual import said
from linkages.carrying import NotAllowed, carry_out, seen_again
from linkages.forms import HouseForm, Stale, once
from workplans.catalogue import drafting
from workplans.catalogue.checking import problems
from workplans.catalogue.forms import HeadingForm, ObjectiveTextForm, PublishForm, TopicForm
from workplans.catalogue.reading import Catalogue, ObjectiveText, Unreadable, shaped
from workplans.catalogue.views import crumbs, parts_of
from workplans.models import CatalogueEdition

Key = uuid.UUID


def _draft(request: HttpRequest, edition_id: Key) -> CatalogueEdition:
    require_here(request.user, Permission.EDIT_CATALOGUE)
    rows = CatalogueEdition.objects.visible_to(request.user).select_related("created_by")
    found: CatalogueEdition = get_object_or_404(rows, pk=edition_id, state="draft")
    require(request.user, Permission.EDIT_CATALOGUE, found)
    return found


def _url(edition_id: Key) -> str:
    return reverse("workplans:catalogue_draft", args=[edition_id])


def _seen(form: HouseForm) -> int:
    version = form.cleaned_data.get("version") or ""
    return int(version) if version.isdecimal() else -1


def _pressed(request: HttpRequest, act: Callable[[HouseForm], str], back: str) -> HttpResponse:
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect(back)
    try:
        return once(request, form, lambda: act(form))
    except (Stale, NotAllowed, Unreadable) as refused:
        messages.error(request, str(refused))
        return redirect(back)


@require_POST
def begin_catalogue(request: HttpRequest) -> HttpResponse:
    """Begin a draft from what holds now."""
    require_here(request.user, Permission.EDIT_CATALOGUE)
    return _pressed(
        request,
        lambda _form: _url(drafting.begin(request.user).pk),
        reverse("workplans:catalogue"),
    )


@require_GET
def catalogue_draft(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """A draft: what it lacks, its topic areas, how it is published."""
    edition = _draft(request, edition_id)
    return _draft_page(request, edition, PublishForm(version=str(edition.version)), 200)


def _draft_page(
    request: HttpRequest, edition: CatalogueEdition, form: PublishForm, status: int
) -> HttpResponse:
    catalogue = shaped(edition.content)
    context = {
        "edition": edition,
        "catalogue": catalogue,
        "parts": parts_of(catalogue),
        "problems": problems(catalogue),
        "form": form,
        "button": HouseForm(version=str(edition.version)),
        "breadcrumbs": crumbs(),
    }
    return render(request, "workplans/catalogue/draft.html", context, status=status)


@require_POST
def add_topic(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """One topic area more, in a category or as an extension."""
    edition = _draft(request, edition_id)
    made: list[str] = []

    def change(catalogue: Catalogue) -> Catalogue:
        changed, code = drafting.with_new_topic(catalogue, request.POST.get("category", ""))
        made.append(code)
        return changed

    def act(form: HouseForm) -> str:
        drafting.write(request.user, edition.pk, change, version=_seen(form))
        return reverse("workplans:catalogue_topic", args=[edition.pk, made[-1]])

    return _pressed(request, act, _url(edition.pk))


@require_http_methods(["GET", "POST"])
def catalogue_heading(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """Categories, roles, and how sure the text is."""
    edition = _draft(request, edition_id)
    catalogue = shaped(edition.content)
    form = HeadingForm(request.POST or None, catalogue=catalogue, **_kept(edition, "heading"))
    return _part(request, edition, form, _("Categories, roles and source"), lambda: form.changed)


@require_http_methods(["GET", "POST"])
def catalogue_topic(request: HttpRequest, edition_id: Key, code: str) -> HttpResponse:
    """A topic area's own words."""
    edition = _draft(request, edition_id)
    topic = shaped(edition.content).topics.get(code)
    if topic is None:
        raise Http404
    form = TopicForm(request.POST or None, topic=topic, **_kept(edition, code))

    def change() -> Callable[[Catalogue], Catalogue]:
        if form.cleaned_data["drop"]:
            return lambda catalogue: drafting.without_topic(catalogue, code)
        return lambda catalogue: drafting.with_topic(
            catalogue, code, form.topic(catalogue.topics[code])
        )

    heading = said(topic.title) or topic.code
    return _part(request, edition, form, heading, change, topic=topic)


@require_http_methods(["GET", "POST"])
def catalogue_objective(
    request: HttpRequest, edition_id: Key, topic: str, code: str
) -> HttpResponse:
    """An objective of a topic area; under "new" one that is not there yet."""
    edition = _draft(request, edition_id)
    catalogue = shaped(edition.content)
    held = catalogue.topics.get(topic)
    text = next((each for each in held.objectives if each.code == code), None) if held else None
    if held is None or (text is None and code != "new"):
        raise Http404
    shown = text or _nothing(f"{topic}-{len(held.objectives) + 1}")
    form = ObjectiveTextForm(
        request.POST or None, text=shown, catalogue=catalogue, **_kept(edition, f"{topic}/{code}")
    )

    def change() -> Callable[[Catalogue], Catalogue]:
        if form.cleaned_data["drop"]:
            return lambda now: drafting.without_objective(now, topic, code)
        return lambda now: drafting.with_objective(now, topic, code, form.text())

    return _part(request, edition, form, shown.code, change)


def _nothing(code: str) -> ObjectiveText:
    blank = drafting.nothing()
    return ObjectiveText(code, blank, blank, (), (), frozenset(), 1, 12)


def _kept(edition: CatalogueEdition, part: str) -> dict[str, str]:
    return {
        "draft_name": f"catalogue:{edition.pk}:{part.replace('/', ':')}",
        "version": str(edition.version),
    }


def _part(
    request: HttpRequest,
    edition: CatalogueEdition,
    form: HouseForm,
    heading: str,
    change: Callable[[], Callable[[Catalogue], Catalogue]],
    **more: Any,
) -> HttpResponse:
    form.restore(request.user)
    context = more | {
        "form": form,
        "edition": edition,
        "heading": heading,
        "back": _url(edition.pk),
        "autosave": reverse("save_draft", args=[form.draft_name]),
        "breadcrumbs": crumbs((_("Draft"), _url(edition.pk))),
    }

    def show(status: int) -> HttpResponse:
        return render(request, "workplans/catalogue/part.html", context, status=status)

    if request.method == "GET":
        return show(200)

    def act() -> str:
        drafting.write(request.user, edition.pk, change(), version=_seen(form))
        messages.success(request, _("The draft is saved. No county uses it yet."))
        return _url(edition.pk)

    return carry_out(request, form, act, seen_again(form, show, edition))


@require_POST
def publish_catalogue(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """From now on counties copy from it."""
    edition = _draft(request, edition_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, edition, form, 422)

    def act() -> str:
        note = form.cleaned_data["note"]
        drafting.publish(request.user, edition.pk, note, version=_seen(form))
        messages.success(request, _("The edition is published."))
        return reverse("workplans:catalogue")

    try:
        return once(request, form, act)
    except (Stale, NotAllowed, Unreadable) as refused:
        form.add_error(None, str(refused))
        return _draft_page(request, edition, form, 409)


@require_POST
def discard_catalogue(request: HttpRequest, edition_id: Key) -> HttpResponse:
    """Throw a draft away."""
    edition = _draft(request, edition_id)

    def act(form: HouseForm) -> str:
        drafting.discard(request.user, edition.pk, version=_seen(form))
        messages.success(request, _("The draft is thrown away."))
        return reverse("workplans:catalogue")

    return _pressed(request, act, _url(edition.pk))

"""Counsel's pages: the table of legal bases, its editions, and what a change would do."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.sharing.models import PolicyEdition
from cases.sharing.policy import authority, designating, editions, pages, words
from cases.sharing.policy.editions import Author, NotAllowed, Publication
from cases.sharing.policy.forms import DayForm, PublishForm, StartForm, TableForm
from cases.sharing.policy.preview import preview
from cases.sharing.policy.table import Table, differences, in_force, table_of
from counties.permissions import Permission, may, require, require_here
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once

State = PolicyEdition.State


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """What statute opens to whom today or on another day, the statutes, and all editions."""
    require_here(request.user, Permission.VIEW_POLICY)
    return _policy(request)


def _policy(request: HttpRequest, refusal: str = "") -> HttpResponse:
    county = request.user.working_in.county_id
    chosen = DayForm(request.GET if "on" in request.GET else None)
    day = chosen.day()
    known = editions.editions_of(county)
    draft = editions.draft_of(known)
    start = None
    if may(request.user, Permission.SET_POLICY) and draft is None:
        start = StartForm(version=editions.version_of(known), initial={"on": day})
    context = {
        "county": county,
        "chosen": chosen,
        "day": day,
        "is_today": day == today(),
        "boards": pages.boards_on(county, day),
        "board_columns": pages.BOARD_COLUMNS,
        "edition": editions.current(known, day),
        "pending": editions.pending(known),
        "draft": draft,
        "start": start,
        "catalogue": pages.catalogue(county),
        "history": pages.history(known),
        "history_columns": pages.HISTORY_COLUMNS,
        "rooms": _rooms(county),
        "production": settings.PRODUCTION,
        "refusal": refusal,
    }
    return render(request, "sharing/policy/bases.html", context, status=409 if refusal else 200)


def _rooms(county: str) -> dict[str, Any]:
    """What else counsel records, in a word each."""
    return {
        "authority": authority.in_force(county, today()),
        "standard": designating.standard_in_force(county),
        "designated": designating.designated(county).count(),
    }


def _author(request: HttpRequest, form: HouseForm) -> Author:
    seen = form.cleaned_data["version"]
    return Author(request.user.working_in.county_id, request.user.pk, seen)


@require_POST
def start_draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft with what holds on the day that the page showed."""
    require_here(request.user, Permission.SET_POLICY)
    form = StartForm(request.POST)
    if not form.is_valid():
        return _policy(request, _("Look at the page again, then decide."))

    def act() -> str:
        draft = editions.start(_author(request, form), form.cleaned_data["on"])
        return reverse("sharing:change_draft", args=[draft.pk])

    return _decided(request, form, act, lambda refusal: _policy(request, refusal))


def _decided(
    request: HttpRequest,
    form: HouseForm,
    act: Callable[[], str],
    refused: Callable[[str], HttpResponse],
) -> HttpResponse:
    """Carry out an act once; whoever comes second is told what the first one did."""
    try:
        return once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        # The same form sent twice at once: the slower one is shown what the first did.
        return done_before(request, form) or refused(str(refusal))


def _edition(request: HttpRequest, edition_id: uuid.UUID, permission: Permission) -> PolicyEdition:
    """An edition within scope (404) and rights (403)."""
    mine = PolicyEdition.objects.visible_to(request.user).select_related("restores")
    found = get_object_or_404(mine, pk=edition_id)
    require(request.user, permission, found)
    return found


@require_GET
def edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """An edition: its table, what it changes, and for a draft whom that would touch."""
    return _edition_page(request, _edition(request, edition_id, Permission.VIEW_POLICY))


def _edition_page(
    request: HttpRequest,
    found: PolicyEdition,
    publish: PublishForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    known = editions.editions_of(found.county_id)
    may_set = may(request.user, Permission.SET_POLICY)
    before, after = _before(known, found), table_of(found.rows)
    is_draft = found.state == State.DRAFT
    context: dict[str, Any] = {
        "edition": found,
        "heading": pages.heading(found),
        "lede": pages.lede(known, found),
        "is_draft": is_draft,
        "boards": pages.boards_of(after),
        "board_columns": pages.BOARD_COLUMNS,
        "changes": pages.change_rows(differences(before, after)),
        "change_columns": pages.CHANGE_COLUMNS,
        "may_set": may_set,
        "withdrawable": may_set and editions.withdrawable(found),
        "restorable": may_set and editions.restorable(known, found),
        "breadcrumbs": pages.crumbs(pages.heading(found)),
        "refusal": refusal,
    }
    if is_draft and may_set:
        context["effects"] = _effects(found.county_id, before, after)
        context["form"] = publish or PublishForm(version=editions.version_of(known))
        context["pending"] = editions.pending(known)
    status = 409 if refusal else 422 if publish is not None else 200
    return render(request, "sharing/policy/edition.html", context, status=status)


def _before(known: list[PolicyEdition], found: PolicyEdition) -> Table:
    """What an edition is compared with: a published one with what held before it, any other with
    what is in force today."""
    if found.state != State.PUBLISHED:
        return in_force(found.county_id, today())
    earlier = editions.predecessor(known, found)
    return table_of(earlier.rows) if earlier else frozenset()


def _effects(county: str, before: Table, after: Table) -> list[str]:
    return [words.effect(each) for each in preview(county, before, after)]


@require_http_methods(["GET", "POST"])
def change_draft(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Tick which statutes open which cells."""
    found = _edition(request, edition_id, Permission.SET_POLICY)
    if request.method == "POST":
        form = TableForm(request.POST)
        if form.is_valid():
            return _change(request, found, form)
        return _change_page(request, found, form, request.POST.getlist("rows"))
    if found.state != State.DRAFT:
        return _edition_page(request, found, refusal=_("This edition is no draft any more."))
    form = TableForm(version=editions.version_of(editions.editions_of(found.county_id)))
    ticked = [pages.box_value(row) for row in table_of(found.rows)]
    return _change_page(request, found, form, ticked)


def _change(request: HttpRequest, found: PolicyEdition, form: TableForm) -> HttpResponse:
    def act() -> str:
        editions.change(_author(request, form), found.pk, form.table())
        messages.success(request, _("The draft is saved. Nothing of it holds yet."))
        return reverse("sharing:edition", args=[found.pk])

    def refused(refusal: str) -> HttpResponse:
        found.refresh_from_db()
        return _edition_page(request, found, refusal=refusal)

    return _decided(request, form, act, refused)


def _change_page(
    request: HttpRequest, found: PolicyEdition, form: TableForm, ticked: list[str]
) -> HttpResponse:
    context = {
        "edition": found,
        "form": form,
        "boards": pages.boards_to_edit(ticked),
        "board_columns": pages.BOARD_COLUMNS,
        "breadcrumbs": [
            *pages.crumbs(_("Change"))[:1],
            {
                "label": pages.heading(found),
                "url": reverse("sharing:edition", args=[found.pk]),
            },
            {"label": _("Change")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "sharing/policy/change.html", context, status=status)


@require_POST
def publish_edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Let a draft hold from a day on."""
    found = _edition(request, edition_id, Permission.SET_POLICY)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _edition_page(request, found, publish=form)

    def act() -> str:
        editions.publish(_author(request, form), found.pk, _publication(form))
        messages.success(request, _published_words(form))
        return reverse("sharing:policy")

    def refused(refusal: str) -> HttpResponse:
        found.refresh_from_db()
        return _edition_page(request, found, publish=_kept(request, form), refusal=refusal)

    return _decided(request, form, act, refused)


def _publication(form: PublishForm) -> Publication:
    return Publication(form.cleaned_data["effective_on"], form.cleaned_data["reason"])


def _published_words(form: PublishForm) -> str:
    if form.cleaned_data["effective_on"] > today():
        return _("Published. It takes effect on its day by itself.")
    return _("Published. It is in force from this moment.")


def _kept(request: HttpRequest, form: PublishForm) -> PublishForm:
    """What was typed, in a form for the editions as they are now."""
    known = editions.editions_of(request.user.working_in.county_id)
    typed = {name: form.cleaned_data[name] for name in ("effective_on", "reason")}
    return PublishForm(version=editions.version_of(known), initial=typed)


@require_http_methods(["GET", "POST"])
def restore_edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Roll back: publish the table of an earlier edition anew, having seen what that does."""
    found = _edition(request, edition_id, Permission.SET_POLICY)
    form = PublishForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():

        def act() -> str:
            editions.roll_back(_author(request, form), found.pk, _publication(form))
            messages.success(request, _published_words(form))
            return reverse("sharing:policy")

        def refused(refusal: str) -> HttpResponse:
            return _restore_page(request, found, _kept(request, form), refusal)

        return _decided(request, form, act, refused)
    known = editions.editions_of(found.county_id)
    if not editions.restorable(known, found):
        refusal = _("Only an edition that held once and holds no longer can come back.")
        return _edition_page(request, found, refusal=refusal)
    return _restore_page(request, found, form or PublishForm(version=editions.version_of(known)))


def _restore_page(
    request: HttpRequest, found: PolicyEdition, form: PublishForm, refusal: str = ""
) -> HttpResponse:
    before, after = in_force(found.county_id, today()), table_of(found.rows)
    context = {
        "edition": found,
        "form": form,
        "changes": pages.change_rows(differences(before, after)),
        "change_columns": pages.CHANGE_COLUMNS,
        "effects": _effects(found.county_id, before, after),
        "refusal": refusal,
        "breadcrumbs": [
            *pages.crumbs("")[:1],
            {
                "label": pages.heading(found),
                "url": reverse("sharing:edition", args=[found.pk]),
            },
            {"label": _("Roll back")},
        ],
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "sharing/policy/restore.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdraw_edition(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """Take back a draft, or a published edition before its day."""
    found = _edition(request, edition_id, Permission.SET_POLICY)
    form = HouseForm(request.POST) if request.method == "POST" else None

    def refused(refusal: str) -> HttpResponse:
        found.refresh_from_db()
        return _edition_page(request, found, refusal=refusal)

    if form is not None and form.is_valid():

        def act() -> str:
            editions.withdraw(_author(request, form), found.pk)
            messages.success(request, _("Withdrawn. What is in force stays as it is."))
            return reverse("sharing:policy")

        return _decided(request, form, act, refused)
    if not editions.withdrawable(found):
        return refused(_("What has taken effect cannot be withdrawn. Roll it back instead."))
    known = editions.editions_of(found.county_id)
    context = {
        "question": _("Withdraw edition %(number)s?") % {"number": found.number},
        "consequences": [
            _("Nothing of it takes effect. What is in force stays as it is."),
            _("It stays in the list of editions and cannot be published any more."),
        ],
        "verb": _("Withdraw"),
        "form": HouseForm(version=editions.version_of(known)),
        "cancel_url": reverse("sharing:edition", args=[found.pk]),
        "breadcrumbs": pages.crumbs(_("Withdraw")),
    }
    return render(request, "uswds/confirm.html", context)

"""Instruments for everybody who may see them: the list, an edition, two editions compared."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.instruments import choosing, comparing, pages
from assessments.instruments.choosing import Known
from assessments.instruments.edition_forms import PrintForm
from assessments.instruments.printed import KIND_NAME
from counties.permissions import Permission, may, require_here
from linkages import documents
from linkages.bilingual import LANGUAGES
from linkages.forms import HouseForm, once

State = choosing.State


@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    """What counties assess with, and for who writes them, drafts."""
    require_here(request.user, Permission.VIEW_INSTRUMENTS)
    known = choosing.editions_for(request.user)
    holding = [found for editions in known.values() if (found := choosing.holding(editions))]
    drafts = [each for editions in known.values() for each in editions if _is_draft(each)]
    context = {
        "rows": [pages.listed(each) for each in holding],
        "columns": pages.LIST_COLUMNS,
        "may_edit": may(request.user, Permission.EDIT_INSTRUMENT),
        "drafts": [
            {
                "title": pages.title(each.instrument),
                "url": pages.edition_url(each),
                "edition": pages.edition_name(each),
                "by": each.row.created_by.name if each.row else "",
                "at": each.row.created_at if each.row else None,
            }
            for each in drafts
        ],
        "breadcrumbs": [*pages.crumbs()[:1], {"label": _("Instruments"), "url": ""}],
    }
    return render(request, "assessments/instruments/instruments.html", context)


def _is_draft(known: Known) -> bool:
    return known.state == State.DRAFT


def known_editions(request: HttpRequest, code: str) -> tuple[Known, ...]:
    """Every edition of an instrument that this person may look at; 403 or 404."""
    require_here(request.user, Permission.VIEW_INSTRUMENTS)
    found = choosing.editions_for(request.user).get(code)
    if not found:
        raise Http404
    return found


def numbered(editions: tuple[Known, ...], number: int) -> Known:
    """The edition with this number; 404."""
    for each in editions:
        if each.instrument.number == number:
            return each
    raise Http404


@require_GET
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """The edition that holds; the newest where none does."""
    editions = known_editions(request, code)
    return _page(request, editions, choosing.holding(editions) or editions[0])


@require_GET
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One edition as respondents see it."""
    editions = known_editions(request, code)
    return _page(request, editions, numbered(editions, number))


def language_of(request: HttpRequest) -> str:
    """The language of a preview: the one that was asked for, else the reader's."""
    asked = request.GET.get("in") or (get_language() or "")[:2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _page(request: HttpRequest, editions: tuple[Known, ...], shown: Known) -> HttpResponse:
    user, language = request.user, language_of(request)
    may_edit = may(user, Permission.EDIT_INSTRUMENT)
    has_draft = any(_is_draft(each) for each in editions)
    name = pages.title(shown.instrument)
    context: dict[str, Any] = {
        "instrument": shown.instrument,
        "known": shown,
        "name": name,
        "edition_name": pages.edition_name(shown),
        "where_from": pages.where_from(shown),
        "purpose": shown.instrument.purpose[language],
        "source": shown.instrument.source[language],
        "state_kind": pages.STATES[shown.state],
        "state_label": State(shown.state).label,
        "holds": choosing.holding(editions) == shown,
        "is_guessed": pages.is_guessed(shown.instrument),
        "languages": pages.languages(language),
        "editions": pages.editions(editions, shown),
        "columns": [*pages.EDITION_COLUMNS, _("Compare")],
        "print_form": PrintForm(initial={"language": language})
        if may(user, Permission.REQUEST_DOCUMENT) and not _is_draft(shown)
        else None,
        "begin": HouseForm() if may_edit and not has_draft else None,
        "withdrawable": may_edit and shown.row is not None and shown.state == State.PUBLISHED,
        "breadcrumbs": pages.crumbs((name, "")),
    }
    context |= pages.questions(shown.instrument, language)
    return render(request, "assessments/instruments/instrument.html", context)


@require_POST
def print_blank(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Have a blank form made on paper, in one language."""
    found = numbered(known_editions(request, code), number)
    require_here(request.user, Permission.REQUEST_DOCUMENT)
    form = PrintForm(request.POST)
    if _is_draft(found):
        raise Http404
    if not form.is_valid():
        return redirect("assessments:instrument_edition", code, number)

    def ask() -> str:
        made = documents.request(
            KIND_NAME,
            subject=found.key,
            recipient=request.user,
            language=form.cleaned_data["language"],
        )
        return reverse("document", args=[made.pk])

    return once(request, form, ask)


@require_GET
def export(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An edition as a JSON file, which another desk can import as a draft."""
    found = numbered(known_editions(request, code), number)
    written = json.dumps(found.instrument.written(), ensure_ascii=False, indent=1)
    response = HttpResponse(written, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.json"'
    return response


@require_GET
def compare_editions(request: HttpRequest, code: str, old: int, new: int) -> HttpResponse:
    """Two editions by the codes of their items."""
    editions, language = known_editions(request, code), language_of(request)
    before, after = numbered(editions, old), numbered(editions, new)
    rows = comparing.compare(before.instrument, after.instrument)
    name = pages.title(after.instrument)
    context = {
        "name": name,
        "rows": pages.compared(rows, language),
        "columns": [
            _("Item"),
            pages.edition_name(before),
            pages.edition_name(after),
            _("Compared"),
        ],
        "same": sum(1 for row in rows if row.difference == comparing.Difference.SAME),
        "rescaled": not comparing.same_scale(before.instrument, after.instrument),
        "languages": pages.languages(language),
        "shown_in": language,
        "breadcrumbs": pages.crumbs(
            (name, reverse("assessments:instrument", args=[code])), (_("Compare"), "")
        ),
    }
    return render(request, "assessments/instruments/compare.html", context)

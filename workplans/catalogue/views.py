"""Pages of the catalogue for everybody: what holds, an earlier edition, what differs."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from counties.permissions import Permission, may, require_here
from linkages.bilingual import said
from linkages.forms import HouseForm
from linkages.parameters import Mark
from workplans.catalogue import choosing
from workplans.catalogue.choosing import Known
from workplans.catalogue.comparing import changes
from workplans.catalogue.reading import Catalogue

CHANGE_COLUMNS = [
    gettext_lazy("Code"),
    gettext_lazy("What"),
    gettext_lazy("Before"),
    gettext_lazy("After"),
]


def crumbs(*rest: tuple[str, str]) -> list[dict[str, str]]:
    """The pages above every page of the catalogue."""
    return [
        {"label": _("Program"), "url": reverse("assessments:program")},
        {"label": _("Topic areas and objectives"), "url": reverse("workplans:catalogue")},
        *({"label": label, "url": url} for label, url in rest),
    ]


def parts_of(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Categories with their topic areas, then the ready extensions."""
    groups = [
        (said(each.title), [catalogue.topics[code] for code in each.topics])
        for each in catalogue.categories
    ]
    groups.append((_("Other: ready extensions"), list(catalogue.extensions)))
    return [
        {
            "title": title,
            "topics": [
                {
                    "topic": topic,
                    "objectives": [_told(catalogue, each) for each in topic.objectives],
                }
                for topic in topics
            ],
        }
        for title, topics in groups
    ]


def _told(catalogue: Catalogue, each: Any) -> dict[str, Any]:
    names = [
        _("%(role)s (one of each program)") % {"role": said(catalogue.roles[role])}
        if role in each.both
        else said(catalogue.roles[role])
        for role in each.roles
        if role in catalogue.roles
    ]
    return {"text": each, "roles": "; ".join(names)}


def _page(request: HttpRequest, known: Known, listed: list[Known]) -> HttpResponse:
    edits = may(request.user, Permission.EDIT_CATALOGUE)
    drafts = [each for each in listed if each.row and each.row.state == choosing.State.DRAFT]
    context = {
        "known": known,
        "parts": parts_of(known.catalogue),
        "listed": listed,
        "is_current": known.is_published and known == _holding(listed),
        "edits": edits,
        "draft": drafts[0].row if drafts else None,
        "form": HouseForm(),
        "mark_words": Mark(known.catalogue.mark).label,
        "breadcrumbs": crumbs()[:1],
    }
    return render(request, "workplans/catalogue/catalogue.html", context)


def _holding(listed: list[Known]) -> Known:
    return next(each for each in listed if each.is_published)


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue that holds."""
    require_here(request.user, Permission.VIEW_CATALOGUE)
    listed = choosing.editions_for(request.user)
    return _page(request, _holding(listed), listed)


@require_GET
def catalogue_edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition, as it was; for its writers also a draft."""
    require_here(request.user, Permission.VIEW_CATALOGUE)
    listed = choosing.editions_for(request.user)
    return _page(request, _numbered(listed, number), listed)


def _numbered(listed: list[Known], number: int) -> Known:
    found = next((each for each in listed if each.catalogue.number == number), None)
    if found is None:
        raise Http404
    return found


@require_GET
def compare_catalogues(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """What differs between two editions."""
    require_here(request.user, Permission.VIEW_CATALOGUE)
    listed = choosing.editions_for(request.user)
    before, after = _numbered(listed, old), _numbered(listed, new)
    context = {
        "changes": changes(before.catalogue, after.catalogue),
        "change_columns": CHANGE_COLUMNS,
        "before": before,
        "after": after,
        "breadcrumbs": crumbs(),
    }
    return render(request, "workplans/catalogue/compare.html", context)

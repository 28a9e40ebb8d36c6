"""Pages of families."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.families.viewing import open_family
from linkages.registries import providers


@require_GET
def family(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """One family on one page: who belongs to it, both programs, what is happening."""
    view = open_family(request.user, family_id)
    sections = sorted(
        (part for source in providers("FAMILY_SECTIONS") for part in source(request.user, view)),
        key=lambda part: part.order,
    )
    context = {"view": view, "name": view.name, "sections": sections}
    return render(request, "families/family.html", context)

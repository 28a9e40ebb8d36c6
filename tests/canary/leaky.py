"""The product's addresses and two that leak, to see that the crawler finds them."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import path

from cases.people.models import Person, ProgramRecord
from counties.models import County
from linkages.scope import rls
from linkages.urls import urlpatterns as the_products


def leak(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Shows the surname of anybody in any county: no scope, no decision."""
    for county in County.objects.all():
        with rls(county=county.pk, user=request.user.pk):
            record = ProgramRecord.objects.select_related("current").filter(person=person_id)
            for found in record:
                return HttpResponse(found.current.surname)
    raise Http404


def count(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Says "not yours" of those who exist, and "nobody" of the others."""
    for county in County.objects.all():
        with rls(county=county.pk, user=request.user.pk):
            if Person.objects.filter(pk=person_id).exists():
                return HttpResponseForbidden()
    raise Http404


urlpatterns = [
    path("canary/leak/<uuid:person_id>", leak, name="leak"),
    path("canary/count/<uuid:person_id>", count, name="count"),
    *the_products,
]

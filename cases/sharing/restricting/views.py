"""Pages of restricted people, their named readers, and ties of staff to clients."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.people.models import Person, ProgramRecord, Restriction
from cases.sharing.models import Category, Shield
from cases.sharing.reading import Purpose, read
from cases.sharing.restricting import acts, finding, pages
from cases.sharing.restricting.forms import ReaderForm, RelationForm, RestrictForm
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, may, require, require_here
from linkages.forms import HouseForm, ReasonForm, Stale, done_before, once
from linkages.templatetags.program import program_name
from linkages.uswds import Column

PAGE = 50
COLUMNS = [
    Column(gettext_lazy("Person")),
    Column(gettext_lazy("Closed by")),
    Column(gettext_lazy("Named readers")),
]
ALONE_COLUMNS = [
    Column(gettext_lazy("Record")),
    Column(gettext_lazy("Closed by")),
    Column(gettext_lazy("Lift"), hidden=True),
]
TIE_COLUMNS = [
    Column(gettext_lazy("Member of staff")),
    Column(gettext_lazy("How close")),
    Column(gettext_lazy("Client")),
    Column(gettext_lazy("Since")),
    Column(gettext_lazy("Recorded by")),
    Column(gettext_lazy("End"), hidden=True),
]


@require_GET
def restricted(request: HttpRequest) -> HttpResponse:
    """People whom one side at least closes to all but a few."""
    require_here(request.user, Permission.VIEW_RESTRICTED)
    found = pages.restricted_people(request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": pages.listed(request.user, list(page.object_list)),
        "columns": COLUMNS,
        "alone": pages.left_alone(request.user),
        "alone_columns": ALONE_COLUMNS,
        "may_relate": may(request.user, Permission.KEEP_STAFF_RELATIONS),
    }
    return render(request, "sharing/restricting/restricted.html", context)


def _person(request: HttpRequest, person_id: uuid.UUID) -> Person:
    found: Person = get_object_or_404(people_visible_to(request.user), pk=person_id)
    require(request.user, Permission.RESTRICT_PERSON, found)
    return found


def _ask(
    request: HttpRequest,
    form: HouseForm,
    act: Callable[[], str],
    page: dict[str, Any],
    template: str = "uswds/confirm.html",
) -> HttpResponse:
    """The page that asks; once it is answered, the act. Who comes second is told so."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return once(request, form, act)
            except Stale as stale:
                if earlier := done_before(request, form):
                    return earlier
                messages.warning(request, str(stale))
                return redirect(page["cancel_url"])
    return render(request, template, page | {"form": form}, status=status)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _crumbs(person: Person, here: str) -> list[dict[str, str]]:
    return [
        {"label": _("People"), "url": reverse("sharing:people")},
        {"label": person.token, "url": reverse("sharing:person", args=[person.pk])},
        {"label": here},
    ]


def _closable(request: HttpRequest, person: Person) -> list[tuple[str, str]]:
    """Records that the county has not closed itself, by program and number."""
    (seen,) = read(request.user, Purpose.CASEWORK, [person], categories=[Category.C1]) or (None,)
    numbers = {} if seen is None else {r.record: str(r.value("source_id")) for r in seen.records}
    records = ProgramRecord.objects.filter(person=person, shield=Restriction.NONE)
    return [
        (str(record.pk), f"{program_name(record.program)} {numbers.get(record.pk, '')}".strip())
        for record in records.order_by("-program", "first_seen_on", "pk")
    ]


@require_http_methods(["GET", "POST"])
def restrict(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Close a person to all but the restricted-case coordinator and who is named."""
    found = _person(request, person_id)
    records = _closable(request, found)
    back = reverse("sharing:person", args=[found.pk])
    if not records:
        messages.warning(request, _("The county has closed every side of this person already."))
        return redirect(back)
    form = RestrictForm(_given(request), records=records)

    def act() -> str:
        given = form.cleaned_data
        record = ProgramRecord.objects.get(pk=given["record"])
        how = acts.Restrict(given["kind"], given["why"], given["reason"])
        acts.restrict(record, how, by=request.user.pk)
        messages.success(request, _("Restricted. It holds from the next request on."))
        return back

    page = {
        "question": _("Restrict this person?"),
        "consequences": [
            _("Lists, counts, searches, pairs and documents leave the person out, for everybody."),
            _("Only the restricted-case coordinator and the readers you name still see them."),
            _("Named readers must still be assigned, or be allowed to read along."),
        ],
        "verb": _("Restrict"),
        "cancel_url": back,
        "breadcrumbs": _crumbs(found, _("Restrict")),
    }
    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, shield_id: uuid.UUID) -> HttpResponse:
    """Lift what the county itself closed."""
    shields = Shield.objects.visible_to(request.user).filter(until=None).select_related("record")
    hidden = pages.restricted_people(request.user)
    found = get_object_or_404(shields, pk=shield_id)
    person = found.record.person
    if person is not None and not hidden.filter(pk=person.pk).exists():
        raise Http404
    require(request.user, Permission.RESTRICT_PERSON, found)
    back = reverse("sharing:person", args=[person.pk]) if person else reverse("sharing:restricted")
    form = ReasonForm(_given(request))

    def act() -> str:
        acts.lift(found, reason=form.cleaned_data["reason"])
        messages.success(request, _("Lifted. It holds from the next request on."))
        return back

    page = {
        "question": _("Lift this restriction?"),
        "consequences": [
            _("Whoever has business with the person sees them again from the next request on."),
            _("What an extract says stays: if the extract closes the person, they stay closed."),
        ],
        "verb": _("Lift"),
        "cancel_url": back,
        "breadcrumbs": _crumbs(person, _("Lift")) if person else [],
    }
    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def name_reader(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Name a member of staff who may see a restricted person."""
    found = _person(request, person_id)
    back = reverse("sharing:person", args=[found.pk])
    form = ReaderForm(_given(request), staff=finding.caseworkers_in_force(request.user))

    def act() -> str:
        given = form.cleaned_data
        acts.name_reader(found, given["reader"], extra=given["extra"], reason=given["reason"])
        messages.success(request, _("Named. It holds from the next request on."))
        return back

    page = {
        "question": _("Name a reader of this person?"),
        "consequences": [_("Every opening by a named reader is in the account of this person.")],
        "verb": _("Name"),
        "cancel_url": back,
        "breadcrumbs": _crumbs(found, _("Name a reader")),
    }
    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, person_id: uuid.UUID, user_id: uuid.UUID) -> HttpResponse:
    """Take a name off the list of a person's readers."""
    found = _person(request, person_id)
    (each,) = pages.details([found])
    reader = next((one for one in each.readers if one.user == user_id), None)
    if reader is None:
        raise Http404
    back = reverse("sharing:person", args=[found.pk])
    form = ReasonForm(_given(request))

    def act() -> str:
        acts.take_off(found, user_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("Taken off. It holds from the next request on."))
        return back

    page = {
        "question": _("Take %(name)s off the list?") % {"name": reader.name},
        "consequences": [_("They no longer find this person, from the next request on.")],
        "verb": _("Take off"),
        "cancel_url": back,
        "breadcrumbs": _crumbs(found, _("Take off")),
    }
    return _ask(request, form, act, page)


@require_http_methods(["GET", "POST"])
def staff_relations(request: HttpRequest) -> HttpResponse:
    """Staff who are, or are close to, clients: the list, and recording one."""
    require_here(request.user, Permission.KEEP_STAFF_RELATIONS)
    form = RelationForm(_given(request), staff=finding.staff_in_force(request.user))
    here = reverse("sharing:staff_relations")

    def act() -> str:
        given = form.cleaned_data
        records = finding.records_named(request.user, given["client"])
        acts.relate(records, given["member"].user, given["relation"], by=request.user.pk)
        _answer(request, found=bool(records))
        return here

    page = {"ties": pages.ties(request.user), "columns": TIE_COLUMNS, "cancel_url": here}
    return _ask(request, form, act, page, "sharing/restricting/staff_relations.html")


def _answer(request: HttpRequest, *, found: bool) -> None:
    """Who may not see restricted people reads one sentence, whether somebody was found or not."""
    if not may(request.user, Permission.VIEW_RESTRICTED):
        text = _("Done. If the number belongs to anybody here, it is recorded.")
        messages.success(request, text)
    elif found:
        messages.success(request, _("Recorded. It holds from the next request on."))
    else:
        messages.warning(request, _("Nobody here has this token or number."))


@require_http_methods(["GET", "POST"])
def end_relation(request: HttpRequest, relation_id: uuid.UUID) -> HttpResponse:
    """End a tie: the member of staff meets the person like any other."""
    require_here(request.user, Permission.KEEP_STAFF_RELATIONS)
    tie = next((t for t in pages.ties(request.user) if t.relation.pk == relation_id), None)
    if tie is None:
        raise Http404
    form = ReasonForm(_given(request))
    here = reverse("sharing:staff_relations")

    def act() -> str:
        acts.end_relation(tie.relation, reason=form.cleaned_data["reason"])
        messages.success(request, _("Ended. It holds from the next request on."))
        return here

    page = {
        "question": _("End this tie?"),
        "consequences": [
            _("%(name)s meets the person like everybody else, if their work gives them reason to.")
            % {"name": tie.staff}
        ],
        "verb": _("End"),
        "cancel_url": here,
        "breadcrumbs": [
            {"label": _("Staff and clients"), "url": here},
            {"label": _("End")},
        ],
    }
    return _ask(request, form, act, page)

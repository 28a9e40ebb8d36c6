"""Stating what an extract has wrong, and settling what a later extract contradicts."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.people.models import Correction, Person, ProgramRecord
from cases.sharing import pages as sharing_pages
from cases.sharing.corrections import acts, conflicts, pages
from cases.sharing.corrections.acts import NotAllowed, Statement
from cases.sharing.corrections.fields import DECLARED, extract_says
from cases.sharing.corrections.forms import (
    FIELD_LABELS,
    CorrectForm,
    SettleConflictForm,
    WithdrawForm,
)
from cases.sharing.models import Category
from cases.sharing.reading import Purpose, read
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, require, require_here
from linkages import audit
from linkages.forms import Stale, done_before, once

COLUMNS = [
    gettext_lazy("Person"),
    gettext_lazy("Field"),
    gettext_lazy("A worker stated"),
    gettext_lazy("The extract says"),
]


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """State what an extract of one's own program has wrong or lacks about one field."""
    user = request.user
    person = get_object_or_404(people_visible_to(user), pk=person_id)
    require(user, Permission.CORRECT_FACT, person)
    records = list(_records(user, person))
    if not records:
        raise Http404
    field = request.GET.get("field", "")
    audit.note({person.pk}, purpose="correction")
    if field not in DECLARED[records[0].program]:
        return render(request, "sharing/corrections/choose.html", _choice(person, records))
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        field=field,
        records=_numbers(user, person, records),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _state(request, person, records, field, form))
        except NotAllowed as refusal:
            if earlier := done_before(request, form):
                return earlier
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "field": FIELD_LABELS[field],
        "says": [pages.in_words(field, extract_says(r.current, field)) for r in records],
        "person": person,
        "breadcrumbs": _crumbs(person, _("Correct")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "sharing/corrections/correct.html", context, status=status)


def _records(user: Any, person: Person) -> Any:
    mine = conflicts.records_to_correct(user).filter(person=person.pk)
    return mine.select_related("current").order_by("first_seen_on", "pk")


def _numbers(user: Any, person: Person, records: list[ProgramRecord]) -> list[tuple[str, str]]:
    """The records by the numbers under which their workers know them."""
    if len(records) < 2:
        return [(str(record.pk), "") for record in records]
    (seen,) = read(user, Purpose.CASEWORK, [person], categories=[Category.C1])
    numbers = {each.record: sharing_pages.number_of(each) for each in seen.records}
    return [(str(record.pk), numbers.get(record.pk, "")) for record in records]


def _choice(person: Person, records: list[ProgramRecord]) -> dict[str, Any]:
    here = reverse("sharing:correct", args=[person.pk])
    return {
        "person": person,
        "fields": [
            (FIELD_LABELS[field], f"{here}?field={field}") for field in DECLARED[records[0].program]
        ],
        "breadcrumbs": _crumbs(person, _("Correct")),
    }


def _state(
    request: HttpRequest,
    person: Person,
    records: list[ProgramRecord],
    field: str,
    form: CorrectForm,
) -> str:
    given = form.cleaned_data
    record = uuid.UUID(given["record"]) if given.get("record") else records[0].pk
    statement = Statement(field, form.value(), given["as_of"], given["reason"])
    acts.state(request.user, record, statement)
    messages.success(request, _("It is shown in place of what the extract says, in your name."))
    return reverse("sharing:person", args=[person.pk])


def _crumbs(person: Person, here: str) -> list[dict[str, str]]:
    return [
        {"label": _("People"), "url": reverse("sharing:people")},
        {"label": person.token, "url": reverse("sharing:person", args=[person.pk])},
        {"label": here},
    ]


@require_GET
def conflict_list(request: HttpRequest) -> HttpResponse:
    """What later extracts contradict, about one's own people."""
    require_here(request.user, Permission.CORRECT_FACT)
    context = {"rows": pages.waiting(request.user), "columns": COLUMNS}
    return render(request, "sharing/corrections/conflicts.html", context)


@require_http_methods(["GET", "POST"])
def settle_conflict(request: HttpRequest, correction_id: uuid.UUID) -> HttpResponse:
    """Both statements with their days, and which of them holds."""
    found, person, name = _readable(request, correction_id)
    line = pages.lines_of([found])[0]
    version = str(line.conflict.version) if line.conflict else ""
    form = SettleConflictForm(request.POST if request.method == "POST" else None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _settle(request, found, person, form))
        except Stale as refusal:
            if earlier := done_before(request, form):
                return earlier
            messages.warning(request, str(refusal))
            return redirect("sharing:person", person.pk)
    if line.conflict is None:
        messages.info(request, _("There is nothing to settle any more."))
        return redirect("sharing:person", person.pk)
    context = {
        "form": form,
        "line": line,
        "person": person,
        "name": name,
        "breadcrumbs": _crumbs(person, _("Settle")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "sharing/corrections/settle.html", context, status=status)


def _settle(
    request: HttpRequest, found: Correction, person: Person, form: SettleConflictForm
) -> str:
    given = form.cleaned_data
    seen = given.get("version") or ""
    acts.answer(request.user, found.pk, given["answer"], given["reason"], seen=seen)
    messages.success(request, _("Settled. It holds from now on."))
    return reverse("sharing:person", args=[person.pk])


def _readable(request: HttpRequest, correction_id: uuid.UUID) -> tuple[Correction, Person, str]:
    """A correction in scope whose field the viewer may read, with whom it is about."""
    user = request.user
    rows = conflicts.with_versions(conflicts.corrections_in_scope(user))
    found = get_object_or_404(rows, pk=correction_id)
    require(user, Permission.CORRECT_FACT, found)
    person = get_object_or_404(people_visible_to(user), pk=found.record.person_id)
    seen = next(iter(read(user, Purpose.CASEWORK, [person], categories=pages.CATEGORIES)), None)
    if seen is None or not (found.ended or pages.may_read(seen, found.record_id, found.field)):
        raise Http404
    return found, person, seen.name


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, correction_id: uuid.UUID) -> HttpResponse:
    """Take a statement back."""
    found, person, _name = _readable(request, correction_id)
    back = reverse("sharing:person", args=[person.pk])
    form = WithdrawForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        acts.withdraw(request.user, found.pk, form.cleaned_data["reason"])
        messages.success(request, _("Taken back. What the extract says is shown again."))
        return back

    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, act)
        except Stale as refusal:
            if earlier := done_before(request, form):
                return earlier
            messages.warning(request, str(refusal))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Take this statement back?"),
        "consequences": [
            _("What the extract says is shown again at once, to everybody."),
            _("The statement stays in the history of the person."),
        ],
        "verb": _("Take back"),
        "cancel_url": back,
        "breadcrumbs": _crumbs(person, _("Take back")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "uswds/confirm.html", context, status=status)

"""Writing down contacts, tasks and notes of a family, and correcting what was a mistake."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.families.agreement.pages import has_declined
from cases.families.models import Task
from cases.families.notes import acts, copying, forms, pages, reading
from cases.families.notes.choices import choices_for
from cases.families.notes.reading import Entry
from cases.families.viewing import FamilyView, open_family
from counties.permissions import Permission, require
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.programs import Program


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, family_id: uuid.UUID, kind: str) -> HttpResponse:
    """Record a contact, set a task or write a note."""
    view = _open(request, family_id, kind)
    if kind == "task" and has_declined(view):
        messages.info(request, _("The family does not take part: nobody gets a new task for it."))
        return redirect("families:family", view.family.pk)
    form = _form(request, view, kind, draft=f"{kind}:{view.family.pk}")
    if request.method == "POST" and form.is_valid():
        return once(request, form, lambda: _write(request, view, kind, form))
    form.restore(request.user)
    context = pages.form_page(view, kind, form, pages.HEADINGS[kind])
    return render(
        request, "families/notes/form.html", context, status=422 if form.is_bound else 200
    )


def _open(request: HttpRequest, family_id: uuid.UUID, kind: str) -> FamilyView:
    if kind not in reading.KINDS:
        raise Http404
    view = open_family(request.user, family_id)
    require(request.user, Permission.WORK_FAMILY, view.family)
    return view


def _form(
    request: HttpRequest,
    view: FamilyView,
    kind: str,
    *,
    draft: str,
    entry: Entry | None = None,
    given: Any = None,
) -> Any:
    """The form of a kind; filled with what `entry` says where that is corrected."""
    choices = choices_for(request.user, view)
    initial: dict[str, Any] = {}
    if entry is not None:
        initial = forms.initial_of(entry.row, entry.text, choices)
    elif kind == "contact" and request.GET.get("kind") in forms.Contact.Kind.values:
        initial = {"kind": request.GET["kind"]}
    posted = given or (request.POST if request.method == "POST" else None)
    stated: dict[str, Any] = {
        "choices": choices,
        "draft_name": draft,
        "version": str(entry.row.version) if entry else "",
        "initial": initial,
    }
    if kind == "task":
        reads = pages.reads_of(request.user, view)
        return forms.TaskForm(posted, reads=reads, **stated)
    form = forms.ContactForm if kind == "contact" else forms.NoteForm
    return form(posted, **stated)


def _write(request: HttpRequest, view: FamilyView, kind: str, form: Any) -> str:
    said = form.said()
    if kind == "task":
        said = _given_to(request.user, form, said)
    row = acts.write(request.user, view, kind, said)
    if kind == "contact" and form.cleaned_data.get("next_step") and not has_declined(view):
        _next_step(request.user, view, row, form)
    messages.success(request, pages.SAVED[kind])
    return f"{reverse('families:family', args=[view.family.pk])}#written"


def _given_to(user: Any, form: Any, said: acts.Said) -> acts.Said:
    mine = form.is_mine
    more = {
        **said.more,
        "user": user if mine else None,
        "worker_id": user.working_in.worker_id if mine else "",
    }
    return replace(said, more=more)


def _next_step(user: Any, view: FamilyView, contact: Any, form: Any) -> None:
    """What was agreed in a contact is a task of whoever recorded it, of the same kind of
    information."""
    doer = user.working_in.program
    more = {
        "doer": doer,
        "due_on": form.cleaned_data["next_due"],
        "contact_id": contact.pk,
        "user": user,
        "worker_id": user.working_in.worker_id,
    }
    said = replace(form.said(), text=form.cleaned_data["next_step"], more=more)
    acts.write(user, view, "task", said)


@require_GET
def written(request: HttpRequest, family_id: uuid.UUID, kind: str, row_id: uuid.UUID) -> Any:
    """One contact, task or note with every wording that it had."""
    view, entry = _entry(request, family_id, kind, row_id)
    context = {
        "view": view,
        "entry": entry,
        "wordings": pages.wordings_of(request.user, view, entry),
        "restore": HouseForm(version=str(entry.row.version)),
        "breadcrumbs": pages.crumbs(view, pages.NAMES[kind]),
    }
    return render(request, "families/notes/written.html", context)


def _entry(
    request: HttpRequest,
    family_id: uuid.UUID,
    kind: str,
    row_id: uuid.UUID,
    *,
    change: bool = False,
) -> tuple[FamilyView, Entry]:
    view = _open(request, family_id, kind)
    entry = reading.one(request.user, view, kind, row_id)
    if entry is None:
        raise Http404
    if change and not entry.may_change:
        raise PermissionDenied(Permission.WORK_FAMILY)
    return view, entry


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, family_id: uuid.UUID, kind: str, row_id: uuid.UUID) -> Any:
    """Put other words in place of what was a mistake, and say why."""
    view, entry = _entry(request, family_id, kind, row_id, change=True)
    draft = f"{kind}:{row_id}"
    form = forms.with_reason(_form(request, view, kind, draft=draft, entry=entry))
    theirs, refused = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _correct(request, view, entry, form))
        except Stale as refusal:
            if earlier := done_before(request, form):
                return earlier
            theirs, refused = reading.one(request.user, view, kind, row_id), str(refusal)
            form = _again(request, view, kind, theirs or entry)
    form.restore(request.user)
    context = pages.form_page(view, kind, form, _("Correct")) | {
        "theirs": theirs,
        "refused": refused,
        "typed": form["text"].value() if refused else "",
    }
    status = 409 if refused else 422 if form.is_bound else 200
    return render(request, "families/notes/form.html", context, status=status)


def _again(request: HttpRequest, view: FamilyView, kind: str, entry: Entry) -> Any:
    """What was typed, to be sent once more by somebody who has seen the other version."""
    given = request.POST.copy()
    given["version"] = str(entry.row.version)
    draft = f"{kind}:{entry.row.pk}"
    form = _form(request, view, kind, draft=draft, entry=entry, given=given)
    return forms.with_reason(form)


def _correct(request: HttpRequest, view: FamilyView, entry: Entry, form: Any) -> str:
    said = form.said()
    if entry.kind == "task":
        said = _given_to(request.user, form, said)
    given = form.cleaned_data
    acts.correct(request.user, entry.row, said, given["reason"], seen=given.get("version") or "")
    messages.success(request, _("Corrected. What stood there before stays in its history."))
    return _address(view, entry)


def _address(view: FamilyView, entry: Entry) -> str:
    return reverse("families:written", args=[view.family.pk, entry.kind, entry.row.pk])


@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, family_id: uuid.UUID, kind: str, row_id: uuid.UUID) -> Any:
    """Strike out what was a mistake, with the reason."""
    view, entry = _entry(request, family_id, kind, row_id, change=True)
    posted = request.POST if request.method == "POST" else None
    form = forms.StrikeForm(posted, version=str(entry.row.version))
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        done = _("Struck out. It can be restored.")
        act = _do(request, view, entry, done, acts.strike, given["reason"])
        return _once_fresh(request, view, entry, form, act)
    context = {
        "form": form,
        "question": _("Strike this out?"),
        "consequences": [
            _("It stays on the page, struck out, for everybody who may read it."),
            _("It can be restored at any time."),
        ],
        "verb": _("Strike out"),
        "cancel_url": _address(view, entry),
        "breadcrumbs": pages.crumbs(view, _("Strike out")),
    }
    return render(request, "uswds/confirm.html", context, status=422 if form.is_bound else 200)


@require_POST
def restore(request: HttpRequest, family_id: uuid.UUID, kind: str, row_id: uuid.UUID) -> Any:
    """Take a striking-out back."""
    view, entry = _entry(request, family_id, kind, row_id, change=True)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect(_address(view, entry))
    act = _do(request, view, entry, _("Restored."), acts.restore)
    return _once_fresh(request, view, entry, form, act)


def _do(
    request: HttpRequest, view: FamilyView, entry: Entry, done: str, act: Any, *stated: str
) -> Any:
    """The act on the version that the page showed, and where it leads."""

    def carry_out() -> str:
        act(request.user, entry.row, *stated, seen=request.POST.get("version", ""))
        messages.success(request, done)
        return _address(view, entry)

    return carry_out


def _once_fresh(
    request: HttpRequest, view: FamilyView, entry: Entry, form: HouseForm, act: Any
) -> HttpResponse:
    try:
        return once(request, form, act)
    except Stale as refusal:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(refusal))
        return redirect(_address(view, entry))


@require_POST
def finish(request: HttpRequest, family_id: uuid.UUID, row_id: uuid.UUID) -> HttpResponse:
    """Mark a task as done, or, with `undo`, as still to be done."""
    view, entry = _entry(request, family_id, "task", row_id)
    if not isinstance(entry.row, Task) or not reading.may_finish(request.user, entry.row):
        raise PermissionDenied(Permission.WORK_FAMILY)
    form = HouseForm(request.POST)
    back = f"{reverse('families:family', args=[view.family.pk])}#written"
    if not form.is_valid():
        return redirect(back)
    task, done = entry.row, "undo" not in request.POST

    def act() -> str:
        acts.finish(request.user, task, done=done)
        messages.success(request, _("Done.") if done else _("It is to be done again."))
        return back

    return once(request, form, act)


@require_GET
def copy(
    request: HttpRequest, family_id: uuid.UUID, target: str, row_id: uuid.UUID | None = None
) -> HttpResponse:
    """Text for CalSAWS or CWS, as far as that program may have it."""
    if target not in (Program.CWS, Program.CALWORKS):
        raise Http404
    view = _open(request, family_id, "contact")
    if row_id is not None and reading.one(request.user, view, "contact", row_id) is None:
        raise Http404
    made = copying.compose(request.user, view, Program(target), row_id)
    context = {
        "view": view,
        "text": made.text,
        "target": target,
        "title": pages.COPIES[Program(target)],
        "breadcrumbs": pages.crumbs(view, pages.COPIES[Program(target)]),
    }
    return render(request, "families/notes/copy.html", context)

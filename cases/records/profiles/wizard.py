"""Describing a report in four steps: its source, its columns, its codes, a preview; then saved.

Every step is a page of its own that works without JavaScript. What was chosen is kept in a draft
that only its author can open.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from cases.records import words
from cases.records.forms import too_large
from cases.records.models import ProfileDraft, SourceProfile
from cases.records.profiles import acts, drafts, looking, pages, passing_on
from cases.records.profiles.drafts import Answers
from cases.records.profiles.forms import (
    CodesForm,
    ColumnsForm,
    PlacesForm,
    SaveForm,
    SourceForm,
    told,
)
from cases.records.profiles.views import profile_for
from cases.records.profiles.words import label
from cases.records.reading.profile import ProfileError, from_json
from cases.records.reading.reasons import Unreadable
from cases.sharing.policy import authority
from counties.permissions import Permission, require_here
from linkages.forms import HouseForm, once
from linkages.uswds import Column, Step

PLACES_LIMIT = 200
SOURCE, PLACES, COLUMNS, CODES, PREVIEW = "source", "places", "columns", "codes", "preview"


def _steps(answers: Answers | None, current: str) -> list[Step]:
    labels = {
        SOURCE: _("Source and sample"),
        PLACES: _("Places"),
        COLUMNS: _("Columns"),
        CODES: _("Codes and dates"),
        PREVIEW: _("Preview and save"),
    }
    if answers is None or answers.shape != "fixed":
        labels.pop(PLACES)
    if answers is not None and answers.shape == "tanf":
        labels = {name: labels[name] for name in (SOURCE, PREVIEW)}
    names = list(labels)
    at = names.index(current)
    return [
        Step(labels[name], "done" if place < at else "current" if place == at else "later")
        for place, name in enumerate(names)
    ]


@csrf_exempt
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Step 1, for a new report."""
    require_here(request.user, Permission.EDIT_PROFILE)
    return _size_first(request, None)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def new_version(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """Step 1, for a new version of a report that is described already."""
    require_here(request.user, Permission.EDIT_PROFILE)
    return _size_first(request, profile_id)


# The length of what is sent is looked at before Django reads the body in search of a CSRF token.
def _size_first(request: HttpRequest, profile_id: uuid.UUID | None) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT_BYTES:
        before = _before(request, profile_id)
        return _start_page(request, SourceForm(initial=_known(before)), before, too_large(), 413)
    return _start(request, profile_id)


def _before(request: HttpRequest, profile_id: uuid.UUID | None) -> SourceProfile | None:
    if profile_id is None:
        return None
    return profile_for(request, profile_id, Permission.EDIT_PROFILE)


@csrf_protect
def _start(request: HttpRequest, profile_id: uuid.UUID | None) -> HttpResponse:
    before = _before(request, profile_id)
    county = request.user.working_in.county_id
    refusal = ""
    if settings.PRODUCTION and authority.missing(county):
        refusal = _("No authority for comparing the two programs’ clients is in force.")
    if request.method != "POST":
        return _start_page(request, SourceForm(initial=_known(before)), before, refusal)
    form = SourceForm(request.POST, request.FILES)
    if refusal or not form.is_valid():
        return _start_page(request, form, before, refusal, 422)

    def act() -> str:
        answers = form.answers()
        if before is not None:
            answers = _continued(answers, before)
        draft = drafts.begin(request.user, answers, form.cleaned_data["sample"])
        return _next(draft, answers, SOURCE)

    return once(request, form, act)


def _known(before: SourceProfile | None) -> dict[str, Any]:
    """What an earlier version says, for step 1."""
    if before is None:
        return {}
    shape = before.content["shape"]
    return {
        "system": before.system,
        "report": before.report,
        "grain": before.content["grain"],
        "shape": shape if shape == "fixed" else "",
    }


def _continued(answers: Answers, before: SourceProfile) -> Answers:
    """The answers of step 1 with the rest of an earlier version."""
    profile = from_json(before.content)
    if profile.grain != answers.grain:
        return answers
    places = [[place.name, place.start, place.length] for place in profile.places]
    return replace(
        answers,
        based_on=str(before.pk),
        columns=dict(profile.columns) or None,
        places=places if answers.shape == "fixed" else [],
        codes={name: dict(texts) for name, texts in profile.codes.items()},
        date_order=profile.date_order,
    )


def _start_page(
    request: HttpRequest,
    form: SourceForm,
    before: SourceProfile | None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "before": before,
        "steps": _steps(None, SOURCE),
        "breadcrumbs": pages.crumbs((_("Describe a report"), "")),
    }
    return render(request, "records/profiles/wizard_source.html", context, status=status)


def _next(draft: ProfileDraft, answers: Answers, after: str) -> str:
    """Where the step behind one is."""
    if answers.shape == "tanf":
        return reverse("records:draft_preview", args=[draft.pk])
    order = {SOURCE: COLUMNS, PLACES: COLUMNS, COLUMNS: CODES, CODES: PREVIEW}
    step = order[after]
    if step == COLUMNS and answers.shape == "fixed" and after == SOURCE:
        step = PLACES
    return reverse(f"records:draft_{step}", args=[draft.pk])


def _draft(request: HttpRequest, draft_id: uuid.UUID) -> ProfileDraft:
    """One's own draft; 404 for anybody else's, 403 without the right."""
    require_here(request.user, Permission.EDIT_PROFILE)
    return drafts.one_of(request.user, draft_id)


def _page(
    request: HttpRequest, draft: ProfileDraft, step: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    answers = drafts.answers_of(draft)
    frame = {
        "draft": draft,
        "answers": answers,
        "steps": _steps(answers, step),
        "drop_form": HouseForm(auto_id="drop_%s"),
        "breadcrumbs": pages.crumbs((answers.report, "")),
    }
    return render(request, f"records/profiles/wizard_{step}.html", frame | context, status=status)


@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Where each column of a file of fixed width stands, under a ruler over its first lines."""
    draft = _draft(request, draft_id)
    answers = drafts.answers_of(draft)
    if answers.shape != "fixed":
        return redirect("records:draft_columns", draft.pk)
    lines = looking.ruled_lines(draft)
    if request.method != "POST":
        known = answers.places or looking.guessed_places(lines) or [["", 1, 1]]
        return _places_page(request, draft, lines, _places_form(known))
    count = min(max(_whole(request.POST.get("count")), 1), PLACES_LIMIT)
    if "add" in request.POST or "remove" in request.POST:
        return _places_page(request, draft, lines, _edited_places(request, count))
    form = PlacesForm(request.POST, count=count)
    if form.is_valid():
        try:
            replace(answers, places=form.places()).bare()
        except ProfileError as trouble:
            form.add_error(None, passing_on.told(trouble))
        else:
            drafts.change(draft, places=form.places())
            return redirect(_next(draft, answers, PLACES))
    return _places_page(request, draft, lines, form, 422)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def _places_form(known: list[list[Any]]) -> PlacesForm:
    names = ("name", "start", "length")
    initial = {
        f"{name}_{at}": value
        for at, place in enumerate(known)
        for name, value in zip(names, place, strict=True)
    }
    return PlacesForm(count=len(known), initial=initial)


def _edited_places(request: HttpRequest, count: int) -> PlacesForm:
    """The rows as typed, with one more at the end or one less."""
    names = ("name", "start", "length")
    typed = [[request.POST.get(f"{name}_{at}", "") for name in names] for at in range(count)]
    if "remove" in request.POST:
        gone = _whole(request.POST["remove"])
        typed = [row for at, row in enumerate(typed) if at != gone] or [["", "1", "1"]]
    elif len(typed) < PLACES_LIMIT:
        following = _whole(typed[-1][1]) + _whole(typed[-1][2])
        typed.append(["", str(following or ""), ""])
    return _places_form(typed)


def _places_page(
    request: HttpRequest,
    draft: ProfileDraft,
    lines: list[str],
    form: PlacesForm,
    status: int = 200,
) -> HttpResponse:
    width = max(map(len, lines), default=10)
    context = {
        "form": form,
        "rows": form.rows(),
        "lines": lines,
        "ruler": _ruler(width),
        "columns": [
            Column(_("Column")),
            Column(_("First character")),
            Column(_("Length")),
            Column(_("Remove"), hidden=True),
        ],
    }
    return _page(request, draft, PLACES, context, status)


def _ruler(width: int) -> list[str]:
    """Two lines that count characters: tens above, ones below."""
    tens = "".join(str(at).rjust(10) for at in range(10, width + 10, 10))
    return [tens[:width], ("1234567890" * (width // 10 + 1))[:width]]


def _seen(draft: ProfileDraft, *, described: bool) -> tuple[looking.Sample | None, str]:
    """The sample under what was chosen, or why it cannot be read, in a sentence."""
    try:
        seen = looking.Sample(draft, described=described)
    except Unreadable as trouble:
        return None, told(trouble)
    except ProfileError as trouble:
        return None, passing_on.told(trouble)
    lacks = seen.found.trouble if described else None
    return (None, words.sentence(lacks.code, lacks.params) + ".") if lacks else (seen, "")


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Step 2: what each column means; guesses are filled in and say why."""
    draft = _draft(request, draft_id)
    answers = drafts.answers_of(draft)
    if answers.shape == "tanf":
        return redirect("records:draft_preview", draft.pk)
    if answers.shape == "fixed" and not answers.places:
        return redirect("records:draft_places", draft.pk)
    seen, trouble = _seen(draft, described=False)
    if seen is None:
        return _page(request, draft, COLUMNS, {"trouble": trouble}, 422)
    form = ColumnsForm(
        request.POST or None, seen=seen.columns, grain=answers.grain, chosen=answers.columns
    )
    if request.method == "POST" and form.is_valid():
        headers = [column.name for column in seen.columns]
        drafts.change(draft, columns=form.chosen(), headers=headers)
        return redirect(_next(draft, answers, COLUMNS))
    context = {
        "form": form,
        "rows": form.rows(),
        "never": form.never,
        "remarks": _remarks(seen),
        "columns": [
            Column(_("Column of the file, first values")),
            Column(_("Means")),
            Column(_("Why we think so")),
        ],
    }
    return _page(request, draft, COLUMNS, context, 422 if form.is_bound else 200)


def _remarks(seen: looking.Sample) -> list[str]:
    return [words.sentence(remark.code, remark.params) for remark in seen.found.remarks]


@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Step 3: what the report's codes mean, and how it writes dates."""
    draft = _draft(request, draft_id)
    answers = drafts.answers_of(draft)
    if answers.columns is None:
        return redirect("records:draft_columns", draft.pk)
    seen, trouble = _seen(draft, described=True)
    if seen is None:
        return _page(request, draft, CODES, {"trouble": trouble}, 422)
    form = CodesForm(
        request.POST or None,
        seen=seen.codes,
        example=seen.date_example,
        order=answers.date_order,
    )
    if request.method == "POST" and form.is_valid():
        order = form.cleaned_data["date_order"]
        drafts.change(draft, codes=form.codes(answers.codes), date_order=order)
        return redirect(_next(draft, answers, CODES))
    context = {
        "form": form,
        "groups": form.groups(),
        "columns": [
            Column(_("The report says")),
            Column(_("Rows"), numeric=True),
            Column(_("It means")),
        ],
    }
    return _page(request, draft, CODES, context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Step 4: the first rows as they would be read, and saving."""
    draft = _draft(request, draft_id)
    answers = drafts.answers_of(draft)
    if answers.columns is None and answers.shape != "tanf":
        return redirect("records:draft_columns", draft.pk)
    seen, trouble = _seen(draft, described=True)
    readable = seen is not None and seen.counts()["read"] > 0
    form = SaveForm(request.POST or None, initial={"in_use": readable, "note": answers.note})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["in_use"] and not readable:
            form.add_error("in_use", _("No row of the sample would be read. Save it as a draft."))
        else:
            return once(request, form, _saving(request, draft, form))
    context: dict[str, Any] = {"form": form, "trouble": trouble}
    if seen is not None:
        context |= {
            "counts": seen.counts(),
            "flags": seen.flags(),
            "rows": seen.rows(),
            "width": max(1, len(seen.shown_fields)),
            "remarks": _remarks(seen),
            "columns": [
                Column(_("Row"), numeric=True),
                Column(_("Result")),
                *(Column(label(name)) for name in seen.shown_fields),
            ],
        }
    return _page(request, draft, PREVIEW, context, 422 if form.is_bound else 200)


def _saving(request: HttpRequest, draft: ProfileDraft, form: SaveForm) -> Callable[[], str]:
    def act() -> str:
        answers = drafts.answers_of(draft)
        report = acts.Report(
            answers.system, answers.report, form.cleaned_data["note"], tuple(answers.headers)
        )
        in_use = form.cleaned_data["in_use"]
        saved = acts.save(
            str(draft.county_id), report, answers.profile(), by=request.user.pk, in_use=in_use
        )
        draft.delete()
        messages.success(
            request,
            _("Saved and in use. Uploads can choose it.") if in_use else _("Saved as a draft."),
        )
        return reverse("records:profile", args=[saved.pk])

    return act


@require_POST
def drop(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw a draft and its sample away."""
    draft = _draft(request, draft_id)
    draft.delete()
    messages.success(request, _("Thrown away. Nothing of the sample is kept."))
    return redirect("records:profiles")

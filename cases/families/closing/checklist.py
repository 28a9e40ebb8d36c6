"""The county's own checklist for closing: whoever keeps letters keeps it."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from cases.families.closing import steps
from cases.families.closing.forms import ChecklistForm
from cases.families.models import ClosingStep
from counties.permissions import Permission, require_here
from linkages.forms import once


@transaction.atomic
def keep(user: Any, line: dict[str, Any]) -> None:
    """Write a line, or change one. The first change makes our list the county's."""
    county = user.working_in.county_id
    ours = [
        ClosingStep(county_id=county, code=code, position=at, needed=needed, changed_by=user)
        for at, (code, _words, needed) in enumerate(steps.OURS, start=1)
    ]
    if not ClosingStep.objects.visible_to(user).exists():
        # Two administrators at once write the same lines.
        ClosingStep.objects.bulk_create(ours, ignore_conflicts=True)
    rows = ClosingStep.objects.visible_to(user).select_for_update()
    row = rows.filter(code=line["code"]).first()
    if row is None:
        row = ClosingStep(county_id=county, code=f"own-{uuid.uuid4().hex[:8]}")
    row.words = {"en": line["english"], "es": line["spanish"]}
    row.position, row.needed = line["position"], line["needed"]
    row.retired_at = timezone.now() if line["off"] else None
    row.changed_by, row.changed_at = user, timezone.now()
    row.save()


@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest) -> HttpResponse:
    """All lines, and a form for one of them: a new one, or the one that was chosen."""
    require_here(request.user, Permission.KEEP_LETTERS)
    listed = _listed(request.user)
    chosen = request.GET.get("line", "")
    known = next((each for each in listed if each["code"] == chosen), None)
    start = known or {"position": len(listed) + 1, "needed": True}
    form = ChecklistForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            keep(request.user, form.cleaned_data)
            messages.success(request, _("The checklist is changed, from the next closing on."))
            return reverse("families:closing_checklist")

        return once(request, form, act)
    context = {
        "form": form,
        "listed": listed,
        "known": known,
        "columns": [_("Line"), _("A closing waits for it"), _("On the list"), _("Change")],
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/closing/checklist.html", context, status=status)


def _listed(user: Any) -> list[dict[str, Any]]:
    rows = list(ClosingStep.objects.visible_to(user))
    if rows:
        return [
            _line(
                row.code, row.words, row.position, needed=row.needed, off=row.retired_at is not None
            )
            for row in rows
        ]
    return [
        _line(code, {}, at, needed=needed, off=False)
        for at, (code, _words, needed) in enumerate(steps.OURS, start=1)
    ]


def _line(
    code: str, words: dict[str, str], position: int, *, needed: bool, off: bool
) -> dict[str, Any]:
    both = {}
    for language, name in (("en", "english"), ("es", "spanish")):
        with override(language):
            both[name] = steps.said(code, words)
    shown = steps.said(code, words)
    return {
        "code": code,
        **both,
        "position": position,
        "needed": needed,
        "off": off,
        "words": shown,
    }

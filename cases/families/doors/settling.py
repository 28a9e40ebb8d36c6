"""The queue of suggestions and event notices for who settles them."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.doors import suggesting
from cases.families.doors.forms import SettleForm
from cases.families.doors.scope import mutual_family_of, notices_to_settle, suggestions_to_settle
from cases.families.doors.suggesting import NotAllowed
from cases.families.models import EventNotice, Suggestion
from cases.matching import pages as pairs
from cases.matching.desk.forms import SearchForm
from cases.matching.queue import pairs_visible_to
from cases.matching.seen import Seen
from cases.people.models import ProgramRecord
from cases.sharing.models import Category
from cases.sharing.pages import number_of
from cases.sharing.reading import Purpose, gather, read
from counties.permissions import Permission, may, require_here
from linkages import audit
from linkages.forms import Stale, done_before, once
from linkages.uswds import Column

SHOWN, SETTLED = 100, 20
COLUMNS = [
    Column(gettext_lazy("From")),
    Column(gettext_lazy("What it says")),
    Column(gettext_lazy("Sent")),
    Column(gettext_lazy("Settle"), hidden=True),
]
PAIRS = [gettext_lazy("Pair"), gettext_lazy("State")]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, and what was settled lately."""
    user = request.user
    require_here(user, Permission.SETTLE_SUGGESTION)
    suggestions = suggestions_to_settle(user).select_related("asked_by", "settled_by")
    notices = notices_to_settle(user).select_related("entered_by", "settled_by", "record")
    waiting = list(suggestions.filter(settled_at=None).order_by("asked_at", "pk")[:SHOWN])
    events = list(notices.filter(settled_at=None).order_by("entered_at", "pk")[:SHOWN])
    settled = list(suggestions.exclude(settled_at=None).order_by("-settled_at", "pk")[:SETTLED])
    readable = _readable(user, events)
    audit.note({each.pk for each in (*waiting, *events, *settled)}, purpose=suggesting.PURPOSE)
    context = {
        "waiting": [(each, suggesting.words_of(each)) for each in waiting],
        "events": [(each, each.pk in readable) for each in events],
        "settled": [
            (each, suggesting.words_of(each), suggesting.note_of(each)) for each in settled
        ],
        "columns": COLUMNS,
        "breadcrumbs": [{"label": _("Suggestions and event notices")}],
    }
    return render(request, "families/doors/queue.html", context)


def _readable(user: Any, notices: list[EventNotice]) -> set[uuid.UUID]:
    """Those of which this reader may know what happened; of the others only that something did.
    One question a category, however many notices."""
    found = set()
    for category in {notice.category for notice in notices}:
        about = {each.record_id: each.record for each in notices if each.category == category}
        seen = gather(user, Purpose.MATCH_REVIEW, list(about.values()), categories=[category])
        opened = {
            each.record
            for person in seen.people
            for each in person.records
            if category in dict(each.opened)
        }
        if opened:
            read(user, Purpose.MATCH_REVIEW, [about[pk] for pk in opened], categories=[category])
        found |= {n.pk for n in notices if n.category == category and n.record_id in opened}
    return found


@require_http_methods(["GET", "POST"])
def suggestion(request: HttpRequest, suggestion_id: uuid.UUID) -> HttpResponse:
    """One suggestion: what it says, the pairs of its record, and what came of it."""
    require_here(request.user, Permission.SETTLE_SUGGESTION)
    rows = suggestions_to_settle(request.user).select_related("asked_by", "settled_by", "record")
    found = get_object_or_404(rows, pk=suggestion_id)

    def settle(form: SettleForm, version: int) -> None:
        note = (form.cleaned_data.get("note") or "").strip()
        suggesting.settle(
            request.user, found.pk, form.cleaned_data["outcome"], note, version=version
        )

    extra = {
        "words": suggesting.words_of(found),
        "note": suggesting.note_of(found),
        "asked_by": found.asked_by.name,
        "asked_at": found.asked_at,
    }
    return _settle_page(request, found, settle, extra, with_note=True)


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """One event notice around which no mutual family was known when it was entered."""
    require_here(request.user, Permission.SETTLE_SUGGESTION)
    rows = notices_to_settle(request.user).select_related("entered_by", "settled_by", "record")
    found = get_object_or_404(rows, pk=notice_id)

    def settle(form: SettleForm, version: int) -> None:
        suggesting.settle_notice(
            request.user, found.pk, form.cleaned_data["outcome"], version=version
        )

    extra = {
        "event": found if _readable(request.user, [found]) else None,
        "asked_by": found.entered_by.name if found.entered_by else "",
        "asked_at": found.entered_at,
    }
    return _settle_page(request, found, settle, extra, with_note=False)


def _settle_page(
    request: HttpRequest,
    found: Suggestion | EventNotice,
    settle: Any,
    extra: dict[str, Any],
    *,
    with_note: bool,
) -> HttpResponse:
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        version=str(found.version),
        with_note=with_note,
    )
    if request.method == "POST" and form.is_valid():
        if earlier := done_before(request, form):
            return earlier
        version = form.cleaned_data.get("version") or ""

        def act() -> str:
            settle(form, int(version) if version.isdecimal() else -1)
            messages.success(request, _("Settled."))
            return reverse("families:suggestion_queue")

        try:
            return once(request, form, act)
        except NotAllowed as refusal:
            form.add_error("outcome", str(refusal))
        except Stale as refusal:
            messages.warning(request, str(refusal))
            return redirect("families:suggestion_queue")
    context = extra | {
        "found": found,
        "form": None if found.settled_at else form,
        **_around(request.user, found.record),
        "breadcrumbs": [
            {
                "label": _("Suggestions and event notices"),
                "url": reverse("families:suggestion_queue"),
            },
            {"label": _("Settle")},
        ],
    }
    audit.note({found.pk}, purpose=suggesting.PURPOSE)
    status = 422 if form.is_bound else 200
    return render(request, "families/doors/settle.html", context, status=status)


def _around(user: Any, record: ProgramRecord | None) -> dict[str, Any]:
    """Whom it is about, the family if there is one already, and every pair of the record."""
    if record is None:
        return {"search": SearchForm(), "pairs": [], "pair_columns": PAIRS}
    seen = read(user, Purpose.MATCH_REVIEW, [record], categories=[Category.C1])
    own = next((each for p in seen for each in p.records if each.record == record.pk), None)
    rows = pairs_visible_to(user).filter(Q(cws=record.pk) | Q(calworks=record.pk))
    listed = list(rows.select_related("cws", "calworks").order_by("-units", "pk")[:SHOWN])
    names = Seen(user, listed)
    return {
        "record": own,
        "number": number_of(own) if own else "",
        "program": record.program,
        "family": mutual_family_of(user, record),
        "pairs": [pairs.entry(pair, names) for pair in listed] if listed else [],
        "pair_columns": PAIRS,
        "may_review": may(user, Permission.REVIEW_MATCH),
    }

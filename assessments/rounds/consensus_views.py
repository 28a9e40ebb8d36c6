"""The team agrees, one item after the other, on a projector."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import Consensus, Round
from assessments.results.snapshot import spreads_of
from assessments.rounds import agreeing
from assessments.rounds.answer_form import as_value
from assessments.rounds.carrying import carry_out, not_now, page, pressed, round_for
from assessments.rounds.consensus_form import (
    LABELS,
    NEXT,
    NEXT_OPEN,
    PREVIOUS,
    SAVE,
    ItemForm,
)
from assessments.rounds.instrument import instrument_of
from assessments.rounds.parameters import SMALLEST_SIDE, WIDE_GAP
from assessments.rounds.seen import gap_words, side_lines
from assessments.rounds.spread import shared_notes
from counties.permissions import Permission
from linkages import drafts, parameters
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm

State = Round.State
# What somebody may have said of an item without a score.
TYPED = (*LABELS, "importance", "trend")


def agreed_on(asked: Round) -> dict[str, Consensus]:
    """What the team agreed on so far, by item."""
    rows = Consensus.objects.filter(county=asked.county_id, round=asked).select_related("set_by")
    return {row.code: row for row in rows}


def limits(asked: Round) -> tuple[int, float]:
    """The smallest side that is shown, and the gap from which a team is asked about it."""
    day = today()
    return (
        max(3, parameters.value(SMALLEST_SIDE, county=asked.county_id, on=day)),
        parameters.value(WIDE_GAP, county=asked.county_id, on=day),
    )


def _open_round(request: HttpRequest, round_id: uuid.UUID) -> Round:
    return round_for(request, round_id, Permission.KEEP_ROUND)


@require_GET
def consensus(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Go on with the consensus: the first item without one."""
    asked = _open_round(request, round_id)
    if asked.state != State.CONSENSUS:
        return not_now(request, asked)
    left = agreeing.open_items(asked)
    code = left[0] if left else next(iter(instrument_of(asked).items))
    return redirect("assessments:consensus_item", asked.pk, code)


@require_http_methods(["GET", "POST"])
def consensus_item(request: HttpRequest, round_id: uuid.UUID, code: str) -> HttpResponse:
    """One item in front of the team. Every button sends what was typed."""
    asked = _open_round(request, round_id)
    if asked.state != State.CONSENSUS:
        return not_now(request, asked)
    instrument = instrument_of(asked)
    if code not in instrument.items:
        raise Http404
    agreed = agreed_on(asked)
    row = agreed.get(code)
    draft = f"agree:{asked.pk}:{code}"
    form = ItemForm(request.POST or None, instrument=instrument, row=row, draft_name=draft)
    form.restore(request.user)
    context = _of_item(asked, code, agreed) | {
        "form": form,
        "autosave": reverse("save_draft", args=[draft]),
        "chosen": as_value(row.choice, row.score) if row else "",
        "restored": form.draft,
        "later": form.draft and row and row.set_at > form.draft.saved_at,
    }
    show = page(request, "consensus_item", context, asked)
    if request.method == "GET":
        return show(200)
    url = _onward(asked, list(instrument.items), set(agreed), code, form.go)
    if form.is_valid() and not form.cleaned_data["choice"] and form.go != SAVE:
        _keep_words(request, draft)
        return redirect(url)

    def done() -> str:
        given = {code: (form.agreed(), form.cleaned_data["version"])}
        agreeing.agree(request.user, asked.pk, given)
        return url

    return carry_out(request, form, done, _theirs(form, show, row, "version"))


def _keep_words(request: HttpRequest, draft: str) -> None:
    """Going on without a score: what was typed waits as its author's draft."""
    typed = {name: request.POST.getlist(name) for name in request.POST if name in TYPED}
    if any(any(values) for values in typed.values()):
        drafts.save_draft(request.user.pk, draft, typed)


def _theirs(form: ItemForm, show: Any, row: Consensus | None, token: str) -> Any:
    """After a Stale, sending once more writes over what somebody else agreed, knowingly."""

    def shown(status: int) -> HttpResponse:
        if status == 409:
            form.data = form.data.copy()
            form.data[token] = agreeing.version_of(row)
        response: HttpResponse = show(status)
        return response

    return shown


def _of_item(asked: Round, code: str, agreed: dict[str, Consensus]) -> dict[str, Any]:
    instrument = instrument_of(asked)
    smallest, wide = limits(asked)
    spreads = spreads_of(asked)
    codes = list(instrument.items)
    place = codes.index(code)
    item, section = instrument.items[code], instrument.section_of[code]
    scale = instrument.scale
    return {
        "instrument": instrument,
        "item": item,
        "words": said(item.words),
        "evidence": said(item.evidence),
        "section": section,
        "section_title": said(section.title),
        "place": place + 1,
        "total": len(codes),
        "agreed": sum(each in agreed for each in codes),
        "row": agreed.get(code),
        "button": HouseForm(version=agreeing.version_of(agreed.get(code))),
        "sides": side_lines(instrument, spreads, code, smallest),
        "gap": gap_words(spreads, code, wide),
        "notes": shared_notes(asked).get(code, []),
        "anchors": [(anchor.score, said(anchor.words)) for anchor in scale.anchors],
        "is_first": place == 0,
        "is_last": place == len(codes) - 1,
        "page_keys": _keys(scale.anchors[0].score, scale.anchors[-1].score),
    }


def _keys(lowest: int, highest: int) -> list[dict[str, str]]:
    return [
        {"key": f"{lowest}–{highest}", "label": _("Set the consensus score")},
        {"key": "U", "label": _("We do not know yet, or does not apply")},
        {"key": "J ↓", "label": _("Next item")},
        {"key": "K ↑", "label": _("Item before")},
        {"key": "N", "label": _("Next item without a consensus")},
    ]


def _onward(asked: Round, codes: list[str], agreed: set[str], code: str, go: str) -> str:
    place = codes.index(code)
    wanted = code
    if go == NEXT:
        wanted = codes[min(place + 1, len(codes) - 1)]
    elif go == PREVIOUS:
        wanted = codes[max(place - 1, 0)]
    elif go == NEXT_OPEN:
        around = codes[place + 1 :] + codes[:place]
        left = [each for each in around if each not in agreed]
        if not left:
            return reverse("assessments:close_round", args=[asked.pk])
        wanted = left[0]
    return reverse("assessments:consensus_item", args=[asked.pk, wanted])


@require_POST
def clear_consensus(request: HttpRequest, round_id: uuid.UUID, code: str) -> HttpResponse:
    """Take back what was agreed on an item."""
    asked = _open_round(request, round_id)
    if code not in instrument_of(asked).items:
        raise Http404
    back = reverse("assessments:consensus_item", args=[asked.pk, code])

    def done() -> str:
        agreeing.clear(request.user, asked.pk, code, version=request.POST.get("version", ""))
        messages.success(request, _("Cleared: there is no consensus on this item now."))
        return back

    return pressed(request, done, back)

"""A whole section at once: the sheet on which a team agrees, and which everybody reads later."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.instruments.reading import Section
from assessments.models import Consensus, Round, SectionNote
from assessments.results.snapshot import spreads_of
from assessments.rounds import agreeing
from assessments.rounds.agreeing import Agreed
from assessments.rounds.carrying import carry_out, not_now, page, round_for
from assessments.rounds.consensus_form import SheetForm
from assessments.rounds.consensus_views import agreed_on, limits
from assessments.rounds.instrument import instrument_of, section_in
from assessments.rounds.seen import gap_words, side_lines
from counties.permissions import Permission, may
from linkages.bilingual import said

State = Round.State
# A row of the sheet in which nobody wrote anything.
NOTHING = Agreed("", rationale="")


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, round_id: uuid.UUID, section: str) -> HttpResponse:
    """A whole section at once; to be read by everybody who sees assessments."""
    asked = round_for(request, round_id, Permission.VIEW_ASSESSMENTS)
    found = section_in(instrument_of(asked), section)
    if found is None:
        raise Http404
    if request.method == "POST":
        round_for(request, round_id, Permission.KEEP_ROUND)
    if asked.state not in (State.CONSENSUS, State.CLOSED):
        return not_now(request, asked)
    agreed, note = agreed_on(asked), _note(asked, section)
    writes = asked.state == State.CONSENSUS and may(request.user, Permission.KEEP_ROUND)
    form = SheetForm(
        (request.POST or None) if writes else None,
        instrument=instrument_of(asked),
        section=found,
        rows=agreed,
        note=note,
        draft_name=f"sheet:{asked.pk}:{section}" if writes else "",
    )
    form.restore(request.user)
    show = page(request, "sheet", _of_section(asked, found, form, agreed, note), asked)
    if request.method == "GET":
        return show(200)
    if not writes:
        return not_now(request, asked)

    def done() -> str:
        _agree(request, asked, form, set(agreed))
        messages.success(request, _("Saved. The whole section stands as it is shown."))
        return reverse("assessments:sheet", args=[asked.pk, section])

    return carry_out(request, form, done, _newest(form, show, agreed, note))


def _of_section(
    asked: Round,
    section: Section,
    form: SheetForm,
    agreed: dict[str, Consensus],
    note: SectionNote | None,
) -> dict[str, Any]:
    """What the sheet shows: each item with its medians and what stands there, and the section."""
    instrument = instrument_of(asked)
    smallest, wide = limits(asked)
    spreads = spreads_of(asked)
    return {
        "form": form,
        "writes": bool(form.draft_name),
        "section": section,
        "title": said(section.title),
        "lines": [
            (line, side_lines(instrument, spreads, line.item.code, smallest),
             gap_words(spreads, line.item.code, wide), agreed.get(line.item.code))
            for line in form.lines()
        ],
        "note": note,
        "autosave": reverse("save_draft", args=[form.draft_name]) if form.draft_name else "",
        "sections": [(each.code, said(each.title)) for each in instrument.sections],
        "anchors": [(a.score, said(a.words)) for a in instrument.scale.anchors],
        "restored": form.draft,
    }  # fmt: skip


def _agree(request: HttpRequest, asked: Round, form: SheetForm, known: set[str]) -> None:
    """Keep what was written on the sheet; a row in which there was nothing stays nothing."""
    given = {
        code: pair for code, pair in form.agreed().items() if pair[0] != NOTHING or code in known
    }
    agreeing.agree(request.user, asked.pk, given)
    if form.asks_forces:
        version = form.cleaned_data["note-version"]
        section = form.section.code
        agreeing.note_section(request.user, asked.pk, section, form.noted(), version=version)


def _newest(
    form: SheetForm, show: Any, agreed: dict[str, Consensus], note: SectionNote | None
) -> Any:
    def shown(status: int) -> HttpResponse:
        if status == 409:
            form.data = form.data.copy()
            for item in form.section.items:
                form.data[f"{item.code}-version"] = agreeing.version_of(agreed.get(item.code))
            form.data["note-version"] = agreeing.version_of(note)
        response: HttpResponse = show(status)
        return response

    return shown


def _note(asked: Round, section: str) -> SectionNote | None:
    rows = SectionNote.objects.filter(county=asked.county_id, round=asked, section=section)
    return rows.select_related("set_by").first()

"""Pages of answering alone, and of typing in what came back on paper."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.instruments.reading import Section
from assessments.models import Respondent, Round
from assessments.rounds import acts, answering
from assessments.rounds.answer_form import AnswerForm
from assessments.rounds.carrying import carry_out, page, pressed, round_for
from assessments.rounds.forms import HandInForm, SideForm
from assessments.rounds.instrument import section_in
from assessments.rounds.pages import place_of
from assessments.rounds.parameters import SMALLEST_SIDE
from assessments.rounds.sheets import Sheet, own_sheet, paper_sheet
from assessments.rounds.states import NotAllowed, why_not
from counties.permissions import Permission, require_here
from linkages import parameters
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm

NEXT = "next"


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in the list of sections."""

    code: str
    title: str
    done: int
    total: int
    url: str


@require_GET
def asked_of_me(request: HttpRequest) -> HttpResponse:
    """Every round in which one is, or was, asked."""
    require_here(request.user, Permission.ANSWER_ROUND)
    mine = (
        Respondent.objects.visible_to(request.user)
        .filter(user=request.user, withdrawn_at=None)
        .exclude(round__state=Round.State.PREPARING)
        .select_related("round__site")
        .order_by("-round__began_at", "pk")
    )
    context = {"rows": [(row, place_of(row.round)) for row in mine]}
    return render(request, "assessments/rounds/asked.html", context)


@require_GET
def answer(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Where answering begins and goes on: who sees what, and the sections."""
    return _overview(request, own_sheet(request, round_id))


@require_GET
def paper(request: HttpRequest, round_id: uuid.UUID, respondent_id: uuid.UUID) -> HttpResponse:
    """The sections of a paper form."""
    return _overview(request, paper_sheet(request, round_id, respondent_id))


def _overview(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    left = sheet.progress.open
    section_of = sheet.instrument.section_of
    first = section_of[left[0]].code if left else sheet.instrument.sections[0].code
    context = {
        **_common(sheet),
        "title": said(sheet.instrument.title),
        "purpose": said(sheet.instrument.purpose),
        "place": place_of(sheet.asked),
        "go_on": sheet.url("section", first),
        "began": sheet.respondent.started_at is not None,
        "smallest": parameters.value(SMALLEST_SIDE, county=sheet.asked.county_id, on=today()),
        "closed_words": why_not(sheet.asked) if sheet.asked.state != "answering" else "",
        "button": HouseForm(),
    }
    return page(request, "answer", context)(200)


def _common(sheet: Sheet) -> dict[str, Any]:
    """What every page of a questionnaire shows."""
    unanswered = set(sheet.progress.open)
    lines = [
        SectionLine(
            each.code,
            said(each.title),
            sum(item.code not in unanswered for item in each.items),
            len(each.items),
            sheet.url("section", each.code),
        )
        for each in sheet.instrument.sections
    ]
    crumbs = [{"label": _("Asked of you"), "url": reverse("assessments:asked")}]
    if sheet.is_paper:
        number = _("Paper form %(number)s") % {"number": sheet.respondent.paper}
        back = reverse("assessments:round", args=[sheet.asked.pk])
        crumbs = [{"label": sheet.asked.name, "url": back}, {"label": number, "url": sheet.url()}]
    else:
        crumbs.append({"label": sheet.asked.name, "url": sheet.url()})
    return {
        "sheet": sheet,
        "asked": sheet.asked,
        "respondent": sheet.respondent,
        "sections": lines,
        "progress": sheet.progress,
        "overview": sheet.url(),
        "hand_in": sheet.url("hand_in"),
        "breadcrumbs": crumbs,
    }


@require_http_methods(["GET", "POST"])
def answer_section(request: HttpRequest, round_id: uuid.UUID, section: str) -> HttpResponse:
    """One section of one's own."""
    return _section(request, own_sheet(request, round_id), section)


@require_http_methods(["GET", "POST"])
def paper_section(
    request: HttpRequest, round_id: uuid.UUID, respondent_id: uuid.UUID, section: str
) -> HttpResponse:
    """One section of a paper form."""
    return _section(request, paper_sheet(request, round_id, respondent_id), section)


def _section(request: HttpRequest, sheet: Sheet, code: str) -> HttpResponse:
    section = section_in(sheet.instrument, code)
    if section is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, instrument=sheet.instrument, section=section, known=sheet.said)
    if posted is not None and request.headers.get("X-Autosave") == "1":
        return _autosave(request, sheet, form)
    show = page(request, "section", _of_section(sheet, section, form))
    if request.method == "GET":
        return show(200)

    def done() -> str:
        answering.save(request.user, sheet.respondent, form.given())
        return _onward(sheet, section, request.POST.get("go", NEXT))

    if not form.is_valid():
        # What can be kept is kept, also where one note is too long.
        _kept(lambda: answering.save(request.user, sheet.respondent, form.given()))
    return carry_out(request, form, done, show)


def _kept(act: Callable[[], object]) -> str:
    """Why something could not be kept; empty where it was."""
    try:
        act()
    except NotAllowed as refused:
        return str(refused)
    return ""


def _autosave(request: HttpRequest, sheet: Sheet, form: AnswerForm) -> JsonResponse:
    given = form.given()
    if refused := _kept(lambda: answering.save(request.user, sheet.respondent, given)):
        return JsonResponse({"words": refused}, status=409)
    if form.errors:
        return JsonResponse({"words": _("Something cannot be kept yet.")}, status=422)
    clock = formats.time_format(timezone.localtime(), "TIME_FORMAT")
    return JsonResponse({"saved_at": clock})


def _of_section(sheet: Sheet, section: Section, form: AnswerForm) -> dict[str, Any]:
    if not sheet.is_open:
        for field in form.fields.values():
            field.disabled = True
    codes = [each.code for each in sheet.instrument.sections]
    scale = sheet.instrument.scale
    here = {item.code for item in section.items}
    elsewhere = [code for code in sheet.progress.open if code not in here]
    return {
        **_common(sheet),
        "form": form,
        "section": section,
        "title": said(section.title),
        "place_in": codes.index(section.code) + 1,
        "anchors": [(anchor.score, said(anchor.words)) for anchor in scale.anchors],
        "is_checklist": len(scale.anchors) == 2,
        "scale": scale,
        "lines": list(form.lines()),
        "is_open": sheet.is_open,
        "is_last": section.code == codes[-1],
        "elsewhere": sheet.progress.total - len(here) - len(elsewhere),
        "autosave": sheet.url("section", section.code) if sheet.is_open else "",
        "why_closed": ""
        if sheet.is_open
        else answering.handed_in_already(sheet.respondent)
        if sheet.asked.state == Round.State.ANSWERING
        else why_not(sheet.asked),
    }


def _onward(sheet: Sheet, section: Section, go: str) -> str:
    """Where a button leads: another section by its code, the next one, or the overview."""
    codes = [each.code for each in sheet.instrument.sections]
    if go in codes:
        return sheet.url("section", go)
    following = codes.index(section.code) + 1
    if go == NEXT and following < len(codes):
        return sheet.url("section", codes[following])
    return sheet.url("hand_in") if go == NEXT else sheet.url()


@require_http_methods(["GET", "POST"])
def answer_hand_in(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Hand in one's own answers."""
    return _hand_in(request, own_sheet(request, round_id))


@require_http_methods(["GET", "POST"])
def paper_hand_in(
    request: HttpRequest, round_id: uuid.UUID, respondent_id: uuid.UUID
) -> HttpResponse:
    """Hand in what was typed from paper."""
    return _hand_in(request, paper_sheet(request, round_id, respondent_id))


def _hand_in(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    left = sheet.progress.open
    unexplained = answering.unexplained(sheet.said, left)
    form = HandInForm(request.POST or None, is_whole=not left)
    section_of = sheet.instrument.section_of
    context = {
        **_common(sheet),
        "form": form,
        "left": [
            (code, said(sheet.instrument.items[code].words), code in unexplained,
             sheet.url("section", section_of[code].code))
            for code in left
        ],
    }  # fmt: skip
    show = page(request, "hand_in", context)
    if not sheet.is_open:
        return redirect(sheet.url())
    if request.method == "GET":
        return show(200)

    def done() -> str:
        acts.hand_in(request.user, sheet.respondent.pk, sheet.asked.pk)
        messages.success(request, _("Handed in. Thank you."))
        if sheet.is_paper:
            return reverse("assessments:round", args=[sheet.asked.pk])
        return sheet.url()

    return carry_out(request, form, done, show)


@require_POST
def take_back(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Take one's answers back, to change them."""
    sheet = own_sheet(request, round_id)

    def done() -> str:
        answering.take_back(request.user, sheet.respondent.pk, sheet.asked.pk)
        messages.success(request, _("Your answers are yours again. Hand them in when done."))
        return sheet.url()

    return pressed(request, done, sheet.url())


@require_http_methods(["GET", "POST"])
def add_paper(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Begin to type in a form that came back on paper."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    form = SideForm(request.POST or None)
    show = page(request, "add_paper", {"form": form}, asked)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        made = acts.paper(request.user, asked.pk, form.cleaned_data["side"])
        return reverse("assessments:paper", args=[asked.pk, made.pk])

    return carry_out(request, form, done, show)

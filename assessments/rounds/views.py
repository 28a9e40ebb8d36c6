"""Pages of rounds: the list, one of them, beginning and changing it, asking people, ending it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.instruments.choosing import all_current
from assessments.instruments.reading import shaped
from assessments.models import Round
from assessments.rounds import acts, pages, reminding
from assessments.rounds.carrying import (
    carry_out,
    page,
    pressed,
    round_for,
    seen_again,
    way_here,
)
from assessments.rounds.forms import (
    BeginForm,
    CallOffForm,
    ChangeForm,
    FilterForm,
    InviteForm,
)
from assessments.rounds.parameters import ANSWER_WEEKS
from assessments.rounds.staff import askable
from counties.models import Office
from counties.permissions import Permission, may, require_here
from linkages import parameters
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.uswds import Column

PAGE = 50
# Fields of more people than this make a page slow; a filter finds the rest.
MOST_SHOWN = 150
LIST_COLUMNS = [
    gettext_lazy("Assessment"),
    gettext_lazy("For"),
    gettext_lazy("State"),
    Column(gettext_lazy("Handed in"), numeric=True),
    gettext_lazy("When"),
]


@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round of the county, latest first."""
    require_here(request.user, Permission.VIEW_ASSESSMENTS)
    found = Round.objects.visible_to(request.user).select_related("site")
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": pages.rows(list(shown)),
        "page": shown,
        "columns": LIST_COLUMNS,
        "may_begin": may(request.user, Permission.KEEP_ROUND),
    }
    return render(request, "assessments/rounds/rounds.html", context)


@require_http_methods(["GET", "POST"])
def begin_round(request: HttpRequest) -> HttpResponse:
    """Begin a round: which instrument, for whom, until when."""
    require_here(request.user, Permission.KEEP_ROUND)
    county = request.user.working_in.county_id
    form = BeginForm(
        request.POST or None,
        instruments=all_current(),
        weeks=parameters.value(ANSWER_WEEKS, county=county, on=today()),
        offices=_offices(request),
        draft_name="round:new",
    )
    form.restore(request.user)
    purposes = [(said(each.title), said(each.purpose)) for each in form.instruments.values()]
    context = {
        "form": form,
        "purposes": purposes,
        "autosave": reverse("save_draft", args=["round:new"]),
        "breadcrumbs": way_here(),
    }
    show = page(request, "begin", context)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        instrument = form.instruments[form.cleaned_data["instrument"]]
        made = acts.begin(request.user, instrument=instrument, wish=form.wish())
        messages.success(request, _("The assessment is prepared. Now choose whom to ask."))
        return reverse("assessments:round", args=[made.pk])

    return carry_out(request, form, done, show)


@require_GET
def round_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """One round: how far it is, who is asked, what comes next."""
    asked = round_for(request, round_id, Permission.VIEW_ASSESSMENTS)
    context = pages.details(request.user, asked)
    return page(request, "round", {**context, "breadcrumbs": way_here()}, asked)(200)


@require_http_methods(["GET", "POST"])
def change_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Change a round's name, days and sections."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    draft = f"round:{asked.pk}"
    whole = shaped(asked.content)
    off = set(asked.sections_off)
    chosen = [s.code for s in whole.sections if not s.optional and s.code not in off]
    form = ChangeForm(
        request.POST or None,
        asked=asked,
        whole=whole,
        offices=_offices(request),
        draft_name=draft,
        version=str(asked.version),
        initial={
            "name": asked.name,
            "site": str(asked.site_id or ""),
            "answers_due": asked.answers_due,
            "meeting_on": asked.meeting_on,
            "breaks_link": asked.breaks_link,
            "sections": chosen + list(asked.sections_on),
        },
    )
    form.restore(request.user)
    context = {"form": form, "autosave": reverse("save_draft", args=[draft])}
    show = page(request, "change", context, asked)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        wish = form.wish_for_sections()
        acts.change(request.user, asked.pk, wish, version=form.cleaned_data["version"])
        messages.success(request, _("Changed."))
        return reverse("assessments:round", args=[asked.pk])

    return carry_out(request, form, done, seen_again(form, show, asked))


@require_http_methods(["GET", "POST"])
def invite_people(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Choose whom to ask, many at once, each for a side."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    known = {row.user_id for row in pages.respondents(asked) if row.withdrawn_at is None}
    filters = FilterForm(request.POST, offices=_offices(request))
    free = [person for person in askable(request.user) if person.user not in known]
    picked = {str(p.user) for p in free if f"pick-{p.user}" in request.POST}
    fitting = [p for p in free if str(p.user) in picked or filters.fits(p)]
    form = InviteForm(request.POST or None, people=fitting[:MOST_SHOWN])
    context = {
        "form": form,
        "filters": filters,
        "people": [(person, *form.fields_of(person)) for person in fitting[:MOST_SHOWN]],
        "more": len(fitting) > MOST_SHOWN,
    }
    show = page(request, "invite", context, asked)
    if request.method == "GET" or "show" in request.POST:
        form.forgive()
        return show(200)

    def done() -> str:
        made = acts.invite(request.user, asked.pk, form.sides())
        told = ngettext("%(count)s person is asked.", "%(count)s people are asked.", len(made))
        messages.success(request, told % {"count": len(made)})
        return reverse("assessments:round", args=[asked.pk])

    return carry_out(request, form, done, show)


@require_POST
def withdraw_invitation(
    request: HttpRequest, round_id: uuid.UUID, respondent_id: uuid.UUID
) -> HttpResponse:
    """Ask somebody no more."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    back = reverse("assessments:round", args=[asked.pk])

    def done() -> str:
        acts.withdraw(request.user, asked.pk, respondent_id)
        messages.success(request, _("They are not asked any more. You may ask them again."))
        return back

    return pressed(request, done, back)


@require_POST
def remind_people(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Write to whoever has not handed in."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    back = reverse("assessments:round", args=[asked.pk])

    def done() -> str:
        reminding.remind(request.user, asked.pk)
        messages.success(request, _("Whoever has not handed in gets one mail."))
        return back

    return pressed(request, done, back)


@require_POST
def open_answers(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Let people answer."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    back = reverse("assessments:round", args=[asked.pk])

    def done() -> str:
        acts.open_answers(request.user, asked.pk, version=request.POST.get("version", ""))
        messages.success(request, _("People can answer now. Whoever is asked gets one mail."))
        return back

    return pressed(request, done, back)


@require_http_methods(["GET", "POST"])
def close_answers(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Close answering, having read who has not handed in."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    form = HouseForm(request.POST or None, version=str(asked.version))
    people = pages.respondents(asked)
    lines = pages.person_lines(request.user, asked, people)
    context = {
        "form": form,
        "waiting": [
            line
            for line in lines
            if line.respondent.finished_at is None and line.respondent.withdrawn_at is None
        ],
        "sides": pages.sides(people),
        "open": asked.state == Round.State.ANSWERING,
    }
    show = page(request, "close_answers", context, asked)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        acts.close_answers(request.user, asked.pk, version=form.cleaned_data["version"])
        messages.success(request, _("Answers are closed. Medians by side can be seen now."))
        return reverse("assessments:round", args=[asked.pk])

    return carry_out(request, form, done, show)


@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """End a round without results."""
    asked = round_for(request, round_id, Permission.KEEP_ROUND)
    form = CallOffForm(request.POST or None, version=str(asked.version))
    show = page(request, "call_off", {"form": form}, asked)
    if request.method == "GET":
        return show(200)

    def done() -> str:
        given = form.cleaned_data
        acts.call_off(request.user, asked.pk, reason=given["reason"], version=given["version"])
        messages.success(request, _("The assessment is called off."))
        return reverse("assessments:round", args=[asked.pk])

    return carry_out(request, form, done, show)


def _offices(request: HttpRequest) -> list[Office]:
    return list(Office.objects.visible_to(request.user).order_by("name"))

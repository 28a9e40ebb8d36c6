"""Pages on which joint work with a family ends, pauses and begins again."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.families.closing import acts, pages, pausing
from cases.families.closing.acts import NotAllowed, Proposal
from cases.families.closing.forms import PauseForm, ProposeForm, ReopenForm, StepForm, TickForm
from cases.families.closing.pausing import Pause
from cases.families.models import Closing, Episode
from cases.families.viewing import FamilyView, open_family
from counties.permissions import Permission, require
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once

Key = uuid.UUID


@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, family_id: Key) -> HttpResponse:
    """Where a closing stands, its checklist, and the next step of it."""
    view, episode = _episode(request, family_id)
    running = pages.latest(episode)
    if running is not None and running.state in acts.RUNNING:
        choices = pages.choices(request.user, running)
        form: HouseForm = StepForm(_posted(request), acts=choices, version=str(running.version))
        chosen = _step(request, running, form)
    else:
        choices = [] if episode.closed_on else [("propose", "")]
        form = _propose_form(request, episode)
        chosen = _proposal(request, episode, form)
    refused, answer = _carry_out(request, form, chosen if choices else None)
    if answer is not None:
        return answer
    return _page(request, view, form if choices else None, refused)


def _step(request: HttpRequest, running: Closing, form: StepForm) -> Callable[[], str]:
    def take() -> str:
        given, user, version = form.cleaned_data, request.user, _version(form)
        if given["act"] == StepForm.CONFIRM:
            acts.confirm(user, running.pk, version=version)
        else:
            verbs = {pages.REFUSE: acts.refuse, pages.TAKE_BACK: acts.take_back}
            verb = verbs.get(given["act"], acts.close_now)
            verb(user, running.pk, given["why"], version=version)
        return _said(request, running.episode.family_id)

    return take


def _proposal(request: HttpRequest, episode: Episode, form: HouseForm) -> Callable[[], str]:
    def propose() -> str:
        given = form.cleaned_data
        proposal = Proposal(given["reason"], given["last_day"], given["note"], given["relied_on"])
        acts.propose(request.user, episode.pk, proposal, version=_version(form))
        return _said(request, episode.family_id)

    return propose


def _propose_form(request: HttpRequest, episode: Episode) -> ProposeForm:
    county = episode.county_id
    asked, longer = (
        today() + timedelta(days=acts.asked_days(county, relied_on=each)) for each in (False, True)
    )
    draft = f"closing:{episode.pk}"
    return ProposeForm(
        _posted(request),
        asked=asked,
        longer=longer,
        draft_name=draft,
        version=str(episode.version),
        initial={"reason": request.GET.get("reason", "")},
    )


def _page(
    request: HttpRequest, view: FamilyView, form: HouseForm | None, refused: str
) -> HttpResponse:
    if form is not None:
        form.restore(request.user)
    context = pages.where_it_stands(request.user, view)
    running = context["closing"]
    context |= {
        "view": view,
        "name": view.name,
        "form": form,
        "refused": refused,
        "lines": pages.check_lines(request.user, running, working=True) if running else [],
        "past": pages.past(view),
        "undo_form": HouseForm(),
        "autosave": _autosave(form),
        "submit": _("Propose to close") if isinstance(form, ProposeForm) else _("Put it on record"),
        "breadcrumbs": _crumbs(view, _("Closing")),
    }
    status = 409 if refused else 422 if form is not None and form.errors else 200
    return render(request, "families/closing/closing.html", context, status=status)


@require_POST
def tick(request: HttpRequest, family_id: Key) -> HttpResponse:
    """Tick a line of the checklist, or take the tick off."""
    _view, episode = _episode(request, family_id)
    running = Closing.objects.filter(episode=episode).running().first()
    form = TickForm(request.POST)
    back = reverse("families:closing", args=[family_id])
    if running is None or not form.is_valid():
        return redirect(back)

    def act() -> str:
        given = form.cleaned_data
        acts.tick(request.user, running.pk, given["code"], done=given["done"])
        return back + "#checklist"

    refused, answer = _carry_out(request, form, act)
    if answer is None:
        messages.warning(request, refused)
    return answer or redirect(back)


@require_POST
def undo(request: HttpRequest, family_id: Key) -> HttpResponse:
    """Take one's own last click back, within seconds."""
    _view, episode = _episode(request, family_id)
    last = pages.latest(episode)
    form = HouseForm(request.POST)
    back = reverse("families:closing", args=[family_id])
    if last is None:
        return redirect(back)

    def act() -> str:
        acts.undo(request.user, last.pk)
        messages.success(request, _("Undone. It is as it was."))
        return back

    refused, answer = _carry_out(request, form, act)
    if answer is None:
        messages.warning(request, refused)
    return answer or redirect(back)


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, family_id: Key) -> HttpResponse:
    """Pause joint work until a day, or change that day."""
    view, episode = _episode(request, family_id)
    if episode.closed_on is not None:
        raise Http404
    draft = f"hold:{episode.pk}"
    form = PauseForm(_posted(request), draft_name=draft, version=str(episode.version))

    def act() -> str:
        given = form.cleaned_data
        pause = Pause(given["reason"], given["until"], given["note"])
        pausing.put_on_hold(request.user, episode.pk, pause, version=_version(form))
        return _said(request, family_id)

    refused, answer = _carry_out(request, form, act)
    if answer is not None:
        return answer
    form.restore(request.user)
    context = pages.where_it_stands(request.user, view) | {
        "view": view,
        "form": form,
        "refused": refused,
        "longest": pausing.longest(episode.county_id),
        "return_form": HouseForm(),
        "autosave": _autosave(form),
        "breadcrumbs": _crumbs(view, _("Put on hold")),
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "families/closing/hold.html", context, status=status)


@require_POST
def go_on(request: HttpRequest, family_id: Key) -> HttpResponse:
    """The family is back: joint work goes on."""
    _view, episode = _episode(request, family_id)
    form = HouseForm(request.POST)

    def act() -> str:
        pausing.go_on(request.user, episode.pk)
        return _said(request, family_id)

    _refused, answer = _carry_out(request, form, act)
    return answer or redirect("families:hold", family_id)


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, family_id: Key) -> HttpResponse:
    """Begin joint work again with a family whose last episode was closed."""
    view, episode = _episode(request, family_id)
    form = ReopenForm(_posted(request), version=str(episode.pk))
    if request.method == "GET" and episode.closed_on is None:
        return redirect("families:closing", family_id)

    def act() -> str:
        given = form.cleaned_data
        shown = given.get("version") or str(episode.pk)
        earlier = Key(shown) if len(shown) == 36 else episode.pk
        pausing.reopen(request.user, family_id, given["reason"], given["note"], earlier=earlier)
        return _said(request, family_id)

    refused, answer = _carry_out(request, form, act)
    if answer is not None:
        return answer
    context = {
        "view": view,
        "name": view.name,
        "episode": episode,
        "form": form,
        "refused": refused,
        "breadcrumbs": _crumbs(view, _("Reopen")),
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "families/closing/reopen.html", context, status=status)


def _episode(request: HttpRequest, family_id: Key) -> tuple[FamilyView, Episode]:
    view = open_family(request.user, family_id)
    require(request.user, Permission.CLOSE_FAMILY, view.family)
    if view.episode is None:
        raise Http404
    return view, view.episode


def _carry_out(
    request: HttpRequest, form: HouseForm, act: Callable[[], str] | None
) -> tuple[str, HttpResponse | None]:
    """(why not, answer): the act of a valid form once; nothing for a form to be shown."""
    if request.method != "POST":
        return "", None
    # Sent twice: by then the page would show another form.
    sent = HouseForm(request.POST)
    if sent.is_valid() and (earlier := done_before(request, sent)):
        return "", earlier
    if act is None:
        return _("Somebody was here in the meantime. Look at it again."), None
    if not form.is_valid():
        return "", None
    try:
        return "", once(request, form, act)
    except (Stale, NotAllowed) as refusal:
        # The same form sent twice at once: the second is shown what the first did.
        return str(refusal), done_before(request, form)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _version(form: HouseForm) -> int:
    shown = form.cleaned_data.get("version") or ""
    return int(shown) if shown.isdecimal() else -1


def _said(request: HttpRequest, family_id: Key) -> str:
    messages.success(request, _("It is on record."))
    return reverse("families:closing", args=[family_id])


def _autosave(form: HouseForm | None) -> str:
    return reverse("save_draft", args=[form.draft_name]) if form and form.draft_name else ""


def _crumbs(view: FamilyView, label: str) -> list[dict[str, str]]:
    url = reverse("families:family", args=[view.family.pk])
    return [{"label": view.family.token, "url": url}, {"label": label}]

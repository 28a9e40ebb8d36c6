"""Pages of who gives pairs out: a selection, all of them at once, deputies."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import pages, queue
from cases.matching.desk import deputies, giving, page, splitting
from cases.matching.desk.deputies import NotPossible
from cases.matching.desk.faces import Faces
from cases.matching.desk.forms import DeputyForm, GiveForm, SplitForm
from cases.matching.desk.views.households import said_given
from cases.matching.models import Deputy, QueueSplit
from counties.models import User
from counties.permissions import Permission, may, require_here
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, once
from linkages.uswds import Column

LOADS = [
    Column(gettext_lazy("Reviewer")),
    Column(gettext_lazy("Role")),
    Column(gettext_lazy("Open pairs"), numeric=True),
    Column(gettext_lazy("Take back"), hidden=True),
]
SHARES = [
    Column(gettext_lazy("Reviewer")),
    Column(gettext_lazy("Gets")),
    Column(gettext_lazy("Pairs now"), numeric=True),
]


@require_GET
def hand_out(request: HttpRequest) -> HttpResponse:
    """Who has how much, the standing split, and a selection of pairs to give."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    return _hand_out(request)


def _hand_out(request: HttpRequest, form: GiveForm | None = None) -> HttpResponse:
    user = request.user
    staff = giving.reviewers(user.working_in.county_id)
    loads = giving.loads(user)
    listed = queue.listed(user, page.filters_of(request))
    shown = _window(request, listed)
    seen, faces = pages.Seen(user, shown.pairs), Faces(user, shown.pairs)
    free = queue.pairs_visible_to(user).open().filter(assigned_to=None)
    free_count, free_more = queue.how_many(free)
    context = {
        "rows": [
            {
                "reviewer": each,
                "role": each.working_in.get_role_display(),
                "pairs": loads.get(each.pk, 0),
            }
            for each in staff
        ],
        "load_columns": LOADS,
        "free": free_count,
        "free_more": free_more,
        "standing": _standing_words(user),
        "filters": page.filter_form(request),
        "entries": pages.entries(shown.pairs, seen, faces),
        "later_url": f"?after={shown.pairs[-1].pk}{_rest(request)}" if shown.later else "",
        "form": form or GiveForm(reviewers=staff),
        "split": SplitForm(reviewers=staff, initial={"by": "letter"}),
        "plain": HouseForm(),
        "query": page.query_of(request),
    }
    return render(request, "matching/desk/hand_out.html", context, status=422 if form else 200)


def _rest(request: HttpRequest) -> str:
    return page.query_of(request).replace("?", "&", 1)


def _window(request: HttpRequest, listed: Any) -> queue.Window:
    if "after" not in request.GET:
        return queue.window(listed, None)
    try:
        key = uuid.UUID(request.GET["after"])
    except ValueError:
        raise Http404 from None
    at = get_object_or_404(queue.pairs_visible_to(request.user), pk=key)
    return queue.page_after(listed, at)


def _standing_words(user: Any) -> dict[str, Any] | None:
    rule = splitting.standing(user.working_in.county_id)
    if rule is None:
        return None
    ids = [uuid.UUID(to) for to, _keys in rule.parts]
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    parts = [
        (names.get(uuid.UUID(to), ""), keys_in_words(rule.by, tuple(keys)))
        for to, keys in rule.parts
    ]
    return {"rule": rule, "parts": parts}


def keys_in_words(by: str, keys: tuple[str, ...]) -> str:
    """What a reviewer gets: "A–F" or the offices' codes."""
    if not keys:
        return _("nothing")
    if by == QueueSplit.By.OFFICE:
        return ", ".join(key or _("no office") for key in keys)
    letters = [key for key in keys if key.isascii() and key.isalpha()]
    if not letters:
        return _("all else")
    run = letters[0] if len(letters) == 1 else f"{letters[0]}–{letters[-1]}"
    return run if len(letters) == len(keys) else _("%(run)s and all else") % {"run": run}


@require_POST
def give_selection(request: HttpRequest) -> HttpResponse:
    """Give the ticked pairs to a reviewer."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    staff = giving.reviewers(request.user.working_in.county_id)
    form = GiveForm(request.POST, reviewers=staff)
    pairs = _ticked(request)
    if not form.is_valid() or not pairs:
        form.add_error(None, _("Tick at least one pair, and choose a reviewer."))
        return _hand_out(request, form)

    def act() -> str:
        to = next(each for each in staff if str(each.pk) == form.cleaned_data["to"])
        giving.give(request.user, pairs, to)
        messages.success(request, said_given(to))
        return reverse("matching:hand_out") + page.query_of(request)

    return once(request, form, act)


def _ticked(request: HttpRequest) -> set[uuid.UUID]:
    try:
        return {uuid.UUID(key) for key in request.POST.getlist("pair")[: queue.PAGE * 4]}
    except ValueError:
        return set()


@require_POST
def take_back_all(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Let all open pairs of a reviewer be nobody's again."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    staff = giving.reviewers(request.user.working_in.county_id)
    named = next((each for each in staff if each.pk == user_id), None)
    form = HouseForm(request.POST)
    if named is None or not form.is_valid():
        raise Http404

    def act() -> str:
        theirs = queue.pairs_visible_to(request.user).filter(assigned_to=named.pk)
        giving.take_back(request.user, theirs)
        messages.success(request, _("The pairs of %(name)s are nobody’s now.")
                         % {"name": named.name})  # fmt: skip
        return reverse("matching:hand_out")

    return once(request, form, act)


@require_POST
def split(request: HttpRequest) -> HttpResponse:
    """Preview how all free pairs would be shared out, then share them out."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    user = request.user
    staff = giving.reviewers(user.working_in.county_id)
    form = SplitForm(request.POST, reviewers=staff)
    if not form.is_valid():
        messages.warning(request, _("Choose by what to share out, and among whom."))
        return redirect("matching:hand_out")
    given = form.cleaned_data
    among = [each for each in staff if str(each.pk) in given["among"]]
    if "confirmed" in request.POST:

        def act() -> str:
            splitting.carry_out(user, given["by"], among, standing=given["standing"])
            messages.success(request, _("The pairs are shared out."))
            return reverse("matching:hand_out")

        return once(request, form, act)
    plan = splitting.plan(user, given["by"], among)
    context = {
        "form": form,
        "by": QueueSplit.By(given["by"]).label,
        "rows": [(share, keys_in_words(plan.by, share.keys)) for share in plan.shares],
        "columns": SHARES,
        "left": plan.left,
        "standing": given["standing"],
        "replaces": given["standing"] and splitting.standing(user.working_in.county_id),
        "hidden": HouseForm(),
        "among": given["among"],
    }
    return render(request, "matching/desk/split.html", context)


@require_POST
def end_split(request: HttpRequest) -> HttpResponse:
    """New pairs stay with nobody from now on."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        splitting.end(request.user)
        messages.success(request, _("New pairs stay with nobody from now on."))
        return reverse("matching:hand_out")

    return once(request, form, act)


DEPUTIES = [
    Column(gettext_lazy("Who is away")),
    Column(gettext_lazy("Who stands in")),
    Column(gettext_lazy("Days")),
    Column(gettext_lazy("End"), hidden=True),
]


@require_http_methods(["GET", "POST"])
def deputize(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom; for oneself, or for anybody where one gives pairs out."""
    require_here(request.user, Permission.REVIEW_MATCH)
    user = request.user
    staff = giving.reviewers(user.working_in.county_id)
    gives = may(user, Permission.ASSIGN_PAIR)
    absent = staff if gives else [each for each in staff if each.pk == user.pk]
    form = DeputyForm(
        request.POST if request.method == "POST" else None,
        absent=absent,
        reviewers=staff,
        initial={"absent": str(user.pk), "since": today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, _appointing(request, form, staff))
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    rows = [
        {"row": row, "may_end": gives or row.absent_id == user.pk}
        for row in deputies.in_force_or_coming(user)
    ]
    context = {"form": form, "rows": rows, "columns": DEPUTIES, "plain": HouseForm()}
    return render(
        request, "matching/desk/deputies.html", context, status=422 if form.errors else 200
    )


def _appointing(request: HttpRequest, form: DeputyForm, staff: list[User]) -> Callable[[], str]:
    given, by_id = form.cleaned_data, {str(each.pk): each for each in staff}

    def act() -> str:
        absent, deputy = by_id[given["absent"]], by_id[given["deputy"]]
        deputies.appoint(request.user, absent, deputy, given["since"], given["until"])
        messages.success(
            request,
            _("%(deputy)s stands in for %(absent)s.")
            % {"deputy": deputy.name, "absent": absent.name},
        )
        return reverse("matching:deputies")

    return act


@require_POST
def end_deputy(request: HttpRequest, deputy_id: uuid.UUID) -> HttpResponse:
    """End it before its last day."""
    require_here(request.user, Permission.REVIEW_MATCH)
    rows = Deputy.objects.visible_to(request.user)
    if not may(request.user, Permission.ASSIGN_PAIR):
        rows = rows.filter(absent=request.user)
    found = get_object_or_404(rows, pk=deputy_id)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        deputies.end(request.user, found)
        messages.success(request, _("Ended."))
        return reverse("matching:deputies")

    try:
        return once(request, form, act)
    except Stale as stale:
        messages.warning(request, str(stale))
        return redirect("matching:deputies")

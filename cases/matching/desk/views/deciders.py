"""Who decided what and when, as a page and as a file; and the reasons that a county offers."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.matching import pages
from cases.matching.desk import history, page, reasons, searching
from cases.matching.desk.forms import DecisionsForm, ReasonWordsForm, SearchForm
from cases.matching.desk.history import Asked
from cases.matching.desk.reasons import ALWAYS, OURS, Reasons
from cases.matching.models import DecisionReason
from counties.models import User
from counties.permissions import Permission, may, require_here
from counties.signin.step_up import step_up
from linkages.calendar import today
from linkages.exports import MOST_ROWS, TooManyRows, csv_file
from linkages.forms import HouseForm, Stale, once
from linkages.uswds import Column

PAGE = 50
COLUMNS = [
    Column(gettext_lazy("When")),
    Column(gettext_lazy("Who")),
    Column(gettext_lazy("What")),
    Column(gettext_lazy("Why not the same")),
    Column(gettext_lazy("Pair")),
    Column(gettext_lazy("Evidence then"), numeric=True),
]
FILE_COLUMNS = [
    gettext_lazy("When"),
    gettext_lazy("Who"),
    gettext_lazy("What"),
    gettext_lazy("Why not the same"),
    gettext_lazy("State before"),
    gettext_lazy("State after"),
    gettext_lazy("Evidence then, in bits"),
    gettext_lazy("Pair"),
]


def _form(request: HttpRequest) -> DecisionsForm:
    user = request.user
    county = user.working_in.county_id
    # Of whom this user sees a decision: a name by itself would tell of a restricted pair.
    seen = history.decisions(user, Asked()).order_by().values("decided_by").distinct()
    staff = User.objects.filter(pk__in=seen).order_by("name").values_list("pk", "name")
    return DecisionsForm(
        request.GET,
        staff=[(str(pk), name) for pk, name in staff],
        reasons=Reasons(county).everything(),
    )


def _asked(request: HttpRequest, form: DecisionsForm) -> Asked:
    form.is_valid()
    given = form.cleaned_data
    who = given.get("who")
    return Asked(
        who=uuid.UUID(who) if who else None,
        verb=given.get("verb", ""),
        reason=given.get("reason", ""),
        since=given.get("since"),
        until=given.get("until"),
        found=bool(request.GET.get(page.FIND)),
    )


class CappedPaginator(Paginator):
    """Pages of a long list, of which nobody turns more than the first thousand rows."""

    @property
    def count(self) -> int:  # type: ignore[override]
        return self.object_list[:1000].count()


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Who decided what and when."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    user = request.user
    form = _form(request)
    found = history.decisions(user, _asked(request, form))
    shown = CappedPaginator(found.select_related(*NEAR), PAGE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    seen = pages.Seen(user, [row.candidate for row in rows])
    words = Reasons(user.working_in.county_id)
    searched = bool(request.GET.get(page.FIND))
    context = {
        "form": form,
        "columns": COLUMNS,
        "page": shown,
        "rows": [
            {"line": history.decided(row, words), "entry": pages.entry(row.candidate, seen)}
            for row in rows
        ],
        "search": SearchForm(initial={"q": searching.typed_by(user)} if searched else {}),
        "searched": searched,
        "file_url": f"{reverse('matching:decisions_file')}?{request.GET.urlencode()}",
        "most": MOST_ROWS,
    }
    return render(request, "matching/desk/decisions.html", context)


NEAR = (
    "candidate__cws",
    "candidate__calworks",
    "decided_by",
    "stood_in_for",
    "rule_run",
)


@require_GET
@step_up
def decisions_file(request: HttpRequest) -> HttpResponse:
    """The same as a file: staff, verbs, reasons and opaque numbers, nobody else's name."""
    require_here(request.user, Permission.ASSIGN_PAIR)
    found = history.decisions(request.user, _asked(request, _form(request)))
    # One more than may leave, so that a longer list is refused and not cut.
    kept = found.filter(pk__in=list(found.values_list("pk", flat=True)[: MOST_ROWS + 1]))
    subjects = set(kept.values_list("candidate", flat=True))
    county = request.user.working_in.county_id
    header = [str(name) for name in FILE_COLUMNS]
    try:
        return csv_file("decisions", header, history.file_rows(kept, county), subjects=subjects)
    except TooManyRows:
        messages.warning(
            request,
            _("A file holds at most %(most)s decisions. Choose fewer days.") % {"most": MOST_ROWS},
        )
        return redirect(f"{reverse('matching:decisions')}?{request.GET.urlencode()}")


REASONS = [
    Column(gettext_lazy("Reason")),
    Column(gettext_lazy("In English")),
    Column(gettext_lazy("In Spanish")),
    Column(gettext_lazy("Since")),
    Column(gettext_lazy("Change"), hidden=True),
]


@require_http_methods(["GET", "POST"])
def reasons_page(request: HttpRequest) -> HttpResponse:
    """The reasons for "not the same" that this county offers, and a new one of its own."""
    user = request.user
    changes = may(user, Permission.SET_RULES)
    if request.method == "POST" or not changes:
        require_here(
            user, Permission.SET_RULES if request.method == "POST" else Permission.REVIEW_MATCH
        )
    form = ReasonWordsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            reasons.add(user, given["english"], given["spanish"])
            messages.success(request, _("The reason is offered from now on."))
            return reverse("matching:reasons")

        return once(request, form, act)
    context = {
        "form": form if changes else None,
        "rows": _reason_rows(user),
        "columns": REASONS,
        "changes": changes,
        "plain": HouseForm(),
    }
    return render(
        request, "matching/desk/reasons.html", context, status=422 if form.errors else 200
    )


def _reason_rows(user: Any) -> list[dict[str, Any]]:
    rows = list(DecisionReason.objects.visible_to(user).in_force_on(today()))
    off = {row.code: row for row in rows if row.off}
    ours = [
        {
            "code": reason.value,
            "label": reason.label,
            "off": reason.value in off,
            "since": off[reason.value].since if reason.value in off else None,
            "fixed": reason == ALWAYS,
        }
        for reason in OURS
    ]
    own = [
        {"code": row.code, "label": reasons.own_label(row), "row": row, "since": row.since}
        for row in rows
        if not row.off
    ]
    return ours + own


@require_POST
def switch_reason(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a reason no longer, or one of ours again."""
    require_here(request.user, Permission.SET_RULES)
    form = HouseForm(request.POST)
    if not form.is_valid():
        raise Http404

    def act() -> str:
        if "on" in request.POST:
            reasons.switch_on(request.user, code)
            messages.success(request, _("The reason is offered again."))
        else:
            reasons.switch_off(request.user, code)
            messages.success(request, _("The reason is not offered any more."))
        return reverse("matching:reasons")

    try:
        return once(request, form, act)
    except Stale as stale:
        messages.warning(request, str(stale))
        return redirect("matching:reasons")

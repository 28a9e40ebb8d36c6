"""What the page of today says by role: what will stand there, and settings that change."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counties.permissions import Permission, Role, may
from linkages.calendar import today
from linkages.parameters import ParameterValue, declared
from linkages.registries import Section
from linkages.templatetags.words import short_day

AHEAD, BEHIND = timedelta(days=60), timedelta(days=14)
SHOWN = 5
_WORKER = (
    gettext_lazy("Families known to both programs, as soon as one is found on your caseload."),
    gettext_lazy("Your tasks, in the order of their days; what you wait for from the other side."),
    gettext_lazy("Releases of information, 45 days before they end."),
    gettext_lazy("What an extract says against what you stated, when one does."),
)
# What will stand on the page for a role, and when.
TEACHING: dict[Role, tuple[Any, ...]] = {
    Role.WORKER: _WORKER,
    Role.SUPERVISOR: (
        gettext_lazy("Families that your unit has not answered, by worker, as soon as one waits."),
        gettext_lazy("Tasks of your unit that are overdue."),
        gettext_lazy("Each month, the look-ups of your unit to go through and sign."),
    ),
    Role.COORDINATOR: (
        gettext_lazy("Pairs to review, after each matching run."),
        gettext_lazy("Removal windows: children were removed and aid is to be decided."),
        gettext_lazy("Families without an answer, and families without a release."),
        gettext_lazy("Suggestions of workers, and events that the other side should know."),
    ),
    Role.LIAISON: (
        gettext_lazy("Families whose worker nobody knows here, and pairs to review."),
        gettext_lazy("Suggestions of workers, and events that the other side should know."),
    ),
    Role.RESTRICTED: (
        gettext_lazy("Restricted pairs after each matching run, and incidents that are open."),
    ),
    Role.ANALYST: (
        gettext_lazy("Extracts that wait for a decision or were held, as soon as one arrives."),
        gettext_lazy("The last accepted extract of each program, and how old it is."),
        gettext_lazy("Pairs to review, after each matching run."),
    ),
    Role.ADMIN: (
        gettext_lazy("Roles that a second person must approve, when somebody asks for one."),
        gettext_lazy("Settings that change within 60 days, and those that changed lately."),
        gettext_lazy("Rules that got in somebody’s way, when a worker says so."),
    ),
    Role.PRIVACY: (
        gettext_lazy("Alerts and incidents as they are opened; reviews that are overdue."),
    ),
    Role.COUNSEL: (
        gettext_lazy("Legal bases, 90 days before they end, and incidents that wait for you."),
    ),
    Role.COCHAIR: (
        gettext_lazy("Assessments to answer and to close; steps of the work plan that are due."),
        gettext_lazy("Settings of your county that change, with who changed them and why."),
        gettext_lazy("Figures about reach and results come with the measures. There are none yet."),
    ),
    Role.SPONSOR: (
        gettext_lazy("Your program’s commitment, when it is to be given or confirmed again."),
        gettext_lazy("Decisions and work plans that wait for your signature."),
        gettext_lazy("Settings of your county that change, with who changed them and why."),
        gettext_lazy("Figures about reach and results come with the measures. There are none yet."),
    ),
    Role.PARTNER: (
        gettext_lazy("An assessment to answer, as soon as the county asks you."),
    ),
    Role.OVERSIGHT: (
        gettext_lazy(
            "The 58 counties with their stage, once counties report figures. None has yet."
        ),
        gettext_lazy("Never people or families: only figures that no person can be read from."),
    ),
    Role.EDITOR: (
        gettext_lazy("Drafts of the library that wait for you, once there is a library."),
    ),
    Role.ASSISTANCE: (
        gettext_lazy("Requests of counties that wait for an answer, once counties can ask."),
    ),
}  # fmt: skip


def teaching(user: Any) -> tuple[Any, ...]:
    """Sentences for the role in which somebody works now."""
    working = user.working_in
    return TEACHING[Role(working.role)] if working is not None else ()


def settings_changing(user: Any) -> Iterator[Section]:
    """For the page of today of those who answer for settings and have no people to look after:
    what takes effect soon, and what changed lately."""
    busy = (Permission.VIEW_PERSON, Permission.VIEW_ALERTS)
    if not may(user, Permission.VIEW_PARAMETERS) or any(may(user, each) for each in busy):
        return
    day = today()
    rows = ParameterValue.objects.visible_to(user).filter(
        effective_from__gte=day - BEHIND, effective_from__lte=day + AHEAD
    )
    known = declared()
    lines = [
        {
            "label": known[row.name].label,
            "url": reverse("counties:parameter", args=[row.name]),
            "note": _when(row, day),
            "at": row.set_at,
        }
        for row in rows.order_by("-effective_from", "name")[:SHOWN]
        if row.name in known
    ]
    if lines:
        context = {
            "lines": lines,
            "url": reverse("counties:settings"),
            "link": gettext_lazy("All settings"),
        }
        yield Section(50, gettext_lazy("Settings that change"), "shell/_lines.html", context)


def _when(row: ParameterValue, day: Any) -> str:
    told = {"day": short_day(row.effective_from)}
    if row.effective_from > day:
        return _("from %(day)s") % told
    return _("since %(day)s") % told

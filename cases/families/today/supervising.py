"""For a supervisor: what of the unit's tasks is past its day, by worker."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.families.listing import UNIT
from cases.families.models import Task
from cases.sharing.chain import viewer_of
from cases.sharing.families import families_visible_to
from counties.models import Membership
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.programs import Program
from linkages.registries import Section
from linkages.templatetags.words import number, short_day

SHOWN = 8


def overdue_by_worker(user: Any) -> Iterator[Section]:
    """Workers of the unit with overdue tasks, most first. Counted are tasks that their own side
    set: what the other side wrote may be closed to a supervisor."""
    working = user.working_in
    if not may(user, Permission.SIGN_REVIEW) or working.unit_id is None:
        return
    sitting = Membership.objects.filter(county=working.county_id, unit=working.unit_id)
    sitting = sitting.in_force_on(today()).exclude(worker_id="").select_related("user")
    names = {row.worker_id: str(row.user) for row in sitting}
    late = (
        Task.objects.visible_to(user)
        .open()
        .filter(
            worker_id__in=names,
            doer=viewer_of(user).program,
            program__in=[viewer_of(user).program, Program.JOINT],
            due_on__lt=today(),
            family__in=families_visible_to(user).values("pk"),
        )
    )
    counted = late.order_by().values("worker_id").annotate(count=Count("pk"), since=Min("due_on"))
    url = f"{reverse('families:families')}?whose={UNIT}"
    lines = [
        {"label": names[row["worker_id"]], "url": url, "note": _late(row["count"], row["since"])}
        for row in counted.order_by("-count", "worker_id")[:SHOWN]
    ]
    if lines:
        context = {"lines": lines, "url": url, "link": gettext_lazy("Families of the unit")}
        title = gettext_lazy("Overdue tasks in your unit")
        yield Section(7, title, "shell/_lines.html", context)


def _late(count: int, since: date) -> str:
    told = {"count": number(count), "day": short_day(since)}
    words = ngettext("%(count)s task overdue", "%(count)s tasks overdue", count)
    return f"{words % told} · " + _("oldest due %(day)s") % told

"""Reports and files of a plan: PDFs that a job makes, workbook, table and calendar at once."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from counties.permissions import Permission, may, require_here
from linkages import audit, documents
from linkages.documents import Document
from linkages.exports import PURPOSE
from linkages.forms import HouseForm
from workplans.catalogue import choosing
from workplans.models import Meeting, PlanEdition, Status, Step, WorkPlan
from workplans.plans.carrying import address, plan_for
from workplans.plans.outline import outline
from workplans.plans.scope import plans_visible_to
from workplans.running import printing
from workplans.running.calendars import Entry, calendar_file
from workplans.running.meeting_views import ask_for, shown
from workplans.running.paper import of_outline
from workplans.running.sheets import Sheet, as_csv, as_workbook, sheets_of

ABOUT = {
    printing.PLAN: gettext_lazy(
        "Header, goal, topic areas, and a table for each, as it reads now."
    ),
    printing.QUARTERLY: gettext_lazy(
        "How every objective stands, what was done, what is late, what comes next."
    ),
    printing.ONE_PAGER: gettext_lazy("The same on one page, for those who sponsor the program."),
    printing.HANDOVER: gettext_lazy(
        "Who is who, what is agreed and what is open, for whoever takes over."
    ),
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def reports(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Everything that one can take out of a plan."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    editions = PlanEdition.objects.filter(plan=plan, approved_at__isnull=False).defer("content")
    mine = Document.objects.visible_to(request.user).filter(
        recipient=request.user, subject__in=[plan.pk, *(each.pk for each in editions)]
    )
    context = {
        "kinds": [
            {"kind": kind, "title": documents.kind_of(kind).title, "about": ABOUT[kind]}
            for kind in printing.OF_A_PLAN
        ],
        "in_force": editions.first(),
        "may_make": may(request.user, Permission.REQUEST_DOCUMENT),
        "press": HouseForm(auto_id=False),
        "rows": documents.titled(mine.defer("content")[:10]),
    }
    return shown(request, "reports", context, plan)(200)


@require_POST
def make_report(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Ask for one of the documents, of the plan as it reads now or of the edition in force."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    kind = request.POST.get("kind", "")
    back = address(plan, "reports")
    edition = PlanEdition.objects.filter(plan=plan, approved_at__isnull=False).first()
    wants_edition = request.POST.get("edition") == "in_force" and edition is not None
    subject = edition.pk if edition and wants_edition else plan.pk
    return ask_for(
        request, plan, kind if kind in printing.OF_A_PLAN else printing.PLAN, subject, back
    )


def _sheets(plan: WorkPlan) -> tuple[Sheet, ...]:
    language = translation.get_language() or "en"
    return sheets_of(of_outline(outline(plan)), choosing.current(), language)


def _file(content: bytes, kind: str, ending: str, subject: uuid.UUID) -> HttpResponse:
    """A file under a name that says nothing; on record as taken out."""
    file_id = uuid.uuid4()
    audit.note({file_id, subject}, purpose=PURPOSE)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="plan-{file_id.hex[:8]}.{ending}"'
    return response


@require_GET
def plan_workbook(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The plan as an Excel workbook in the template's layout."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    return _file(as_workbook(_sheets(plan)), WORKBOOK, "xlsx", plan.pk)


@require_GET
def plan_csv(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """The plan as one table."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    return _file(as_csv(_sheets(plan)), "text/csv", "csv", plan.pk)


@require_GET
def plan_calendar(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Open steps and meetings of a plan."""
    plan = plan_for(request, plan_id, Permission.VIEW_PLAN)
    steps = Step.objects.filter(objective__plan=plan)
    return _calendar(plan.name, [plan], steps, plan.pk)


@require_GET
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Open steps that one leads, and the meetings of plans in force."""
    require_here(request.user, Permission.VIEW_PLAN)
    plans = list(plans_visible_to(request.user).running())
    me = request.user.pk
    steps = Step.objects.filter(Q(lead=me) | Q(co_lead=me), objective__plan__in=plans)
    return _calendar(_("My steps"), plans, steps, me)


def _calendar(name: str, plans: list[WorkPlan], steps: Any, subject: uuid.UUID) -> HttpResponse:
    domain = settings.ADDRESS.partition("://")[2].partition(":")[0] or "linkages"
    entries = [*_steps(steps), *_meetings(plans)]
    content = calendar_file(name, entries, domain=domain, now=timezone.now())
    return _file(content, "text/calendar", "ics", subject)


def _steps(steps: Any) -> Iterator[Entry]:
    rows = steps.filter(due_on__isnull=False).exclude(status__in=[Status.DONE, Status.DROPPED])
    for each in rows.select_related("objective__plan").order_by("due_on", "pk"):
        plan = each.objective.plan
        yield Entry(
            key=str(each.pk),
            title=_("Due: %(step)s") % {"step": each.text},
            on=each.due_on,
            url=settings.ADDRESS + address(plan, "plan_step", each.pk),
            about=f"{each.objective.number} {each.objective.statement}",
            version=each.version,
        )


def _meetings(plans: list[WorkPlan]) -> Iterator[Entry]:
    rows = Meeting.objects.filter(plan__in=plans).exclude(state=Meeting.State.HELD)
    for each in rows.select_related("plan").order_by("on", "pk"):
        yield Entry(
            key=str(each.pk),
            title=each.title,
            on=each.on,
            starts_at=each.starts_at,
            minutes_long=each.minutes_long,
            place=each.place,
            url=settings.ADDRESS + address(each.plan, "meeting", each.pk),
            about=each.plan.name,
            is_off=each.state == Meeting.State.CANCELLED,
            version=each.version,
        )

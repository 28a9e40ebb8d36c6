"""The month of a unit's look-ups outside its caseload, which its supervisor signs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.people.models import ProgramRecord
from cases.sharing.accounting.account import Staff
from cases.sharing.models import LookUp, MonthlyReview
from counties.models import Membership, Unit
from counties.permissions import Permission, may
from linkages import audit, parameters
from linkages.calendar import today
from linkages.forms import Stale


class NotAllowed(Exception):
    """Why a month cannot be signed. str(error) is for the screen."""


def month_of(day: date) -> date:
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the month that follows."""
    return month_of(month + timedelta(days=31))


def begin(county: str, day: date) -> None:
    """A review of each unit for every month that is over, from the first look-up on. A month
    gets its rows once: a unit that is founded later owes nothing for it."""
    first = LookUp.objects.filter(county=county).order_by("at").values_list("at", flat=True).first()
    last = month_of(month_of(day) - timedelta(days=1))
    month = min(month_of(timezone.localdate(first)), last) if first else last
    units = list(Unit.objects.filter(county=county).values_list("pk", flat=True))
    known = set(MonthlyReview.objects.filter(county=county).values_list("month", flat=True))
    while month <= last:
        if month not in known:
            MonthlyReview.objects.bulk_create(
                [MonthlyReview(county_id=county, unit_id=unit, month=month) for unit in units],
                ignore_conflicts=True,
            )
        month = after(month)


def reviews_visible_to(user: Any) -> QuerySet[MonthlyReview]:
    """A supervisor's own unit's; all of the county for who answers for disclosures."""
    found = MonthlyReview.objects.visible_to(user)
    if not may(user, Permission.VIEW_REVIEWS):
        return found.none()
    if may(user, Permission.SIGN_REVIEW):
        return found.filter(unit=user.working_in.unit_id)
    return found


def due_on(review: MonthlyReview) -> date:
    """The last day on which a signature is in time."""
    month_after = after(review.month)
    days = parameters.value("sharing.review_due_days", county=review.county_id, on=month_after)
    return month_after + timedelta(days=days - 1)


def is_overdue(review: MonthlyReview) -> bool:
    return review.signed_at is None and due_on(review) < today()


def look_ups(review: MonthlyReview) -> QuerySet[LookUp]:
    """What members of the unit looked up in the month, by who did and when."""
    zone = timezone.get_default_timezone()
    since, until = (
        datetime.combine(day, time(), zone) for day in (review.month, after(review.month))
    )
    members = Membership.objects.filter(county=review.county_id, unit=review.unit_id)
    worked = members.filter(since__lt=after(review.month)).exclude(until__lt=review.month)
    rows = LookUp.objects.filter(county=review.county_id, user__in=worked.values("user"))
    return rows.filter(at__gte=since, at__lt=until).order_by("user", "at")


@dataclass(frozen=True, slots=True)
class Line:
    """One look-up in words. `token` is empty where nobody was found, or nobody may know whom."""

    at: datetime
    who: str
    role: str
    kind: str
    reason: str
    words: str
    token: str
    own: bool


def lines(user: Any, review: MonthlyReview) -> list[Line]:
    """The look-ups of a month as the reader may see them."""
    rows = list(look_ups(review))
    staff = Staff(user, {row.user for row in rows})
    tokens = _tokens(rows)
    return [
        Line(
            at=row.at,
            who=staff.name(row.user),
            role=_role(staff, row),
            kind=str(LookUp.Kind(row.kind).label),
            reason=str(LookUp.Reason(row.reason).label) if row.reason else "",
            words=row.words,
            token=tokens.get(row.person, "") if row.person else "",
            own=row.user == user.pk,
        )
        for row in sorted(rows, key=lambda row: (staff.name(row.user), row.at))
    ]


def _role(staff: Staff, row: LookUp) -> str:
    working = staff.at_work(row.user, timezone.localdate(row.at))
    return str(working.get_role_display()) if working else ""


def _tokens(rows: Sequence[LookUp]) -> dict[uuid.UUID, str]:
    """Tokens of people who are not restricted; the others have the dash of nobody found."""
    people = {row.person for row in rows if row.person}
    records = ProgramRecord.objects.filter(person__in=people)
    closed = records.closed().values("person")
    found = records.exclude(person__in=closed).values_list("person", "person__token")
    return dict(found)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one member of staff without a unit looked somebody up in a month, by kind."""

    month: date
    who: str
    role: str
    kind: str
    count: int


def without_a_unit(user: Any) -> list[Tally]:
    """Look-ups of this month and the last by staff who have no supervisor to sign for them, such
    as coordinators: for who answers for disclosures."""
    if not may(user, Permission.VIEW_REVIEWS) or may(user, Permission.SIGN_REVIEW):
        return []
    since = month_of(month_of(today()) - timedelta(days=1))
    units = Membership.objects.visible_to(user).exclude(unit=None).values("user")
    rows = LookUp.objects.visible_to(user).exclude(user__in=units)
    begins = datetime.combine(since, time(), timezone.get_default_timezone())
    counted = (
        rows.filter(at__gte=begins)
        .values("user", "kind", month=TruncMonth("at"))
        .annotate(count=Count("pk"))
    )
    listed = list(counted)
    staff = Staff(user, {row["user"] for row in listed})
    told = []
    for row in listed:
        month = timezone.localdate(row["month"])
        working = staff.at_work(row["user"], month)
        told.append(
            Tally(
                month,
                staff.name(row["user"]),
                str(working.get_role_display()) if working else "",
                str(LookUp.Kind(row["kind"]).label),
                row["count"],
            )
        )
    return sorted(told, key=lambda each: (-each.month.toordinal(), each.who, each.kind))


@transaction.atomic
def sign(user: Any, review_id: uuid.UUID, *, note: str, version: str) -> MonthlyReview:
    """The supervisor's signature under a month that is over, once."""
    review = reviews_visible_to(user).select_for_update(of=("self",)).get(pk=review_id)
    if today() < after(review.month):
        raise NotAllowed(
            _("This month is not over yet. It can be signed from the first of the next.")
        )
    if review.signed_at is not None:
        raise Stale(_("Somebody has signed this month already."))
    if version != version_of(review):
        raise Stale(_("There are look-ups that this page did not show. Read them and sign again."))
    review.signed_by, review.signed_at, review.note = user.pk, timezone.now(), note
    review.save(update_fields=["signed_by", "signed_at", "note"])
    audit.note({review.pk, review.unit_id})
    return review


def version_of(review: MonthlyReview) -> str:
    """What a signature is under: how many look-ups the page showed."""
    return f"{look_ups(review).count()}"

"""What the demonstration's staff looked up and opened, what was out of pattern, and who signed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.people.models import Person, ProgramRecord
from cases.sharing.accounting import alerts, reviews
from cases.sharing.models import Alert, LookUp
from cases.sharing.reading import Purpose, read
from counties.models import Membership, User
from counties.personas import COUNTIES
from linkages import audit, watches
from linkages.parameters import ParameterValue
from linkages.scope import rls

Kind = Alert.Kind
# Who uses the program rarely enough to be asked about.
SLEEPER = "liaison"
# (who, kind, about somebody, count, days ago, finding of the privacy officer)
ALERTS = (
    ("calworks.worker2", Kind.RELATIVE, "open", 1, 1, ""),
    ("coordinator", Kind.MANY, "", 74, 2, ""),
    ("cws.worker2", Kind.RESTRICTED, "closed", 2, 1, ""),
    ("analyst", Kind.EXPORT, "", 140, 3, ""),
    ("calworks.worker", Kind.DENIALS, "", 12, 6, "Asked her. An old bookmark, now removed."),
    ("liaison", Kind.TWO_PLACES, "", 2, 9, "Office and car on the way to a meeting. Confirmed."),
    ("cws.worker", Kind.RELATIVE, "open", 1, 12, "Same surname by chance. No tie between them."),
)
# (who, kind, reason, its words)
LOOK_UPS = (
    ("cws.worker", LookUp.Kind.INDEX, LookUp.Reason.NEW_REPORT, ""),
    ("cws.worker", LookUp.Kind.KNOWN, LookUp.Reason.PLANNING, ""),
    ("cws.worker2", LookUp.Kind.INDEX, LookUp.Reason.OTHER, "Asked by the court’s liaison."),
    ("cws.supervisor", LookUp.Kind.INDEX, LookUp.Reason.TRANSFER, ""),
    ("calworks.worker", LookUp.Kind.INDEX, LookUp.Reason.INTAKE, ""),
    ("calworks.worker2", LookUp.Kind.KNOWN, LookUp.Reason.INTAKE, ""),
)
READERS = ("cws.worker", "calworks.worker", "coordinator", "cws.supervisor")


def seed(today: date) -> None:
    """Accounts, alerts and reviews of both counties; safe to run again."""
    for county in COUNTIES:
        with rls(county=county), transaction.atomic():
            if LookUp.objects.filter(
                county=county, words__startswith="Asked by the court"
            ).exists():
                continue
            people = list(_linked().filter(county=county).order_by("token")[:6])
            _signed_in(county)
            _look_up(county, people, today)
            if county == "birch":
                _slower(county, today)
            reviews.begin(county, today)
        _sign(county)
        _alert(county, people)
        _open(county)
        # Finds whom nobody saw for long, and begins to look from here on.
        watches.look(county, "cases.sharing.accounting.watch.look")


def _linked() -> Any:
    closed = ProgramRecord.objects.closed().exclude(person=None).values("person")
    return Person.objects.filter(records__current__isnull=False).exclude(pk__in=closed).distinct()


def _who(handle: str, county: str) -> User:
    return User.objects.get(email=f"{handle}@{county}.example")


@contextmanager
def _at_work(handle: str, county: str, action: str) -> Iterator[User]:
    """The persona in their county, in a trail that is written like that of a request."""
    user = _who(handle, county)
    with (
        rls(county=county, user=user.pk),
        transaction.atomic(),
        audit.trail(county, user.pk, action, "192.0.2.10") as trail,
    ):
        user.working_in = Membership.objects.get(user=user, county=county)
        yield user
        trail.write()


def _signed_in(county: str) -> None:
    """Everybody lately, but one."""
    staff = User.objects.filter(memberships__county=county, last_login=None)
    sleeper = _who(SLEEPER, county)
    now = timezone.now()
    User.objects.filter(pk__in=staff.values("pk")).exclude(pk=sleeper.pk).update(
        last_login=now - timedelta(hours=20)
    )
    User.objects.filter(pk=sleeper.pk).update(last_login=now - timedelta(days=60))


def _look_up(county: str, people: list[Person], today: date) -> None:
    """The same questions in each of the last two months."""
    last = reviews.month_of(reviews.month_of(today) - timedelta(days=1))
    before = reviews.month_of(last - timedelta(days=1))
    rows = []
    for month in (before, last):
        for place, (handle, kind, reason, words) in enumerate(LOOK_UPS):
            day = datetime.combine(
                month + timedelta(days=3 * place + 2), time(10, 5 * place),
                timezone.get_default_timezone(),
            )  # fmt: skip
            found = people[place % len(people)].pk if people and place % 3 != 2 else None
            rows.append(
                LookUp(
                    county_id=county, user=_who(handle, county).pk, kind=kind, reason=reason,
                    words=words, person=found, at=day, event=uuid.uuid4(),
                )
            )  # fmt: skip
    rows += [
        LookUp(
            county_id=county, user=_who("coordinator", county).pk, kind=LookUp.Kind.OPENED,
            person=person.pk, event=uuid.uuid4(),
            at=datetime.combine(last, time(14, place), timezone.get_default_timezone()),
        )
        for place, person in enumerate(people)
    ]  # fmt: skip
    LookUp.objects.bulk_create(rows)


def _slower(county: str, today: date) -> None:
    """Birch gives its supervisors a month."""
    ParameterValue.objects.create(
        county_id=county, name="sharing.review_due_days", value=31, reason="Agreed with the units.",
        effective_from=today - timedelta(days=300), set_by=_who("admin", county).pk,
    )  # fmt: skip


def _sign(county: str) -> None:
    """One unit has signed the older month; what nobody signed of it is overdue."""
    with _at_work("cws.supervisor", county, "POST sharing:review") as supervisor:
        oldest = reviews.reviews_visible_to(supervisor).order_by("month").first()
        if oldest is not None and oldest.signed_at is None:
            note = "Asked about the court’s question. A transfer that never came."
            reviews.sign(supervisor, oldest.pk, note=note, version=reviews.version_of(oldest))


def _alert(county: str, people: list[Person]) -> None:
    with rls(county=county), transaction.atomic():
        closed = ProgramRecord.objects.closed().filter(county=county)
        sealed = closed.exclude(person=None).values_list("person", flat=True).first()
        about = {"open": people[0].pk if people else None, "closed": sealed, "": None}
        made = [
            Alert.objects.create(
                county_id=county, kind=kind, user=_who(handle, county).pk, person=about[whom],
                count=count, key=f"demo:{place}", first_at=_ago(days, 1), last_at=_ago(days),
            )
            for place, (handle, kind, whom, count, days, _finding) in enumerate(ALERTS)
        ]  # fmt: skip
    with _at_work("privacy", county, "POST sharing:settle") as officer:
        for alert, row in zip(made, ALERTS, strict=True):
            if row[-1]:
                alerts.settle(officer, alert.pk, row[-1])


def _ago(days: int, hours: int = 0) -> datetime:
    return timezone.now() - timedelta(days=days, hours=hours)


def _open(county: str) -> None:
    """A few people whom their workers opened, so that an account has something in it."""
    with rls(county=county), transaction.atomic():
        theirs = _linked().filter(records__assignments__worker_id="CW101")
        both = theirs.filter(records__assignments__worker_id="EW201")
        people = list(both.filter(county=county).order_by("token")[:3])
    for handle in READERS:
        for person in people:
            with _at_work(handle, county, "GET sharing:person") as user:
                read(user, Purpose.CASEWORK, [person])
    if people:
        _refuse(county, people[0])


def _refuse(county: str, person: Person) -> None:
    """Somebody of another caseload asked for them, and was refused."""
    user = _who("calworks.worker2", county)
    with (
        rls(county=county, user=user.pk),
        transaction.atomic(),
        audit.trail(county, user.pk, "GET sharing:person", "192.0.2.11") as trail,
    ):
        trail.note({person.pk})
        trail.write(audit.AuditEvent.Result.DENIED)

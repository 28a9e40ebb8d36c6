"""What two strangers' workers saw of each other's clients while a wrong link held."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from cases.people.models import Link
from cases.sharing.decision import Purpose
from cases.sharing.models import Alert, Disclosure

# Who reviewed the match saw both sides before there was a link, and rightly.
NOT_BECAUSE_OF_IT = (Purpose.MATCH_REVIEW, Purpose.ACCOUNT)


@dataclass(frozen=True, slots=True)
class Shown:
    """One showing that the link caused."""

    at: datetime
    who: str
    program: str
    owner: str
    categories: tuple[str, ...]
    channel: str


def seen_because_of(
    county: str, people: Collection[uuid.UUID], since: datetime, until: datetime
) -> list[Shown]:
    """Disclosures about these people between two instants, oldest first."""
    rows = list(shown_because_of(county, people, since, until).order_by("at"))
    users = get_user_model().objects.filter(pk__in={row.recipient for row in rows})
    names = dict(users.values_list("pk", "name"))
    return [
        Shown(
            row.at,
            names.get(row.recipient, ""),
            row.recipient_program,
            row.owner,
            tuple(row.categories),
            row.channel,
        )
        for row in rows
    ]


def tell(link: Link, people: Collection[uuid.UUID]) -> Alert | None:
    """After a cut: the privacy officer is told when anybody had seen anything. `people`: who the
    two records were while they were linked. In the transaction of the cut."""
    found = shown_because_of(link.county_id, people, link.linked_at, timezone.now())
    count = found.count()
    if not count or link.linked_by_id is None:
        return None
    alert, _made = Alert.objects.get_or_create(
        county_id=link.county_id,
        key=f"link:{link.pk}",
        defaults={
            "kind": Alert.Kind.WRONG_LINK,
            "user": link.linked_by_id,
            "person": found.order_by("at").values_list("person", flat=True)[0],
            "count": count,
            "first_at": link.linked_at,
            "last_at": timezone.now(),
        },
    )
    return alert


def shown_because_of(
    county: str, people: Collection[uuid.UUID], since: datetime, until: datetime
) -> QuerySet[Disclosure]:
    """The rows of the account that a link between two instants caused."""
    rows = Disclosure.objects.filter(county=county, person__in=list(people))
    return rows.filter(at__range=(since, until)).exclude(purpose__in=NOT_BECAUSE_OF_IT)

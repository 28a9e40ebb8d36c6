"""Writing, publishing and withdrawing services. What is published stays as it is until the next
edition takes its place."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.directory.parity import BILINGUAL, betrays_place, missing
from cases.families.models import Service, ServiceEdition
from linkages import audit
from linkages.forms import Stale

PURPOSE = "services"
State = ServiceEdition.State
FIELDS = (
    *(each for field in BILINGUAL for each in (field, f"{field}_es")),
    "phone",
    "web",
    "address",
    "paid_by",
    "topics",
    "languages",
    "offices",
    "valid_from",
    "valid_until",
)


class NotAllowed(Exception):
    """The edition cannot be published, or withdrawn. str(error) is for the screen."""


@transaction.atomic
def write(
    user: Any, code: str, given: Mapping[str, Any], *, version: int | None = None
) -> ServiceEdition:
    """The draft of the service with this code, made or changed; readers see nothing of it yet.

    `version`: that of the draft as the page showed it, 0 where it showed none; Stale where
    somebody wrote in the meantime. None: whatever is there.
    """
    county = user.working_in.county_id
    service, _made = Service.objects.get_or_create(county_id=county, code=code)
    Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    draft = service.editions.filter(state=State.DRAFT).first()
    if version is not None and version != (draft.version if draft else 0):
        raise Stale(_("Somebody changed this draft in the meantime. Look at it again."))
    if draft is None:
        number = service.editions.aggregate(last=Max("number"))["last"] or 0
        draft = ServiceEdition(
            county_id=county, service=service, number=number + 1, made_by=user, version=0
        )
    for field in FIELDS:
        if field in given:
            setattr(draft, field, given[field])
    draft.made_by, draft.made_at, draft.version = user, timezone.now(), draft.version + 1
    draft.save()
    audit.note({draft.pk}, purpose=PURPOSE)
    return draft


def values_of(edition: ServiceEdition) -> dict[str, Any]:
    """What an edition says, for the one that follows it."""
    return {field: getattr(edition, field) for field in FIELDS}


def faults(edition: ServiceEdition) -> dict[str, str]:
    """Field to why the edition cannot be published; empty where it can."""
    words = {field: str(getattr(edition, field)) for field in FIELDS[: 2 * len(BILINGUAL)]}
    wrong = missing(words)
    for field in ("name", "what"):
        if not words[field]:
            wrong[field] = _("Every service needs this.")
    if not (edition.phone or edition.web or edition.address or edition.reach):
        wrong["reach"] = _("Say how to reach it.")
    place = betrays_place(edition.topics, words | {"address": edition.address})
    if place:
        wrong[place] = _("Where somebody is safe from violence stands in no list: no address.")
    return wrong


@transaction.atomic
def publish(user: Any, edition: ServiceEdition, *, version: int) -> None:
    """Show a draft to everybody, in place of what was shown. Raises NotAllowed, Stale."""
    Service.objects.select_for_update(of=("self",)).get(pk=edition.service_id)
    draft = ServiceEdition.objects.get(pk=edition.pk)
    if draft.state != State.DRAFT or draft.version != version:
        raise Stale(_("Somebody changed this draft in the meantime. Look at it again."))
    if faults(draft):
        raise NotAllowed(_("This draft cannot be published yet: see what is marked."))
    # The constraint allows one published edition at a time.
    draft.service.editions.filter(state=State.PUBLISHED).update(state=State.REPLACED)
    draft.state, draft.published_by, draft.published_at = State.PUBLISHED, user, timezone.now()
    draft.version += 1
    draft.save(update_fields=["state", "published_by", "published_at", "version"])
    if draft.service.withdrawn_at is not None:
        draft.service.withdrawn_at, draft.service.withdrawn_by = None, None
        draft.service.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.note({draft.pk}, purpose=PURPOSE)


@transaction.atomic
def drop(edition: ServiceEdition, *, version: int) -> None:
    """Throw a draft away; what is published stays."""
    draft = ServiceEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if draft.state != State.DRAFT or draft.version != version:
        raise Stale(_("Somebody changed this draft in the meantime. Look at it again."))
    draft.state = State.DROPPED
    draft.save(update_fields=["state"])
    audit.note({draft.pk}, purpose=PURPOSE)


@transaction.atomic
def withdraw(user: Any, service: Service) -> None:
    """Take a service out of the directory. Publishing its next edition brings it back."""
    held = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if held.withdrawn_at is not None:
        raise Stale(_("It is withdrawn already."))
    held.withdrawn_at, held.withdrawn_by = timezone.now(), user
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.note({held.pk}, purpose=PURPOSE)

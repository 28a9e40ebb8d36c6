"""Writing instruments: a draft from an edition or from nothing, its parts, publishing it.

A published edition never changes; the database itself refuses. Whoever writes begins another.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.instruments import parts
from assessments.instruments.reading import Instrument, read, shaped
from assessments.instruments.shipped import SHIPPED
from assessments.models import InstrumentEdition
from counties.models import User
from linkages import audit
from linkages.audit import AuditEvent
from linkages.calendar import today
from linkages.carrying import NotAllowed
from linkages.forms import Stale
from linkages.templatetags.words import moment

Key = uuid.UUID
State = InstrumentEdition.State


@transaction.atomic
def begin(user: Any, like: Instrument) -> InstrumentEdition:
    """A draft under the next number. Raises NotAllowed where there is one already."""
    county = user.working_in.county_id
    mine = InstrumentEdition.objects.filter(county=county, code=like.code)
    if standing := mine.filter(state=State.DRAFT).select_related("created_by").first():
        raise NotAllowed(
            _("%(name)s began a draft of it already. Go on with that one.")
            % {"name": standing.created_by.name}
        )
    shipped = [instrument.number for instrument in SHIPPED.get(like.code, ())]
    number = max([0, *shipped, *mine.values_list("number", flat=True)]) + 1
    content = replace(like, number=number).written()
    try:
        with transaction.atomic():
            draft = InstrumentEdition.objects.create(
                county_id=county, code=like.code, number=number, content=content, created_by=user
            )
    except IntegrityError as error:
        raise NotAllowed(_("Somebody began a draft of it at this moment. Look again.")) from error
    audit.note({draft.pk}, purpose="instrument")
    return draft


@transaction.atomic
def write(
    user: Any,
    edition_id: Key,
    part: str,
    change: Callable[[Instrument], Instrument],
    *,
    seen: str,
) -> InstrumentEdition:
    """Change one part of a draft. Two people may write in different parts at once.

    `seen` is the part's token as the page showed it. Raises Stale when it has changed since, or
    is gone.
    """
    draft = _locked(user, edition_id)
    instrument = shaped(draft.content)
    try:
        now = parts.token(instrument, part)
    except parts.NoPart as gone:
        raise Stale(_who_was_first(draft)) from gone
    if now != seen:
        raise Stale(_who_was_first(draft))
    changed = change(instrument)
    if changed != instrument:
        draft.content = changed.written()
        draft.version += 1
        draft.save(update_fields=["content", "version"])
    audit.note({draft.pk}, purpose="instrument")
    return draft


@transaction.atomic
def publish(user: Any, edition_id: Key, note: str, *, version: int) -> InstrumentEdition:
    """From now on every county's new assessments use it. Raises Unreadable with all that lacks."""
    draft = _locked(user, edition_id)
    if draft.version != version:
        raise Stale(_who_was_first(draft))
    read(draft.content)
    draft.state, draft.note = State.PUBLISHED, note
    draft.published_by, draft.published_at = user, timezone.now()
    draft.version += 1
    draft.save()
    audit.note({draft.pk}, purpose="instrument")
    return draft


@transaction.atomic
def withdraw(user: Any, edition_id: Key, *, version: int) -> InstrumentEdition:
    """New assessments use the edition before it; those that began with it go on with it."""
    edition = InstrumentEdition.objects.visible_to(user).select_for_update().get(pk=edition_id)
    if edition.state != State.PUBLISHED or edition.version != version:
        raise NotAllowed(_("Only a published edition can be withdrawn."))
    edition.state = State.WITHDRAWN
    edition.version += 1
    edition.save(update_fields=["state", "version"])
    audit.note({edition.pk}, purpose="instrument")
    return edition


@transaction.atomic
def discard(user: Any, edition_id: Key, *, version: int) -> None:
    """Throw a draft away. What it said stays in its history."""
    draft = _locked(user, edition_id)
    if draft.version != version:
        raise Stale(_who_was_first(draft))
    audit.note({draft.pk}, purpose="instrument")
    draft.delete()


def _locked(user: Any, edition_id: Key) -> InstrumentEdition:
    found = InstrumentEdition.objects.visible_to(user).select_for_update().filter(pk=edition_id)
    draft = found.first()
    if draft is None or draft.state != State.DRAFT:
        raise NotAllowed(_("This edition is no draft any more."))
    return draft


def _who_was_first(draft: InstrumentEdition) -> str:
    """Who wrote in the draft last, and when, from the audit."""
    last = (
        AuditEvent.objects.filter(
            county=draft.county_id,
            purpose="instrument",
            subjects__contains=[draft.pk],
            result=AuditEvent.Result.ALLOWED,
        )
        .order_by("-at")
        .first()
    )
    who = None if last is None else _name(last.user_id)
    if last is None or who is None:
        return _("Somebody was here in the meantime. Look at what stands there now.")
    return _(
        "Somebody was here in the meantime: %(name)s wrote in this draft last, %(when)s. "
        "Look at what stands there now."
    ) % {"name": who, "when": moment(last.at, today())}


def _name(user_id: Key | None) -> str | None:
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first()

"""Writing the catalogue: a draft from the edition that holds, its parts, publishing it.

A published edition never changes; the database itself refuses. Whoever writes begins another.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from counties.models import User
from linkages import audit
from linkages.audit import AuditEvent
from linkages.bilingual import LANGUAGES, Words
from linkages.calendar import today
from linkages.carrying import NotAllowed
from linkages.forms import Stale
from linkages.templatetags.words import moment
from workplans.catalogue import choosing
from workplans.catalogue.reading import Catalogue, ObjectiveText, Topic, read, shaped
from workplans.catalogue.shipped import SHIPPED
from workplans.models import CatalogueEdition

Key = uuid.UUID
State = CatalogueEdition.State
PURPOSE = "catalogue"


@transaction.atomic
def begin(user: Any) -> CatalogueEdition:
    """A draft from what holds now, under the next number. NotAllowed where there is one."""
    county = user.working_in.county_id
    mine = CatalogueEdition.objects.filter(county=county, code=choosing.CODE)
    if standing := mine.filter(state=State.DRAFT).select_related("created_by").first():
        raise NotAllowed(
            _("%(name)s began a draft of it already. Go on with that one.")
            % {"name": standing.created_by}
        )
    number = max([SHIPPED.number, *mine.values_list("number", flat=True)]) + 1
    content = replace(choosing.current(), number=number).written()
    try:
        with transaction.atomic():
            draft = CatalogueEdition.objects.create(
                county_id=county,
                code=choosing.CODE,
                number=number,
                content=content,
                created_by_id=user.pk,
            )
    except IntegrityError as error:
        raise NotAllowed(_("Somebody began a draft of it at this moment. Look again.")) from error
    audit.note({draft.pk}, purpose=PURPOSE)
    return draft


@transaction.atomic
def write(
    user: Any, edition_id: Key, change: Callable[[Catalogue], Catalogue], *, version: int
) -> CatalogueEdition:
    """Change a draft that still is what the page showed. Raises Stale, NotAllowed."""
    draft = _locked(user, edition_id, version)
    draft.content = change(shaped(draft.content)).written()
    draft.version += 1
    draft.save(update_fields=["content", "version"])
    audit.note({draft.pk}, purpose=PURPOSE)
    return draft


@transaction.atomic
def publish(user: Any, edition_id: Key, note: str, *, version: int) -> CatalogueEdition:
    """From now on every county copies from it. Raises Unreadable with all that it lacks."""
    draft = _locked(user, edition_id, version)
    read(draft.content)
    draft.state, draft.note = State.PUBLISHED, note
    draft.published_by_id, draft.published_at = user.pk, timezone.now()
    draft.version += 1
    draft.save()
    audit.note({draft.pk}, purpose=PURPOSE)
    return draft


@transaction.atomic
def discard(user: Any, edition_id: Key, *, version: int) -> None:
    """Throw a draft away. What it said stays in its history."""
    draft = _locked(user, edition_id, version)
    audit.note({draft.pk}, purpose=PURPOSE)
    draft.delete()


def _locked(user: Any, edition_id: Key, version: int) -> CatalogueEdition:
    rows = CatalogueEdition.objects.visible_to(user).select_for_update(of=("self",))
    draft: CatalogueEdition | None = rows.filter(pk=edition_id, state=State.DRAFT).first()
    if draft is None:
        raise NotAllowed(_("This edition is no draft any more."))
    if draft.version != version:
        raise Stale(_who_was_first(draft))
    return draft


def _who_was_first(draft: CatalogueEdition) -> str:
    last = (
        AuditEvent.objects.filter(
            county=draft.county_id, purpose=PURPOSE, subjects__contains=[draft.pk]
        )
        .order_by("-at")
        .first()
    )
    name = User.objects.filter(pk=last.user_id).first() if last else None
    if last is None or name is None:
        return _("Somebody was here in the meantime. Look at what stands there now.")
    return _(
        "Somebody was here in the meantime: %(name)s wrote in this draft last, %(when)s. "
        "Look at what stands there now."
    ) % {"name": name, "when": moment(last.at, today())}


def nothing() -> Words:
    """A text that nobody has written yet."""
    return dict.fromkeys(LANGUAGES, "")


def with_topic(catalogue: Catalogue, old: str, topic: Topic) -> Catalogue:
    """The catalogue with a topic area written anew, under its new code where that changed too."""
    listed = tuple(topic if each.code == old else each for each in catalogue.topic_list)
    categories = tuple(
        replace(each, topics=tuple(topic.code if code == old else code for code in each.topics))
        for each in catalogue.categories
    )
    return replace(catalogue, topic_list=listed, categories=categories)


def with_new_topic(catalogue: Catalogue, category: str) -> tuple[Catalogue, str]:
    """One topic area more, in a category or, where there is none by this code, an extension."""
    held = next((each for each in catalogue.categories if each.code == category), None)
    lead = "T" if held else "X"
    place = 1
    while f"{lead}{place:02}" in catalogue.topics or f"{lead}{place}" in catalogue.topics:
        place += 1
    code = f"{lead}{place:02}" if held else f"{lead}{place}"
    topic = Topic(
        code=code,
        title=nothing(),
        about=nothing(),
        find_out=nothing(),
        objectives=(),
        extension=held is None,
        in_launch=False,
        rank=4,
        co_led=False,
    )
    categories = tuple(
        replace(each, topics=(*each.topics, code)) if each is held else each
        for each in catalogue.categories
    )
    listed = (*catalogue.topic_list, topic)
    return replace(catalogue, topic_list=listed, categories=categories), code


def without_topic(catalogue: Catalogue, code: str) -> Catalogue:
    """The catalogue without a topic area, in no category either."""
    categories = tuple(
        replace(each, topics=tuple(one for one in each.topics if one != code))
        for each in catalogue.categories
    )
    listed = tuple(each for each in catalogue.topic_list if each.code != code)
    return replace(catalogue, topic_list=listed, categories=categories)


def with_objective(catalogue: Catalogue, topic: str, old: str, text: ObjectiveText) -> Catalogue:
    """The catalogue with an objective written anew, or added where `old` is none of the topic's."""
    held = catalogue.topics[topic]
    if any(each.code == old for each in held.objectives):
        rows = tuple(text if each.code == old else each for each in held.objectives)
    else:
        rows = (*held.objectives, text)
    return with_topic(catalogue, topic, replace(held, objectives=rows))


def without_objective(catalogue: Catalogue, topic: str, code: str) -> Catalogue:
    """The catalogue without an objective."""
    held = catalogue.topics[topic]
    rows = tuple(each for each in held.objectives if each.code != code)
    return with_topic(catalogue, topic, replace(held, objectives=rows))

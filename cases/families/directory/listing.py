"""The directory as its readers see it: published services of today, filtered and in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from cases.families.directory.parity import BILINGUAL
from cases.families.models import PaidBy, ServiceEdition, Topic
from cases.families.models.written import Language
from counties.models import Office
from linkages.calendar import today


def offered(user: Any) -> QuerySet[ServiceEdition]:
    """What the county of this member of staff offers today."""
    found: QuerySet[ServiceEdition] = ServiceEdition.objects.visible_to(user).offered_on(today())
    return found


def filtered(user: Any, chosen: Mapping[str, str]) -> QuerySet[ServiceEdition]:
    """What fits the filter, by name. Words are looked for in both languages."""
    found = offered(user)
    for word in chosen["q"].split():
        fits = Q()
        for field in BILINGUAL:
            fits |= Q(**{f"{field}__icontains": word}) | Q(**{f"{field}_es__icontains": word})
        found = found.filter(fits)
    if chosen["topic"]:
        found = found.filter(topics__contains=[chosen["topic"]])
    if chosen["paid_by"]:
        either = [PaidBy.BOTH] if chosen["paid_by"] in (PaidBy.CALWORKS, PaidBy.CWS) else []
        found = found.filter(paid_by__in=[chosen["paid_by"], *either])
    if chosen["language"]:
        found = found.filter(languages__contains=[chosen["language"]])
    if chosen["office"]:
        found = found.filter(Q(offices=[]) | Q(offices__contains=[chosen["office"]]))
    return found.order_by("name", "pk")


def by_topic(
    user: Any, topics: Iterable[str], offices: Iterable[str] = ()
) -> list[tuple[str, list[ServiceEdition]]]:
    """(topic in words, its services), in the order of the list of topics. With offices: only
    services for their families."""
    wanted = list(topics)
    found = offered(user).filter(topics__overlap=wanted).order_by("name", "pk")
    near = list(offices)
    if near:
        found = found.filter(Q(offices=[]) | Q(offices__overlap=near))
    listed = list(found)
    groups = []
    for topic in Topic:
        fitting = [edition for edition in listed if topic.value in edition.topics]
        if topic.value in wanted and fitting:
            groups.append((str(topic.label), fitting))
    return groups


def words_of(editions: Iterable[ServiceEdition], language: str = "") -> list[dict[str, Any]]:
    """Each service in finished words, in the reader's language or the one given."""
    listed = list(editions)
    names: dict[str, str] = {}
    codes = {code for edition in listed for code in edition.offices}
    if codes:
        rows = Office.objects.filter(county=listed[0].county_id, code__in=codes)
        names = dict(rows.values_list("code", "name"))
    spoken = {code: str(label) for code, label in Language.choices}
    return [
        {
            "edition": edition,
            "name": edition.words("name", language),
            "what": edition.words("what", language),
            "who": edition.words("who", language),
            "reach": edition.words("reach", language),
            "paid_by": edition.get_paid_by_display(),
            "topics": [str(Topic(topic).label) for topic in edition.topics],
            "languages": [spoken.get(code, code) for code in edition.languages],
            "offices": [names.get(code, code) for code in edition.offices],
        }
        for edition in listed
    ]

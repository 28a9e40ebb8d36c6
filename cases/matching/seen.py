"""The identity of both sides of pairs, read through the one door to facts."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.matching.models import MatchCandidate
from cases.sharing.models import Category
from cases.sharing.reading import Purpose, RecordFacts, read
from linkages.templatetags.words import birth


def both_names(cws: str, calworks: str) -> str:
    """Two names as one when only their letter case differs: extracts write in capitals."""
    return cws if cws.casefold() == calworks.casefold() else f"{cws} · {calworks}"


class Seen:
    """The identity of both sides of pairs, as this reviewer may know it; one read for all."""

    def __init__(self, user: Any, pairs: Iterable[MatchCandidate]) -> None:
        listed = list(pairs)
        records = {r.pk: r for pair in listed for r in (pair.cws, pair.calworks)}
        # An address opposite a placed child would be the placement.
        sheltered = {pk for p in listed if p.placed for pk in (p.cws_id, p.calworks_id)}
        found = read(
            user,
            Purpose.MATCH_REVIEW,
            records.values(),
            categories=[Category.C1],
            sheltered=sheltered,
        )
        self._facts: dict[uuid.UUID, RecordFacts] = {
            record.record: record for person in found for record in person.records
        }

    def of(self, record: uuid.UUID) -> RecordFacts | None:
        """What may be seen of a record; None when it does not exist for this reviewer."""
        return self._facts.get(record)

    def name(self, record: uuid.UUID) -> str:
        """The name as its program states it."""
        found = self._facts.get(record)
        return (found.name if found else "") or _("Name not given")

    def born(self, record: uuid.UUID) -> str:
        found = self._facts.get(record)
        value = found.value("born", "") if found else ""
        return birth(value) if isinstance(value, date) else ""

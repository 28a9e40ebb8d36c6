"""Whose pair it is and until when it is put off, as a word beside its names."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cases.matching.desk import deputies
from cases.matching.models import MatchCandidate
from counties.models import User
from linkages.calendar import today
from linkages.templatetags.words import day, due


class Faces:
    """The colleagues behind some pairs, asked for once."""

    def __init__(self, user: Any, pairs: Iterable[MatchCandidate]) -> None:
        listed = list(pairs)
        self._me = user.pk
        self.absent: dict[uuid.UUID, str] = deputies.absent_for(user)
        wanted = {pk for p in listed for pk in (p.assigned_to_id, p.deferred_by_id)}
        wanted -= {None, user.pk}
        people = User.objects.filter(pk__in=wanted).values_list("pk", "name")
        self._names = dict(people) if wanted else {}

    def name(self, user: uuid.UUID | None) -> str:
        """A colleague by name; "you" for oneself."""
        if user is None:
            return ""
        return _("you") if user == self._me else self._names.get(user, "")

    def whose(self, pair: MatchCandidate) -> str:
        """Whose pair it is, seen from this reviewer; empty for nobody's."""
        given = pair.assigned_to_id
        if given is None:
            return ""
        if given == self._me:
            return _("yours")
        if given in self.absent:
            return _("for %(name)s") % {"name": self.absent[given]}
        return self.name(given)

    def put_off(self, pair: MatchCandidate) -> str:
        """That somebody put it off, until when, or that it is back."""
        if pair.deferred_until is None or not pair.is_open:
            return ""
        name = self.name(pair.deferred_by_id)
        if pair.deferred_until > today():
            return _("put off by %(name)s until %(day)s") % {
                "name": name,
                "day": due(pair.deferred_until, today()),
            }
        return _("back since %(day)s, put off by %(name)s") % {
            "name": name,
            "day": day(pair.deferred_until, today()),
        }

    def tags(self, pair: MatchCandidate) -> tuple[str, ...]:
        """Both, as far as there is anything to say."""
        return tuple(word for word in (self.put_off(pair), self.whose(pair)) if word)

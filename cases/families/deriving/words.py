"""Codes of reasons as sentences, made of facts that their reader may see."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cases.families.deriving import priority
from cases.families.deriving.model import NONE_STATED
from cases.families.deriving.ruling import rules_of
from cases.families.deriving.stated import Rules
from cases.families.models import Episode, Priority
from cases.sharing.reading import RecordFacts
from linkages.calendar import today
from linkages.templatetags.words import due, short_day

ACTIVE = (Priority.TREATMENT.value, Priority.WORK.value)


COMPONENTS = {
    "FR": ngettext_lazy(
        "%(count)s child in Family Reunification",
        "%(count)s children in Family Reunification",
        "count",
    ),
    "FM": ngettext_lazy(
        "%(count)s child in Family Maintenance",
        "%(count)s children in Family Maintenance",
        "count",
    ),
    "PP": ngettext_lazy(
        "%(count)s child in Permanent Placement",
        "%(count)s children in Permanent Placement",
        "count",
    ),
    "ER": ngettext_lazy(
        "%(count)s child in Emergency Response",
        "%(count)s children in Emergency Response",
        "count",
    ),
}


def rank_label(rank: str, *, activities: bool) -> str:
    """A rank in words. Who may not see activities is not told of which kind they are."""
    if rank in ACTIVE and not activities:
        return _("Active in Welfare-to-Work")
    return str(Priority(rank).label)


def no_model() -> str:
    return _("Not stated")


def of_model(why: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """How many children are in which service component."""
    for each in why:
        if each["code"] == NONE_STATED:
            yield _("CWS states no service component for any of the children.")
        else:
            yield str(COMPONENTS[each["code"]] % {"count": len(each["records"])})


def of_priority(
    episode: Episode,
    records: Mapping[uuid.UUID, RecordFacts],
    names: Mapping[uuid.UUID, str],
    *,
    activities: bool,
    rules: Rules | None = None,
) -> Iterator[str]:
    """A sentence for each person who gave reason, the decisive ones first."""
    rules = rules or rules_of(episode.county_id, today())
    for each in episode.priority_why:
        keys = [uuid.UUID(record) for record in each["records"]]
        if not keys and each["code"] == priority.OTHER:
            yield _("Nothing is stated that would rank the family higher.")
        for key in keys:
            said = _Said(names[key], records[key], rules, activities)
            if sentence := said.of(each["code"]):
                yield sentence


@dataclass(frozen=True, slots=True)
class _Said:
    """One person who gave reason, by what their reader may see of them."""

    name: str
    record: RecordFacts
    rules: Rules
    activities: bool

    def of(self, code: str) -> str:
        """The sentence for one reason; empty where it would tell of what is withheld."""
        if code == priority.REMOVAL:
            return self._removed(_date(self.record, "removal_on"))
        if code == priority.SANCTIONED:
            return self._sanctioned(_date(self.record, "wtw_status_begin"))
        if code == priority.NONCOMPLIANT:
            issued = _date(self.record, "na840_on")
            return noncompliance(self.name, issued, self.rules.notice_days, today())
        if code in ACTIVE:
            return self._active()
        if code == priority.HOMELESS and not self.activities:
            return ""
        return _plain(code) % {"name": self.name}

    def _removed(self, removed: date | None) -> str:
        if removed is None:
            return _("%(name)s was removed; the decision about aid is open.") % {"name": self.name}
        ends = priority.absence_ends(removed, self.rules.absence_month)
        told = {"name": self.name, "removed": short_day(removed), "ends": due(ends, today())}
        return (
            _("%(name)s was removed on %(removed)s. Decision about aid needed by %(ends)s.") % told
        )

    def _sanctioned(self, since: date | None) -> str:
        if since is None:
            return _("%(name)s is sanctioned.") % {"name": self.name}
        told = {"name": self.name, "day": short_day(since)}
        return _("%(name)s is sanctioned since %(day)s.") % told

    def _active(self) -> str:
        activity = str(self.record.value("activity"))
        told = {"name": self.name, "activity": activity}
        if not self.activities:
            return _("%(name)s is active in Welfare-to-Work.") % told
        if not activity:
            return _("%(name)s is active in Welfare-to-Work; no activity is stated.") % told
        return _("%(name)s takes part in: %(activity)s.") % told


def _plain(code: str) -> str:
    return {
        priority.OTHER: _("%(name)s is exempt from Welfare-to-Work."),
        priority.INFANT: _("%(name)s is under one year old: earlier among families of this rank."),
        priority.STABLE: _("%(name)s is exempt and nothing presses: later among others."),
        priority.HOMELESS: _(
            "%(name)s: homelessness is stated. Earlier among families of this rank."
        ),
    }[code]


def noncompliance(name: str, issued: date | None, days: int, on: date) -> str:
    """Where the days after NA 840 stand: "day 11 of 20, last day Dec 10, 2026"."""
    if issued is None:
        told = {"name": name}
        return _("%(name)s is in noncompliance; the day of notice NA 840 is not stated.") % told
    counted = priority.notice_days(issued, days, on)
    told = {
        "name": name,
        "day": str(max(counted.day, 0)),
        "days": str(counted.days),
        "last": short_day(counted.last),
    }
    if counted.running:
        return _("%(name)s is in noncompliance: day %(day)s of %(days)s, last day %(last)s.") % told
    return _("%(name)s is in noncompliance: the %(days)s days ended on %(last)s.") % told


def _date(record: RecordFacts, name: str) -> date | None:
    value = record.value(name)
    return value if isinstance(value, date) else None

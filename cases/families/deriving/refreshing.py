"""Keeps model, priority, populations and offices of open episodes in step with the facts."""

import json
import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection

from cases.families.deriving import model, populations, priority
from cases.families.deriving.gathering import Gathered, gather
from cases.families.deriving.ruling import rules_of
from cases.families.deriving.stated import Rules
from cases.families.models import Episode
from cases.people.models import Family
from counties.models import Membership, Unit
from linkages.calendar import today

FIELDS = ("model", "model_why", "priority", "priority_why", "populations", "offices", "place")
# Rows that are as they were stay untouched, and leave nothing in the history.
WRITE = """
update families_episode e set model = n.model, model_why = n.model_why, priority = n.priority,
  priority_why = n.priority_why, populations = n.populations, offices = n.offices, place = n.place
from jsonb_to_recordset(%(rows)s::jsonb) as n(
  id uuid, model text, model_why jsonb, priority text, priority_why jsonb, populations text[],
  offices text[], place integer)
where e.county_id = %(county)s and e.id = n.id and e.closed_on is null
"""
BATCH = 2_000


def refresh(county: str, families: Collection[uuid.UUID] | None = None) -> None:
    """Derive anew for the open episodes of these families, or of all, as of today.

    A constant number of questions for any number of families; writes what changed. Call it inside
    the county's scope and a transaction.
    """
    on = today()
    rules = rules_of(county, on)
    found = gather(county, families, on)
    offices = _Offices(county, on)
    before = Episode.objects.filter(county=county, pk__in=list(found)).values_list(
        "pk", "set_priority", *FIELDS
    )
    changed = []
    for pk, own, *held in before.iterator():
        derived = _derived(found[pk], rules, own, on) | {"offices": offices.of(found[pk])}
        if [derived[name] for name in FIELDS] != held:
            changed.append({"id": str(pk), **derived})
    _write(county, changed)


def place_of(county: str, episode: Episode) -> int:
    """Where an episode stands by the rank that counts, among all of its county today."""
    rules = rules_of(county, today())
    codes = {why["code"] for why in episode.priority_why}
    lift = sum(weight for code, weight in rules.lifts.items() if code in codes)
    return priority.place_of(episode.rank, lift, rules.order)


def _derived(family: Gathered, rules: Rules, own: str, on: date) -> dict[str, Any]:
    ranked = priority.of_family(family.people, rules, on)
    way, why = model.of_family(family.people)
    codes = populations.of_family(family.people, rules, on)
    if family.kind == Family.Kind.REPORT:
        way, why, codes = model.ER, (), (populations.Population.ER.value, *codes)
    return {
        "model": way,
        "model_why": [each.as_json() for each in why],
        "priority": ranked.rank,
        "priority_why": [each.as_json() for each in ranked.why],
        "populations": list(codes),
        "place": priority.place_of(own or ranked.rank, ranked.lift, rules.order),
    }


class _Offices:
    """From a worker or a unit, as extracts and assignments name them, to an office."""

    def __init__(self, county: str, on: date) -> None:
        units = Unit.objects.filter(county=county).values_list("code", "office__code")
        self._of_unit = dict(units)
        seated = Membership.objects.filter(county=county, unit__isnull=False).in_force_on(on)
        workers = seated.exclude(worker_id="").values_list("worker_id", "unit__office__code")
        self._of_worker = dict(workers)

    def of(self, family: Gathered) -> list[str]:
        """Offices whose workers have business with a family, in the order of their codes."""
        found = {
            self._of_unit.get(unit) or self._of_worker.get(worker)
            for worker, unit in family.workers
        }
        return sorted(code for code in found if code)


def _write(county: str, rows: list[dict[str, Any]]) -> None:
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.execute(WRITE, {"county": county, "rows": json.dumps(batch)})


def _batches(rows: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]

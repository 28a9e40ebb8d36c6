"""Drawing a sample: by chance, from a seed that is kept, never a restricted pair."""

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.matching.models import (
    CandidateQuerySet,
    MatchCandidate,
    MatchDecision,
    Sample,
    SampledPair,
    SampleWord,
)
from cases.matching.rules.choosing import chosen, open_to_the_rule
from cases.matching.rules.columns import Row, chunks
from cases.matching.rules.editions import lock, ruling_on
from cases.matching.second.groups import name_group
from cases.records.headers import headers
from linkages import audit
from linkages.calendar import today

State, Verb = MatchCandidate.State, MatchDecision.Verb
SAID = {State.LINKED: SampleWord.Verb.LINK, State.NOT_SAME: SampleWord.Verb.NOT_SAME}


class NothingToDraw(Exception):
    """No pair fits. str(error) is the sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw: how many pairs of which kind, in which band, how spread over name groups."""

    kind: str
    size: int
    strata: str = Sample.Strata.AS_THEY_COME
    band: str = ""
    threshold: int | None = None
    seed: int | None = None


@transaction.atomic
def draw(county: str, by: uuid.UUID, wish: Wish) -> Sample:
    """A sample of the county's pairs; the same seed over the same pairs gives the same sample."""
    lock(county)
    frame = dict(_frame(county, wish))
    if not frame:
        raise NothingToDraw(_("No pair of this kind is there to be drawn."))
    seed = secrets.randbits(62) if wish.seed is None else wish.seed
    even = wish.strata == Sample.Strata.EVEN
    groups = _groups(county, list(frame.values())) if even else {}
    ids = _chosen(sorted(frame), groups, wish.size, random.Random(seed))  # noqa: S311 not a secret
    groups = groups or _groups(county, [frame[pk] for pk in ids])
    numbers = Sample.objects.filter(county=county).aggregate(last=Max("number"))
    sample = Sample.objects.create(
        county_id=county,
        number=(numbers["last"] or 0) + 1,
        kind=wish.kind,
        strata=wish.strata,
        size=len(ids),
        band=wish.band,
        threshold=wish.threshold,
        seed=seed,
        frame=Counter(groups.values()) if even else {},
        drawn_by=by,
    )
    _keep(sample, [frame[pk] for pk in ids], groups)
    audit.note({sample.pk}, purpose="match_review")
    return sample


def _frame(county: str, wish: Wish) -> Iterator[tuple[uuid.UUID, Row]]:
    """Every pair that may be drawn."""
    if wish.kind == Sample.Kind.TO_LINK:
        rules = ruling_on(county, today()).rules
        for rows in chunks(open_to_the_rule(county, wish.threshold or 0)):
            left = set(chosen(county, rows, rules, today(), unseen=False))
            yield from ((row.pk, row) for row in rows if row.pk in left)
        return
    for rows in chunks(_decided(county, wish.band)):
        yield from ((row.pk, row) for row in rows)


def _decided(county: str, band: str) -> CandidateQuerySet:
    """Pairs that are linked or refused, by whomever, and still stand."""
    found = MatchCandidate.objects.filter(county=county, state__in=SAID, standing=True)
    found = found.unrestricted().filter(decisions__verb__in=[Verb.LINK, Verb.NOT_SAME]).distinct()
    return found.filter(band=band) if band else found


def _groups(county: str, rows: Sequence[Row]) -> dict[uuid.UUID, str]:
    """The name group of each pair."""
    found: dict[uuid.UUID, str] = {}
    for start in range(0, len(rows), 10_000):
        part = rows[start : start + 10_000]
        said = headers(county, {pk for row in part for pk in (row.cws, row.calworks)})
        for row in part:
            names = [said[pk].surname for pk in (row.cws, row.calworks) if pk in said]
            found[row.pk] = name_group(*names)
    return found


def _chosen(
    ids: list[uuid.UUID], groups: Mapping[uuid.UUID, str], size: int, chance: random.Random
) -> list[uuid.UUID]:
    """So many by chance, in random order; with groups, one of each in turn."""
    chance.shuffle(ids)
    if not groups:
        return ids[:size]
    by_group: dict[str, list[uuid.UUID]] = {}
    for pk in ids:
        by_group.setdefault(groups[pk], []).append(pk)
    taken: list[uuid.UUID] = []
    while len(taken) < size and any(by_group.values()):
        for group in sorted(by_group):
            if by_group[group] and len(taken) < size:
                taken.append(by_group[group].pop())
    chance.shuffle(taken)
    return taken


def _keep(sample: Sample, rows: Sequence[Row], groups: Mapping[uuid.UUID, str]) -> None:
    firsts = _first_words(sample, [row.pk for row in rows])
    pairs = [
        SampledPair(
            county_id=sample.county_id,
            sample=sample,
            candidate=row.pk,
            place=place,
            stratum=groups[row.pk],
        )
        for place, row in enumerate(rows, start=1)
    ]
    SampledPair.objects.bulk_create(pairs)
    SampleWord.objects.bulk_create(
        SampleWord(
            county_id=sample.county_id,
            pair=pair,
            place=1,
            by_id=firsts.get(pair.candidate),
            verb=SAID.get(State(row.state), SampleWord.Verb.LINK),
        )
        for pair, row in zip(pairs, rows, strict=True)
    )


def _first_words(sample: Sample, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID | None]:
    """Who decided each pair last; nobody where the county's rule did or would."""
    if sample.kind == Sample.Kind.TO_LINK:
        return {}
    rows = MatchDecision.objects.filter(candidate__in=ids).exclude(verb=Verb.CONFIRM)
    ordered = rows.order_by("decided_at").values_list("candidate", "decided_by", "rule_run")
    return {pair: None if run else by for pair, by, run in ordered}

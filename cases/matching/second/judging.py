"""The second and the third look: who may give one, what follows from it, and what a sample says.

Nobody looks at a pair that they had a hand in, and nobody twice. What was said before is not sent
to whoever looks. The third word stands: a link that it finds wrong is cut, a refused pair that it
finds right is linked.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.matching import deciding
from cases.matching.deciding import Choice
from cases.matching.models import MatchCandidate, MatchDecision, Sample, SampledPair, SampleWord
from cases.matching.queue import pairs_visible_to
from cases.matching.second.agreement import Judged, Share, by_group, kappa, overall, share_of
from linkages import audit
from linkages.forms import Stale

Verb, State = SampleWord.Verb, MatchCandidate.State
DECISION = MatchDecision.Verb


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says of a pair, and why."""

    verb: str
    reason: str = ""
    note: str = ""


def waiting(pairs: QuerySet[SampledPair]) -> QuerySet[SampledPair]:
    """Sampled pairs that wait for a second word, or for a third where the first two differ."""
    words = SampleWord.objects.filter(pair=OuterRef("pk"), county=OuterRef("county"))
    said = {place: words.filter(place=place).values("verb")[:1] for place in (1, 2)}
    pairs = pairs.annotate(first=Subquery(said[1]), second=Subquery(said[2]))
    unsettled = Q(second=None) | ~Q(second=F("first")) & ~Exists(words.filter(place=3))
    return pairs.filter(unsettled)


def waiting_for(user: Any) -> QuerySet[SampledPair]:
    """What this reviewer may look at: pairs that they see, had no hand in and have not judged."""
    seen = pairs_visible_to(user).filter(standing=True)
    mine = SampleWord.objects.filter(pair=OuterRef("pk"), by=user)
    decided = MatchDecision.objects.filter(candidate=OuterRef("candidate"), decided_by=user)
    pairs = waiting(SampledPair.objects.visible_to(user)).filter(candidate__in=seen.values("pk"))
    by_hand = decided.filter(rule_run=None)
    return pairs.filter(~Exists(mine), ~Exists(by_hand))


def next_for(user: Any) -> SampledPair | None:
    """One of them, another for each reviewer, so that two seldom meet at one pair."""
    ids = sorted(
        waiting_for(user).values_list("pk", flat=True),
        key=lambda pk: uuid.uuid5(user.pk, str(pk)).bytes,
    )
    return SampledPair.objects.get(pk=ids[0]) if ids else None


def candidate_of(user: Any, pair: SampledPair) -> MatchCandidate:
    """The candidate behind a sampled pair; MatchCandidate.DoesNotExist out of scope."""
    mine = pairs_visible_to(user).select_related("cws", "calworks")
    return mine.get(pk=pair.candidate)


@transaction.atomic
def say(user: Any, pair_id: uuid.UUID, word: Word) -> SampleWord:
    """Give one's word about a pair, and carry out what follows. Raises Stale when somebody was
    quicker, deciding.NotAllowed when what follows is forbidden."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"second look {pair_id}"])
    pair = waiting_for(user).filter(pk=pair_id).first()
    if pair is None:
        raise Stale(_("Somebody else has looked at this pair in the meantime."))
    place = 2 if pair.second is None else 3
    given = SampleWord.objects.create(
        county_id=pair.county_id, pair_id=pair.pk, place=place, by=user, verb=word.verb,
        note=word.note,
    )  # fmt: skip
    audit.note({pair.candidate}, purpose="match_review")
    candidate = candidate_of(user, pair)
    # Two words that agree decide what nobody has decided; only a third overrules somebody.
    if place == 3 or (word.verb == pair.first and candidate.is_open):
        _carry_out(user, candidate, word)
    return given


def _carry_out(user: Any, pair: MatchCandidate, word: Word) -> None:
    """Make the pair what the word that stands says it is."""
    if word.verb == Verb.LINK and pair.state != State.LINKED:
        deciding.decide(user, Choice(pair.pk, DECISION.LINK, pair.version))
    elif word.verb == Verb.NOT_SAME and pair.state == State.LINKED:
        deciding.cut(user, pair.pk, word.note or _("A second look found two people."))
    elif word.verb == Verb.NOT_SAME and pair.is_open:
        deciding.decide(
            user, Choice(pair.pk, DECISION.NOT_SAME, pair.version, word.reason, word.note)
        )


@dataclass(frozen=True, slots=True)
class Results:
    """How far a sample is, and once it is finished what it says. Without restricted pairs."""

    pairs: int
    waiting_second: int
    waiting_third: int
    unclear: int
    same: Share
    kappa: float | None
    wrong: Share
    wrong_links: Share
    groups: tuple[tuple[str, Share], ...]

    @property
    def is_finished(self) -> bool:
        return self.pairs > 0 and self.waiting_second + self.waiting_third == 0

    @property
    def done(self) -> int:
        return self.pairs - self.waiting_second - self.waiting_third


def results(sample: Sample) -> Results:
    """What is known of a sample. Pairs that left the extracts or were restricted since count no
    more."""
    open_to_all = MatchCandidate.objects.filter(county=sample.county_id, standing=True)
    pairs = SampledPair.objects.filter(
        sample=sample, candidate__in=open_to_all.unrestricted().values("pk")
    )
    said: dict[uuid.UUID, dict[int, str]] = {}
    groups = dict(pairs.values_list("pk", "stratum"))
    words = SampleWord.objects.filter(pair__in=list(groups)).order_by("place")
    for pair, place, verb in words.values_list("pair", "place", "verb"):
        said.setdefault(pair, {})[place] = verb
    twice = [word for word in said.values() if 2 in word]
    judged = [
        Judged(groups[pair], word[1], word[2], stands)
        for pair, word in said.items()
        if (stands := _stands(word)) not in ("", Verb.CANNOT_TELL)
    ]
    links = [each for each in judged if each.first == Verb.LINK]
    weights = sample.frame if sample.strata == Sample.Strata.EVEN else {}
    return Results(
        pairs=len(said),
        waiting_second=len(said) - len(twice),
        waiting_third=sum(word[1] != word[2] and 3 not in word for word in twice),
        unclear=sum(_stands(word) == Verb.CANNOT_TELL for word in twice),
        same=share_of(sum(word[1] == word[2] for word in twice), len(twice)),
        kappa=kappa([(word[1], word[2]) for word in twice]),
        wrong=overall(judged, weights),
        wrong_links=overall(links, weights),
        groups=tuple(by_group(judged)),
    )


def _stands(word: dict[int, str]) -> str:
    """What stands of a pair: what two agree on, else the third word; empty while it waits."""
    if 2 not in word:
        return ""
    return word[1] if word[1] == word[2] else word.get(3, "")


def finished_to_link(county: str, smallest: int) -> list[tuple[Sample, Results]]:
    """Samples of what the rule would link that are reviewed in full and large enough to rest a
    threshold on, latest first."""
    found = Sample.objects.filter(county=county, kind=Sample.Kind.TO_LINK, size__gte=smallest)
    told = [(sample, results(sample)) for sample in found[:10]]
    return [(sample, said) for sample, said in told if said.is_finished]

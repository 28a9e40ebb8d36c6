"""Two counties that practice differently: Alder's rule links what a reviewed sample allows, Birch
decides by hand, drafts a rule of its own, and waits for a third word on a pair."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import transaction

from cases.matching.engine import UNITS
from cases.matching.models import MatchRun, RuleEdition, Sample, SampledPair, SampleWord
from cases.matching.rules import automatic, editions, preview
from cases.matching.rules.choosing import open_to_the_rule
from cases.matching.rules.editions import Author, Publication
from cases.matching.rules.given import GIVEN
from cases.matching.rules.parameters import KEPT_BACK, LINK_BY_RULE, SAMPLE_SIZE
from cases.matching.rules.table import Condition, Kind, Rule, Verb
from cases.matching.second import drawing, judging
from cases.matching.second.drawing import Wish
from cases.matching.second.judging import Word
from counties.models import Membership, User
from linkages import audit, jobs
from linkages.calendar import today as now
from linkages.parameters import ParameterValue
from linkages.scope import rls

# A county of this size can review no more than a few pairs; the largest threshold of its own.
SAMPLE, LEFT = 20, 6
DECIDED = 12
LONG_AGO = timedelta(days=500)
SAYS, NOT_SAME = SampleWord.Verb.LINK, SampleWord.Verb.NOT_SAME
STRICTER = Rule(
    "far_and_no_number",
    Verb.ASK,
    (
        Condition(Kind.FIELD, "ssn", ("missing",)),
        Condition(Kind.FIELD, "cin", ("missing",)),
        Condition(Kind.FIELD, "address", ("different", "missing")),
    ),
    title="No number in common and another address: ask the eligibility worker.",
    source="Birch County’s handbook for matching",
    mark="P",
    dated=date(2026, 11, 20),
)


def seed(today: date) -> None:
    """Alder on, Birch off with a draft; safe to run again."""
    for county, practice in (("alder", _alder), ("birch", _birch)):
        with _at_work("coordinator", county) as user, transaction.atomic():
            known = RuleEdition.objects.filter(county=county).exists()
            known = known or Sample.objects.filter(county=county).exists()
        if not known:
            practice(user, min(today, now()))


@contextmanager
def _at_work(handle: str, county: str) -> Iterator[User]:
    """The persona in their county, as a request would have them."""
    user = User.objects.get(email=f"{handle}@{county}.example")
    with rls(county=county, user=user.pk), audit.trail(county, user.pk, "seed_demo"):
        with transaction.atomic():
            user.working_in = Membership.objects.get(user=user, county=county)
        yield user


def _alder(coordinator: User, today: date) -> None:
    for name, value in ((LINK_BY_RULE, True), (KEPT_BACK, 0.0), (SAMPLE_SIZE, 11)):
        _set("alder", coordinator, name, value, today)
    with rls(county="alder"), transaction.atomic():
        open_pairs = open_to_the_rule("alder", 0).order_by("-units", "pk")
        units = list(open_pairs.values_list("units", flat=True))
    if len(units) < 11 + LEFT:
        return
    threshold = units[min(len(units), SAMPLE + LEFT) - 1] // UNITS * UNITS
    wish = Wish(Sample.Kind.TO_LINK, SAMPLE, threshold=threshold, seed=4)
    with _at_work("coordinator", "alder") as user, transaction.atomic():
        size = max(11, min(SAMPLE, len([each for each in units if each >= threshold]) - LEFT))
        sample = drawing.draw(
            "alder", user.pk, Wish(wish.kind, size, threshold=threshold, seed=wish.seed)
        )
    _review(sample)
    with _at_work("coordinator", "alder") as user, transaction.atomic():
        draft = editions.start(_author(user))
        editions.set_threshold(_author(user), draft.pk, threshold, sample)
        draft.refresh_from_db()
        preview.work_out(draft)
        reason = "The sample showed no wrong link; the steering committee agreed."
        editions.publish(_author(user), draft.pk, Publication(now(), reason))
    _link_by_rule("alder")


def _review(sample: Sample) -> None:
    """The liaison looks at all of it and doubts one pair; the analyst's word settles that."""
    with _at_work("liaison", "alder") as liaison, transaction.atomic():
        pairs = list(sample.pairs.order_by("place").values_list("pk", flat=True))
        for place, pair in enumerate(pairs):
            verb = SampleWord.Verb.CANNOT_TELL if place == 0 else SAYS
            judging.say(liaison, pair, Word(verb))
    with _at_work("analyst", "alder") as analyst, transaction.atomic():
        judging.say(analyst, pairs[0], Word(SAYS))


def _link_by_rule(county: str) -> None:
    """What the rule does after the last run; the worker may be quicker."""
    with rls(county=county), transaction.atomic():
        run = MatchRun.objects.filter(county=county, published_at__isnull=False)
        ruled = automatic.begin(county, run.latest("published_at").pk)
        job = ruled.job if ruled else None
    if job is not None:
        jobs.run(county, job, beating=False)


def _birch(coordinator: User, today: date) -> None:
    del coordinator, today  # Birch has set nothing: the parameter is off
    with _at_work("coordinator", "birch") as user, transaction.atomic():
        draft = editions.start(_author(user))
        editions.change(_author(user), draft.pk, (*GIVEN, STRICTER))
        draft.refresh_from_db()
        preview.work_out(draft)
        wish = Wish(Sample.Kind.DECIDED, DECIDED, seed=4)
        try:
            sample = drawing.draw("birch", user.pk, wish)
        except drawing.NothingToDraw:
            return
    with _at_work("liaison", "birch") as liaison, transaction.atomic():
        for place, pair in enumerate(_waiting(liaison, sample)[:3]):
            said = pair.words.get(place=1).verb
            other = NOT_SAME if said == SAYS else SAYS
            word = Word(other if place == 0 else said, "namesake")
            judging.say(liaison, pair.pk, word)


def _waiting(user: User, sample: Sample) -> list[SampledPair]:
    return list(judging.waiting_for(user).filter(sample=sample).order_by("place"))


def _author(user: User) -> Author:
    county = user.working_in.county_id if user.working_in else ""
    return Author(county, user.pk, editions.version_of(editions.editions_of(county)))


def _set(county: str, user: User, name: str, value: object, today: date) -> None:
    with rls(county=county, user=user.pk), transaction.atomic():
        ParameterValue.objects.create(
            id=uuid.uuid4(),
            county_id=county,
            name=name,
            value=value,
            effective_from=today - LONG_AGO,
            reason="Decided by the steering committee.",
            set_by=user.pk,
        )

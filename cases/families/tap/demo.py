"""The demonstration's taps: Alder releases every week, Birch has begun with one small wave.

Some families of either stay identified, so that there is something to release.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cases.families import parameters as names
from cases.families.deriving import refresh, seen
from cases.families.deriving.setting import set_priority
from cases.families.models import EligibilityAnswer, Episode, Quota, Wave
from cases.families.models.populations import Population
from cases.families.tap import eligible, quotas, releasing
from cases.families.tap.waiting import Part, by_quota, first_of
from cases.families.viewing import open_family
from cases.matching.demo import at_work
from cases.people.models import FamilyMember
from cases.sharing.families import families_visible_to
from cases.sharing.models import Assignment
from counties.models import User
from linkages import calendar, jobs
from linkages.parameters import ParameterValue

ALDER, BIRCH = "alder", "birch"
# Birch works with Family Maintenance alone, and counts thirty days for the month of absence.
PRACTICE = {
    BIRCH: ((names.TARGET_POPULATIONS, "FM"), (names.ABSENCE_MONTH, "30_days")),
}
FM, SANCTIONED = Part(Population.FM), Part(Population.SANCTIONED)
EVERYBODY = Part()
# (part, how many, days ago, by hand). The last of each quota uses up its week.
WAVES = {
    ALDER: ((FM, 4, 14, True), (FM, 5, 7, False), (SANCTIONED, 2, 0, False), (FM, 4, 0, False)),
    BIRCH: ((EVERYBODY, 3, 5, True),),
}
QUOTAS = ((FM, 4), (SANCTIONED, 2))
ANSWERS = (
    (EligibilityAnswer.Answer.ASKED, 2),
    (EligibilityAnswer.Answer.APPLIED, 9),
    (EligibilityAnswer.Answer.NOT_INTERESTED, 5),
    (EligibilityAnswer.Answer.NOT_ELIGIBLE, 12),
)


FIRST = ("CW101", "EW201")
TRIED = 12


def seed(today: date) -> None:
    """Open both taps as far as each county has; safe to run again."""
    today = min(today, calendar.today())
    for county in (ALDER, BIRCH):
        with at_work(f"coordinator@{county}.example", county), transaction.atomic():
            if Wave.objects.filter(county=county).exists():
                continue
            _practice(county, today)
            if county == ALDER:
                _quotas(today)
            waiting = _waves(county, today)
        for job in waiting:
            jobs.run(county, job, beating=False)
    _override()
    _answers(today)


def _practice(county: str, today: date) -> None:
    admin = User.objects.get(email=f"admin@{county}.example")
    for name, value in PRACTICE.get(county, ()):
        ParameterValue.objects.create(
            county_id=county,
            name=name,
            value=value,
            effective_from=today - timedelta(days=200),
            reason="Agreed by both programs’ managers.",
            set_by=admin.pk,
        )
    refresh(county)


def _quotas(today: date) -> None:
    by = User.objects.get(email=f"coordinator@{ALDER}.example")
    for part, weekly in QUOTAS:
        Quota.objects.create(
            county_id=ALDER,
            population=part.population,
            office=part.office,
            weekly=weekly,
            since=today - timedelta(days=16),
            reason="As many as both programs’ units can take up in a week.",
            set_by=by,
            set_at=_at(today - timedelta(days=16)),
        )


def _waves(county: str, today: date) -> list[uuid.UUID]:
    """Draw the waves; the jobs that tell them."""
    by = User.objects.get(email=f"coordinator@{county}.example")
    found = []
    for part, number, ago, by_hand in WAVES[county]:
        episodes = first_of(by_quota(county, part), number)
        if not episodes:
            continue
        day = today - timedelta(days=ago)
        wave = Wave.objects.create(
            county_id=county,
            population=part.population,
            office=part.office,
            released_at=_at(day),
            released_by=by if by_hand else None,
            week=quotas.monday_of(day),
            families=len(episodes),
        )
        Episode.objects.filter(pk__in=[each.pk for each in episodes]).update(wave=wave)
        job = jobs.enqueue(releasing.KIND, county=county, subject=wave.pk, key=f"wave:{wave.pk}")
        found.append(job.pk)
    return found


def _override() -> None:
    """A supervisor of Alder brings a family forward, with whom the first workers alone work."""
    with at_work(f"cws.supervisor@{ALDER}.example", ALDER) as user, transaction.atomic():
        if Episode.objects.filter(county=ALDER).exclude(set_priority="").exists():
            return
        rows = Episode.objects.open().filter(family__in=families_visible_to(user))
        places = FamilyMember.objects.filter(county=ALDER).now()
        for worker in FIRST:
            held = places.filter(record__assignments__worker_id=worker)
            rows = rows.filter(family__in=held.values("family"))
        others = Assignment.objects.filter(county=ALDER, until=None).exclude(worker_id__in=FIRST)
        held = places.filter(record__in=others.values("record"))
        rows = rows.exclude(family__in=held.values("family")).order_by("-place", "pk")
        for episode in rows[:TRIED]:
            if seen.may_set(open_family(user, episode.family_id)):
                reason = "The court wants to see both plans at the next hearing."
                set_priority(user, episode.pk, "1", reason, version=episode.version)
                return


def _answers(today: date) -> None:
    """What came of asking some families of the first CWS workers."""
    for county in (ALDER, BIRCH):
        with at_work(f"cws.worker@{county}.example", county) as user, transaction.atomic():
            if EligibilityAnswer.objects.filter(county=county).exists():
                continue
            for family, (answer, ago) in zip(eligible.families_for(user), ANSWERS, strict=False):
                eligible.record(user, family, answer, today - timedelta(days=ago))


def _at(day: date) -> datetime:
    return min(timezone.make_aware(datetime.combine(day, time(9))), timezone.now())

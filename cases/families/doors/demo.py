"""The demonstration's agreements, marks, obstacles, suggestions and events, in every state.

Alder asks twice after a refusal and never narrows; Birch asks once, and a refusal narrows.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Q

from cases.families.agreement import acts as agreement
from cases.families.agreement.parameters import NARROWS, REASK_MOST
from cases.families.agreement.standing import GROWN
from cases.families.doors import events, suggesting
from cases.families.doors.scope import mutual_family_of, own_records, suggestions_to_settle
from cases.families.models import (
    AgreementStep,
    Episode,
    Obstacle,
    Outcome,
    SourceFlag,
    SourceFlagKind,
)
from cases.families.obstacles import acts as obstacles
from cases.families.source_flags import acts as flags
from cases.families.telling import answering, scope
from cases.families.telling.acts import tell
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.families import families_visible_to
from cases.sharing.models import Assignment
from cases.sharing.restricting.demo import at_work
from counties.personas import COUNTIES
from linkages import calendar
from linkages.parameters import ParameterValue

PRACTICE = {"birch": ((REASK_MOST, 1), (NARROWS, True))}
WORKERS = ("cws.worker", "calworks.worker")
ANSWERING = (*WORKERS, "cws.supervisor", "calworks.supervisor", "liaison")
# One story a family: (act, how, language, interpreter, words of the note).
STORIES: tuple[tuple[tuple[str, str, str, str, str], ...], ...] = (
    (("asked", "person", "en", "none", ""), ("agreed", "phone", "en", "none", "")),
    (("asked", "person", "es", "on_site", ""),
     ("declined", "person", "es", "on_site", "One worker at a time is enough for her now.")),
    (("agreed", "person", "en", "none", ""),
     ("withdrawn", "letter", "en", "none", "")),
    (("asked", "phone", "es", "staff", "Wants to talk with her sister first."),),
    (("declined", "letter", "vi", "line", ""), ("asked", "phone", "vi", "line", "")),
)  # fmt: skip
LAST = (Episode.State.NOTIFIED,)
TAKEN = (Episode.State.IDENTIFIED, Episode.State.ACCEPTED)
BIRCH_MARK = (
    "calworks",
    "Set the case flag “Linkages” in CalSAWS",
    "Ponga la marca de caso “Linkages” en CalSAWS",
)


def seed_practice(today: date) -> None:
    """What Birch does otherwise; safe to run again."""
    for county, values in PRACTICE.items():
        with at_work("admin", county) as admin:
            if ParameterValue.objects.filter(county=county, name=REASK_MOST).exists():
                continue
            for name, value in values:
                ParameterValue.objects.create(
                    county_id=county,
                    name=name,
                    value=value,
                    effective_from=today - timedelta(days=200),
                    reason="Counsel and both managers agreed.",
                    set_by=admin.pk,
                )


def seed(today: date) -> None:
    """In both counties; safe to run again."""
    today = min(today, calendar.today())
    seed_practice(today)
    for county in COUNTIES:
        with at_work("coordinator", county):
            if SourceFlagKind.objects.filter(county=county).exists():
                continue
        _lists(county)
        taken = _take_on(county)
        for place, handle in enumerate(WORKERS):
            with at_work(handle, county) as worker:
                _stories(worker, taken, today, place)
                _marks(worker, taken, today)
                _suggest(worker)
                _happen(worker, today, place)
        _rules(county)
        _settle(county)


def _lists(county: str) -> None:
    with at_work("admin", county) as admin:
        flags.begin_usual(admin)
        if county == "birch":
            program, name, name_es = BIRCH_MARK
            given = {"program": program, "name": name, "name_es": name_es}
            before = {"name": f"{name} (old)", "name_es": f"{name_es} (antes)"}
            flags.end_kind(flags.add_kind(admin, given | before))
            flags.add_kind(admin, given)


def _take_on(county: str) -> list[Episode]:
    """Families of both first workers that both sides accept, besides those of other parts."""
    with at_work("coordinator", county):
        places = FamilyMember.objects.now()
        rows = Episode.objects.open().filter(
            county=county, state__in=(*TAKEN, *LAST), family__kind=Family.Kind.MUTUAL
        )
        for worker in ("CW101", "EW201"):
            held = Assignment.objects.filter(worker_id=worker, until=None).values("record")
            rows = rows.filter(family__in=places.filter(record__in=held).values("family"))
        lowest = Min("family__members__record__native_id")
        rows = rows.annotate(lowest=lowest, last=Q(state__in=LAST)).order_by("last", "lowest")
        taken = list(rows[: len(STORIES) + 2])
        tell(taken, by=None)
    for handle in ANSWERING:
        with at_work(handle, county) as colleague:
            waiting = scope.to_answer(colleague).filter(episode__in=taken, state="waiting")
            for acceptance in waiting.values_list("pk", flat=True):
                answering.accept(colleague, acceptance)
    return taken


def _stories(worker: Any, taken: Sequence[Episode], today: date, place: int) -> None:
    """What adults of these families said: each worker writes down every second story. Of the
    last two families nobody has asked, so that somebody has it to do."""
    for number, (episode, story) in enumerate(zip(taken, STORIES, strict=False)):
        told = AgreementStep.objects.filter(episode=episode).exists()
        adult = _adult(worker, episode)
        turn = number % len(WORKERS) == place or place == len(WORKERS) - 1
        if turn and adult is not None and not told:
            _tell(worker, episode, adult, story, today)


def _adult(worker: Any, episode: Episode) -> ProgramRecord | None:
    places = FamilyMember.objects.filter(family=episode.family_id, part__in=GROWN).now()
    children = FamilyMember.objects.filter(family=episode.family_id, part="child").now()
    records = own_records(worker).filter(pk__in=places.values("record"))
    records = records.exclude(pk__in=children.values("record"))
    return records.order_by(F("person").asc(nulls_last=True), "native_id").first()


def _tell(
    worker: Any, episode: Episode, adult: ProgramRecord, story: Sequence[Any], today: date
) -> None:
    for back, (act, how, language, interpreter, note) in zip((9, 2), story, strict=False):
        on = max(episode.identified_on, today - timedelta(days=back))
        agreement.record(
            worker,
            episode,
            adult,
            agreement.Said(
                act, on, how, language, interpreter, note, "C1", worker.working_in.program
            ),
        )


def _marks(worker: Any, taken: Sequence[Episode], today: date) -> None:
    """Every second mark of the worker's own program is set, one ended again; where joint work is
    ending, one stands that is to be ended."""
    program = worker.working_in.program
    yesterday = today - timedelta(days=1)
    episodes = list(Episode.objects.filter(pk__in=[each.pk for each in taken]).order_by("pk"))
    for place, episode in enumerate(episodes):
        for mark in flags.marks_of([episode], [program])[episode.pk]:
            if place % 2 == 0 and mark.state == "to_set":
                flag = flags.set_done(worker, episode, mark.kind, yesterday)
                if place == 4:
                    flags.set_ended(worker, flag, today)
    kind = SourceFlagKind.objects.filter(program=program, until=None).first()
    mine = families_visible_to(worker).values("pk")
    for episode in Episode.objects.filter(state="closing", family__in=mine).order_by("pk")[:1]:
        SourceFlag.objects.get_or_create(
            county_id=episode.county_id,
            episode=episode,
            kind=kind,
            defaults={"done_on": today - timedelta(days=60), "done_by": worker},
        )


def _suggest(worker: Any) -> None:
    """By a record of one's own that nobody has linked, and in one's own words."""
    alone = own_records(worker).filter(person=None).order_by("native_id")
    for record in alone[:2]:
        suggesting.suggest(worker, "She says that she has a worker there too.", record)
    words = "The family at the motel: she showed me a letter of the other program."
    suggesting.suggest(worker, words)


def _happen(worker: Any, today: date, place: int) -> None:
    """Events in mutual families, and one in a case without any."""
    kinds = (("return", "birth"), ("homeless", "birth"))[place]
    families = families_visible_to(worker).filter(kind=Family.Kind.MUTUAL).order_by("token")
    places = FamilyMember.objects.filter(family__in=families.values("pk")).now()
    parts = {"return": "child", "birth": "parent", "homeless": "parent"}
    for back, kind in enumerate(kinds, start=3):
        members = places.filter(part=parts[kind]).values("record")
        record = own_records(worker).filter(pk__in=members).order_by("native_id").first()
        if record is not None:
            events.enter(worker, record, kind, today - timedelta(days=back))
    for record in own_records(worker).filter(person=None).order_by("-native_id")[:20]:
        if mutual_family_of(worker, record) is None:
            events.enter(worker, record, "birth", today - timedelta(days=1))
            return


def _rules(county: str) -> None:
    said = (
        ("cws.worker", "category:C8", "withheld", "A yes or no would be enough."),
        ("calworks.worker", "category:C8", "withheld", ""),
        ("calworks.worker", "families.acceptance", "acceptance", "Two days are short."),
        ("cws.worker", "families.reask_most", "agreement", ""),
    )
    for handle, rule, page, words in said:
        with at_work(handle, county) as worker:
            made = obstacles.say(worker, rule, page)
            if words:
                obstacles.add_words(made, words)
    if county == "alder":
        with at_work("coordinator", county) as coordinator, transaction.atomic():
            seen = list(Obstacle.objects.filter(county=county, rule="families.acceptance"))
            words = "From January on the clock stops on court days."
            obstacles.answer(coordinator, "families.acceptance", words, [each.pk for each in seen])


def _settle(county: str) -> None:
    """Alder settles more than Birch."""
    outcomes = (Outcome.NOT_FOUND, Outcome.NEEDS) if county == "alder" else (Outcome.NOT_FOUND,)
    with at_work("coordinator", county) as coordinator:
        waiting = suggestions_to_settle(coordinator).filter(settled_at=None).order_by("pk")
        for found, outcome in zip(list(waiting[:2]), outcomes, strict=False):
            note = "Looked under both surnames."
            suggesting.settle(coordinator, found.pk, outcome, note, version=found.version)
    _already(county, ProgramRecord.objects.filter(county=county, person__isnull=False))


def _already(county: str, linked: Any) -> None:
    """One about somebody whom the review had linked already."""
    with at_work("cws.worker", county) as worker:
        own = own_records(worker).filter(pk__in=linked.values("pk")).order_by("native_id")
        record = own.first()
        if record is None:
            return
        made = suggesting.suggest(worker, "I know her CalWORKs worker.", record)
    with at_work("coordinator", county) as coordinator:
        if suggestions_to_settle(coordinator).filter(pk=made.pk).exists():
            suggesting.settle(coordinator, made.pk, Outcome.ALREADY, "", version=made.version)

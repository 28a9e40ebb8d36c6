"""Assessments of the demonstration: Alder's come back after a lull, Birch is about to launch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from assessments.instruments.choosing import current
from assessments.instruments.reading import Instrument
from assessments.models import (
    Respondent,
    Round,
    RoundSignature,
    Side,
)
from assessments.results import snapshot
from assessments.rounds.demo_answers import agree, answers
from assessments.rounds.demo_figures import (
    IN_BIRCH,
    LAST_YEAR,
    READY_THEN,
    THIS_YEAR,
)
from assessments.rounds.instrument import instrument_of
from assessments.rounds.spread import forget
from counties.models import Office, User
from linkages.programs import Program
from linkages.scope import rls

State = Round.State
# Handle -> side. Whoever leads is asked too: they work with the rest.
CWS_SIDE = ("cws.worker", "cws.worker2", "cws.supervisor", "cochair.cws")
CALWORKS_SIDE = (
    "calworks.worker",
    "calworks.worker2",
    "calworks.supervisor",
    "cochair.calworks",
)
PARTNERS = ("liaison", "partner", "coordinator")
EVERYBODY = {
    **dict.fromkeys(CWS_SIDE, Side.CWS),
    **dict.fromkeys(CALWORKS_SIDE, Side.CALWORKS),
    **dict.fromkeys(PARTNERS, Side.SHARED),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One round of the demonstration, `days` before today."""

    name: str
    instrument: str
    days: int
    agreed: Mapping[str, str]
    site: str = ""
    breaks_link: bool = False


def seed(today: date) -> None:
    """A round in every state; safe to run again."""
    for county in ("alder", "birch"):
        with rls(county=county), transaction.atomic():
            if Round.objects.filter(county=county).exists():
                continue
            staff = _staff(county)
        if county == "alder":
            _closed(county, staff, today, Told("Are we ready?", "readiness", 760, READY_THEN))
            forgets = Told("Picking it up again", "renovation", 400, LAST_YEAR, breaks_link=True)
            _closed(county, staff, today, forgets)
            _closed(county, staff, today, Told("One year on", "renovation", 40, THIS_YEAR))
            continue
        _answering(county, staff, today)
        _agreeing(county, staff, today)
        _preparing_and_called_off(county, staff, today)


def _staff(county: str) -> dict[str, User]:
    handles = [*EVERYBODY, "sponsor.cws"]
    emails = [f"{handle}@{county}.example" for handle in handles]
    return {each.email.split("@")[0]: each for each in User.objects.filter(email__in=emails)}


def _begin(county: str, staff: Mapping[str, User], today: date, told: Told) -> Round:
    instrument = current(told.instrument)
    began = _at(today - timedelta(days=told.days))
    site = Office.objects.get(county=county, name=told.site) if told.site else None
    due = today - timedelta(days=told.days - 14)
    return Round.objects.create(
        county_id=county,
        name=told.name,
        instrument_code=instrument.code,
        instrument_number=instrument.number,
        content=instrument.written(),
        site=site,
        state=State.ANSWERING,
        answers_due=due,
        meeting_on=due + timedelta(days=7),
        breaks_link=told.breaks_link,
        began_by=staff["coordinator"],
        began_at=began,
    )


def _asked(asked: Round, staff: Mapping[str, User], sides: Mapping[str, Side]) -> list[Respondent]:
    return Respondent.objects.bulk_create(
        Respondent(
            county_id=asked.county_id,
            round=asked,
            user=staff[handle],
            side=side,
            invited_by=asked.began_by,
            invited_at=asked.began_at,
            reminded_at=asked.began_at,
        )
        for handle, side in sides.items()
        if handle in staff
    )


def _all_handed_in(
    asked: Round, instrument: Instrument, people: list[Respondent], figures: Mapping[str, str]
) -> None:
    for place, row in enumerate(people):
        answers(asked, instrument, row, place, figures)
    day = asked.began_at + timedelta(days=5)
    Respondent.objects.filter(pk__in=[row.pk for row in people]).update(
        started_at=asked.began_at + timedelta(days=2), finished_at=day
    )
    asked.state, asked.answers_closed_at = State.CONSENSUS, asked.began_at + timedelta(days=15)
    asked.save(update_fields=["state", "answers_closed_at"])


def _closed(county: str, staff: Mapping[str, User], today: date, told: Told) -> None:
    with rls(county=county), transaction.atomic():
        asked = _begin(county, staff, today, told)
        instrument = instrument_of(asked)
        people = _asked(asked, staff, EVERYBODY)
        _all_handed_in(asked, instrument, people, told.agreed)
        closed = asked.began_at + timedelta(days=23)
        agree(asked, instrument, told.agreed, staff, closed - timedelta(days=2))
        RoundSignature.objects.bulk_create(
            RoundSignature(
                county_id=county,
                round=asked,
                act=RoundSignature.Act.CLOSE,
                program=program,
                user=staff[f"cochair.{program.value}"],
                at=closed,
            )
            for program in (Program.CALWORKS, Program.CWS)
        )
        asked.snapshot = snapshot.freeze(asked)
        asked.state, asked.closed_at = State.CLOSED, closed
        asked.save(update_fields=["snapshot", "state", "closed_at"])
        if asked.breaks_link:
            forget(asked)


def _answering(county: str, staff: Mapping[str, User], today: date) -> None:
    """Eight people, each as far as people get in a week; one was withdrawn, one form is paper."""
    sides = {
        **dict.fromkeys(("cws.worker", "cws.worker2", "cws.supervisor"), Side.CWS),
        **dict.fromkeys(("calworks.worker", "calworks.supervisor", "cochair.calworks"),
                        Side.CALWORKS),
        **dict.fromkeys(("liaison", "partner"), Side.SHARED),
    }  # fmt: skip
    with rls(county=county), transaction.atomic():
        asked = _begin(county, staff, today, Told("Ready to launch?", "readiness", 7, IN_BIRCH))
        instrument = instrument_of(asked)
        people = _asked(asked, staff, sides)
        now = timezone.now()
        for place, row in enumerate(people):
            handed_in, begun = place in (0, 2, 3, 6), place in (1, 7)
            if handed_in or begun:
                answers(
                    asked, instrument, row, place, IN_BIRCH,
                    first=1000 if handed_in else 17, counts=handed_in,
                )  # fmt: skip
                row.started_at = now - timedelta(days=3)
                row.finished_at = now - timedelta(days=2) if handed_in else None
                row.save(update_fields=["started_at", "finished_at"])
        gone = _asked(asked, staff, {"cochair.cws": Side.CWS})[0]
        gone.withdrawn_at = now - timedelta(days=5)
        gone.save(update_fields=["withdrawn_at"])
        Respondent.objects.create(
            county_id=county, round=asked, paper=1, side=Side.SHARED,
            invited_by=staff["coordinator"],
        )  # fmt: skip


def _agreeing(county: str, staff: Mapping[str, User], today: date) -> None:
    """One office, half of it agreed; partners are two, so they stay hidden."""
    told = Told("Ready in the valley?", "readiness", 30, IN_BIRCH, site="Birch Valley")
    sides = {handle: side for handle, side in EVERYBODY.items() if handle != "coordinator"}
    with rls(county=county), transaction.atomic():
        asked = _begin(county, staff, today, told)
        instrument = instrument_of(asked)
        _all_handed_in(asked, instrument, _asked(asked, staff, sides), IN_BIRCH)
        at = _at(today - timedelta(days=1))
        agree(asked, instrument, IN_BIRCH, staff, at, share=0.5)


def _preparing_and_called_off(county: str, staff: Mapping[str, User], today: date) -> None:
    with rls(county=county), transaction.atomic():
        asked = _begin(county, staff, today, Told("How well we plan", "sustainability", 1, {}))
        asked.state = State.PREPARING
        asked.save(update_fields=["state"])
        _asked(asked, staff, {"cws.supervisor": Side.CWS})
        gone = _begin(county, staff, today, Told("A first try", "readiness", 210, {}))
        gone.state = State.CANCELLED
        gone.cancel_reason = "Both leaders changed in the same month. We begin again in fall."
        gone.save(update_fields=["state", "cancel_reason"])


def _at(day: date) -> datetime:
    """Half past nine in the morning."""
    return timezone.make_aware(datetime.combine(day, time(9, 30)))

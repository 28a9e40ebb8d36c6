"""A small round for tests: two sections of two items, people of both sides."""

import re
import uuid
from typing import Any

from django.urls import reverse

from assessments.instruments.reading import Instrument, Scoring
from assessments.models import Answer, Respondent, Round
from assessments.rounds import acts, answering
from assessments.rounds.acts import Wish
from assessments.rounds.answering import Said
from counties.models import Membership, User
from linkages.programs import Program
from tests.assessments.instruments import instrument, item, section
from tests.conftest import TODAY, working_as

COORDINATOR = "coordinator@alder.example"
COCHAIRS = ("cochair.calworks@alder.example", "cochair.cws@alder.example")
CWS = ("cws.worker@alder.example", "cws.worker2@alder.example", "cws.supervisor@alder.example")
CALWORKS = (
    "calworks.worker@alder.example",
    "calworks.worker2@alder.example",
    "calworks.supervisor@alder.example",
)
PARTNER = "partner@alder.example"
SMALL = instrument(
    Scoring.READINESS,
    section("R1", item("R1.1", 3), item("R1.2", 2)),
    section("R2", item("R2.1", 1), item("R2.2", 2)),
    section("R11", item("R11.1", 1), optional=True),
)
RENOVATION = instrument(
    Scoring.RENOVATION,
    section("N1", item("N1.1", 3), item("N1.2", 2)),
    section("N2", item("N2.1", 1)),
)
CODES = ("R1.1", "R1.2", "R2.1", "R2.2")


def begun(staff: dict[str, Any], what: Instrument = SMALL, **wish: Any) -> Round:
    """A round that the coordinator of Alder prepares."""
    with working_as(staff[COORDINATOR]) as user:
        return acts.begin(user, instrument=what, wish=Wish(wish.pop("name", "Ready?"), **wish))


def asking(
    staff: dict[str, Any], sides: dict[str, str], what: Instrument = SMALL, **wish: Any
) -> Round:
    """A round in which these people answer."""
    asked = begun(staff, what, **wish)
    with working_as(staff[COORDINATOR]) as user:
        acts.invite(user, asked.pk, {staff[email].pk: side for email, side in sides.items()})
        return acts.open_answers(user, asked.pk, version="1")


BOTH_SIDES = {email: "cws" for email in CWS} | {email: "calworks" for email in CALWORKS}


def respondent(staff: dict[str, Any], asked: Round, email: str) -> Respondent:
    with working_as(staff[COORDINATOR]):
        return Respondent.objects.get(round=asked, user=staff[email])


def scores(*given: int | None) -> dict[str, Said]:
    """What somebody says of the first items; None: they do not know."""
    return {
        code: Said("unknown") if score is None else Said("score", score)
        for code, score in zip(CODES, given, strict=False)
    }


def answers(
    staff: dict[str, Any], asked: Round, email: str, said: dict[str, Said], *, done: bool = True
) -> None:
    """Somebody answers, and hands in."""
    row = respondent(staff, asked, email)
    with working_as(staff[email]) as user:
        answering.save(user, row, said)
        if done:
            answering.hand_in(user, row.pk, asked.pk)


def answered(staff: dict[str, Any], **wish: Any) -> Round:
    """A round whose six people answered and whose answers are closed."""
    asked = asking(staff, BOTH_SIDES, **wish)
    for place, email in enumerate(CWS):
        answers(staff, asked, email, scores(1 + place, 2, 3, None))
    for email in CALWORKS:
        answers(staff, asked, email, scores(4, 2, 3, 1))
    with working_as(staff[COORDINATOR]) as user:
        return acts.close_answers(user, asked.pk, version=str(asked.version))


def own_answers(staff: dict[str, Any], asked: Round, email: str) -> dict[str, Answer]:
    with working_as(staff[email]):
        return {row.code: row for row in Answer.objects.filter(round=asked)}


def many_staff(count: int, county: str = "alder") -> list[User]:
    """More people of both programs than the demonstration has. Inside the county's scope."""
    made = User.objects.bulk_create(
        User(
            email=f"{uuid.uuid4().hex[:10]}@alder.example", name=f"Person {place:02}", password="!"
        )
        for place in range(count)
    )
    programs = (Program.CWS, Program.CALWORKS)
    Membership.objects.bulk_create(
        Membership(
            county_id=county,
            user=user,
            role="worker",
            program=programs[place % 2],
            since=TODAY.replace(year=2025),
        )
        for place, user in enumerate(made)
    )
    return made


def url(name: str, asked: Round, *more: Any) -> str:
    """The address of a page of a round."""
    return reverse(f"assessments:{name}", args=[asked.pk, *more])


def words_of(response: Any) -> str:
    """A page with its white space made small."""
    return re.sub(r"\s+", " ", response.content.decode())

"""Rounds of assessments: Birch has one in every state but closed."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.rows import Row
from tests.world.matrix.who import BOARD, both_counties

VIEWING = (
    *("admin", "admin2", "coordinator", "cws.supervisor", "calworks.supervisor", "liaison"),
    *("analyst", *BOARD),
)
KEEPING = ("coordinator", "cochair.cws", "cochair.calworks")
ASKED = (
    *("cws.worker", "cws.worker2", "cws.supervisor", "calworks.worker", "calworks.supervisor"),
    *("cochair.calworks", "liaison", "partner"),
)
COUNTY_STAFF = (
    *("admin", "admin2", "coordinator", "cws.worker", "cws.worker2", "cws.supervisor"),
    *("calworks.worker", "calworks.worker2", "calworks.supervisor", "liaison", "analyst"),
    *("privacy", "restricted", "counsel", "partner", *BOARD),
)


def at_birch(*handles: str) -> frozenset[str]:
    return frozenset(f"{handle}@birch.example" for handle in handles)


VIEWERS, KEEPERS = at_birch(*VIEWING), at_birch(*KEEPING)
TYPIST = at_birch("coordinator")


def a_round(state: str, *more: str) -> Callable[[], list[Any]]:
    """Birch's round in this state, and more words of an address."""

    def find() -> list[Any]:
        from assessments.models import Round

        with rls(county="birch"), transaction.atomic():
            found = Round.objects.filter(state=state).order_by("began_at").last()
            assert found is not None, f"the demonstration has no round that is {state}"
            return [found.pk, *more]

    return find


def somebody(*more: str, **which: Any) -> Callable[[], list[Any]]:
    """The round that people answer, and one of those who were asked."""

    def find() -> list[Any]:
        from assessments.models import Respondent

        with rls(county="birch"), transaction.atomic():
            found = Respondent.objects.filter(round__state="answering", **which).first()
            assert found is not None, f"nobody in the demonstration is {which}"
            return [found.round_id, found.pk, *more]

    return find


PREPARING, ANSWERING, AGREEING = (a_round(s) for s in ("preparing", "answering", "consensus"))
A_PAPER = somebody(paper=1)
A_PAPER_SECTION = somebody("R1", paper=1)
OWN_SECTION = a_round("answering", "R4")
AN_ITEM = a_round("consensus", "R1.1")
AN_OPEN_ITEM = a_round("consensus", "R9.1")
A_SHEET = a_round("consensus", "R5")

ROWS: dict[str, Row] = {
    "assessments:rounds": Row(both_counties(*VIEWING)),
    "assessments:begin_round": Row(both_counties(*KEEPING), both_counties(*KEEPING)),
    "assessments:asked": Row(both_counties(*COUNTY_STAFF)),
    "assessments:round": Row(VIEWERS, args=ANSWERING),
    "assessments:change_round": Row(KEEPERS, KEEPERS, PREPARING),
    "assessments:invite_people": Row(KEEPERS, KEEPERS, PREPARING),
    # Withdrawn already: once more changes nothing.
    "assessments:withdraw_invitation": Row(None, KEEPERS, somebody(withdrawn_at__isnull=False)),
    "assessments:remind_people": Row(None, KEEPERS, ANSWERING),
    "assessments:open_answers": Row(None, KEEPERS, PREPARING),
    "assessments:close_answers": Row(KEEPERS, KEEPERS, ANSWERING),
    "assessments:call_off_round": Row(KEEPERS, KEEPERS, ANSWERING),
    "assessments:answer": Row(at_birch(*ASKED), args=ANSWERING),
    "assessments:answer_section": Row(at_birch(*ASKED), at_birch(*ASKED), OWN_SECTION),
    "assessments:answer_hand_in": Row(at_birch(*ASKED), at_birch(*ASKED), ANSWERING),
    "assessments:take_back": Row(None, at_birch(*ASKED), ANSWERING),
    "assessments:add_paper": Row(KEEPERS, KEEPERS, ANSWERING),
    # Only whoever began to type a paper form in.
    "assessments:paper": Row(TYPIST, args=A_PAPER),
    "assessments:paper_section": Row(TYPIST, TYPIST, A_PAPER_SECTION),
    "assessments:paper_hand_in": Row(TYPIST, TYPIST, A_PAPER),
    "assessments:consensus": Row(KEEPERS, args=AGREEING),
    "assessments:consensus_item": Row(KEEPERS, KEEPERS, AN_ITEM),
    "assessments:clear_consensus": Row(None, KEEPERS, AN_ITEM),
    "assessments:sheet": Row(VIEWERS, KEEPERS, A_SHEET),
    "assessments:close_round": Row(VIEWERS, at_birch("cochair.cws", "cochair.calworks"), AGREEING),
    # While people answer: it says why not, and changes nothing.
    "assessments:leave_unknown": Row(None, KEEPERS, ANSWERING),
}

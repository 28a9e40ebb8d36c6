"""The decision on the page of a family, as a table."""

from dataclasses import replace

import pytest

from cases.sharing.decision import Ground, Purpose, Question, Subject, Viewer, may_open, may_stand
from linkages.programs import Program
from tests.sharing.test_decision import (
    ALL,
    COORDINATOR,
    CWS_WORKER,
    DAY,
    EVERYTHING_ON,
    EW_WORKER,
    MINE,
    NOBODYS,
    THEIRS,
    at,
    opened,
)

CWS, CALWORKS = Program.CWS, Program.CALWORKS
KIN = Subject(linked=False, kin=True)
ALONE = Subject(linked=False)


@pytest.mark.parametrize(
    ("viewer", "subject", "owner", "open_categories"),
    [
        # Whom one may open anyway is the same as in casework.
        (CWS_WORKER, MINE, CWS, set(ALL)),
        (EW_WORKER, THEIRS, CWS, {"C1", "C5"}),
        # One's own program's record that nobody linked.
        (CWS_WORKER, replace(MINE, linked=False), CWS, set(ALL)),
        (EW_WORKER, replace(THEIRS, linked=False), CALWORKS, set(ALL)),
        (EW_WORKER, replace(THEIRS, linked=False), CWS, set()),
        # A parent's child in CWS: who they are and their case, by statute, one way only.
        (EW_WORKER, KIN, CWS, {"C1", "C5"}),
        (COORDINATOR, KIN, CWS, {"C1", "C5"}),
        (EW_WORKER, KIN, CALWORKS, set()),
        (COORDINATOR, KIN, CALWORKS, set()),
        (EW_WORKER, replace(KIN, linked=True), CWS, {"C1", "C5"}),
        (EW_WORKER, replace(KIN, linked=True), CALWORKS, set()),
        # Nothing of a report, of the narrowed, of the restricted, of one's own.
        (EW_WORKER, replace(KIN, report_only=True), CWS, set()),
        (EW_WORKER, replace(KIN, narrowed=True), CWS, set()),
        (EW_WORKER, replace(KIN, restricted=True), CWS, set()),
        (EW_WORKER, replace(KIN, related=True), CWS, set()),
        # Nobody's business.
        (EW_WORKER, ALONE, CWS, set()),
        (COORDINATOR, ALONE, CWS, set()),
        (EW_WORKER, NOBODYS, CWS, set()),
        # Known by a report, linked, and one's own on aid: a page would tell of the report.
        (EW_WORKER, replace(THEIRS, report_only=True), CALWORKS, set()),
    ],
)
def test_what_is_open_on_the_page_of_a_family(
    viewer: Viewer, subject: Subject, owner: Program, open_categories: set[str]
) -> None:
    assert opened(viewer, subject, owner, purpose=Purpose.FAMILY) == open_categories


def test_without_counsels_ground_kin_opens_nothing() -> None:
    assert opened(EW_WORKER, KIN, CWS, purpose=Purpose.FAMILY, grounds=()) == set()
    pair = tuple(g for g in EVERYTHING_ON if g.audience == "pair")
    assert opened(COORDINATOR, KIN, CWS, purpose=Purpose.FAMILY, grounds=pair) == set()


def test_kin_opens_nothing_in_casework() -> None:
    assert opened(EW_WORKER, KIN, CWS) == set()


@pytest.mark.parametrize(
    ("viewer", "subject", "stands"),
    [
        (CWS_WORKER, MINE, True),
        (CWS_WORKER, replace(MINE, linked=False), True),
        (EW_WORKER, KIN, True),
        (EW_WORKER, replace(KIN, restricted=True), False),
        (EW_WORKER, ALONE, False),
        (EW_WORKER, replace(THEIRS, report_only=True), False),
        (COORDINATOR, ALONE, False),
        (COORDINATOR, NOBODYS, True),
    ],
)
def test_who_stands_on_the_page_of_a_family(
    viewer: Viewer, subject: Subject, *, stands: bool
) -> None:
    question = Question(viewer, subject, CWS, "C1", Purpose.FAMILY, at(DAY), DAY, EVERYTHING_ON)
    assert may_stand(question) is stands


def test_whom_one_may_open_stands_too() -> None:
    grounds: tuple[Ground, ...] = EVERYTHING_ON
    for viewer in (CWS_WORKER, EW_WORKER, COORDINATOR):
        for subject in (MINE, THEIRS, NOBODYS, KIN, replace(KIN, linked=True)):
            question = Question(viewer, subject, CWS, "C1", Purpose.FAMILY, at(DAY), DAY, grounds)
            assert may_stand(question) or not may_open(question)

"""The decision as a table, row for row with the county's information-sharing table."""

import itertools
import uuid
from datetime import date

import pytest

from cases.sharing.decision import (
    Allowed,
    Ground,
    Purpose,
    Question,
    Reason,
    Refused,
    Subject,
    Viewer,
    decide,
    may_open,
)
from linkages.programs import Program

DAY = date(2026, 12, 1)
CWS, CALWORKS, JOINT = Program.CWS, Program.CALWORKS, Program.JOINT
USER = uuid.uuid4()
CWS_WORKER = Viewer(USER, CWS, opens_people=True)
EW_WORKER = Viewer(USER, CALWORKS, opens_people=True)
BOTH_WORKER = Viewer(USER, JOINT, opens_people=True)
COORDINATOR = Viewer(USER, JOINT, opens_people=True, coordinates=True, reviews=True)
ANALYST = Viewer(USER, JOINT, reviews=True)
RESTRICTED = Viewer(
    USER, JOINT, opens_people=True, coordinates=True, reviews=True, sees_restricted=True
)
ALL = [f"C{n}" for n in range(1, 13)]
EVERYTHING_ON = tuple(
    Ground("10850", owner, category, audience, date(2026, 1, 1))
    for owner in (CWS, CALWORKS)
    for category in ALL
    for audience in ("pair", "coordinator")
)
MINE = Subject(linked=True, chain=frozenset({CWS}))
THEIRS = Subject(linked=True, chain=frozenset({CALWORKS}))
NOBODYS = Subject(linked=True)


def ask(
    viewer: Viewer,
    subject: Subject,
    owner: Program,
    category: str,
    *,
    purpose: Purpose = Purpose.CASEWORK,
    grounds: tuple[Ground, ...] = EVERYTHING_ON,
    day: date = DAY,
) -> Allowed | Refused:
    return decide(Question(viewer, subject, owner, category, purpose, day, grounds))


@pytest.mark.parametrize(
    ("viewer", "subject", "owner", "open_categories"),
    [
        # One's own caseload: all that is stored, without any statute.
        (CWS_WORKER, MINE, CWS, set(ALL)),
        (EW_WORKER, THEIRS, CALWORKS, set(ALL)),
        # The other program: what statutes can open, never the rest.
        (CWS_WORKER, MINE, CALWORKS, {"C1", "C2", "C3", "C5"}),
        (EW_WORKER, THEIRS, CWS, {"C1", "C2", "C3", "C5"}),
        # A worker of both programs: own side by assignment, other side by statute.
        (BOTH_WORKER, MINE, CWS, set(ALL)),
        (BOTH_WORKER, MINE, CALWORKS, {"C1", "C2", "C3", "C5"}),
        (BOTH_WORKER, Subject(linked=True, chain=frozenset({CWS, CALWORKS})), CALWORKS, set(ALL)),
        # Nobody's own: the coordinator by statute, a worker not at all.
        (COORDINATOR, NOBODYS, CWS, {"C1", "C2", "C3", "C5"}),
        (COORDINATOR, NOBODYS, CALWORKS, {"C1", "C2", "C3", "C5"}),
        (CWS_WORKER, NOBODYS, CWS, set()),
        (EW_WORKER, NOBODYS, CALWORKS, set()),
        (ANALYST, NOBODYS, CWS, set()),
        # Sealed or sensitive: nobody but the restricted-case coordinator, the own worker included.
        (CWS_WORKER, Subject(linked=True, restricted=True, chain=frozenset({CWS})), CWS, set()),
        (COORDINATOR, Subject(linked=True, restricted=True), CWS, set()),
        (RESTRICTED, Subject(linked=True, restricted=True), CWS, {"C1", "C2", "C3", "C5"}),
        # An unlinked record is nobody's business.
        (COORDINATOR, Subject(linked=False), CWS, set()),
        (CWS_WORKER, Subject(linked=False, chain=frozenset({CWS})), CWS, set()),
    ],
)
def test_with_every_statute_on(
    viewer: Viewer, subject: Subject, owner: Program, open_categories: set[str]
) -> None:
    answers = {category: ask(viewer, subject, owner, category) for category in ALL}

    assert {c for c, answer in answers.items() if isinstance(answer, Allowed)} == open_categories


@pytest.mark.check(25)
@pytest.mark.parametrize("category", ALL)
def test_without_statutes_only_the_own_program_shows(category: str) -> None:
    assert ask(CWS_WORKER, MINE, CWS, category, grounds=()) == Allowed("assignment")
    assert isinstance(ask(CWS_WORKER, MINE, CALWORKS, category, grounds=()), Refused)
    assert isinstance(ask(COORDINATOR, NOBODYS, CWS, category, grounds=()), Refused)


@pytest.mark.parametrize(
    ("subject", "owner", "category", "reason"),
    [
        (Subject(linked=True, restricted=True), CALWORKS, "C1", Reason.RESTRICTED),
        (MINE, CWS, "C13", Reason.NOT_STORED),
        (NOBODYS, CALWORKS, "C1", Reason.NOT_YOURS),
        (MINE, CALWORKS, "C6", Reason.NEVER_ACROSS),
        (MINE, CALWORKS, "C7", Reason.NEVER_ACROSS),
        (MINE, CALWORKS, "C4", Reason.CONSENT_NEEDED),
        (MINE, CALWORKS, "C9", Reason.CONSENT_NEEDED),
    ],
)
def test_what_refuses(subject: Subject, owner: Program, category: str, reason: Reason) -> None:
    assert ask(CWS_WORKER, subject, owner, category) == Refused(reason)


def test_statute_off_refuses_for_want_of_a_ground() -> None:
    assert ask(CWS_WORKER, MINE, CALWORKS, "C2", grounds=()) == Refused(Reason.NO_GROUND)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_statute_counts_from_its_first_to_its_last_day(day: date, is_open: bool) -> None:
    ground = Ground("10850", CALWORKS, "C2", "pair", date(2026, 12, 1), date(2026, 12, 31))

    answer = ask(CWS_WORKER, MINE, CALWORKS, "C2", grounds=(ground,), day=day)

    assert isinstance(answer, Allowed) is is_open


@pytest.mark.parametrize(
    ("field", "value"), [("owner", CWS), ("category", "C3"), ("audience", "coordinator")]
)
def test_a_statute_opens_nothing_beside_what_it_names(field: str, value: str) -> None:
    named = {"owner": CALWORKS, "category": "C2", "audience": "pair", field: value}
    ground = Ground("10850", since=date(2026, 1, 1), **named)

    assert ask(CWS_WORKER, MINE, CALWORKS, "C2", grounds=(ground,)) == Refused(Reason.NO_GROUND)


def test_the_basis_names_the_statute() -> None:
    assert ask(CWS_WORKER, MINE, CALWORKS, "C2") == Allowed("10850")


@pytest.mark.check(10)
@pytest.mark.parametrize("viewer", [COORDINATOR, ANALYST])
def test_a_reviewer_sees_identity_and_nothing_else_before_a_link(viewer: Viewer) -> None:
    unlinked = Subject(linked=False)
    answers = {
        (owner, category): ask(viewer, unlinked, owner, category, purpose=Purpose.MATCH_REVIEW)
        for owner, category in itertools.product((CWS, CALWORKS), ALL)
    }

    allowed = {asked for asked, answer in answers.items() if isinstance(answer, Allowed)}

    assert allowed == {(CWS, "C1"), (CALWORKS, "C1")}


def test_who_does_not_review_sees_no_candidate() -> None:
    answer = ask(CWS_WORKER, Subject(linked=False), CALWORKS, "C1", purpose=Purpose.MATCH_REVIEW)

    assert answer == Refused(Reason.NO_GROUND)


def test_a_restricted_candidate_is_for_the_restricted_coordinator_alone() -> None:
    sealed = Subject(linked=False, restricted=True)

    assert ask(ANALYST, sealed, CWS, "C1", purpose=Purpose.MATCH_REVIEW) == Refused(
        Reason.RESTRICTED
    )
    assert ask(RESTRICTED, sealed, CWS, "C1", purpose=Purpose.MATCH_REVIEW) == Allowed(
        "match_review"
    )


@pytest.mark.parametrize(
    ("viewer", "subject", "exists"),
    [
        (CWS_WORKER, MINE, True),
        (CWS_WORKER, NOBODYS, False),
        (COORDINATOR, NOBODYS, True),
        (ANALYST, NOBODYS, False),
        (COORDINATOR, Subject(linked=False), False),
        (COORDINATOR, Subject(linked=True, restricted=True), False),
        (RESTRICTED, Subject(linked=True, restricted=True), True),
        # Known to CWS by a report alone: only those who work with it on the side of CWS.
        (CWS_WORKER, Subject(linked=True, report_only=True, chain=frozenset({CWS})), True),
        (
            EW_WORKER,
            Subject(linked=True, report_only=True, chain=frozenset({CALWORKS})),
            False,
        ),
        (COORDINATOR, Subject(linked=True, report_only=True), False),
        (RESTRICTED, Subject(linked=True, report_only=True), False),
    ],
)
def test_who_exists_for_whom(viewer: Viewer, subject: Subject, exists: bool) -> None:
    assert may_open(viewer, subject) is exists

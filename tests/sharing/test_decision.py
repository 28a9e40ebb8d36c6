"""The decision as a table, row for row with the county's information-sharing table."""

import itertools
import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.sharing.decision import (
    CEILING,
    Allowed,
    Chair,
    Ground,
    Purpose,
    Question,
    Reason,
    Refused,
    Release,
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
# What counsel can switch on at most.
EVERYTHING_ON = tuple(
    Ground("10850", owner, category, audience, date(2026, 1, 1))
    for audience, opened in CEILING.items()
    for owner, category in opened
)
OF_CWS, OF_CALWORKS = {"C1", "C5"}, {"C1", "C2", "C3"}
MINE = Subject(linked=True, chain=frozenset({CWS}), held=frozenset({CWS}))
THEIRS = Subject(linked=True, chain=frozenset({CALWORKS}), held=frozenset({CALWORKS}))
UNITS = Subject(linked=True, chain=frozenset({CWS}))
NOBODYS = Subject(linked=True)
BOTH = frozenset({CWS, CALWORKS})


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(
        day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("America/Los_Angeles")
    )


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
    return decide(Question(viewer, subject, owner, category, purpose, at(day), day, grounds))


def opened(viewer: Viewer, subject: Subject, owner: Program, **how: object) -> set[str]:
    return {c for c in ALL if isinstance(ask(viewer, subject, owner, c, **how), Allowed)}


@pytest.mark.parametrize(
    ("viewer", "subject", "owner", "open_categories"),
    [
        # One's own caseload: all that is stored, without any statute.
        (CWS_WORKER, MINE, CWS, set(ALL)),
        (EW_WORKER, THEIRS, CALWORKS, set(ALL)),
        # A supervisor, or the rest of a unit: all but what is the holder's alone.
        (CWS_WORKER, UNITS, CWS, set(ALL) - {"C10", "C11"}),
        # The other program: what statutes can open, never the rest.
        (CWS_WORKER, MINE, CALWORKS, OF_CALWORKS | {"C7"}),
        (EW_WORKER, THEIRS, CWS, OF_CWS),
        # A worker of both programs: own side by assignment, other side by statute.
        (BOTH_WORKER, MINE, CWS, set(ALL)),
        (BOTH_WORKER, MINE, CALWORKS, OF_CALWORKS | {"C7"}),
        (BOTH_WORKER, Subject(linked=True, chain=BOTH, held=BOTH), CALWORKS, set(ALL)),
        # Nobody's own: the coordinator by statute, a worker not at all.
        (COORDINATOR, NOBODYS, CWS, OF_CWS),
        (COORDINATOR, NOBODYS, CALWORKS, OF_CALWORKS),
        (CWS_WORKER, NOBODYS, CWS, set()),
        (EW_WORKER, NOBODYS, CALWORKS, set()),
        (ANALYST, NOBODYS, CWS, set()),
        # Sealed or sensitive: nobody but the restricted-case coordinator, the own worker included.
        (CWS_WORKER, Subject(linked=True, restricted=True, chain=frozenset({CWS})), CWS, set()),
        (COORDINATOR, Subject(linked=True, restricted=True), CWS, set()),
        (RESTRICTED, Subject(linked=True, restricted=True), CWS, OF_CWS),
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
    if category != "C7":  # a caregiver's household on aid is for who placed the child
        assert isinstance(ask(CWS_WORKER, MINE, CALWORKS, category, grounds=()), Refused)
    assert isinstance(ask(COORDINATOR, NOBODYS, CWS, category, grounds=()), Refused)


@pytest.mark.parametrize(
    ("subject", "owner", "category", "reason"),
    [
        (Subject(linked=True, restricted=True), CALWORKS, "C1", Reason.RESTRICTED),
        (MINE, CWS, "C13", Reason.NOT_STORED),
        (NOBODYS, CALWORKS, "C1", Reason.NOT_YOURS),
        (MINE, CALWORKS, "C6", Reason.CONSENT_NEEDED),
        (UNITS, CWS, "C10", Reason.HOLDER_ONLY),
        (
            Subject(linked=True, narrowed=True, chain=frozenset({CWS})),
            CALWORKS,
            "C2",
            Reason.NARROWED,
        ),
        (Subject(linked=True, related=True, chain=frozenset({CWS})), CWS, "C1", Reason.RESTRICTED),
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
    question = Question(viewer, subject, CWS, "C1", Purpose.CASEWORK, at(DAY), DAY, EVERYTHING_ON)
    assert may_open(question) is exists


def release(*categories: str, **changes: object) -> Release:
    """A release of the other program's facts, from CWS to CalWORKs, for a year."""
    stated = {
        "owner": CWS,
        "recipient": CALWORKS,
        "categories": frozenset(categories),
        "since": date(2026, 11, 2),
        "until": date(2027, 11, 2),
        **changes,
    }
    return Release(**stated)  # type: ignore[arg-type]


def with_release(made: Release, **changes: object) -> Subject:
    return Subject(
        linked=True,
        chain=frozenset({CALWORKS}),
        held=frozenset({CALWORKS}),
        releases=(made,),
        **changes,  # type: ignore[arg-type]
    )


@pytest.mark.check(26)
def test_a_release_opens_what_it_names_in_its_own_direction() -> None:
    subject = with_release(release("C4", "C5", "C6"))

    assert opened(EW_WORKER, subject, CWS, grounds=()) == {"C4", "C5", "C6"}
    assert ask(EW_WORKER, subject, CWS, "C4") == Allowed("consent")
    reverse = Subject(linked=True, chain=frozenset({CWS}), releases=subject.releases)
    assert opened(CWS_WORKER, reverse, CALWORKS, grounds=()) == {"C7"}


@pytest.mark.parametrize("category", ["C7", "C13"])
def test_no_release_opens_placement_or_what_is_not_stored(category: str) -> None:
    assert isinstance(ask(EW_WORKER, with_release(release(category)), CWS, category), Refused)


@pytest.mark.check(28)
@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 1), False),
        (date(2026, 11, 2), True),
        (date(2027, 11, 2), True),
        (date(2027, 11, 3), False),
    ],
)
def test_a_release_counts_from_its_first_to_its_last_day(day: date, is_open: bool) -> None:
    answer = ask(EW_WORKER, with_release(release("C8")), CWS, "C8", day=day)

    assert isinstance(answer, Allowed) is is_open


@pytest.mark.scenario(12)
@pytest.mark.parametrize(("minute", "is_open"), [(4, True), (5, False), (6, False)])
def test_a_revocation_counts_from_its_minute(minute: int, is_open: bool) -> None:
    revoked = release("C8", revoked_at=at(DAY, 10, 5))
    question = Question(
        EW_WORKER, with_release(revoked), CWS, "C8", Purpose.CASEWORK, at(DAY, 10, minute), DAY
    )

    assert isinstance(decide(question), Allowed) is is_open


@pytest.mark.parametrize(
    ("born", "is_open"),
    [
        (date(2008, 12, 2), True),  # seventeen until tomorrow
        (date(2008, 12, 1), False),  # eighteen today
        (None, True),
    ],
)
def test_what_somebody_signed_for_a_child_ends_with_childhood(
    born: date | None, is_open: bool
) -> None:
    signed_by_parent = with_release(release("C8", by_self=False), born=born)
    signed_by_self = with_release(release("C8"), born=born)

    assert isinstance(ask(EW_WORKER, signed_by_parent, CWS, "C8"), Allowed) is is_open
    assert isinstance(ask(EW_WORKER, signed_by_self, CWS, "C8"), Allowed)


@pytest.mark.scenario(14)
def test_a_parents_release_never_opens_what_a_minor_consented_to() -> None:
    named = frozenset({USER})
    youth = date(2012, 5, 5)
    by_parent = with_release(release("C11", by_self=False, named=named), born=youth)
    by_youth = with_release(release("C11", named=named), born=youth)

    assert isinstance(ask(EW_WORKER, by_parent, CWS, "C11"), Refused)
    assert ask(EW_WORKER, by_youth, CWS, "C11") == Allowed("consent")


@pytest.mark.parametrize("category", ["C10", "C11"])
def test_what_is_personal_opens_to_who_is_named_alone(category: str) -> None:
    somebody_else = with_release(release(category, named=frozenset({uuid.uuid4()})))

    assert isinstance(ask(EW_WORKER, somebody_else, CWS, category), Refused)


@pytest.mark.parametrize(("category", "is_open"), [("C4", True), ("C8", False), ("C9", False)])
def test_word_of_mouth_is_not_enough_for_health(category: str, is_open: bool) -> None:
    verbal = with_release(release("C4", "C8", "C9", verbal=True))

    assert isinstance(ask(EW_WORKER, verbal, CWS, category), Allowed) is is_open


def test_the_coordinator_sees_no_more_by_a_release_than_by_statute() -> None:
    subject = Subject(linked=True, releases=(release("C1", "C4", "C5", "C6"),))

    assert opened(COORDINATOR, subject, CWS, grounds=()) == {"C1", "C5"}


def test_narrowed_sharing_leaves_identity_and_what_was_released() -> None:
    subject = with_release(release("C4"), narrowed=True)

    assert opened(EW_WORKER, subject, CWS) == {"C1", "C4"}
    assert opened(EW_WORKER, subject, CALWORKS) == set(ALL)


SEATED = Subject(linked=True, chairs=frozenset({Chair("er_team")}))


@pytest.mark.scenario(17)
def test_a_seat_opens_what_counsel_opened_to_that_team() -> None:
    assert opened(EW_WORKER, SEATED, CWS) == {"C1", "C5", "C6"}
    assert opened(EW_WORKER, NOBODYS, CWS) == set()
    off = tuple(ground for ground in EVERYTHING_ON if ground.audience != "er_team")
    assert opened(EW_WORKER, SEATED, CWS, grounds=off) == set()


def test_a_release_reaches_the_members_of_a_team() -> None:
    subject = Subject(linked=True, chairs=frozenset({Chair("cft")}), releases=(release("C8"),))

    assert "C8" in opened(EW_WORKER, subject, CWS)
    assert "C8" not in opened(CWS_WORKER, subject, CWS)


REPORTED = Subject(linked=True, report_only=True, chain=frozenset({CALWORKS}))


@pytest.mark.parametrize(
    ("subject", "exists"),
    [
        (REPORTED, False),
        (with_release(release("C6"), report_only=True), True),
        (with_release(release("C5"), report_only=True), False),
        (Subject(linked=True, report_only=True, chairs=frozenset({Chair("mdt")})), True),
        (Subject(linked=True, report_only=True, chairs=frozenset({Chair("cft")})), False),
    ],
)
def test_a_report_alone_tells_only_whom_it_is_opened_to(subject: Subject, exists: bool) -> None:
    question = Question(
        EW_WORKER, subject, CWS, "C1", Purpose.CASEWORK, at(DAY), DAY, EVERYTHING_ON
    )

    assert may_open(question) is exists


@pytest.mark.check(12)
@pytest.mark.parametrize(("named", "is_open"), [(True, True), (False, False)])
def test_a_restricted_person_is_there_for_who_is_named(named: bool, is_open: bool) -> None:
    subject = Subject(linked=True, restricted=True, named=named, chain=frozenset({CWS}))

    assert isinstance(ask(CWS_WORKER, subject, CWS, "C5"), Allowed) is is_open
    assert isinstance(
        ask(EW_WORKER, Subject(linked=True, restricted=True, named=named), CWS, "C1"), Refused
    )


def test_nobody_meets_whom_they_stand_too_close_to() -> None:
    for viewer in (CWS_WORKER, COORDINATOR, RESTRICTED):
        close = Subject(linked=True, related=True, named=True, chain=frozenset({CWS}))
        for purpose in Purpose:
            assert ask(viewer, close, CWS, "C1", purpose=purpose) == Refused(Reason.RESTRICTED)


def test_who_reads_along_by_name_sees_their_own_programs_side() -> None:
    subject = Subject(linked=True, extra=frozenset({CWS}))

    assert ask(CWS_WORKER, subject, CWS, "C5") == Allowed("named_reader")
    assert ask(CWS_WORKER, subject, CWS, "C10") == Refused(Reason.HOLDER_ONLY)
    assert opened(CWS_WORKER, subject, CALWORKS) == OF_CALWORKS | {"C7"}


DESIGNATED = Viewer(USER, CALWORKS, opens_people=True, designated=True)


@pytest.mark.parametrize(
    ("viewer", "subject", "is_open"),
    [
        (DESIGNATED, Subject(linked=True, indexed=True), True),
        (EW_WORKER, Subject(linked=True, indexed=True), False),
        (DESIGNATED, Subject(linked=True), False),
        (DESIGNATED, Subject(linked=True, indexed=True, report_only=True), False),
        (DESIGNATED, Subject(linked=True, indexed=True, restricted=True), False),
    ],
)
def test_the_index_answers_the_designated_about_families_at_risk(
    viewer: Viewer, subject: Subject, is_open: bool
) -> None:
    answers = opened(viewer, subject, CWS, purpose=Purpose.INDEX)

    assert answers == ({"C1"} if is_open else set())
    assert opened(viewer, subject, CWS, purpose=Purpose.INDEX, grounds=()) == set()


def test_who_accounts_for_disclosures_knows_whom_they_are_about() -> None:
    officer = Viewer(USER, JOINT, accounts=True)

    assert opened(officer, NOBODYS, CWS, purpose=Purpose.ACCOUNT) == {"C1"}
    assert opened(EW_WORKER, MINE, CWS, purpose=Purpose.ACCOUNT) == set()
    assert opened(officer, Subject(linked=False), CWS, purpose=Purpose.ACCOUNT) == set()
    assert opened(officer, NOBODYS, CWS) == set()


@pytest.mark.parametrize("gap", range(-2, 3))
def test_an_adult_day_is_the_birthday_itself(gap: int) -> None:
    made = with_release(release("C8", by_self=False), born=date(2008, 12, 1) + timedelta(days=gap))

    assert isinstance(ask(EW_WORKER, made, CWS, "C8"), Allowed) is (gap > 0)

"""The four decision steps of a county and its sponsors' commitments, as staff meet them."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Commitment, DecisionStep
from linkages.calendar import months_after, today
from linkages.forms import Stale
from linkages.scope import rls
from tests.conftest import working_as

pytestmark = pytest.mark.django_db
HOME = "/program/"
STEP = {"words": "We serve these families together.", "evidence": "Minutes", "decided_on": ""}


def sent(**given: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "version": "0"} | given


def committed(staff: Any, program: str, *, days: int = 200, county: str = "alder") -> Commitment:
    with rls(county=county):
        return Commitment.objects.create(
            county_id=county,
            program=program,
            user=staff[f"sponsor.{program}@{county}.example"],
            words="Two workers for a year.",
            given_on=today() - timedelta(days=100),
            confirm_by=today() + timedelta(days=days),
        )


def text_of(client: Any, path: str = HOME) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_new_county_learns_what_to_do_first(sign_in):
    page = text_of(sign_in("cochair.cws@alder.example"))
    assert "A program begins with four decisions" in page
    assert page.count("Not begun") == 4
    assert "Write down what was decided" in page


def test_a_step_is_written_down_by_who_keeps_the_program(sign_in):
    leader = sign_in("cochair.cws@alder.example")
    answer = leader.post("/program/steps/1", sent(**STEP | {"decided_on": today().isoformat()}))
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    page = text_of(sign_in("sponsor.cws@alder.example"))
    assert "We serve these families together." in page
    assert "Decided" in page
    assert "Write down what was decided" not in page


@pytest.mark.parametrize("who", ["cws.worker", "sponsor.cws", "analyst", "partner"])
def test_who_does_not_keep_the_program_writes_nothing(sign_in, who):
    answer = sign_in(f"{who}@alder.example").post("/program/steps/1", sent(**STEP))
    assert answer.status_code == 403
    with rls(county="alder"):
        assert not DecisionStep.objects.exists()


def test_the_third_step_is_decided_with_all_three_blocks(sign_in):
    leader = sign_in("coordinator@alder.example")
    day = today().isoformat()
    two = sent(**STEP | {"decided_on": day, "blocks": ["policy", "practice"]})
    refused = leader.post("/program/steps/3", two)
    assert refused.status_code == 422
    assert "all three" in refused.content.decode()
    three = sent(**STEP | {"decided_on": day, "blocks": ["policy", "practice", "administration"]})
    assert leader.post("/program/steps/3", three).status_code == 302
    assert "Policy foundation, Practice protocols, Administration" in text_of(leader)


def test_a_day_to_come_is_no_decision(sign_in):
    later = (today() + timedelta(days=1)).isoformat()
    answer = sign_in("coordinator@alder.example").post(
        "/program/steps/1", sent(**STEP | {"decided_on": later})
    )
    assert answer.status_code == 422


def test_of_two_who_write_one_step_the_second_hears_who_and_what_and_keeps_their_words(sign_in):
    sign_in("cochair.cws@alder.example").post("/program/steps/1", sent(**STEP))
    answer = sign_in("cochair.calworks@alder.example").post(
        "/program/steps/1", sent(**STEP | {"words": "Another sentence."})
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "We serve these families together." in page
    assert "Another sentence." in page
    assert 'name="version" value="1"' in page
    again = sent(version="1", **STEP | {"words": "Both sentences."})
    assert (
        sign_in("cochair.calworks@alder.example").post("/program/steps/1", again).status_code == 302
    )


def test_the_same_step_sent_twice_is_recorded_once(sign_in):
    leader, given = sign_in("cochair.cws@alder.example"), sent(**STEP)
    assert [leader.post("/program/steps/1", given).status_code for _ in range(2)] == [302, 302]
    with rls(county="alder"):
        assert DecisionStep.objects.get().version == 1


def test_history_tells_every_version(sign_in):
    leader = sign_in("cochair.cws@alder.example")
    leader.post("/program/steps/4", sent(**STEP))
    leader.post(
        "/program/steps/4",
        sent(version="1", **STEP | {"words": "Endorsed.", "decided_on": today().isoformat()}),
    )
    page = text_of(leader)
    assert "Under way: We serve these families together." in page
    assert ": Endorsed." in page


def test_a_sponsor_commits_their_own_program(sign_in, staff):
    sponsor = sign_in("sponsor.calworks@alder.example")
    assert "Commit your program" in text_of(sponsor)
    answer = sponsor.post("/program/commit", sent(words="A worker and a room."))
    assert answer.status_code == 302
    with rls(county="alder"):
        made = Commitment.objects.get()
    assert (made.program, made.user_id) == ("calworks", staff["sponsor.calworks@alder.example"].pk)
    assert made.confirm_by == months_after(today(), 12)
    page = text_of(sponsor)
    assert "One of two programs" in page
    assert "A worker and a room." in page


@pytest.mark.parametrize("who", ["cochair.calworks", "coordinator", "calworks.worker"])
def test_nobody_else_commits_a_program(sign_in, who):
    answer = sign_in(f"{who}@alder.example").post("/program/commit", sent(words="We do."))
    assert answer.status_code == 403


def test_both_programs_make_the_second_step(sign_in, staff):
    committed(staff, "cws")
    committed(staff, "calworks")
    assert "Both programs committed" in text_of(sign_in("cws.worker@alder.example"))


def test_a_commitment_is_confirmed_by_who_gave_it(sign_in, staff):
    given = committed(staff, "cws", days=10)
    sponsor = sign_in("sponsor.cws@alder.example")
    assert "To be confirmed soon" in text_of(sponsor)
    assert "to be confirmed again" in text_of(sponsor, "/")
    address = f"/program/commitments/{given.pk}/confirm"
    other = sign_in("sponsor.calworks@alder.example").post(address, sent())
    assert other.status_code == 403
    assert sponsor.post(address, sent()).status_code == 302
    with rls(county="alder"):
        given.refresh_from_db()
    assert given.confirm_by == months_after(today(), 12)
    assert "to be confirmed again" not in text_of(sponsor, "/")


def test_a_commitment_not_confirmed_in_time_asks_for_it(sign_in, staff):
    committed(staff, "cws", days=-1)
    committed(staff, "calworks")
    page = text_of(sign_in("coordinator@alder.example"))
    assert "Not confirmed in time" in page
    assert "Both programs committed" not in page


def test_a_commitment_is_withdrawn_with_a_reason_that_stays(sign_in, staff):
    given = committed(staff, "cws")
    sponsor = sign_in("sponsor.cws@alder.example")
    address = f"/program/commitments/{given.pk}/withdraw"
    assert sponsor.get(address).status_code == 200
    assert sponsor.post(address, sent(reason="")).status_code == 422
    assert sponsor.post(address, sent(reason="No staff this year.")).status_code == 302
    page = text_of(sponsor)
    assert "withdrew the commitment. No staff this year." in page
    assert "Not committed" in page
    # It is over: nothing confirms it any more.
    sponsor.post(f"/program/commitments/{given.pk}/confirm", sent())
    with rls(county="alder"):
        given.refresh_from_db()
    assert given.withdrawn_on == today()


def test_the_next_sponsor_takes_the_place_of_the_one_before(sign_in, staff):
    from counties.models import Membership

    given = committed(staff, "cws")
    with rls(county="alder"):
        Membership.objects.filter(user=staff["sponsor.calworks@alder.example"]).update(
            program="cws"
        )
    following = sign_in("sponsor.calworks@alder.example")
    # The word of the one before is theirs to confirm.
    following.post(f"/program/commitments/{given.pk}/confirm", sent())
    with rls(county="alder"):
        given.refresh_from_db()
        assert given.confirm_by == today() + timedelta(days=200)
    answer = following.post("/program/commit", sent(words="Me too"))
    assert answer.status_code == 302
    with rls(county="alder"):
        given.refresh_from_db()
        assert given.withdrawn_on == today()
        assert Commitment.objects.get(withdrawn_on=None).words == "Me too"


def test_a_commitment_of_another_county_is_not_there(sign_in, staff):
    given = committed(staff, "cws", county="birch")
    sponsor = sign_in("sponsor.cws@alder.example")
    assert sponsor.post(f"/program/commitments/{given.pk}/confirm", sent()).status_code == 404
    assert "Two workers for a year." not in text_of(sponsor)
    assert "Two workers for a year." in text_of(sign_in("sponsor.cws@birch.example"))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("cws.worker@alder.example", 200),
        ("counsel@alder.example", 200),
        ("partner@alder.example", 403),
        ("editor@state.example", 200),
    ],
)
def test_who_opens_the_page(sign_in, who, status):
    answer = sign_in(who).get(HOME)
    assert answer.status_code == status
    if status == 200:
        assert ("Four decision steps" in answer.content.decode()) is ("state" not in who)


def test_nobody_overwrites_a_step_that_they_did_not_see(staff):
    from assessments.program.acts import Decided, record

    given = Decided("First", "", None)
    with working_as(staff["cochair.cws@alder.example"]) as leader:
        record(leader, 1, given, version=0)
        with pytest.raises(Stale, match="First"):
            record(leader, 1, given, version=0)
        assert record(leader, 1, given, version=1).version == 2

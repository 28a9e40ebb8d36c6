"""Quality of what extracts state: counted, kept, listed for who can fix it, and for nobody else."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.people.models import ProgramRecord
from cases.records.models import IdPair, QualityFigure
from cases.records.quality import counting, keeping, pages
from cases.records.quality.table import BY_CODE
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.records.conftest import Desk, aided, child, text
from tests.sharing.conftest import make_family, make_record

pytestmark = pytest.mark.django_db

SUPERVISOR = "cws.supervisor@alder.example"
COORDINATOR = "coordinator@alder.example"
ANALYST = "analyst@alder.example"
SOUND = {
    "cin": "", "ssn_quality": "stated", "street": "1 ELM ST", "language": "English",
    "worker_id": "CW101",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    import time_machine

    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def counts(program: str = "cws", county: str = "alder") -> dict[str, int]:
    """What fails, of one program, without what does not."""
    with rls(county=county):
        found = counting.figures(county, program=program)
    merged: dict[str, int] = {}
    for source in found:
        for code, count in source.counts.items():
            if count:
                merged[code] = merged.get(code, 0) + count
    return merged


def cws(**stated: Any) -> ProgramRecord:
    with rls(county="alder"):
        return make_record("alder", "cws", **(SOUND | stated))


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"born": None}, "birth_missing"),
        ({"born": date(1990, 5, 5), "born_estimated": True}, "birth_estimated"),
        ({"born": date(1990, 1, 1)}, "birth_placeholder"),
        ({"born": date(1900, 5, 5)}, "birth_placeholder"),
        ({"surname": "Unknown"}, "name_placeholder"),
        ({"given": "Baby Girl"}, "name_placeholder"),
        ({"surname": "DOE"}, "name_placeholder"),
        ({"ssn_quality": "missing"}, "ssn_missing"),
        ({"ssn_quality": "invalid"}, "ssn_invalid"),
        ({"ssn_quality": "pseudo"}, "ssn_pseudo"),
        ({"ssn_quality": "lost_zero"}, "ssn_zero"),
        ({"street": ""}, "address_missing"),
        ({"language": ""}, "language_missing"),
        ({"worker_id": ""}, "worker_missing"),
    ],
)
def test_each_check_finds_its_own_and_nothing_else(
    staff: Any, stated: dict[str, Any], code: str
) -> None:
    cws()
    assert counts() == {}
    cws(**stated)
    assert counts() == {code: 1}


def test_what_is_estimated_is_not_made_up_as_well(staff: Any) -> None:
    cws(born=date(1990, 1, 1), born_estimated=True)
    assert counts() == {"birth_estimated": 1}


def test_one_number_on_several_clients_of_a_program(staff: Any) -> None:
    for _each in range(2):
        cws(cin="91234567A", ssn_digest=b"x" * 32)
    with rls(county="alder"):
        # The same person on the other side rightly has the same numbers.
        make_record("alder", "calworks", **SOUND | {"cin": "91234567A", "ssn_digest": b"x" * 32})
    assert counts() == {"cin_shared": 2, "ssn_shared": 2}
    assert counts("calworks") == {}


def test_a_cin_that_was_merged_into_another_is_frozen(staff: dict[str, Any]) -> None:
    cws(cin="91234567A")
    assert counts() == {}
    with rls(county="alder"):
        IdPair.objects.create(
            county_id="alder", program="calworks", old_scheme="cin", old_id="91234567A",
            new_scheme="cin", new_id="97654321A", loaded_by=staff[ANALYST],
        )  # fmt: skip
    assert counts() == {"cin_frozen": 1}


@pytest.mark.scenario(15)
def test_restricted_people_are_in_no_figure(staff: Any) -> None:
    """Nor does a sealed client's number make an open client's count as given twice."""
    cws(restriction="R", born=None, cin="91234567A")
    cws(cin="91234567A")
    made = make_family(cws=SOUND | {"born": None}, calworks=SOUND | {"restriction": "S"})
    assert counts() == {}
    with rls(county="alder"):
        assert sum(each.total for each in counting.figures("alder")) == 1
        # The twins: all of them open.
        ProgramRecord.objects.update(restriction="N")
    assert counts() == {"birth_missing": 2, "cin_shared": 2}
    assert made.person is not None


def test_who_left_is_not_counted(staff: Any) -> None:
    cws(born=None, gone_on=TODAY)
    assert counts() == {}


def family_without_a_birth_date(**changed: Any) -> Any:
    return make_family(
        cws=SOUND | {"born": None, "given": "ZQANA", **changed},
        calworks=SOUND | {"cin": "91234567A", "worker_id": "EW201"},
    )


def listed(client: Any, code: str = "birth_missing", query: str = "") -> str:
    answer = client.get(reverse("records:quality_list", args=[code]) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_supervisor_sees_their_unit_and_the_records_behind(sign_in: Any, grounds: None) -> None:
    made = family_without_a_birth_date()
    supervisor = sign_in(SUPERVISOR)
    page = supervisor.get(reverse("records:quality")).content.decode()
    assert "Your unit’s people" in page and "No birth date" in page
    assert reverse("records:quality_list", args=["birth_missing"]) in page
    body = listed(supervisor)
    assert "ZQANA" in body and made.person.token in body
    assert made.cws.native_id not in body and f"…{made.cws.native_id[-4:]}" in body


def test_a_supervisor_does_not_meet_the_other_programs_or_another_units(
    sign_in: Any, grounds: None
) -> None:
    family_without_a_birth_date()
    other = sign_in("calworks.supervisor@alder.example")
    assert "ZQANA" not in listed(other)
    make_family(cws=SOUND | {"born": None, "given": "ZQELSE"}, cws_worker="CW999")
    assert "ZQELSE" not in listed(sign_in(SUPERVISOR))
    assert "ZQANA" in listed(sign_in(SUPERVISOR))
    birch = sign_in("cws.supervisor@birch.example")
    assert "ZQANA" not in listed(birch)


@pytest.mark.scenario(15)
def test_a_sealed_person_is_in_no_list_and_no_table(sign_in: Any, grounds: None) -> None:
    made = family_without_a_birth_date()
    supervisor = sign_in(SUPERVISOR)
    assert "ZQANA" in listed(supervisor)
    with rls(county="alder"):
        ProgramRecord.objects.filter(pk=made.calworks.pk).update(restriction="R")
    assert "ZQANA" not in listed(supervisor)
    address = reverse("records:quality_file", args=["birth_missing"])
    assert made.person.token not in supervisor.get(address).content.decode()


def test_the_table_names_nobody_and_masks_numbers(sign_in: Any, grounds: None) -> None:
    made = family_without_a_birth_date()
    address = reverse("records:quality_file", args=["birth_missing"])
    answer = sign_in(SUPERVISOR).get(address)
    body = answer.content.decode()
    assert made.person.token in body and "No birth date" in body
    assert "ZQANA" not in body and made.cws.native_id not in body
    assert answer["Content-Type"] == "text/csv"


def test_more_rows_than_may_leave_alone_are_not_made(
    sign_in: Any, grounds: None, monkeypatch: Any
) -> None:
    from linkages import exports

    family_without_a_birth_date()
    address = reverse("records:quality_file", args=["birth_missing"])
    monkeypatch.setattr(exports, "MOST_ROWS", 0)
    assert sign_in(SUPERVISOR).get(address)["Content-Type"].startswith("text/html")
    monkeypatch.setattr(exports, "MOST_ROWS", 499)
    assert sign_in(SUPERVISOR).get(address)["Content-Type"] == "text/csv"


def test_a_coordinator_lists_only_what_the_decision_opens(sign_in: Any, grounds: None) -> None:
    family_without_a_birth_date(ssn_quality="invalid")
    coordinator = sign_in(COORDINATOR)
    assert "ZQANA" in listed(coordinator)
    # A Social Security number is C4, which nothing opens to a coordinator.
    assert "ZQANA" not in listed(coordinator, "ssn_invalid")
    assert "ZQANA" in listed(sign_in(SUPERVISOR), "ssn_invalid")


def test_unlinked_people_are_counted_and_never_named(sign_in: Any, grounds: None) -> None:
    for _each in range(12):
        cws(born=None, given="ZQALONE")
    for email in (COORDINATOR, SUPERVISOR):
        assert "ZQALONE" not in listed(sign_in(email))
    page = sign_in(COORDINATOR).get(reverse("records:quality")).content.decode()
    assert ">12 " in page and "ZQALONE" not in page


def test_small_figures_of_the_county_are_hidden(sign_in: Any, staff: Any) -> None:
    for _each in range(40):
        cws()
    for _each in range(10):
        cws(born=None)
    page = sign_in(ANALYST).get(reverse("records:quality")).content.decode()
    assert "fewer than 11" in page and ">10 " not in page and "20.0%" not in page
    cws(born=None)
    page = sign_in(ANALYST).get(reverse("records:quality")).content.decode()
    assert "fewer than 11" not in page and ">11 " in page and "21.6%" in page


@pytest.mark.parametrize(
    ("handle", "figures", "records"),
    [
        ("analyst", 200, 403),
        ("coordinator", 200, 200),
        ("cws.supervisor", 200, 200),
        ("cws.worker", 403, 403),
        ("privacy", 403, 403),
        ("admin", 403, 403),
    ],
)
def test_who_gets_what(sign_in: Any, handle: str, figures: int, records: int) -> None:
    client = sign_in(f"{handle}@alder.example")
    assert client.get(reverse("records:quality")).status_code == figures
    for name in ("quality_list", "quality_file"):
        address = reverse(f"records:{name}", args=["birth_missing"])
        assert client.get(address).status_code == records


def test_a_check_that_there_is_not_is_not_found(sign_in: Any) -> None:
    address = reverse("records:quality_list", args=["nothing"])
    assert sign_in(SUPERVISOR).get(address).status_code == 404


def test_figures_are_kept_with_each_accepted_batch(desk: Desk) -> None:
    rows = [child(number, dob="1990-01-01") for number in range(1, 13)]
    first = desk.accepted("cws", text(*rows), as_of="2026-10-20")
    desk.run_jobs("alder")
    fixed = [child(number) for number in range(1, 13)]
    desk.accepted("cws", text(*fixed), as_of="2026-11-20")
    desk.run_jobs("alder")
    with rls(county="alder"):
        kept = QualityFigure.objects.get(batch=first, code="birth_placeholder")
        assert (kept.count, kept.total, kept.scheme) == (12, 12, "cws_key")
        keeping.keep(first.pk)
        assert QualityFigure.objects.filter(batch=first).count() == len(BY_CODE)
        found = keeping.trend("alder", keeping.months_before(TODAY))
    key = ("cws", "cws_key", "birth_placeholder")
    assert found[*key, date(2026, 10, 1)].count == 12
    assert found[*key, date(2026, 11, 1)].count == 0
    page = desk.client.get(reverse("records:quality")).content.decode()
    assert "Nov 2026" in page and "Oct 2026" in page and "100.0%" in page


def test_the_change_is_of_the_share(staff: dict[str, Any]) -> None:
    past = keeping.Kept(20, 100)

    def change(count: int, total: int) -> str:
        now = pages.cell(count, total, whole=False)
        return pages._change(now, count, total, past, (pages.cell(20, 100, whole=False),))[0]

    assert (change(30, 100), change(15, 100), change(20, 100), change(30, 300)) == (
        "worse", "better", "as last month", "better"
    )  # fmt: skip
    assert change(5, 100) == ""


def test_damage_is_told_by_source_and_month(desk: Desk) -> None:
    broken = aided(2, case_no="6.01569E+17")
    desk.read("calworks", text(aided(1), broken, aided(3, ssn="12345678")), as_of="2026-11-20")
    page = desk.client.get(reverse("records:quality")).content.decode()
    damage = page.partition('id="damage"')[2]
    assert "Damaged by Excel" in damage and "Leading zeros lost" in damage
    assert "CalWORKs · CalWORKs persons" in damage
    # Figures of files are for who sees batches.
    assert (
        "Damaged"
        not in desk.client.get(reverse("records:quality_list", args=["x"])).content.decode()
    )


def test_months_go_back_over_the_turn_of_the_year() -> None:
    assert keeping.months_before(date(2027, 2, 14)) == [
        date(2027, 1, 1), date(2026, 12, 1), date(2026, 11, 1)
    ]  # fmt: skip


def test_fifty_records_cost_no_more_queries_than_one(sign_in: Any, grounds: None) -> None:
    supervisor = sign_in(SUPERVISOR)
    listed(supervisor)
    asked = []
    for more in (1, 20):
        for _each in range(more):
            family_without_a_birth_date()
        with CaptureQueriesContext(connection) as queries:
            listed(supervisor)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_who_is_close_to_staff_is_not_in_their_list(
    sign_in: Any, grounds: None, staff: dict[str, Any]
) -> None:
    from cases.sharing.models import StaffRelation

    made = family_without_a_birth_date()
    with working_as(staff[SUPERVISOR]):
        StaffRelation.objects.create(
            county_id="alder", user=staff[SUPERVISOR], record=made.cws, relation="relative",
            since=date(2026, 1, 1), recorded_by=staff[SUPERVISOR].pk,
        )  # fmt: skip
    assert "ZQANA" not in listed(sign_in(SUPERVISOR))
    assert "ZQANA" in listed(sign_in(COORDINATOR))

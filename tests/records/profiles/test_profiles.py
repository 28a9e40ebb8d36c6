"""Profiles: one version in use, none ever changed, shared between counties as files."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.records.models import ExtractFile, SourceProfile
from cases.records.profiles import acts, choosing, passing_on, samples
from cases.records.profiles.acts import Report
from cases.records.reading.layouts import LAYOUTS
from cases.records.reading.profile import Profile, to_json
from linkages.forms import Stale
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import working_as
from tests.records.conftest import Desk, aided, child, text
from tests.records.profiles.conftest import file_of, plain

pytestmark = pytest.mark.django_db

REPORT = Report("cws_cms", "Open cases", "First", ("Client", "Last", "First", "DOB"))
PROFILE = Profile(
    Program.CWS,
    "cws_clients",
    columns={"client": "client_id", "last": "surname", "first": "given", "dob": "born"},
    codes={"sex": {"b": "M"}},
)


@pytest.fixture
def saved(staff: dict[str, Any]) -> Callable[..., SourceProfile]:
    """`saved(in_use=True)` writes the next version of a report."""

    def save(
        report: Report = REPORT, profile: Profile = PROFILE, county: str = "alder", **given: Any
    ) -> SourceProfile:
        with working_as(staff[f"analyst@{county}.example"], county) as analyst:
            return acts.save(county, report, profile, by=analyst.pk, **given)

    return save


@pytest.fixture
def analyst(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("analyst@alder.example")


def states() -> list[tuple[int, str]]:
    with rls(county="alder"):
        return list(SourceProfile.objects.order_by("version").values_list("version", "state"))


def test_putting_a_version_in_use_retires_the_one_before(saved: Any, analyst: Client) -> None:
    saved(in_use=True)
    second = saved()
    assert states() == [(1, "in_use"), (2, "draft")]
    page = reverse("records:use_profile", args=[second.pk])
    assert analyst.post(page, {"version": "draft"}).status_code == 302
    assert states() == [(1, "retired"), (2, "in_use")]
    late = analyst.post(page, {"version": "draft"})
    assert late.status_code == 409
    assert "This version is now: In use." in plain(late.content.decode())
    retire = reverse("records:retire_profile", args=[second.pk])
    assert analyst.post(retire, {"version": "in_use"}).status_code == 302
    assert states() == [(1, "retired"), (2, "retired")]


def test_what_a_version_says_never_changes(saved: Any, staff: dict[str, Any]) -> None:
    found = saved(in_use=True)
    found.content = {}
    with (
        working_as(staff["analyst@alder.example"]),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        found.save(update_fields=["content"])
    with working_as(staff["analyst@alder.example"]), pytest.raises(Stale):
        acts.retire(found, seen="draft")


def test_two_versions_side_by_side(saved: Any, analyst: Client) -> None:
    first = saved()
    columns = {**PROFILE.columns, "last": "", "soc": "ssn"}
    second = saved(profile=Profile(Program.CWS, "cws_clients", columns=columns, date_order="dmy"))
    answer = analyst.get(reverse("records:compare_profiles", args=[first.pk]))
    words = plain(answer.content.decode())
    assert "Column Last Last name Not used" in words
    assert "Column soc – Social Security number" in words
    assert "File Dates month, day, year day, month, year" in words
    assert "Code Sex: b Male –" in words
    assert "Column First" not in words
    assert str(second.pk) in answer.content.decode()


def test_a_profile_goes_to_another_county_as_a_file(
    saved: Any, analyst: Client, sign_in: Callable[[str], Client]
) -> None:
    found = saved(in_use=True)
    answer = analyst.get(reverse("records:export_profile", args=[found.pk]))
    exported = json.loads(answer.content)
    assert exported["profile"] == to_json(PROFILE)
    assert "alder" not in answer.content.decode().lower()
    assert "Kavya" not in answer.content.decode()
    birch = sign_in("analyst@birch.example")
    sent = birch.post(
        reverse("records:import_profile"), {"file": file_of(answer.content, "profile.json")}
    )
    assert sent.status_code == 302
    with rls(county="birch"):
        taken = SourceProfile.objects.get()
    assert (taken.report, taken.state, taken.version) == ("Open cases", "draft", 1)
    assert taken.content == found.content and taken.headers == list(REPORT.headers)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no json", "not JSON"),
        (b"[1]", "not a profile of Linkages"),
        (json.dumps({"form": passing_on.FORM, "profile": {}}).encode(), "lacks its part"),
        (
            json.dumps(
                {
                    "form": passing_on.FORM,
                    "system": "cws_cms",
                    "report": "X",
                    "profile": {
                        "program": "cws",
                        "grain": "cws_clients",
                        "columns": {"reportername": "surname"},
                    },
                }
            ).encode(),
            "must not be stored",
        ),
        (
            json.dumps(
                {"form": passing_on.FORM, "system": "moon", "profile": to_json(PROFILE)}
            ).encode(),
            "which report of which system",
        ),
    ],
)
def test_what_is_no_profile_is_not_taken(analyst: Client, content: bytes, said: str) -> None:
    answer = analyst.post(reverse("records:import_profile"), {"file": file_of(content, "p.json")})
    assert answer.status_code == 422
    assert said in plain(answer.content.decode())
    assert states() == []


def test_who_may_see_and_who_may_change(saved: Any, sign_in: Callable[[str], Client]) -> None:
    found = saved()
    see = [reverse("records:profiles")] + [
        reverse(f"records:{name}", args=[found.pk])
        for name in ("profile", "compare_profiles", "export_profile", "profile_sheet")
    ]
    change = [reverse("records:use_profile", args=[found.pk])]
    edit = [reverse("records:start_profile"), reverse("records:import_profile")]
    edit.append(reverse("records:new_version", args=[found.pk]))
    for email, seen, changed in (
        ("admin@alder.example", 200, 409),
        ("coordinator@alder.example", 200, 403),
        ("cws.worker@alder.example", 403, 403),
    ):
        client = sign_in(email)
        assert {client.get(address).status_code for address in see} == {seen}
        assert {client.post(address).status_code for address in change} == {changed}
        assert {client.get(address).status_code for address in edit} == {
            200 if changed == 409 else 403
        }
    birch = sign_in("analyst@birch.example")
    assert {birch.get(address).status_code for address in see[1:]} == {404}
    assert birch.post(change[0]).status_code == 404
    assert "Open cases" not in birch.get(see[0]).content.decode()
    assert "Open cases" in sign_in("analyst@alder.example").get(see[0]).content.decode()


def test_pages_ask_no_more_for_more_versions(saved: Any, analyst: Client) -> None:
    first = saved()
    addresses = [reverse("records:profiles")] + [
        reverse(f"records:{name}", args=[first.pk]) for name in ("profile", "compare_profiles")
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            analyst.get(address)
            with CaptureQueriesContext(connection) as captured:
                analyst.get(address)
            counts.append(len(captured))
        return counts

    saved()
    few = asked()
    for _version in range(5):
        saved(in_use=True)
    assert asked() == few


def test_an_upload_finds_the_profile_whose_columns_it_has(saved: Any, desk: Desk) -> None:
    row = child(1)
    headers = tuple(row)
    named = {
        "client_id_19": "client_id", "last": "surname", "first": "given", "dob": "born",
        "case_id_19": "case_id", "svc_component": "service_component",
        "case_start": "case_start", "gender": "sex",
    }  # fmt: skip
    profile = Profile(
        Program.CWS,
        "cws_children",
        columns={name.replace("_", ""): named.get(name, "") for name in headers},
        codes={"sex": {"k": "M"}},
    )
    found = saved(Report("cws_cms", "Weekly", "", headers), profile, in_use=True)
    batch = desk.read("cws", text(child(1, gender="k")))
    with rls(county="alder"):
        assert ExtractFile.objects.get(batch=batch).profile_id == found.pk
    page = desk.page(batch)
    assert "Read with the profile" in page and "Weekly" in page
    other = desk.read("cws", text(child(2) | {"zip": "95900"}))
    by_names = desk.read("cws", text(child(3)), reads="names")
    with rls(county="alder"):
        assert ExtractFile.objects.get(batch=other).profile_id is None
        assert ExtractFile.objects.get(batch=by_names).profile_id is None


def test_only_profiles_in_use_can_be_chosen(saved: Any, desk: Desk) -> None:
    draft = saved()
    refused = desk.send("cws", text(child(1)), reads=str(draft.pk))
    assert refused.status_code == 422
    taken = saved(in_use=True)
    page = desk.client.get(reverse("records:upload")).content.decode()
    assert str(taken.pk) in page and str(draft.pk) not in page
    content = b"Client,Last,First,DOB\nAadfKnG07n,REYES,ANA,05/02/2016\n"
    batch = desk.read("cws", content, reads=str(taken.pk))
    assert batch.rows_accepted == 1
    unknown = desk.send("cws", content.replace(b"Client", b"Kunde"), reads=str(taken.pk))
    assert unknown.status_code == 422
    assert "equired columns are missing" in unknown.content.decode()


def test_several_that_fit_are_no_answer(saved: Any) -> None:
    header = ",".join(REPORT.headers)
    content = io.BytesIO(f"{header}\n{'AadfKnG07n,REYES,ANA,05/02/2016'}\n".encode())
    one = saved(in_use=True)
    assert choosing.fitting([one], content) == one
    two = saved(Report("cws_cares", "Other", "", REPORT.headers), in_use=True)
    assert choosing.fitting([one, two], content) is None
    longer = io.BytesIO(f"{header},more\nAadfKnG07n,REYES,ANA,05/02/2016,x\n".encode())
    assert choosing.fitting([one], longer) is None


def test_the_federal_file_is_taken_and_says_what_it_lacks(desk: Desk) -> None:
    page = desk.client.get(reverse("records:upload")).content.decode()
    assert "Federal TANF data file" in page
    content = samples.content("tanf", LAYOUTS[3], "99")
    batch = desk.read("calworks", content, reads="tanf")
    assert (batch.rows_accepted, batch.rows_quarantined, batch.people) == (5, 0, 5)
    assert "It names nobody" in plain(desk.page(batch))
    wrong = desk.send("calworks", text(aided(1)), reads="tanf")
    assert wrong.status_code == 422

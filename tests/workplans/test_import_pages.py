"""A plan from a file on the pages: read, shown, then taken in or dropped; nothing is lost."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from linkages.scope import rls
from tests.workplans.conftest import At
from tests.workplans.test_import import SAMPLE, TEMPLATE, workbook
from workplans.catalogue.shipped import SHIPPED
from workplans.models import PlanImport, PlanTopic, PlanUpdate, Step, StepNeed, WorkPlan
from workplans.plans.outline import outline
from workplans.running.importing import Known, read_file
from workplans.running.paper import of_outline
from workplans.running.taking import reading_of

pytestmark = pytest.mark.django_db
CHAIR = "cochair.cws@alder.example"


def send(client: Client, content: bytes, name: str = "plan.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("workplans:import_plan"), {"key": str(uuid.uuid4()), "file": file})


def take(client: Client, page: str, **given: Any) -> Any:
    shown = client.get(page).context["form"]
    form = {"name": "From the file", "kind": "launch", "starts_on": "2014-12-01"}
    hidden = {"key": str(uuid.uuid4()), "version": shown.fields["version"].initial}
    return client.post(page, form | hidden | given)


def test_a_file_is_shown_before_it_becomes_a_plan(sign_in: Any, staff: dict[str, Any]) -> None:
    client = sign_in(CHAIR)
    page = send(client, workbook(TEMPLATE))["Location"]
    with rls(county="alder"):
        assert WorkPlan.objects.count() == 0
    said = client.get(page).content.decode()
    assert "E20: “ASAP” is not a day" in said
    assert "Topic area “Child care after hours”" in said
    assert "Somebody new" in said and "Families of the Oak Street office" in said
    assert client.get(reverse("today")).content.decode().count("A work plan read from a file") == 1


def test_taken_in_every_field_stands_in_the_draft(
    sign_in: Any, at: At, staff: dict[str, Any]
) -> None:
    client = sign_in(CHAIR)
    content = workbook(TEMPLATE)
    page = send(client, content)["Location"]
    assert take(client, page).status_code == 302
    read = read_file(content, Known(SHIPPED)).plan
    with at("cochair.cws"):
        plan = WorkPlan.objects.select_related("county", "site").get()
        made = of_outline(outline(plan))
        assert [topic.code for topic in made.topics] == ["T06", "other"]
        assert made.objectives == read.objectives
        assert (made.goal, made.dated) == (read.goal, read.dated)
        assert set(made.contacts) == set(read.contacts)
        row = PlanImport.objects.get()
        assert (row.state, row.plan_id) == ("taken", plan.pk)
    assert "From the file" in client.get(page).content.decode()


def test_a_topic_area_that_nobody_knows_goes_where_one_says(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    client = sign_in(CHAIR)
    page = send(client, workbook(TEMPLATE))["Location"]
    take(client, page, topic_0="T12")
    with rls(county="alder"):
        assert set(PlanTopic.objects.values_list("code", flat=True)) == {"T06", "T12"}


def test_the_sample_of_2005_keeps_numbers_order_and_references(
    sign_in: Any, at: At, staff: dict[str, Any]
) -> None:
    client = sign_in(CHAIR)
    take(client, send(client, workbook(SAMPLE))["Location"])
    with at("cochair.cws"):
        plan = WorkPlan.objects.select_related("county", "site").get()
        tree = outline(plan)
    assert [step.number for step in tree.steps] == [
        "1A1", "1A2", "1A3", "1A4", "1B1", "7.1", "9A1",
    ]  # fmt: skip
    assert tree.steps[3].sees_number == 9
    assert tree.steps[2].help_title == "Planning Guide"
    assert [topic.category for topic in tree.topics] == ["Policy Foundation", "Practice"]
    printed = client.get(reverse("workplans:plan_print", args=[plan.pk])).content.decode()
    places = [printed.find(step.text) for step in tree.steps]
    assert -1 not in places and places == sorted(places)


def test_leads_are_known_again_by_name_and_needs_come_along(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    name = staff[CHAIR].name
    head = ["No.", "Objective", "Action step", "Lead", "Depends on", "Remark"]
    rows = [["Goal", "One"], ["Topic area", "T01"], head, ["1", "Aim"],
            ["1.1", "", "first", name, "", ""], ["1.2", "", "second", "Nobody", "1.1", "z " * 1500],
            ["", "", "", "", "", "alone"]]  # fmt: skip
    client = sign_in(CHAIR)
    take(client, send(client, workbook(rows))["Location"])
    with rls(county="alder"):
        first, second = Step.objects.order_by("order")
        assert (first.lead, first.lead_words) == (staff[CHAIR], "")
        assert (second.lead, second.lead_words) == (None, "Nobody")
        assert StepNeed.objects.get().needs_id == first.pk
        remarks = PlanUpdate.objects.order_by("pk").values_list("text", flat=True)
        assert second.comment.count("z") + sum(text.count("z ") for text in remarks) >= 1490
        assert any("alone" in text for text in remarks)


def test_two_people_take_in_one_file_and_there_is_one_plan(
    sign_in: Any, staff: dict[str, Any]
) -> None:
    client, other = sign_in(CHAIR), sign_in("coordinator@alder.example")
    page = send(client, workbook(TEMPLATE))["Location"]
    other.get(page)
    assert take(client, page).status_code == 302
    given = {"name": "Twice", "kind": "launch", "starts_on": "2014-12-01", "version": "1"}
    answer = other.post(page, given | {"key": str(uuid.uuid4())})
    assert answer.status_code == 200 and "From the file" in answer.content.decode()
    with rls(county="alder"):
        assert WorkPlan.objects.count() == 1


def test_a_dropped_file_leaves_nothing_of_its_words(sign_in: Any, staff: dict[str, Any]) -> None:
    client = sign_in(CHAIR)
    page = send(client, workbook(TEMPLATE))["Location"]
    client.post(f"{page}/drop", {"key": str(uuid.uuid4())})
    with rls(county="alder"):
        row = PlanImport.objects.get()
        assert (row.state, row.content, row.problems) == ("dropped", {}, [])
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*), count(*) filter (where h::text like '%%' || %s || '%%') "
                "from workplans_planimportevent h",
                ["Oak Street"],
            )
            assert cursor.fetchone() == (2, 0)
    assert "Nothing of the file is kept" in client.get(page).content.decode()


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0", b"a\0b"])
def test_a_file_that_cannot_be_read_is_refused_with_words(
    sign_in: Any, staff: dict[str, Any], content: bytes
) -> None:
    answer = send(sign_in(CHAIR), content)
    assert answer.status_code == 422
    assert "usa-error-message" in answer.content.decode()


def test_who_may_take_in_a_file(sign_in: Any, staff: dict[str, Any]) -> None:
    page = send(sign_in(CHAIR), workbook(TEMPLATE))["Location"]
    assert sign_in("coordinator@alder.example").get(page).status_code == 200
    assert sign_in("cws.worker@alder.example").get(page).status_code == 403
    assert sign_in("cochair.cws@birch.example").get(page).status_code == 404
    assert (
        sign_in("sponsor.cws@alder.example").get(reverse("workplans:import_plan")).status_code
        == 403
    )
    with rls(county="alder"):
        found = reading_of(PlanImport.objects.get())
    assert found.plan.county == "Alder"

"""Pages of plans: every one opens, is filled in without a script, and refuses in words."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counties.models import Membership
from linkages.calendar import today
from tests.workplans.conftest import At
from workplans.models import Objective, PlanEdition, Product, Status, Step, WorkPlan
from workplans.plans import acts
from workplans.plans.outline import outline

pytestmark = pytest.mark.django_db
COCHAIR = "cochair.cws@alder.example"
SignIn = Callable[[str], Client]


@pytest.fixture
def first(at: At, plan: WorkPlan) -> Any:
    """The first step of the plan."""
    with at("cochair.cws"):
        return outline(plan).steps[0]


def _at(name: str, *args: Any) -> str:
    return reverse(f"workplans:{name}", args=args)


def test_every_page_of_a_plan_opens(sign_in: SignIn, at: At, plan: WorkPlan, first: Any) -> None:
    with at("cochair.cws") as user:
        objective = Objective.objects.filter(plan=plan).first()
        product = Product.objects.filter(objective=objective).first()
        topic = plan.topics.first()
        edition = acts.submit(user, plan.pk)
    assert objective is not None
    assert product is not None
    client = sign_in(COCHAIR)
    pages = [
        *(_at(name) for name in ("plans", "begin_plan", "example_plan")),
        *(
            _at(name, plan.pk)
            for name in (
                "plan", "plan_print", "plan_header", "plan_topics", "plan_links", "add_objective",
                "plan_board", "plan_table", "plan_table_file", "plan_timeline", "submit_plan",
                "amend_plan", "close_plan", "compare_plan", "plan_meanwhile", "restart_plan",
            )
        ),
        _at("own_objective", plan.pk, topic.pk),
        _at("plan_objective", plan.pk, objective.pk),
        _at("objective_status", plan.pk, objective.pk),
        _at("add_product", plan.pk, objective.pk),
        _at("add_step", plan.pk, objective.pk),
        _at("plan_product", plan.pk, product.pk),
        _at("plan_step", plan.pk, first.key),
        _at("change_step", plan.pk, first.key),
        _at("remove_part", plan.pk, "step", first.key),
        _at("plan_edition", plan.pk, edition.number),
    ]  # fmt: skip
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert sign_in("sponsor.cws@alder.example").get(_at("decide_plan", plan.pk)).status_code == 200
    for name in ("plan", "plan_table_file", "plan_edition"):
        rest = [edition.number] if name == "plan_edition" else []
        other = sign_in("cochair.cws@birch.example")
        assert other.get(_at(name, plan.pk, *rest)).status_code == 404
    assert sign_in("cws.worker@alder.example").get(_at("plan_header", plan.pk)).status_code == 403


def test_a_plan_is_begun_and_its_goal_starts_with_a_sentence(sign_in: SignIn, at: At) -> None:
    client = sign_in(COCHAIR)
    given = {"name": "First", "kind": "launch", "starts_on": "2026-07-01"}
    answer = client.post(_at("begin_plan"), given)
    with at("cochair.cws"):
        made = WorkPlan.objects.get(name="First")
    assert answer["Location"] == _at("plan_header", made.pk)
    more = {"starter": "launch", "populations": ["fm_calworks"], "version": "1", "name_cws": "Ana"}
    client.post(_at("plan_header", made.pk), given | more)
    with at("cochair.cws"):
        made.refresh_from_db()
        assert "Family maintenance" in made.goal
        assert outline(made).contacts[0].name == "Ana"


def test_the_second_of_two_editors_keeps_what_they_typed(
    sign_in: SignIn, at: At, plan: WorkPlan, first: Any
) -> None:
    address = _at("change_step", plan.pk, first.key)
    mine, theirs = sign_in(COCHAIR), sign_in("cochair.calworks@alder.example")
    given = {"version": str(first.version), "key": str(uuid.uuid4())}
    assert mine.post(address, given | {"text": "Mine came first."}).status_code == 302
    refused = theirs.post(address, {"version": str(first.version), "text": "Theirs is kept."})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Theirs is kept." in page
    assert "Mine came first." in page
    with at("cochair.cws") as user:
        assert str(user) in page
        assert Step.objects.get(pk=first.key).text == "Mine came first."
    again = theirs.post(address, {"version": str(first.version + 1), "text": "Theirs is kept."})
    assert again.status_code == 302


def test_a_draft_that_is_older_than_what_somebody_else_wrote_overwrites_nothing(
    sign_in: SignIn, at: At, plan: WorkPlan, first: Any
) -> None:
    client, there = sign_in(COCHAIR), _at("change_step", plan.pk, first.key)
    form = client.get(there).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if name != "needs"}
    typed |= {"text": "Begun at noon"}
    client.post(reverse("save_draft", args=[form.draft_name]), typed)
    with at("cochair.calworks") as user:
        acts.change_step(user, plan.pk, uuid.UUID(first.key), acts.StepFields("Written by hand"))
    back = client.get(there).context["form"]
    sent = {name: back[name].value() or "" for name in back.fields if name != "needs"}
    assert sent["text"] == "Begun at noon"
    behind = client.post(there, sent)
    assert behind.status_code == 409 and "Written by hand" in behind.content.decode()
    again = behind.context["form"]
    sent = {name: again[name].value() or "" for name in again.fields if name != "needs"}
    assert client.post(there, sent).status_code == 302
    with at("cochair.cws"):
        assert Step.objects.get(pk=first.key).text == "Begun at noon"


def test_a_circle_is_told_on_the_form(sign_in: SignIn, at: At, plan: WorkPlan) -> None:
    with at("cochair.cws") as user:
        one, two = outline(plan).steps[:2]
        product = outline(plan).objectives[0].products[0].key
        what = acts.StepFields(two.text, needs=frozenset({uuid.UUID(one.key)}))
        acts.change_step(user, plan.pk, uuid.UUID(two.key), what)
    given = {"version": str(one.version), "text": one.text, "product": product, "needs": [two.key]}
    refused = sign_in(COCHAIR).post(_at("change_step", plan.pk, one.key), given)
    assert refused.status_code == 409
    assert "none could begin" in refused.content.decode()


def test_a_step_stays_with_who_has_left_until_somebody_takes_it_over(
    sign_in: SignIn, at: At, staff: Any, plan: WorkPlan, first: Any
) -> None:
    worker, other = staff["cws.worker@alder.example"], staff["calworks.worker@alder.example"]
    with at("cochair.cws") as user:
        what = acts.StepFields("Brief the leaders", lead=worker, lead_program="cws")
        acts.change_step(user, plan.pk, uuid.UUID(first.key), what)
        Membership.objects.filter(user=worker, county="alder").update(
            until=today() - timedelta(days=1)
        )
    client, there = sign_in(COCHAIR), _at("change_step", plan.pk, first.key)
    form = client.get(there).context["form"]
    given = {name: form[name].value() or "" for name in form.fields if name != "needs"}
    assert client.post(there, given | {"resources": "A room"}).status_code == 302
    with at("cochair.cws"):
        step = Step.objects.get(pk=first.key)
        assert (step.lead, step.lead_program, step.resources) == (worker, "cws", "A room")
    form = client.get(there).context["form"]
    assert given["key"] != str(form["key"].value())
    given |= {name: str(form[name].value()) for name in ("version", "shown", "key")}
    assert given["lead_program"] == "cws"
    given |= {"lead": str(other.pk), "lead_program": ""}
    assert client.post(there, given).status_code == 302
    form = client.get(there).context["form"]
    assert (form["lead"].value(), form["lead_program"].value()) == (str(other.pk), "")
    with at("cochair.cws"):
        assert Step.objects.get(pk=first.key).lead_program == "calworks"


def test_a_lead_reports_from_the_page_of_today(
    sign_in: SignIn, at: At, staff: Any, plan: WorkPlan, first: Any
) -> None:
    worker = staff["cws.worker@alder.example"]
    with at("cochair.cws") as user:
        product = Product.objects.get(pk=outline(plan).objectives[0].products[0].key)
        due = today() - timedelta(days=1)
        what = acts.StepFields("Brief the leaders", lead=worker, due_on=due, product=product)
        acts.change_step(user, plan.pk, uuid.UUID(first.key), what)
        edition = acts.submit(user, plan.pk)
    for side in ("cws", "calworks"):
        with at(f"sponsor.{side}") as sponsor:
            acts.approve(sponsor, plan.pk, edition.pk)
    client = sign_in("cws.worker@alder.example")
    assert "Brief the leaders" in client.get(reverse("today")).content.decode()
    address = _at("plan_step", plan.pk, first.key)
    without = client.post(address, {"status": "blocked", "version": str(first.version + 1)})
    assert without.status_code == 422
    client.post(address, {"status": "done", "text": "Both came.", "version": first.version + 1})
    assert "Both came." in client.get(address).content.decode()
    client.post(_at("undo_status", plan.pk, first.key), {})
    with at("cochair.cws"):
        assert Step.objects.get(pk=first.key).status == Status.NOT_STARTED
    stranger = sign_in("calworks.worker@alder.example")
    assert stranger.post(address, {"status": "done"}).status_code == 403


def test_sponsors_find_and_approve_a_plan(sign_in: SignIn, at: At, plan: WorkPlan) -> None:
    client = sign_in(COCHAIR)
    client.post(_at("submit_plan", plan.pk), {"version": str(plan.version)})
    for side in ("cws", "calworks"):
        sponsor = sign_in(f"sponsor.{side}@alder.example")
        assert plan.name in sponsor.get(reverse("today")).content.decode()
        there = _at("decide_plan", plan.pk)
        version = sponsor.get(there).context["form"]["version"].value()
        given = {"word": "return", "reason": "", "version": version}
        assert sponsor.post(there, given).status_code == 422
        assert sponsor.post(there, given | {"word": "approve"}).status_code == 302
    with at("cochair.cws"):
        assert WorkPlan.objects.get(pk=plan.pk).state == WorkPlan.State.ACTIVE
        assert PlanEdition.objects.get(plan=plan).approved_at is not None
    refused = client.post(_at("plan_header", plan.pk), _header(plan))
    assert refused.status_code == 409
    assert "Amend it" in refused.content.decode()
    client.post(_at("amend_plan", plan.pk), {"reason": "One more site.", "version": "3"})
    page = client.get(_at("plan", plan.pk)).content.decode()
    assert "One more site." in page
    client.post(_at("plan_header", plan.pk), _header(plan) | {"goal": "A new one", "version": "4"})
    compared = client.get(_at("compare_plan", plan.pk), {"before": "1"}).content.decode()
    assert "A new one" in compared


def test_a_sponsor_approves_the_edition_that_they_read(
    sign_in: SignIn, at: At, plan: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        acts.submit(user, plan.pk)
    there, sponsor = _at("decide_plan", plan.pk), sign_in("sponsor.cws@alder.example")
    read = sponsor.get(there).context["form"]["version"].value()
    with at("cochair.cws") as user:
        acts.take_back(user, plan.pk)
        acts.submit(user, plan.pk, "Half the staff.")
    behind = sponsor.post(there, {"word": "approve", "version": read})
    assert behind.status_code == 409
    assert "Half the staff." in behind.content.decode()
    with at("sponsor.cws"):
        assert not PlanEdition.objects.get(plan=plan, number=2).approvals.exists()
    again = behind.context["form"]["version"].value()
    assert sponsor.post(there, {"word": "approve", "version": again}).status_code == 302
    with at("sponsor.cws"):
        assert PlanEdition.objects.get(plan=plan, number=2).approvals.count() == 1


def _header(plan: WorkPlan) -> dict[str, str]:
    return {
        "name": plan.name,
        "kind": plan.kind,
        "starts_on": plan.starts_on.isoformat(),
        "version": "3",
    }


def test_a_catalogue_button_adds_once_however_often_it_is_pressed(
    sign_in: SignIn, at: At, plan: WorkPlan
) -> None:
    client = sign_in(COCHAIR)
    given = {"code": "T02-1", "key": str(uuid.uuid4())}
    for _each in range(2):
        assert client.post(_at("add_objective", plan.pk), given).status_code == 302
    with at("cochair.cws"):
        assert Objective.objects.filter(plan=plan, code="T02-1").count() == 1


def test_the_table_filters_sorts_and_goes_out(
    sign_in: SignIn, at: At, plan: WorkPlan, first: Any
) -> None:
    with at("cochair.cws") as user:
        acts.set_status(user, uuid.UUID(first.key), Status.BLOCKED, "=HYPERLINK")
    client = sign_in(COCHAIR)
    page = client.get(_at("plan_table", plan.pk), {"status": "blocked"}).content.decode()
    assert first.text in page
    assert outline_text(at, plan, 1) not in page
    taken = client.get(_at("plan_table_file", plan.pk), {"status": "blocked"})
    assert b"'=HYPERLINK" in taken.content
    with at("cochair.cws") as user:
        one = acts.StepFields(first.text, lead_words="Rosa Lima")
        acts.change_step(user, plan.pk, uuid.UUID(first.key), one)
    listed = client.get(_at("plan_table", plan.pk)).context["filters"].fields["lead"].choices
    (sign,) = [sign for sign, name in listed if name == "Rosa Lima"]
    assert "Rosa" not in sign, "a name may not stand in an address"
    hers = client.get(_at("plan_table", plan.pk), {"lead": sign}).content.decode()
    assert first.text in hers and outline_text(at, plan, 1) not in hers
    backwards = client.get(_at("plan_table", plan.pk), {"sort": "-status"}).content.decode()
    assert backwards.index(outline_text(at, plan, 1)) > 0


def outline_text(at: At, plan: WorkPlan, place: int) -> str:
    """The text of a step as a page writes it."""
    with at("cochair.cws"):
        return outline(plan).steps[place].text


def test_the_example_is_in_the_readers_language(sign_in: SignIn) -> None:
    client = sign_in(COCHAIR)
    client.cookies["django_language"] = "es"
    page = client.get(_at("example_plan")).content.decode()
    assert "Condado de Cedar" in page
    assert "familias en común" in page


def test_a_large_plan_asks_as_often_as_a_small_one(sign_in: SignIn, at: At, plan: WorkPlan) -> None:
    client = sign_in(COCHAIR)
    client.get(_at("plan", plan.pk))
    counts = []
    for many in (0, 30):
        with at("cochair.cws") as user:
            objective = Objective.objects.filter(plan=plan).first()
            assert objective is not None
            Step.objects.bulk_create(
                Step(county_id="alder", objective=objective, lead=user, text=f"Step {each}",
                     order=each, due_on=date(2026, 8, 1))
                for each in range(many)
            )  # fmt: skip
        for name in ("plan", "plan_table", "plan_board", "plan_timeline"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(_at(name, plan.pk)).status_code == 200
            counts.append((name, len(captured)))
    assert counts[:4] == counts[4:]


@pytest.mark.django_db
def test_a_part_is_taken_out_on_its_page(
    sign_in: Callable[[str], Client], at: At, plan: WorkPlan
) -> None:
    client = sign_in("cochair.cws@alder.example")
    with at("cochair.cws"):
        step = outline(plan).objectives[0].steps[0]
    address = _at("remove_part", plan.pk, "step", step.key)
    assert client.post(address, {"version": "9"}).status_code == 409
    assert client.post(address, {"version": str(step.version)}).status_code == 302
    with at("cochair.cws"):
        assert step.key not in outline(plan).by_step

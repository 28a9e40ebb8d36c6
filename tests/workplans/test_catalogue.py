"""The catalogue: what ships, what keeps one from being used, how the state writes another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linkages.carrying import NotAllowed
from tests.workplans.conftest import At
from workplans.catalogue import choosing, drafting
from workplans.catalogue.comparing import changes
from workplans.catalogue.reading import Unreadable, read
from workplans.catalogue.shipped import SHIPPED
from workplans.models import CatalogueEdition

SignIn = Callable[[str], Client]
EDITOR = "editor@state.example"


def test_twelve_topic_areas_in_three_categories_and_four_extensions_ship() -> None:
    assert [len(each.topics) for each in SHIPPED.categories] == [4, 3, 5]
    assert [topic.code for topic in SHIPPED.extensions] == ["X1", "X2", "X3", "X4"]
    launch = {topic.code for topic in SHIPPED.topic_list if topic.in_launch}
    assert launch == {"T01", "T02", "T05", "T06", "T07", "T08", "T09"}
    ranks = {code: SHIPPED.topics[code].rank for code in ("T01", "T08", "T03", "T06", "T12")}
    assert ranks == {"T01": 1, "T08": 1, "T03": 2, "T06": 3, "T12": 4}
    assert {topic.code for topic in SHIPPED.topic_list if topic.co_led} == {"T05", "T06", "T07"}
    assert SHIPPED.mark == "L"


def test_every_objective_that_an_instrument_points_to_is_in_the_catalogue() -> None:
    from assessments.instruments.shipped import SHIPPED as INSTRUMENTS

    wanted = {
        code
        for editions in INSTRUMENTS.values()
        for item in editions[-1].items.values()
        for code in item.objectives
    }
    assert wanted
    assert wanted <= set(SHIPPED.objectives)


def test_reading_and_writing_are_each_others_opposite() -> None:
    assert read(SHIPPED.written()) == SHIPPED


def _without_spanish(held: dict[str, Any]) -> None:
    held["topics"][0]["title"]["es"] = " "


def _backwards(held: dict[str, Any]) -> None:
    held["topics"][0]["objectives"][0] |= {"from_month": 9, "to_month": 2}


def _twice(held: dict[str, Any]) -> None:
    held["topics"][1]["code"] = "T01"


def _unknown_role(held: dict[str, Any]) -> None:
    held["topics"][0]["objectives"][0]["roles"] = ["ZZ"]


def _no_category(held: dict[str, Any]) -> None:
    held["categories"][0]["topics"].remove("T04")


def _no_steps(held: dict[str, Any]) -> None:
    held["topics"][0]["objectives"][0]["steps"] = []


def _link(held: dict[str, Any], address: str) -> None:
    resource = {"title": {"en": "Guide", "es": "Guía"}, "link": address}
    held["topics"][0]["objectives"][0]["steps"][0]["resource"] = resource


def _script(held: dict[str, Any]) -> None:
    _link(held, "javascript:alert(1)")


def _long_link(held: dict[str, Any]) -> None:
    _link(held, "https://" + "x" * 493)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_script, "T01-1, step: an address begins with https"),
        (_long_link, "500 characters at most"),
        (_without_spanish, "Spanish of title is missing"),
        (_backwards, "T01-1 ends before it begins"),
        (_twice, "T01 stands more than once"),
        (_unknown_role, "there is no role ZZ"),
        (_no_category, "No category holds topic area T04"),
        (_no_steps, "T01-1 has no steps"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(spoil: Any, told: str) -> None:
    held = SHIPPED.written()
    spoil(held)
    with pytest.raises(Unreadable, match=told):
        read(held)


@pytest.mark.django_db
def test_a_published_edition_is_what_counties_copy_from(at: At) -> None:
    with at("editor", "state") as editor:
        draft = drafting.begin(editor)
        draft = drafting.write(
            editor,
            draft.pk,
            lambda now: drafting.without_objective(now, "T03", "T03-3"),
            version=draft.version,
        )
        with pytest.raises(NotAllowed):
            drafting.begin(editor)
        assert choosing.current() == SHIPPED
    with at("cochair.cws"):
        assert not CatalogueEdition.objects.filter(pk=draft.pk).exists()
        assert choosing.current() == SHIPPED
    with at("editor", "state") as editor:
        drafting.publish(editor, draft.pk, "Staffing is gone.", version=draft.version)
    with at("cochair.cws"):
        assert choosing.current().number == 2
        assert "T03-3" not in choosing.current().objectives
        told = changes(SHIPPED, choosing.current())
        assert [(each.place, each.what) for each in told] == [("T03-3", "gone")]


@pytest.mark.django_db
def test_the_editor_writes_publishes_and_compares_on_pages(sign_in: SignIn) -> None:
    client = sign_in(EDITOR)
    draft = client.post(reverse("workplans:begin_catalogue"))["Location"]
    shown = client.get(draft).content.decode()
    assert "Publish this edition" in shown
    key = draft.rpartition("/")[2]
    added = client.post(
        reverse("workplans:add_catalogue_topic", args=[key]), {"category": "C", "version": "1"}
    )["Location"]
    assert added.endswith("T13")
    given = {"version": "2", "code": "T13", "rank": "4"}
    texts = {
        f"{name}_{language}": f"{name} {language}"
        for name in ("title", "about", "find_out")
        for language in ("en", "es")
    }
    # A code stands in addresses: with another one the draft could not be opened any more.
    assert client.post(added, given | texts | {"code": "T 1/"}).status_code == 422
    assert client.post(added, given | texts).status_code == 302
    assert "T13 has no objectives" in client.get(draft).content.decode()
    new = reverse("workplans:catalogue_objective", args=[key, "T13", "new"])
    objective = {"version": "3", "code": "T13-1", "from_month": "1", "to_month": "2"}
    objective |= {f"{n}_{lang}": "words" for n in ("statement", "product") for lang in ("en", "es")}
    uneven = objective | {"steps_en": "One\nTwo || Guide || https://x.example", "steps_es": "Uno"}
    assert client.post(new, uneven).status_code == 422
    assert client.post(new, uneven | {"steps_es": "Uno\nDos", "code": "T13/1"}).status_code == 422
    assert client.post(new, uneven | {"steps_es": "Uno\nDos || Guía"}).status_code == 302
    published = client.post(
        reverse("workplans:publish_catalogue", args=[key]), {"version": "4", "note": "One more."}
    )
    assert published.status_code == 302
    page = sign_in("cochair.cws@alder.example").get(reverse("workplans:catalogue"))
    assert "title en" in page.content.decode()
    assert "https://x.example" in page.content.decode()
    compared = client.get(reverse("workplans:compare_catalogues", args=[1, 2]))
    assert "T13-1" in compared.content.decode()


@pytest.mark.django_db
def test_nobody_else_writes_the_catalogue(sign_in: SignIn) -> None:
    for email in ("cochair.cws@alder.example", "oversight@state.example"):
        client = sign_in(email)
        assert client.get(reverse("workplans:catalogue")).status_code == 200
        assert client.post(reverse("workplans:begin_catalogue")).status_code == 403
    assert sign_in("partner@alder.example").get(reverse("workplans:catalogue")).status_code == 403

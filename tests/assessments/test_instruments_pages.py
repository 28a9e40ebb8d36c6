"""Instruments on their pages: who sees which edition, and how the state writes one."""

import re
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.instruments import choosing, demo, drafting, parts
from assessments.instruments.reading import Instrument, read, shaped
from assessments.instruments.shipped import SHIPPED
from assessments.models import InstrumentEdition
from linkages.carrying import NotAllowed
from linkages.documents import Document
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.house.pdf_text import text_of

EDITOR = "editor@state.example"
COORDINATOR = "coordinator@alder.example"
SUSTAINABILITY = SHIPPED["sustainability"][-1]


def page(client: Client, name: str, *args: Any, **query: str) -> Any:
    return client.get(reverse(f"assessments:{name}", args=args), query)


def posted(client: Client, name: str, *args: Any, **given: Any) -> Any:
    return client.post(reverse(f"assessments:{name}", args=args), given)


def hidden(answer: Any, name: str = "form") -> dict[str, str]:
    """Key and version as the page's form carries them."""
    form = answer.context[name]
    return {"key": str(form["key"].value()), "version": str(form["version"].value())}


def typed(answer: Any) -> dict[str, Any]:
    """What a browser would send if nobody changed anything on the form of a part."""
    form = answer.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.name] = "on"
        elif value is not False and value is not None:
            sent[field.name] = value
    return sent


@pytest.fixture
def draft(staff: dict[str, Any]) -> InstrumentEdition:
    """The state's draft of the next sustainability scale."""
    with working_as(staff[EDITOR], "state") as editor:
        return drafting.begin(editor, SUSTAINABILITY)


def publish(staff: dict[str, Any], edition: InstrumentEdition) -> None:
    with working_as(staff[EDITOR], "state") as editor:
        drafting.publish(editor, edition.pk, "Shorter.", version=edition.version)


def rewritten(words: str) -> Any:
    """Changes the first item of the first section."""

    def change(instrument: Instrument) -> Instrument:
        content = instrument.written()
        content["sections"][0]["items"][0]["words"] = {"en": words, "es": "Otra cosa."}
        return shaped(content)

    return change


def test_counties_see_the_shipped_ones_and_what_they_are_worth(sign_in: Any) -> None:
    listed = page(sign_in(COORDINATOR), "instruments")
    for title in ("Readiness assessment", "Renovation assessment", "Sustainability scale"):
        assert title in listed.text
    shown = page(sign_in(COORDINATOR), "instrument", "readiness")
    assert "Inferred: replace it when you know better" in shown.text
    assert "The CalWORKs leader supports Linkages in public." in shown.text
    spanish = page(sign_in(COORDINATOR), "instrument", "readiness", **{"in": "es"})
    assert "Quien dirige CalWORKs apoya Linkages públicamente." in spanish.text


def test_a_draft_of_the_state_does_not_exist_for_counties(
    draft: InstrumentEdition, sign_in: Any
) -> None:
    with rls(county="alder"):
        assert not InstrumentEdition.objects.filter(pk=draft.pk).exists()
    with rls(county="state"):
        assert InstrumentEdition.objects.filter(pk=draft.pk).exists()
    address = ("instrument_edition", "sustainability", 2)
    assert page(sign_in(COORDINATOR), *address).status_code == 404
    assert page(sign_in("oversight@state.example"), *address).status_code == 404
    assert page(sign_in(EDITOR), *address).status_code == 200
    assert page(sign_in(COORDINATOR), "instrument_draft", draft.pk).status_code == 403
    assert "Draft" not in page(sign_in(COORDINATOR), "instruments").text


def test_a_published_edition_is_everybodys_and_holds(
    draft: InstrumentEdition, staff: dict[str, Any], sign_in: Any
) -> None:
    with rls(county="alder"):
        assert choosing.current("sustainability").number == 1
    publish(staff, draft)
    with rls(county="alder"):
        assert InstrumentEdition.objects.filter(pk=draft.pk).exists()
        assert choosing.current("sustainability").number == 2
        assert list(choosing.all_current())[:2] == ["readiness", "renovation"]
    shown = page(sign_in(COORDINATOR), "instrument", "sustainability")
    assert shown.context["edition_name"] == "Edition 2"
    assert "Shorter." in shown.text


def test_a_published_edition_is_frozen(draft: InstrumentEdition, staff: dict[str, Any]) -> None:
    publish(staff, draft)
    with rls(county="state"):
        row = InstrumentEdition.objects.get(pk=draft.pk)
        row.content = {}
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()
        with working_as(staff[EDITOR], "state") as editor, pytest.raises(NotAllowed):
            drafting.write(editor, draft.pk, "1", rewritten("x"), seen="")


def test_no_county_publishes_in_the_states_name(
    draft: InstrumentEdition, staff: dict[str, Any]
) -> None:
    content = SUSTAINABILITY.written() | {"number": 9}
    with rls(county="alder"), transaction.atomic():
        mine = {"code": "sustainability", "number": 9, "content": content}
        with pytest.raises(DatabaseError), transaction.atomic():
            InstrumentEdition.objects.create(
                county_id="state", created_by=staff[COORDINATOR], **mine
            )
        InstrumentEdition.objects.create(
            county_id="alder",
            created_by=staff[COORDINATOR],
            state="published",
            published_at=draft.created_at,
            **mine,
        )
    with rls(county="birch"):
        assert choosing.current("sustainability").number == 1


def test_withdrawn_it_holds_no_longer_and_is_gone_for_counties(
    draft: InstrumentEdition, staff: dict[str, Any], sign_in: Any
) -> None:
    publish(staff, draft)
    editor = sign_in(EDITOR)
    address = ("withdraw_instrument", "sustainability", 2)
    old = hidden(page(editor, *address)) | {"version": "1"}
    assert posted(editor, *address, **old).status_code == 302
    with rls(county="state"):
        assert InstrumentEdition.objects.get(pk=draft.pk).state == "published"
    asked = page(editor, *address)
    assert "Assessments that began with it go on with it" in asked.text
    assert posted(editor, *address, **hidden(asked)).status_code == 302
    assert page(sign_in(COORDINATOR), "instrument_edition", "sustainability", 2).status_code == 404
    assert page(editor, "instrument_edition", "sustainability", 2).status_code == 200
    assert page(editor, "instrument", "sustainability").context["edition_name"] == "Edition 1"
    assert page(editor, *address).status_code == 404


def test_the_editor_writes_publishes_and_compares(sign_in: Any) -> None:
    editor = sign_in(EDITOR)
    shown = page(editor, "instrument", "sustainability")
    begun = posted(editor, "begin_instrument", "sustainability", **hidden(shown, "begin"))
    edition = InstrumentEdition.objects.none()
    with rls(county="state"):
        edition = InstrumentEdition.objects.get()
    assert begun.url == reverse("assessments:instrument_draft", args=[edition.pk])
    form = page(editor, "instrument_part", edition.pk, "1")
    given = typed(form) | {
        "i0_words_en": "Both programs say in public what Linkages is for.",
        "i1_weight": "3",
        "i3_drop": "on",
    }
    assert posted(editor, "instrument_part", edition.pk, "1", **given).status_code == 302
    overview = page(editor, "instrument_draft", edition.pk)
    assert overview.context["problems"] == ()
    sent = hidden(overview) | {"note": "Clearer words."}
    assert posted(editor, "publish_instrument", edition.pk, **sent).status_code == 302
    rows = {
        row["code"]: str(row["label"])
        for row in page(editor, "compare_instruments", "sustainability", 1, 2).context["rows"]
    }
    assert (rows["S1.1"], rows["S1.2"], rows["S1.4"], rows["S2.1"]) == (
        "Words changed",
        "Counts differently",
        "Gone",
        "The same",
    )
    assert page(editor, "instrument_part", edition.pk, "1").status_code == 302


PARTS = ["heading", "scale", "bands", "directions", "1", "6"]


@pytest.mark.parametrize("part", PARTS)
def test_sending_a_part_unchanged_changes_nothing(
    part: str, draft: InstrumentEdition, sign_in: Any
) -> None:
    editor = sign_in(EDITOR)
    form = page(editor, "instrument_part", draft.pk, part)
    assert posted(editor, "instrument_part", draft.pk, part, **typed(form)).status_code == 302
    with rls(county="state"):
        now = InstrumentEdition.objects.get(pk=draft.pk)
    assert now.content == draft.content
    assert now.version == draft.version


CHANGED = [
    ("heading", {"title_es": "Escala nueva", "again_after": "24"}, ("title", "es", "Escala nueva")),
    ("scale", {"anchor_3_en": "Half"}, ("scale", "anchors", 2, "words", "en", "Half")),
    ("bands", {"lowest_0": "90"}, ("bands", 0, "lowest", 90)),
    ("directions", {"sections_0": ["S1"]}, ("directions", 0, "sections", ["S1"])),
    ("1", {"optional": "on"}, ("sections", 0, "optional", True)),
    ("1", {"i0_objectives": "T01-1, X2-1"}, ("sections", 0, "items", 0, "objectives", 1, "X2-1")),
    ("1", {"act": "up:1"}, ("sections", 0, "items", 0, "code", "S1.2")),
    ("1", {"act": "add"}, ("sections", 0, "items", 4, "code", "S1.5")),
    ("1", {"code": "P1"}, ("directions", 0, "sections", 0, "P1")),
    ("1", {"drop": "on"}, ("sections", 0, "code", "S2")),
]


@pytest.mark.parametrize(("part", "given", "expected"), CHANGED)
def test_what_is_typed_is_in_the_draft(
    part: str, given: dict[str, Any], expected: tuple, draft: InstrumentEdition, sign_in: Any
) -> None:
    editor = sign_in(EDITOR)
    form = page(editor, "instrument_part", draft.pk, part)
    sent = typed(form) | given
    assert posted(editor, "instrument_part", draft.pk, part, **sent).status_code == 302
    with rls(county="state"):
        held: Any = InstrumentEdition.objects.get(pk=draft.pk).content
    *way, value = expected
    for step in way:
        held = held[step]
    assert held == value


def test_a_draft_keeps_what_it_lacks_and_says_so(draft: InstrumentEdition, sign_in: Any) -> None:
    editor = sign_in(EDITOR)
    form = page(editor, "instrument_part", draft.pk, "2")
    sent = typed(form) | {"i0_words_es": "", "i1_objectives": "T2"}
    assert posted(editor, "instrument_part", draft.pk, "2", **sent).status_code == 302
    overview = page(editor, "instrument_draft", draft.pk)
    assert "The Spanish of S2.1 is missing." in overview.text
    assert "“T2” is not the code of an objective" in overview.text
    assert "Publish this edition" not in overview.text
    refused = posted(editor, "publish_instrument", draft.pk, note="New", **hidden(overview))
    assert refused.status_code == 409
    assert "The Spanish of S2.1 is missing." in page(editor, "instrument_part", draft.pk, "2").text


def test_whoever_is_slower_learns_it_and_loses_nothing(
    draft: InstrumentEdition, staff: dict[str, Any], sign_in: Any
) -> None:
    editor = sign_in(EDITOR)
    form = page(editor, "instrument_part", draft.pk, "1")
    elsewhere = page(editor, "instrument_part", draft.pk, "2")
    with working_as(staff[EDITOR], "state") as other:
        seen = parts.token(SUSTAINABILITY, "1")
        drafting.write(other, draft.pk, "1", rewritten("Somebody was here."), seen=seen)
    # Another part is nobody's trouble.
    assert posted(editor, "instrument_part", draft.pk, "2", **typed(elsewhere)).status_code == 302
    sent = typed(form) | {"i0_words_en": "My own words."}
    refused = posted(editor, "instrument_part", draft.pk, "1", **sent)
    assert refused.status_code == 409
    assert f"{staff[EDITOR].name} wrote in this draft last" in refused.text
    assert "Somebody was here." in refused.text
    assert "My own words." in refused.text
    # Whoever has read what stands there may replace it.
    again = typed(refused) | {"i0_words_en": "My own words."}
    assert posted(editor, "instrument_part", draft.pk, "1", **again).status_code == 302
    with rls(county="state"):
        kept = read(InstrumentEdition.objects.get(pk=draft.pk).content)
    assert kept.items["S1.1"].words["en"] == "My own words."


def test_what_was_typed_into_a_section_that_is_gone_is_shown(
    draft: InstrumentEdition, staff: dict[str, Any], sign_in: Any
) -> None:
    editor = sign_in(EDITOR)
    form = page(editor, "instrument_part", draft.pk, "6")
    with working_as(staff[EDITOR], "state") as other:
        seen = parts.token(SUSTAINABILITY, "6")
        drafting.write(other, draft.pk, "6", partial(parts.without_section, part="6"), seen=seen)
    sent = typed(form) | {"i1_words_en": "Words of an hour."}
    refused = posted(editor, "instrument_part", draft.pk, "6", **sent)
    assert refused.status_code == 409
    assert "Words of an hour." in refused.text
    assert "The section is gone." in refused.text
    assert page(editor, "instrument_part", draft.pk, "6").status_code == 404


def test_an_autosaved_form_comes_back_as_of_what_was_seen(
    draft: InstrumentEdition, staff: dict[str, Any], sign_in: Any
) -> None:
    editor = sign_in(EDITOR)
    form = page(editor, "instrument_part", draft.pk, "1")
    kept = typed(form) | {"i0_words_en": "Half a sentence"}
    assert editor.post(form.context["autosave"], kept).status_code == 200
    with working_as(staff[EDITOR], "state") as other:
        seen = parts.token(SUSTAINABILITY, "1")
        drafting.write(other, draft.pk, "1", rewritten("Somebody was here."), seen=seen)
    back = page(editor, "instrument_part", draft.pk, "1")
    assert "Half a sentence" in back.text
    assert posted(editor, "instrument_part", draft.pk, "1", **typed(back)).status_code == 409


def test_an_instrument_from_nothing_and_from_a_file(sign_in: Any) -> None:
    editor = sign_in(EDITOR)
    asked = page(editor, "start_instrument")
    given = hidden(asked) | {
        "code": "staff-survey",
        "title_en": "Staff survey",
        "title_es": "Encuesta al personal",
        "scoring": "checklist",
    }
    for code in ("Staff Survey", "drafts", "readiness"):
        refused = posted(editor, "start_instrument", **given | {"code": code})
        assert refused.status_code == 422
        assert "Encuesta al personal" in refused.text
    begun = posted(editor, "start_instrument", **given)
    assert "no items" not in editor.get(begun.url).text
    assert "at least one section" in editor.get(begun.url).text
    exported = page(editor, "export_instrument", "readiness", 1)
    assert read(exported.json()) == SHIPPED["readiness"][-1]
    assert "attachment" in exported["Content-Disposition"]
    for content, says in ((b"{", "not a file"), (b"{}", "missing or not of its kind")):
        file = SimpleUploadedFile("x.json", content)
        refused = posted(editor, "import_instrument", file=file)
        assert refused.status_code == 422
        assert says in refused.text
    whole = exported.content
    number = re.search(rb'"number": *\d+', whole)
    title = re.search(rb'"en": *"', whole)
    for absurd in (
        whole.replace(number[0], b'"number": ' + b"9" * 5000),
        whole.replace(title[0], title[0] + rb"\ud800", 1),
        whole.replace(title[0], title[0] + rb"\u0000", 1),
    ):
        refused = posted(editor, "import_instrument", file=SimpleUploadedFile("r.json", absurd))
        assert refused.status_code == 422
        assert "not a file of an instrument" in refused.content.decode()
    taken = posted(editor, "import_instrument", file=SimpleUploadedFile("r.json", exported.content))
    assert taken.status_code == 302
    with rls(county="state"):
        rows = InstrumentEdition.objects.values_list("code", "number", "state")
        assert set(rows) == {("staff-survey", 1, "draft"), ("readiness", 2, "draft")}


def test_there_is_one_draft_of_an_instrument(draft: InstrumentEdition, sign_in: Any) -> None:
    editor = sign_in(EDITOR)
    assert posted(editor, "begin_instrument", "sustainability").status_code == 302
    with rls(county="state"):
        assert InstrumentEdition.objects.count() == 1
    asked = page(editor, "discard_instrument", draft.pk)
    old = hidden(asked) | {"key": "", "version": "7"}
    assert posted(editor, "discard_instrument", draft.pk, **old).status_code == 302
    with rls(county="state"):
        assert InstrumentEdition.objects.count() == 1
    assert posted(editor, "discard_instrument", draft.pk, **hidden(asked)).status_code == 302
    with rls(county="state"):
        assert InstrumentEdition.objects.count() == 0


def test_sections_are_added_and_moved(draft: InstrumentEdition, sign_in: Any) -> None:
    editor = sign_in(EDITOR)
    overview = page(editor, "instrument_draft", draft.pk)
    address = ("instrument_draft_sections", draft.pk)
    assert posted(editor, *address, act="up:2", **hidden(overview, "order")).status_code == 302
    late = posted(editor, *address, act="add", **hidden(overview, "order"))
    assert late.status_code == 302, "the very same form is carried out once"
    overview = page(editor, "instrument_draft", draft.pk)
    added = posted(editor, *address, act="add", **hidden(overview, "order"))
    assert added.url.endswith("/7")
    stale = posted(editor, *address, act="up:3", version=hidden(overview, "order")["version"])
    assert stale.status_code == 409
    with rls(county="state"):
        now = shaped(InstrumentEdition.objects.get(pk=draft.pk).content)
    assert [section.code for section in now.sections] == ["S2", "S1", "S3", "S4", "S5", "S6", "S7"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_blank_form_on_paper(language: str, sign_in: Any, run_jobs: Any) -> None:
    coordinator = sign_in(COORDINATOR)
    asked = posted(coordinator, "print_instrument", "renovation", 1, language=language)
    assert asked.status_code == 302
    run_jobs("alder")
    with rls(county="alder"):
        made = Document.objects.get()
    # Whoever has a PDF at all has one that passed the structural check of PDF/UA.
    assert made.state == "ready"
    text = text_of(made.open())
    renovation = SHIPPED["renovation"][-1]
    said = {"en": "Confidential, not anonymous", "es": "Confidencial, no anónimo"}
    assert said["en"] in text or language == "es"
    for code, item in renovation.items.items():
        assert code in text
        assert item.words[language].split()[0] in text
    download = coordinator.get(reverse("document_file", args=[made.pk]))
    assert download.status_code == 200


def test_the_demonstration_has_every_state(staff: dict[str, Any], sign_in: Any) -> None:
    demo.seed(TODAY)
    with rls(county="state"):
        rows = InstrumentEdition.objects.values_list("code", "number", "state")
        assert set(rows) == {
            ("sustainability", 2, "published"),
            ("sustainability", 3, "draft"),
            ("workplan-check", 2, "withdrawn"),
        }
    assert "Sustainability scale" in page(sign_in(COORDINATOR), "program").text


def test_thirty_editions_ask_no_more_of_the_database_than_three(
    draft: InstrumentEdition, staff: dict[str, Any], sign_in: Any
) -> None:
    coordinator, asked = sign_in(COORDINATOR), []
    page(coordinator, "instruments")
    for first, last in ((10, 13), (13, 40)):
        with rls(county="state"), transaction.atomic():
            InstrumentEdition.objects.bulk_create(
                InstrumentEdition(
                    county_id="state",
                    code="sustainability",
                    number=number,
                    content=draft.content | {"number": number},
                    state="published",
                    created_by=staff[EDITOR],
                    published_by=staff[EDITOR],
                    published_at=draft.created_at,
                )
                for number in range(first, last)
            )
        with CaptureQueriesContext(connection) as queries:
            for name in ("instruments", "program"):
                assert page(coordinator, name).status_code == 200
            assert page(coordinator, "instrument", "sustainability").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_blank_form_is_for_who_sees_instruments(sign_in: Any) -> None:
    address = ("print_instrument", "readiness", 1)
    for nobody in ("cws.worker@alder.example", "oversight@state.example"):
        assert posted(sign_in(nobody), *address, language="en").status_code == 403
    assert page(sign_in("cws.worker@alder.example"), "instruments").status_code == 403

"""Request sheets and samples: complete, true to the tables of reading, and readable."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.records.profiles import samples, sheets, words
from cases.records.reading.fields import FIELDS
from cases.records.reading.layouts import LAYOUTS, Layout
from cases.records.reading.profile import from_json, to_json
from cases.records.reading.row import Accepted, Options
from cases.records.reading.rows import read
from linkages.documents import Document
from linkages.scope import rls
from tests.house.pdf_text import text_of

OURS = [layout for layout in LAYOUTS if layout.code in sheets.TITLES]
ALL = [(layout, kind) for layout in OURS for kind in samples.formats_of(layout)]


def named(pair: tuple[Layout, str]) -> str:
    return f"{pair[0].code}-{pair[1]}"


def test_every_field_has_its_words() -> None:
    names = {field.name for field in FIELDS}
    assert set(words.TOLD) == names
    for field in FIELDS:
        assert words.label(field.name)
        assert words.form_of(field)
        assert str(words.TOLD[field.name].why).endswith(".")
        assert words.category_label(field.category)
    assert set(words.LABELS) <= names
    assert set(words.FORM_OF) <= names


@pytest.mark.parametrize("layout", OURS, ids=lambda layout: layout.code)
def test_a_sheet_is_drawn_from_the_tables(layout: Layout) -> None:
    sheet = sheets.sheet_of(layout)
    columns = [line.column for line in sheet.lines]
    assert columns == [field.header for field in sheets.fields_of(layout)]
    required = {
        field.name
        for field, line in zip(sheets.fields_of(layout), sheet.lines, strict=True)
        if line.required
    }
    assert required == layout.required.union(*layout.identified_by)
    assert not layout.absent & {field.name for field in sheets.fields_of(layout)}
    assert any("reported" in never for never in sheet.never)


@pytest.mark.parametrize("pair", ALL, ids=named)
def test_a_sample_reads_without_a_refusal(pair: tuple[Layout, str]) -> None:
    layout, kind = pair
    profile = samples.places_of(layout, "99") if kind == "fixed" else None
    if kind == "tanf":
        profile = samples.TANF_PROFILE
    options = Options(county="99", test_numbers=True, as_of=date(2026, 12, 1))
    content = io.BytesIO(samples.content(kind, layout, "99"))
    extract = read(content, options, expect=(layout.grain,), profile=profile)
    outcomes = list(extract)
    assert len(outcomes) >= 4
    assert [type(each) for each in outcomes] == [Accepted] * len(outcomes), outcomes
    assert {each.row.flags for each in outcomes} == {()}
    assert extract.columns.unknown == () or kind == "tanf"
    assert {each.row.ssn[:1] for each in outcomes} <= {"9"}


def test_the_place_of_every_column_can_be_passed_on() -> None:
    for layout in OURS:
        profile = samples.places_of(layout, "99")
        assert from_json(to_json(profile)) == profile


@pytest.fixture
def printed(
    sign_in: Callable[[str], Client], run_jobs: Callable[..., list[Any]]
) -> Callable[..., bytes]:
    """`printed(address, "es")` asks for a sheet as PDF and downloads it."""

    def made(address: str, language: str = "en") -> bytes:
        client = sign_in("analyst@alder.example")
        client.cookies["django_language"] = language
        response = client.post(address)
        assert response.status_code == 302
        run_jobs("alder")
        with rls(county="alder"):
            document = Document.objects.get(pk=response.url.rstrip("/").rsplit("/", 1)[1])
        assert document.state == Document.State.READY
        answer = client.get(reverse("document_file", args=[document.pk]))
        assert answer.status_code == 200
        return answer.content

    return made


@pytest.mark.django_db
@pytest.mark.parametrize("layout", OURS, ids=lambda layout: layout.code)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_printed_sheet_has_two_pages(
    printed: Callable[..., bytes], layout: Layout, language: str
) -> None:
    content = printed(reverse("records:print_sheet", args=[layout.code]), language)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) <= 2
        assert str(pdf.Root.Lang) == language
        assert "/StructTreeRoot" in pdf.Root
    text = "".join(text_of(content).split())
    for field in sheets.fields_of(layout):
        assert field.header in text
    with translation.override(language):
        assert "".join(str(sheets.TITLES[layout.code]).split()) in text


@pytest.mark.django_db
def test_sheets_and_samples_are_for_who_sees_extracts(sign_in: Callable[[str], Client]) -> None:
    code = "cws-children"
    addresses = [
        reverse("records:sheets"),
        reverse("records:sheet", args=[code]),
        reverse("records:sample", args=[code, "xlsx"]),
    ]
    for email, status in (
        ("analyst@alder.example", 200),
        ("coordinator@alder.example", 200),
        ("cws.worker@alder.example", 403),
    ):
        client = sign_in(email)
        assert {client.get(address).status_code for address in addresses} == {status}
    client = sign_in("analyst@alder.example")
    for address in (
        reverse("records:sheet", args=["no-such"]),
        reverse("records:sample", args=[code, "pdf"]),
        reverse("records:sample", args=["no-such", "csv"]),
    ):
        assert client.get(address).status_code == 404
    worker = sign_in("cws.worker@alder.example")
    assert worker.post(reverse("records:print_sheet", args=[code])).status_code == 403

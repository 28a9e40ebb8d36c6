"""A report nobody knows is described in four steps; nothing of its sample stays behind."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.people.models import ProgramRecord, RecordVersion
from cases.records.models import ExtractBatch, ProfileDraft, SourceProfile
from cases.records.profiles import drafts, looking, samples
from cases.records.profiles.heads import ROWS as HEAD_ROWS
from cases.records.profiles.heads import head_of
from cases.records.reading.layouts import LAYOUTS
from cases.records.reading.profile import from_json
from linkages.scope import rls
from tests.records.conftest import Desk, named
from tests.records.profiles.conftest import MEANS, ROWS, SEALED, Describer, file_of, plain, report

pytestmark = pytest.mark.django_db

CHILDREN = LAYOUTS[1]


def test_a_report_is_described_and_read(describer: Describer, desk: Desk) -> None:
    saved = describer.described(report())
    profile = from_json(saved.content)
    assert saved.state == SourceProfile.State.IN_USE
    assert profile.date_order == "dmy"
    assert profile.columns["famname"] == "surname"
    assert profile.codes["service_component"]["fammaintx"] == "FM"
    assert saved.headers[:2] == ["Pers Ref", "Fam Name"]
    batch = desk.read("cws", report(), reads=str(saved.pk))
    assert (batch.state, batch.rows_accepted) == (ExtractBatch.State.VALIDATED, 3)
    desk.accept(batch)
    with rls(county="alder"):
        luis = RecordVersion.objects.get(given="LUIS")
    assert (luis.born, luis.sex) == (date(2016, 5, 2), "M")
    assert luis.facts["C5"]["service_component"] == "FM"
    assert luis.facts["C5"]["case_start"] == "2026-01-05"


def test_the_sample_goes_with_the_draft(describer: Describer) -> None:
    describer.described(report())
    with rls(county="alder"):
        assert not ProfileDraft.objects.exists()


def test_what_is_kept_meanwhile_is_sealed(describer: Describer) -> None:
    draft = describer.begun(report())
    assert b"REYES" not in bytes(draft.sample) and b"Open cases" not in bytes(draft.answers)
    assert b"REYES" in drafts.sample_of(draft)


def test_a_day_later_a_draft_is_gone(describer: Describer) -> None:
    draft = describer.begun(report())
    now = timezone.now()
    with rls(county="alder"):
        drafts.forget("alder", now, now)
        assert ProfileDraft.objects.filter(pk=draft.pk).exists()
        drafts.forget("alder", now, now + timedelta(days=1, minutes=1))
        assert not ProfileDraft.objects.exists()


def test_a_draft_is_its_authors_alone(
    describer: Describer, sign_in: Callable[[str], Client]
) -> None:
    draft = describer.begun(report())
    steps = ("columns", "codes", "preview", "places")
    addresses = [reverse(f"records:draft_{step}", args=[draft.pk]) for step in steps]
    assert describer.client.get(addresses[0]).status_code == 200
    admin = sign_in("admin@alder.example")
    for address in (*addresses, reverse("records:drop_draft", args=[draft.pk])):
        assert admin.post(address).status_code == 404
    other = sign_in("analyst@birch.example")
    assert {other.get(address).status_code for address in addresses} == {404}
    worker = sign_in("cws.worker@alder.example")
    assert {worker.get(address).status_code for address in addresses} == {403}
    dropped = describer.client.post(reverse("records:drop_draft", args=[draft.pk]))
    assert dropped.status_code == 302
    with rls(county="alder"):
        assert not ProfileDraft.objects.exists()


def test_columns_show_values_guesses_and_reasons(describer: Describer) -> None:
    draft = describer.begun(report())
    page = describer.page("columns", draft)
    words = plain(page)
    assert "REYES" in words and "Fam Name" in words
    assert "900-55-1234" not in page and "•••-••-1234" in page
    assert "looks like a CWS/CMS id" in words.replace("Looks", "looks")
    assert "Not used" in words and "C7: placement" in page


def test_a_column_that_is_never_stored_is_not_shown_and_not_mapped(describer: Describer) -> None:
    head, first, second = [*report().split(b"\r\n")[:2], ROWS[0].encode()]
    content = b"\r\n".join([head, first + b";Reported By", second + b";ZQREPORTER"]) + b"\r\n"
    draft = describer.begun(content)
    page = describer.page("columns", draft)
    assert "ZQREPORTER" not in page
    assert "Never stored" in page and "Reported By" in page
    labels = {str(field.label) for field in _form(describer, "columns", draft).fields.values()}
    assert "Reported By" not in labels and "Fam Name" in labels
    assert describer.choose("columns", draft, MEANS).status_code == 302
    with rls(county="alder"):
        draft.refresh_from_db()
    assert drafts.answers_of(draft).columns["reportedby"] == ""


def _form(describer: Describer, step: str, draft: ProfileDraft) -> Any:
    return describer.client.get(reverse(f"records:draft_{step}", args=[draft.pk])).context["form"]


def test_what_is_required_and_missing_is_named_and_nothing_is_lost(describer: Describer) -> None:
    draft = describer.begun(report())
    less = MEANS | {"Fam Name": "", "Born": ""}
    response = describer.choose("columns", draft, less)
    assert response.status_code == 422
    words = plain(response.content.decode())
    assert "no column says it yet: Last name, Birth date" in words
    chosen = {str(field.label): field.value() for field in response.context["form"]}
    assert chosen["1st"] == "given" and chosen["Comp"] == "service_component"


def test_two_columns_cannot_be_one_field(describer: Describer) -> None:
    draft = describer.begun(report())
    response = describer.choose("columns", draft, MEANS | {"1st": "surname"})
    assert response.status_code == 422
    assert "Last name is read from Fam Name already." in plain(response.content.decode())


def test_codes_name_texts_counts_and_what_is_unknown(describer: Describer) -> None:
    draft = describer.begun(report())
    describer.choose("columns", draft, MEANS)
    page = describer.page("codes", draft)
    words = plain(page)
    assert "Fam Maint X" in words and "not known yet" in words
    assert "month, day, year: 05/01/2026 is May 1, 2026" in words
    assert "day, month, year: 05/01/2026 is Jan 5, 2026" in words
    assert "open" not in [
        str(field.label).rpartition(": ")[2] for field in _form(describer, "codes", draft)
    ]


def test_the_preview_says_what_would_become_of_the_rows(describer: Describer) -> None:
    draft = describer.begun(report(*ROWS, ROWS[0].replace("0601", "06O1")))
    describer.choose("columns", draft, MEANS)
    describer.choose("codes", draft, {"Order of dates": "dmy"})
    page = describer.page("preview", draft)
    words = plain(page)
    assert "3 would be read · 1 refused · 0 left out by rule" in words
    assert "is not a CWS id" in words
    assert "05/02/2016" in words and "900-55-1234" not in page


def test_sealed_people_are_nowhere(describer: Describer) -> None:
    """Neither who is sealed in the file nor whom our records close: no value, no row, no count."""
    draft = describer.begun(report(*ROWS, SEALED))
    with rls(county="alder"):
        ProgramRecord.objects.create(
            county_id="alder",
            program="cws",
            scheme="cws_key",
            native_id="8m7hS7i07n",
            restriction="R",
            first_seen_on=date(2026, 11, 1),
            last_seen_on=date(2026, 11, 1),
        )
    first = describer.page("columns", draft)
    assert "VANG" not in first and "ZQSECRET" not in first and "REYES" in first
    describer.choose("columns", draft, MEANS)
    for step in ("columns", "codes"):
        page = describer.page(step, draft)
        assert "ZQSECRET" not in page and "VANG" not in page
    describer.choose("codes", draft, {"Order of dates": "dmy"})
    page = describer.page("preview", draft)
    assert "ZQSECRET" not in page and "VANG" not in page and "REYES" in page
    assert "2 would be read" in plain(page)


def test_a_report_that_reads_nothing_is_not_put_in_use(describer: Describer) -> None:
    draft = describer.begun(report(ROWS[0].replace("0601", "06O1")))
    describer.choose("columns", draft, MEANS)
    describer.choose("codes", draft, {})
    address = reverse("records:draft_preview", args=[draft.pk])
    refused = describer.client.post(address, {"note": "ZQNOTE", "in_use": "on"})
    assert refused.status_code == 422 and b"ZQNOTE" in refused.content
    assert describer.client.post(address, {"note": "ZQNOTE"}).status_code == 302
    with rls(county="alder"):
        assert SourceProfile.objects.get().state == SourceProfile.State.DRAFT


def test_fixed_width_by_places_without_a_script(describer: Describer, desk: Desk) -> None:
    content = samples.content("fixed", CHILDREN, "99")
    draft = describer.begun(content, shape="fixed", name="fixed.txt")
    address = reverse("records:draft_places", args=[draft.pk])
    assert describer.client.get(reverse("records:draft_columns", args=[draft.pk])).url == address
    page = describer.page("places", draft)
    assert "1234567890" in page and "REYES" in page and "900-55-12" not in page
    places = samples.places_of(CHILDREN, "99").places
    typed: dict[str, Any] = {"count": len(places) - 1}
    for at, place in enumerate(places[:-1]):
        typed |= {f"name_{at}": place.name, f"start_{at}": place.start}
        typed |= {f"length_{at}": place.length}
    more = describer.client.post(address, typed | {"add": "1"})
    assert len(more.context["rows"]) == len(places)
    assert more.context["rows"][0][0].value() == places[0].name
    less = describer.client.post(address, typed | {"remove": "0"})
    assert [row[0].value() for row in less.context["rows"]] == [p.name for p in places[1:-1]]
    overlap = describer.client.post(address, typed | {"start_1": "1"})
    assert overlap.status_code == 422 and b"overlap" in overlap.content
    last = places[-1]
    at = len(places) - 1
    typed |= {"count": len(places), f"name_{at}": last.name, f"start_{at}": last.start}
    typed |= {f"length_{at}": last.length}
    assert describer.client.post(address, typed).status_code == 302
    assert describer.choose("columns", draft, {}).status_code == 302
    assert describer.choose("codes", draft, {}).status_code == 302
    response = describer.client.post(
        reverse("records:draft_preview", args=[draft.pk]), {"in_use": "on"}
    )
    assert response.status_code == 302
    batch = desk.read("cws", content, reads=response.url.rsplit("/", 1)[1])
    assert (batch.rows_accepted, batch.rows_quarantined) == (5, 0)


def test_a_workbook_and_its_head(describer: Describer) -> None:
    content = samples.content("xlsx", CHILDREN, "99")
    draft = describer.begun(content, name="report.xlsx")
    assert "REYES" in describer.page("columns", draft)
    many = samples.rows_of(CHILDREN, "99")
    long = samples._WRITERS["xlsx"](many + many[1:] * 300)
    head = head_of(file_of(long))
    assert len(head) < len(long)
    csv = b"a,b\r\n" + b"1,2\r\n" * 5_000
    assert head_of(file_of(csv)).count(b"\n") == HEAD_ROWS


def test_the_federal_file_has_one_step(describer: Describer) -> None:
    content = samples.content("tanf", LAYOUTS[3], "99")
    response = describer.start(content, system="tanf", grain="calworks_persons")
    assert response.status_code == 302
    draft = describer.draft()
    assert response.url == reverse("records:draft_preview", args=[draft.pk])
    words = plain(describer.page("preview", draft))
    assert "It names nobody" in words and "5 would be read" in words
    saved = describer.client.post(response.url, {"in_use": "on"})
    assert saved.status_code == 302


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"%PDF-1.7 x", "PDF"), (b"PK\x03\x04 no workbook", "")],
)
def test_what_is_no_extract_is_refused_with_its_reason(
    describer: Describer, content: bytes, said: str
) -> None:
    response = describer.start(content)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert response.context["form"]["report"].value() == "Open cases, weekly"


def test_a_new_version_goes_on_from_the_old_one(describer: Describer) -> None:
    first = describer.described(report())
    address = reverse("records:new_version", args=[first.pk])
    assert describer.client.get(address).context["form"].initial["report"] == first.report
    fields = {
        "system": "cws_cms",
        "report": first.report,
        "grain": "cws_children",
        "sample": named(report().replace(b"FR", b"Reunif 2")),
    }
    assert describer.client.post(address, fields).status_code == 302
    draft = describer.draft()
    assert describer.choose("columns", draft, {}).status_code == 302
    assert (
        describer.choose("codes", draft, {"Service component: Reunif 2": "FR"}).status_code == 302
    )
    response = describer.client.post(
        reverse("records:draft_preview", args=[draft.pk]), {"note": "Codes", "in_use": "on"}
    )
    with rls(county="alder"):
        second = SourceProfile.objects.get(pk=response.url.rsplit("/", 1)[1])
        first.refresh_from_db()
    assert (second.version, second.state) == (2, SourceProfile.State.IN_USE)
    assert first.state == SourceProfile.State.RETIRED
    profile = from_json(second.content)
    stated = {"fammaintx": "FM", "fr": "FR", "reunif2": "FR"}
    assert profile.codes["service_component"] == stated
    assert profile.date_order == "dmy"
    page = describer.client.get(
        reverse("records:compare_profiles", args=[second.pk]), {"with": str(first.pk)}
    )
    words = plain(page.content.decode())
    assert "Service component: reunif2" in words and "Fam Name" not in words


def test_a_step_asks_no_more_for_more_rows(describer: Describer) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(content: bytes, step: str) -> int:
        draft = describer.begun(content)
        describer.choose("columns", draft, MEANS)
        address = reverse(f"records:draft_{step}", args=[draft.pk])
        describer.client.get(address)
        with CaptureQueriesContext(connection) as captured:
            describer.client.get(address)
        describer.client.post(reverse("records:drop_draft", args=[draft.pk]))
        return len(captured)

    for step in ("columns", "codes", "preview"):
        assert asked(report(), step) == asked(report(*ROWS * 30), step)


def test_places_are_guessed_from_blanks() -> None:
    lines = ["AB  12 X", "CDE 34  "]
    assert [place[1:] for place in looking.guessed_places(lines)] == [[1, 4], [5, 3], [8, 1]]

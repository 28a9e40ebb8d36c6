"""A closing letter tells one adult about nobody else, in a language they read."""

import subprocess
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.families.agreement import acts as agreement
from cases.families.agreement.acts import Said
from cases.families.documents import letters
from cases.families.models import Letter
from cases.families.viewing import open_family
from linkages.documents import Document
from linkages.jobs import Job
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.documents.conftest import (
    WORKER,
    Couple,
    Sender,
    everything_in,
    latest,
    make_couple,
    pdf_of,
)
from tests.house.pdf_text import text_of

pytestmark = pytest.mark.django_db
SUPERVISOR = "cws.supervisor@alder.example"


def send(client: Any, couple: Couple, adult: Any, **given: Any) -> Any:
    address = reverse("families:letter", args=[couple.family.pk])
    return client.post(address, {"adult": str(adult.person_id), "language": ""} | given)


def made_for(couple: Couple, adult: Any, sign_in: Sender, run_jobs: Any, **given: Any) -> bytes:
    client = sign_in(WORKER)
    assert send(client, couple, adult, **given).status_code == 302
    run_jobs()
    return pdf_of(client, latest("families.closing"))


@pytest.mark.check(84)
@pytest.mark.check(85)
def test_a_letter_holds_nothing_of_the_other_adult_nor_of_the_children(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    for adult, own, other in (
        (couple.mother, "MOTHER", "father"),
        (couple.father, "FATHER", "mother"),
    ):
        content = made_for(couple, adult, sign_in, run_jobs, by_mail="on")
        words, raw = text_of(content), everything_in(content)
        assert f"ZQ{own}" in words
        assert f"7 ZQ{own.lower()}street" in words
        assert f"zq{other}" not in (words + raw).casefold()
        assert "zqchild" not in (words + raw).casefold()
        # Nor, of its own reader, what is more than name, address and workers.
        assert f"ZQ{own.lower()}c" not in words


def test_without_mail_nobodys_address_stands_on_it(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    assert "street" not in text_of(made_for(couple, couple.mother, sign_in, run_jobs))
    mailed = made_for(couple, couple.mother, sign_in, run_jobs, by_mail="on")
    assert "7 ZQmotherstreet" in text_of(mailed)


@pytest.mark.scenario(26)
def test_it_is_in_the_language_of_their_record_or_offers_help(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    spanish = text_of(made_for(couple, couple.mother, sign_in, run_jobs))
    assert latest("families.closing").language == "es"
    assert "ATENCIÓN" not in spanish
    english = text_of(made_for(couple, couple.father, sign_in, run_jobs))
    assert latest("families.closing").language == "en"
    # Nobody here writes Mixteco: English, with an offer of free help in the languages we know.
    assert "Working together with you has ended" in english
    assert "ATENCIÓN" in english
    with rls(county="alder"), transaction.atomic():
        assert Letter.objects.get(language="en").wanted_language == "Mixteco"


def test_it_blames_nobody_and_gives_no_reason(
    staff: dict[str, Any], grounds: None, sign_in: Sender, run_jobs: Any
) -> None:
    for reason in ("terminated", "aid_ended", "timed_out"):
        couple = make_couple(close_reason=reason)
        words = text_of(made_for(couple, couple.father, sign_in, run_jobs)).casefold()
        for blame in ("fail", "refus", "sanction", "terminat", "comply", "aid ended", "used up"):
            assert blame not in words
        assert "December 11, 2026".casefold() in words


def test_it_is_written_so_that_people_can_read_it(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    """Grade 8 at the most, by the measure of Flesch and Kincaid, of its English sentences."""
    from cases.families.documents.wording import closing_words

    told = dict.fromkeys(("recipient", "copy", "by", "at"), "") | {"name": "Rosa", "day": "May 1"}
    words = closing_words("en", told)
    text = " ".join((words.ends, *words.means, *words.ask, words.services))
    text = text.replace("CalWORKs", "aid").replace("(CWS)", "")
    sentences = [s for s in text.replace("?", ".").split(".") if s.strip()]
    spoken = text.split()
    grade = 0.39 * len(spoken) / len(sentences)
    grade += 11.8 * sum(_syllables(each) for each in spoken) / len(spoken) - 15.59
    assert 3 < grade <= 8, grade


def _syllables(word: str) -> int:
    letters = "".join(c for c in word.casefold() if c.isalpha()).removesuffix("e")
    vowels = "".join(c if c in "aeiouy" else " " for c in letters)
    return max(1, len(vowels.split()))


def declines(couple: Couple, adult: Any, staff: dict[str, Any]) -> None:
    with working_as(staff[WORKER]) as user:
        said = Said("declined", TODAY, "person", "en", "none")
        agreement.record(user, couple.episode, adult, said)


def test_nobody_writes_to_who_declined(
    couple: Couple, sign_in: Sender, staff: dict[str, Any]
) -> None:
    declines(couple, couple.father, staff)
    client = sign_in(WORKER)
    assert send(client, couple, couple.father).status_code == 409
    assert send(client, couple, couple.mother).status_code == 302
    with rls(county="alder"):
        assert Letter.objects.count() == 1


def test_who_declines_after_it_was_made_keeps_it_from_being_taken(
    couple: Couple, sign_in: Sender, staff: dict[str, Any], run_jobs: Any
) -> None:
    client = sign_in(WORKER)
    content = made_for(couple, couple.father, sign_in, run_jobs)
    assert content
    declines(couple, couple.father, staff)
    address = reverse("document_file", args=[latest("families.closing").pk])
    assert client.get(address).status_code == 403


def test_no_letter_while_joint_work_goes_on(
    staff: dict[str, Any], grounds: None, sign_in: Sender
) -> None:
    couple = make_couple(state="accepted", closing_on=None)
    assert send(sign_in(WORKER), couple, couple.mother).status_code == 409


def test_to_an_adult_of_one_program_it_would_tell_of_the_other(
    couple: Couple, staff: dict[str, Any], sign_in: Sender
) -> None:
    with working_as(staff[WORKER]) as user:
        view = open_family(user, couple.family.pk)
        assert {m.key for m in letters.readers(view)} == {
            couple.mother.person_id,
            couple.father.person_id,
        }
    alone = {"adult": str(couple.child.pk), "language": ""}
    address = reverse("families:letter", args=[couple.family.pk])
    assert sign_in(WORKER).post(address, alone).status_code == 422


@pytest.mark.check(86)
@pytest.mark.check(87)
def test_it_is_for_who_asked_with_a_neutral_name_and_its_foot_on_every_page(
    couple: Couple, sign_in: Sender, staff: dict[str, Any], run_jobs: Any
) -> None:
    content = made_for(couple, couple.father, sign_in, run_jobs)
    document = latest("families.closing")
    for page in text_of(content).split("\f")[:-1]:
        assert document.pk.hex[:8].upper() in page
        assert staff[WORKER].name in page
        assert "PST" in page
        assert "ZQFATHER" in page
        assert "for you alone" in page
    address = reverse("document_file", args=[document.pk])
    assert sign_in(SUPERVISOR).get(address).status_code == 404
    answer = sign_in(WORKER).get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="{document.file_name}"'
    assert "ZQ" not in document.file_name
    info = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout
    assert b"ZQ" not in info


def test_a_language_without_letters_here_is_refused_in_words(
    staff: dict[str, Any], sign_in: Sender, run_jobs: Any, monkeypatch: Any
) -> None:
    """A script that no font of this computer draws: runes of a private area."""
    from cases.families.documents import samples

    monkeypatch.setitem(samples.NAMES, "en", "\U000f0000\U000f0001")
    client = sign_in("admin@alder.example")
    address = reverse("families:sample_letters")
    client.post(address, {"language": "en"})
    client.post(address, {"language": "es"})
    run_jobs()
    with rls(county="alder"), transaction.atomic():
        states = dict(Document.objects.values_list("language", "state"))
        assert states == {"en": "failed", "es": "ready"}
        assert "make doctor" in Job.objects.get(state="failed").failure

"""Sample letters prove that this computer can write to everybody: right to left, and in Chinese."""

import io
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from linkages import pdf
from tests.families.documents.conftest import Sender, latest, pdf_of
from tests.house.pdf_text import text_of

pytestmark = pytest.mark.django_db
ADMIN = "admin@alder.example"


def sample(language: str, sign_in: Sender, run_jobs: Any) -> bytes:
    client = sign_in(ADMIN)
    answer = client.post(reverse("families:sample_letters"), {"language": language})
    assert answer.status_code == 302
    run_jobs()
    return pdf_of(client, latest("families.sample"))


@pytest.mark.parametrize(
    ("language", "tag", "said", "font"),
    [
        ("ar", "ar", "العربية", "Arabic"),
        ("zh", "zh-Hans", "儿童福利服务", ""),
        ("es", "es", "Juana Ejemplo", ""),
        ("en", "en", "Help in your language is free", ""),
    ],
)
def test_every_letter_of_it_is_drawn_embedded_and_can_be_copied(
    sign_in: Sender, run_jobs: Any, language: str, tag: str, said: str, font: str
) -> None:
    content = sample(language, sign_in, run_jobs)
    assert not pdf.lacks_letters(content)
    assert pdf.check(content) >= 1
    with pikepdf.open(io.BytesIO(content)) as made:
        assert str(made.Root.Lang) == tag
        fonts = [t for t in made.objects if isinstance(t, pikepdf.Dictionary)]
        names = [str(t.FontName) for t in fonts if t.get("/Type") == "/FontDescriptor"]
    assert any(font in name for name in names)
    words = text_of(content)
    if language == "ar":
        # Copied in the order in which it is read, whatever way it is set.
        assert "CalWORKs" in words
        assert "مجاني" in words or "مجان" in "".join(reversed(words))
    else:
        assert said in words


def test_arabic_runs_from_right_to_left(sign_in: Sender, run_jobs: Any) -> None:
    """Its first line ends at the right margin, and a Spanish one begins at the left."""
    import subprocess

    edges = {}
    for language in ("ar", "es"):
        content = sample(language, sign_in, run_jobs)
        done = subprocess.run(
            ["pdftotext", "-bbox", "-l", "1", "-", "-"],
            input=content,
            capture_output=True,
            check=True,
        )
        boxes = [line for line in done.stdout.decode().splitlines() if "<word" in line]
        numbers = [[float(part.split('"')[1]) for part in box.split()[1:5]] for box in boxes]
        # The list under the first heading: where its lines begin and end.
        body = [box for box in numbers if 250 < box[1] < 500]
        edges[language] = (min(box[0] for box in body), max(box[2] for box in body))
    page = 612
    assert page - edges["ar"][1] < 100
    assert edges["es"][0] < 100


@pytest.mark.parametrize(
    ("who", "status"),
    [(ADMIN, 200), ("coordinator@alder.example", 200), ("cws.worker@alder.example", 403)],
)
def test_who_sees_samples(sign_in: Sender, who: str, status: int) -> None:
    assert sign_in(who).get(reverse("families:sample_letters")).status_code == status

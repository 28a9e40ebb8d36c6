"""Two languages, one standard: every sentence has its Spanish, with the same blanks."""

import re
from pathlib import Path

import pytest

from linkages import messages

BLANKS = re.compile(r"%\(\w+\)[sd]|%s|%d|\{\w*\}")


@pytest.mark.usability(22)
def test_every_sentence_of_the_house_has_its_spanish() -> None:
    assert messages.missing("es") == []


def test_translations_keep_the_blanks_of_their_sentences() -> None:
    wrong = []
    for message in messages.read("es"):
        if not message.id:
            continue
        one = isinstance(message.id, str)
        source = {message.id} if one else set(message.id)
        said = {message.string} if isinstance(message.string, str) else set(message.string)
        allowed = set().union(*(BLANKS.findall(text) for text in source))
        for text in said:
            if set(BLANKS.findall(text)) - allowed:
                wrong.append(message.id)
        if one and said and set(BLANKS.findall(message.id)) - set(BLANKS.findall(message.string)):
            wrong.append(message.id)
    assert wrong == []


def test_a_missing_sentence_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(messages, "po_file", lambda language: tmp_path / "django.po")
    assert len(messages.missing("es")) > 100


def test_sentences_are_collected_under_every_name_that_marks_them() -> None:
    names = set()
    for source in messages.SOURCES:
        for path in (messages.ROOT / source).rglob("*.py"):
            names |= set(re.findall(r"\bn?p?gettext\w* as (\w+)", path.read_text()))
    assert "_" in names
    assert names <= set(messages.KEYWORDS)

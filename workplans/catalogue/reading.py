"""The JSON of a catalogue, checked when it is read.

`read` and `Catalogue.written` are each other's opposite. Texts are {"en": …, "es": …}.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from linkages.bilingual import LANGUAGES, Words
from workplans.catalogue.areas import (
    Catalogue,
    Category,
    ObjectiveText,
    Resource,
    StepText,
    Topic,
)
from workplans.catalogue.checking import Problem, problems

__all__ = [
    "Catalogue",
    "Category",
    "ObjectiveText",
    "Problem",
    "Resource",
    "StepText",
    "Topic",
    "Unreadable",
    "Words",
    "read",
    "shaped",
]

T = TypeVar("T")
Held = Mapping[str, Any]


class Unreadable(Exception):
    """What is wrong with a catalogue. str(error) is sentences for its editor."""

    def __init__(self, found: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.words for problem in found))
        self.problems = found


def read(content: object) -> Catalogue:
    """A catalogue that may be used. Raises Unreadable with everything that is wrong."""
    catalogue = shaped(content)
    if found := problems(catalogue):
        raise Unreadable(found)
    return catalogue


def shaped(content: object) -> Catalogue:
    """A catalogue as far as it is written. Raises Unreadable where a part is missing."""
    held = _mapping(content, "")
    roles = _mapping(held.get("roles"), "roles")
    return Catalogue(
        number=_whole(held, "number"),
        categories=_each(held, "categories", _category),
        topic_list=_each(held, "topics", _topic),
        roles={str(code): _words(roles, str(code)) for code in roles},
        mark=_text(held, "mark"),
        source=_words(held, "source"),
    )


def _category(held: Held) -> Category:
    return Category(_text(held, "code"), _words(held, "title"), _texts(held, "topics"))


def _topic(held: Held) -> Topic:
    return Topic(
        code=_text(held, "code"),
        title=_words(held, "title"),
        about=_words(held, "about"),
        find_out=_words(held, "find_out"),
        objectives=_each(held, "objectives", _objective),
        extension=_yes(held, "extension"),
        in_launch=_yes(held, "in_launch"),
        rank=_whole(held, "rank"),
        co_led=_yes(held, "co_led"),
    )


def _objective(held: Held) -> ObjectiveText:
    return ObjectiveText(
        code=_text(held, "code"),
        statement=_words(held, "statement"),
        product=_words(held, "product"),
        steps=_each(held, "steps", _step),
        roles=_texts(held, "roles"),
        both=frozenset(_texts(held, "both")),
        from_month=_whole(held, "from_month"),
        to_month=_whole(held, "to_month"),
    )


def _step(held: Held) -> StepText:
    given = held.get("resource")
    if given is None:
        return StepText(_words(held, "words"), None)
    resource = _mapping(given, "resource")
    return StepText(
        _words(held, "words"), Resource(_words(resource, "title"), _text(resource, "link"))
    )


def _misshapen(part: str) -> Unreadable:
    words = _("The part “%(part)s” is missing or not of its kind.") % {"part": part or "{}"}
    return Unreadable((Problem("", words),))


def _mapping(held: object, part: str) -> Held:
    if not isinstance(held, Mapping):
        raise _misshapen(part)
    return held


def _each(held: Held, part: str, one: Callable[[Held], T]) -> tuple[T, ...]:
    rows = held.get(part)
    if not isinstance(rows, list):
        raise _misshapen(part)
    return tuple(one(_mapping(row, part)) for row in rows)


def _text(held: Held, part: str) -> str:
    text = held.get(part)
    if not isinstance(text, str):
        raise _misshapen(part)
    return text


def _texts(held: Held, part: str) -> tuple[str, ...]:
    texts = held.get(part)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _misshapen(part)
    return tuple(texts)


def _whole(held: Held, part: str) -> int:
    number = held.get(part)
    if not isinstance(number, int) or isinstance(number, bool):
        raise _misshapen(part)
    return number


def _yes(held: Held, part: str) -> bool:
    answer = held.get(part)
    if not isinstance(answer, bool):
        raise _misshapen(part)
    return answer


def _words(held: Held, part: str) -> Words:
    """Every language, and nothing else; blank ones are for `problems` to say."""
    texts = _mapping(held.get(part), part)
    if set(texts) - set(LANGUAGES) or not all(isinstance(text, str) for text in texts.values()):
        raise _misshapen(part)
    return {language: texts.get(language, "") for language in LANGUAGES}

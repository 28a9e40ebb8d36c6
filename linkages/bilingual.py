"""Words that content carries in every language of the product: {"en": …, "es": …}."""

from collections.abc import Mapping

from django.utils.translation import get_language

Words = Mapping[str, str]
LANGUAGES = ("en", "es")


def said(words: Words, language: str = "") -> str:
    """The words in a language, the reader's own unless it is named; English where they lack."""
    asked = (language or get_language() or "")[:2]
    return words.get(asked) or words.get("en", "")

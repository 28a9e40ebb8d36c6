"""Words that content carries in both languages, said in the reader's."""

from collections.abc import Mapping

from django import template

from linkages.bilingual import said as _said

register = template.Library()


@register.filter
def said(words: Mapping[str, str]) -> str:
    """`{{ topic.title|said }}`: English where the reader's language lacks."""
    return _said(words)

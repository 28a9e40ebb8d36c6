"""In which order somebody reads a family's page, and which parts they keep folded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cases.families.models import PageLayout
from linkages.forms import HouseForm
from linkages.registries import Section

KEY = re.compile(r"[a-z0-9-]{1,60}")
MOST = 60
# In front of the key of a part that somebody keeps open although it comes folded.
OPENED = "open:"


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page in the place where this reader wants it."""

    key: str
    section: Section
    folded: bool
    is_first: bool
    is_last: bool


class ArrangeForm(HouseForm):
    """One step: what to do with which part, and the order that the page showed."""

    act = forms.RegexField(regex=r"^(up|down|fold|unfold):[a-z0-9-]{1,60}$")
    shown = forms.CharField(max_length=MOST * 61)

    def clean_shown(self) -> list[str]:
        """The keys of the parts in the order of the page."""
        return [key for key in self.cleaned_data["shown"].split(",") if KEY.fullmatch(key)][:MOST]


def arranged(user: Any, sections: Sequence[Section]) -> list[Part]:
    """The sections as this user keeps them; what they never moved stands where it belongs."""
    mine = PageLayout.objects.filter(user=user.pk).first() or PageLayout()
    by_key: dict[str, Section] = {}
    for section in sorted(sections, key=lambda each: each.order):
        key = key_of(section)
        while key in by_key:
            key += "-more"
        by_key[key] = section
    order = _placed(list(by_key), [key for key in mine.order if key in by_key])
    return [
        Part(key, by_key[key], _folded(mine, key, by_key[key]), place == 0, place == len(order) - 1)
        for place, key in enumerate(order)
    ]


def _folded(mine: PageLayout, key: str, section: Section) -> bool:
    return key in mine.folded or (section.folded and OPENED + key not in mine.folded)


def key_of(section: Section) -> str:
    """What a section is called in somebody's layout: its template's name."""
    name = section.template.removesuffix(".html").removeprefix("families/")
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50]


def _placed(natural: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The kept order, with each other key behind the one that it naturally follows."""
    order = list(kept)
    for place, key in enumerate(natural):
        if key not in order:
            before = natural[place - 1] if place else None
            order.insert(order.index(before) + 1 if before else 0, key)
    return order


def arrange(user: Any, act: str, shown: Sequence[str]) -> str:
    """Move a part up or down, fold or unfold it. Returns its key."""
    verb, _colon, key = act.partition(":")
    mine, _made = PageLayout.objects.get_or_create(user_id=user.pk)
    if verb in ("fold", "unfold"):
        rest = [each for each in mine.folded if each not in (key, OPENED + key)]
        mine.folded = [*rest, key if verb == "fold" else OPENED + key]
    elif key in shown:
        order = list(shown)
        here = order.index(key)
        there = here + (-1 if verb == "up" else 1)
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
        mine.order = [*order, *(each for each in mine.order if each not in order)][:MOST]
    mine.save(update_fields=["order", "folded"])
    return key

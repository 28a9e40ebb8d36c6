"""Demonstration: the state published a second sustainability scale and drafts a third."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from assessments.instruments import drafting, parts
from assessments.instruments.reading import Instrument, Item
from assessments.instruments.shipped import SHIPPED
from assessments.models import InstrumentEdition
from counties.models import Membership, User
from counties.personas import STATE
from linkages import audit
from linkages.scope import rls


def seed(day: date) -> None:
    """One edition published, one withdrawn, one draft that lacks words; safe to run again."""
    editor = User.objects.get(email=f"editor@{STATE}.example")
    with rls(county=STATE, user=editor.pk), transaction.atomic():
        if InstrumentEdition.objects.filter(county=STATE).exists():
            return
        editor.working_in = Membership.objects.filter(user=editor, county=STATE).first()
        with audit.trail(STATE, editor.pk, "seed_demo"):
            _scale(editor)
            _check(editor)


def _scale(editor: User) -> None:
    second = drafting.begin(editor, _second(SHIPPED["sustainability"][-1]))
    drafting.publish(
        editor,
        second.pk,
        "Asks whether both programs say their purpose in public, and what backs up the champion.",
        version=second.version,
    )
    third = parts.with_new_section(_second(SHIPPED["sustainability"][-1]))
    drafting.begin(editor, third)


def _second(scale: Instrument) -> Instrument:
    """Two items written anew, one that counts for more, one that is gone."""
    words = {
        "S1.1": {
            "en": "Both programs say in public, in the same words, what Linkages is for.",
            "es": "Los dos programas dicen en público y con las mismas palabras para qué existe "
            "Linkages.",
        },
        "S4.2": {
            "en": "Two people whom both sides respect champion it.",
            "es": "Lo defienden dos personas a quienes los dos lados respetan.",
        },
    }
    sections = tuple(
        replace(
            section,
            items=tuple(
                _rewritten(item, words.get(item.code))
                for item in section.items
                if item.code != "S5.3"
            ),
        )
        for section in scale.sections
    )
    return replace(scale, sections=sections)


def _rewritten(item: Item, words: dict[str, str] | None) -> Item:
    if item.code == "S1.4":
        return replace(item, weight=2)
    return item if words is None else replace(item, words=words)


def _check(editor: User) -> None:
    """Published by mistake, and withdrawn."""
    second = drafting.begin(editor, SHIPPED["workplan-check"][-1])
    second = drafting.publish(editor, second.pk, "The same again.", version=second.version)
    drafting.withdraw(editor, second.pk, version=second.version)

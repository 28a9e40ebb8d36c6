"""One section with all its items on one form, so that nothing typed is lost on the way."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from assessments.instruments import parts
from assessments.instruments.checking import WEIGHTS
from assessments.instruments.part_forms import PartForm
from assessments.instruments.reading import Instrument, Item, Section
from linkages.parameters import Mark

# What a button of the form does after everything typed is saved: add, up:2.
ACT = re.compile(r"(add|up)(?::(\d{1,3}))?")
PLACED = re.compile(r"i(\d{1,3})_code")
CODE_LENGTH = 12


class SectionForm(PartForm):
    """A section's title and its items, each under its code.

    Once sent, it has as many items as were typed: somebody may have added or removed one since.
    """

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.section = self._shown()
        self.fields["code"] = self._code(_("Code of the section"), self.section.code)
        self.both("title", _("Title"), self.section.title, "title")
        self.fields["optional"] = forms.BooleanField(
            label=_("Optional: counts only where a county takes it in"),
            required=False,
            initial=self.section.optional,
        )
        self.fields["drop"] = forms.BooleanField(
            label=_("Remove this section, with all its items, when I save"), required=False
        )
        for place, item in enumerate(self.section.items):
            self._add_item(f"i{place}", item)

    def _shown(self) -> Section:
        try:
            known = parts.section_at(self.instrument, self.part)
        except parts.NoPart:
            known = Section(code="", title=parts.nothing(), optional=False, items=())
        if not self.is_bound:
            return known
        places = [int(found[1]) for name in self.data if (found := PLACED.fullmatch(name))]
        rows = [parts.new_item("") for _place in range(max(places, default=-1) + 1)]
        rows[: len(known.items)] = known.items[: len(rows)]
        return replace(known, items=tuple(rows))

    def _code(self, label: str, initial: str) -> forms.CharField:
        return forms.CharField(label=label, max_length=CODE_LENGTH, required=False, initial=initial)

    def _add_item(self, name: str, item: Item) -> None:
        self.fields[f"{name}_code"] = self._code(_("Code"), item.code)
        self.both(f"{name}_words", _("Statement"), item.words, "words", lines=2)
        self.both(f"{name}_evidence", _("Evidence to note"), item.evidence, "evidence")
        self.fields[f"{name}_weight"] = forms.TypedChoiceField(
            label=_("Weight"),
            choices=[(weight, str(weight)) for weight in WEIGHTS],
            coerce=int,
            initial=item.weight,
        )
        self.fields[f"{name}_objectives"] = forms.CharField(
            label=_("A low score suggests"),
            help_text=_("Codes of objectives, with commas: T02-1, X2-1."),
            max_length=120,
            required=False,
            initial=", ".join(item.objectives),
        )
        self.fields[f"{name}_gate"] = forms.BooleanField(
            label=_("Gate: must be mostly in place before the launch"),
            required=False,
            initial=item.gate,
        )
        self.fields[f"{name}_stops"] = forms.BooleanField(
            label=_("Stop: at the lowest score the result is “not now”"),
            required=False,
            initial=item.stops,
        )
        self.fields[f"{name}_mark"] = forms.ChoiceField(
            label=_("How sure its text is"),
            choices=[("", _("As the whole instrument")), *Mark.choices],
            required=False,
            initial=item.mark,
        )
        self.fields[f"{name}_drop"] = forms.BooleanField(
            label=_("Remove this item when I save"), required=False
        )

    @property
    def head(self) -> list[BoundField]:
        """The section's own fields."""
        return [self["code"], self["optional"], *self.pair("title")]

    @property
    def items(self) -> Iterator[dict[str, Any]]:
        """Each item's fields: texts side by side, and the rest of them."""
        for place, item in enumerate(self.section.items):
            name = f"i{place}"
            yield {
                "place": place,
                "code": item.code,
                "code_field": self[f"{name}_code"],
                "texts": [*self.pair(f"{name}_words"), *self.pair(f"{name}_evidence")],
                "rest": [
                    self[f"{name}_{each}"]
                    for each in ("weight", "objectives", "gate", "stops", "mark", "drop")
                ],
            }

    def changed(self, instrument: Instrument) -> Instrument:
        given = self.cleaned_data
        if given["drop"]:
            return parts.without_section(instrument, self.part)
        section = Section(
            code=given["code"],
            title=self.said("title"),
            optional=given["optional"],
            items=self._items(),
        )
        renamed = _renamed(instrument, parts.section_at(instrument, self.part).code, section.code)
        return parts.with_section(renamed, self.part, section)

    def _items(self) -> tuple[Item, ...]:
        """What was typed, without what is to go, after what the pressed button asks for."""
        rows = [
            (self._item(name), self.cleaned_data[f"{name}_drop"])
            for name in (f"i{place}" for place in range(len(self.section.items)))
        ]
        asked = self._asked
        if asked is not None and asked[1] == "up" and asked[2]:
            rows = list(parts.earlier(rows, int(asked[2])))
        items = tuple(item for item, dropped in rows if not dropped)
        if asked is not None and asked[1] == "add":
            lead = f"{self.cleaned_data['code']}."
            items += (parts.new_item(parts.free(lead, {item.code for item in items})),)
        return items

    def _item(self, name: str) -> Item:
        given = self.cleaned_data
        return Item(
            code=given[f"{name}_code"],
            words=self.said(f"{name}_words"),
            evidence=self.said(f"{name}_evidence"),
            weight=given[f"{name}_weight"],
            gate=given[f"{name}_gate"],
            stops=given[f"{name}_stops"],
            objectives=tuple(
                each.strip() for each in given[f"{name}_objectives"].split(",") if each.strip()
            ),
            mark=given[f"{name}_mark"],
        )

    @property
    def _asked(self) -> re.Match[str] | None:
        return ACT.fullmatch(str(self.data.get("act", "")))

    @property
    def goes_on(self) -> bool:
        """Whether the pressed button leads back to this form."""
        return self._asked is not None


def _renamed(instrument: Instrument, old: str, new: str) -> Instrument:
    """Summaries follow a section to its new code."""
    directions = tuple(
        replace(each, sections=tuple(new if code == old else code for code in each.sections))
        for each in instrument.directions
    )
    return replace(instrument, directions=directions)

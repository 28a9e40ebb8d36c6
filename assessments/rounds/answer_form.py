"""The items of one section as somebody answers them alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.instruments.reading import Instrument, Item, Scale, Section
from assessments.models import Choice, Confidence, Trend
from assessments.rounds.answering import EMPTY, Said
from linkages.bilingual import said
from linkages.forms import HouseForm

NOTE, REASON = 1000, 300


def choices_of(scale: Scale) -> list[tuple[str, Any]]:
    """What may be answered: the points of the scale, then what may stand in their place."""
    found = [(str(anchor.score), said(anchor.words)) for anchor in scale.anchors]
    if scale.unknown:
        found.append((Choice.UNKNOWN.value, _now("We do not know yet")))
    if scale.not_applicable:
        found.append((Choice.NOT_APPLICABLE.value, _now("Does not apply")))
    return found


def importances() -> list[tuple[str, Any]]:
    """How much an item matters."""
    return [("1", _now("Little")), ("2", _now("Medium")), ("3", _now("Much"))]


def chosen(value: str) -> tuple[str, int | None]:
    """(choice, score) of what a button or a list said; ("", None) for nothing."""
    if value.isdecimal():
        return Choice.SCORE.value, int(value)
    return value, None


def as_value(choice: str, score: int | None) -> str:
    """The other way round."""
    return str(score) if choice == Choice.SCORE else choice


def number(value: str) -> int | None:
    """A figure chosen from a list, or nothing."""
    return int(value) if value else None


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its fields, as the template shows it."""

    item: Item
    words: str
    evidence: str
    choice: BoundField
    rest: tuple[BoundField, ...]
    confidence: BoundField
    note: BoundField
    shares_note: BoundField
    reason: BoundField | None
    is_answered: bool
    has_more: bool
    errors: tuple[str, ...]


class AnswerForm(HouseForm):
    """One section. Nothing is required: it is saved as far as it goes."""

    def __init__(
        self, *args: Any, instrument: Instrument, section: Section, known: Mapping[str, Said],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.instrument, self.section, self.known = instrument, section, known
        for item in section.items:
            self._ask(item, known.get(item.code, EMPTY))

    def _ask(self, item: Item, held: Said) -> None:
        code, scale = item.code, self.instrument.scale

        def add(name: str, field: forms.Field, initial: Any) -> None:
            field.required, field.initial = False, initial
            self.fields[f"{code}-{name}"] = field

        choices = choices_of(scale)
        answer = forms.ChoiceField(label=_("Answer"), choices=choices, widget=forms.RadioSelect)
        add("choice", answer, as_value(held.choice, held.score))
        if scale.not_applicable:
            reason = forms.CharField(label=_("Why it does not apply"), max_length=REASON)
            add("reason", reason, held.reason)
        if self.instrument.asks_trend:
            trends = [("", _now("Not said")), *((str(k), v) for k, v in Trend.choices)]
            add("trend", forms.ChoiceField(label=_("Since last time"), choices=trends),
                "" if held.trend is None else str(held.trend))  # fmt: skip
        if self.instrument.asks_importance:
            levels = [("", _now("Not said")), *importances()]
            add("importance", forms.ChoiceField(label=_("How much it matters"), choices=levels),
                "" if held.importance is None else str(held.importance))  # fmt: skip
        sure = [("", _now("Not said")), *Confidence.choices]
        add("confidence", forms.ChoiceField(label=_("How sure you are"), choices=sure),
            held.confidence)  # fmt: skip
        note = forms.CharField(
            label=_("Evidence"),
            help_text=said(item.evidence),
            max_length=NOTE,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        add("note", note, held.note)
        label = _("The team may read this note, without my name")
        add("shares_note", forms.BooleanField(label=label), held.shares_note)

    def given(self) -> dict[str, Said]:
        """What stands on the page, item by item; those with an error are left out, so that one
        note that is too long does not keep the others from being saved."""
        self.is_valid()
        return {
            item.code: self._given(item.code)
            for item in self.section.items
            if not any(name.startswith(f"{item.code}-") for name in self.errors)
        }

    def _given(self, code: str) -> Said:
        def of(name: str) -> Any:
            return self.cleaned_data.get(f"{code}-{name}") or ""

        choice, score = chosen(of("choice"))
        return Said(
            choice=choice,
            score=score,
            importance=number(of("importance")),
            trend=number(of("trend")),
            confidence=of("confidence"),
            note=of("note"),
            shares_note=bool(of("shares_note")),
            reason=of("reason"),
        )

    def lines(self) -> Iterator[Line]:
        """The items in their order."""
        for item in self.section.items:
            mine = {
                name: self[f"{item.code}-{name}"]
                for name in ("choice", "reason", "trend", "importance", "confidence", "note",
                             "shares_note")
                if f"{item.code}-{name}" in self.fields
            }  # fmt: skip
            held = self.known.get(item.code, EMPTY)
            errors = tuple(str(each) for field in mine.values() for each in field.errors)
            yield Line(
                item=item,
                words=said(item.words),
                evidence=said(item.evidence),
                choice=mine["choice"],
                rest=tuple(mine[name] for name in ("trend", "importance") if name in mine),
                confidence=mine["confidence"],
                note=mine["note"],
                shares_note=mine["shares_note"],
                reason=mine.get("reason"),
                is_answered=held.is_whole,
                has_more=bool(held.note or held.confidence or errors),
                errors=errors,
            )

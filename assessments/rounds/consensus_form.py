"""What the team agrees on, as it is typed: one item on a projector, or a section as a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.instruments.reading import Instrument, Item, Section
from assessments.models import Consensus, SectionNote, Trend
from assessments.rounds.agreeing import NOTED, Agreed, version_of
from assessments.rounds.answer_form import as_value, choices_of, chosen, importances, number
from linkages.bilingual import said
from linkages.forms import HouseForm

SCORE, GO = "score", "go"
SAVE, NEXT, PREVIOUS, NEXT_OPEN = "save", "next", "previous", "open"
LIMITS = {"rationale": 1000, "evidence": 1000, "helping": 600, "hindering": 600}
LABELS: dict[str, Any] = {
    "rationale": _("Why the team chose this score"),
    "evidence": _("Evidence"),
    "helping": _("What helps"),
    "hindering": _("What stands in the way"),
}
NOTE_LIMITS = {"helping": 1000, "hindering": 1000, "strength": 600}
NOTE_LABELS: dict[str, Any] = {
    "helping": _("Forces that help in this section"),
    "hindering": _("Forces that stand in the way"),
    "strength": _("One strength to keep"),
}


def words(label: Any, limit: int, rows: int = 3) -> forms.CharField:
    """A text of the team."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, required=False, widget=area)


def _weights(instrument: Instrument) -> dict[str, forms.ChoiceField]:
    """Importance and trend, where the instrument asks for them."""
    found = {}
    none = [("", _now("Not said"))]
    if instrument.asks_importance:
        label = _("How much it matters")
        found["importance"] = forms.ChoiceField(
            label=label, required=False, choices=none + importances()
        )
    if instrument.asks_trend:
        trends = [(str(value), label) for value, label in Trend.choices]
        found["trend"] = forms.ChoiceField(
            label=_("Since last time"), required=False, choices=none + trends
        )
    return found


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


class ItemForm(HouseForm):
    """One item. A button with a score sends the whole form, and so does going on."""

    choice = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, instrument: Instrument, row: Consensus | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, version=version_of(row), **kwargs)
        self.choices = choices_of(instrument.scale)
        self.fields.update(_weights(instrument))
        for name, label in LABELS.items():
            self.fields[name] = words(label, LIMITS[name])
            self.fields[name].initial = getattr(row, name) if row else ""
        if row:
            self.fields["choice"].initial = as_value(row.choice, row.score)
            for name in ("importance", "trend"):
                if name in self.fields:
                    self.fields[name].initial = _text(getattr(row, name))

    def clean_choice(self) -> str:
        pressed = self.data.get(SCORE) or self.cleaned_data["choice"]
        if pressed and pressed not in dict(self.choices):
            raise forms.ValidationError(_now("Choose one of the scores."))
        return str(pressed)

    @property
    def go(self) -> str:
        """Where to go afterwards."""
        return str(self.data.get(GO, SAVE))

    def agreed(self) -> Agreed:
        """What stands on the page."""
        given = self.cleaned_data
        choice, score = chosen(given["choice"])
        return Agreed(
            choice=choice,
            score=score,
            importance=number(given.get("importance", "")),
            trend=number(given.get("trend", "")),
            **{name: given[name] for name in LABELS},
        )

    @property
    def weights(self) -> list[BoundField]:
        """Importance and trend, where they are asked for."""
        return [self[name] for name in ("importance", "trend") if name in self.fields]

    @property
    def texts(self) -> list[BoundField]:
        """What is typed live."""
        return [self[name] for name in LABELS]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of the sheet with its fields."""

    item: Item
    words: str
    fields: tuple[BoundField, ...]
    rationale: BoundField
    version: BoundField


class SheetForm(HouseForm):
    """A whole section at once. Each row carries its own version."""

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        section: Section,
        rows: Mapping[str, Consensus],
        note: SectionNote | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        points = [
            (value, f"{value} – {label}" if value.isdecimal() else label)
            for value, label in choices_of(instrument.scale)
        ]
        choices = [("", _now("No consensus yet")), *points]
        for item in section.items:
            row = rows.get(item.code)
            self._row(item.code, row, instrument, choices)
        if instrument.asks_forces:
            for name, label in NOTE_LABELS.items():
                self.fields[f"note-{name}"] = words(label, NOTE_LIMITS[name])
                self.fields[f"note-{name}"].initial = getattr(note, name) if note else ""
            self.fields["note-version"] = self._token(note)

    @staticmethod
    def _token(row: Consensus | SectionNote | None) -> forms.CharField:
        return forms.CharField(required=False, widget=forms.HiddenInput, initial=version_of(row))

    def _row(
        self, code: str, row: Consensus | None, instrument: Instrument, choices: list[Any]
    ) -> None:
        self.fields[f"{code}-choice"] = forms.ChoiceField(
            label=_("Score"),
            required=False,
            choices=choices,
            initial=as_value(row.choice, row.score) if row else "",
        )
        for name, field in _weights(instrument).items():
            field.initial = _text(getattr(row, name)) if row else ""
            self.fields[f"{code}-{name}"] = field
        self.fields[f"{code}-rationale"] = words(LABELS["rationale"], LIMITS["rationale"], 2)
        self.fields[f"{code}-rationale"].initial = row.rationale if row else ""
        self.fields[f"{code}-version"] = self._token(row)

    def lines(self) -> Iterator[SheetLine]:
        """The rows in their order."""
        for item in self.section.items:
            names = ("choice", "importance", "trend")
            yield SheetLine(
                item=item,
                words=said(item.words),
                fields=tuple(
                    self[f"{item.code}-{name}"]
                    for name in names
                    if f"{item.code}-{name}" in self.fields
                ),
                rationale=self[f"{item.code}-rationale"],
                version=self[f"{item.code}-version"],
            )

    def agreed(self) -> dict[str, tuple[Agreed, str]]:
        """Item code -> what stands in its row, and the version that the page showed."""
        given = self.cleaned_data
        found = {}
        for item in self.section.items:
            choice, score = chosen(given[f"{item.code}-choice"])
            found[item.code] = (
                Agreed(
                    choice=choice,
                    score=score,
                    importance=number(given.get(f"{item.code}-importance", "")),
                    trend=number(given.get(f"{item.code}-trend", "")),
                    rationale=given[f"{item.code}-rationale"],
                ),
                given[f"{item.code}-version"],
            )
        return found

    @property
    def asks_forces(self) -> bool:
        """Whether the section itself has words."""
        return "note-version" in self.fields

    @property
    def notes(self) -> list[BoundField]:
        """The words of the section."""
        return [self[f"note-{name}"] for name in NOTED] if self.asks_forces else []

    def noted(self) -> dict[str, str]:
        """What stands there."""
        return {name: self.cleaned_data[f"note-{name}"] for name in NOTED}

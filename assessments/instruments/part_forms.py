"""Forms about the parts of an instrument: its heading, its scale, its bands, its summaries.

A draft is kept as it is typed, whatever it lacks: `checking.problems` says that on its page. A
form refuses only what has no place to be kept.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.instruments import parts
from assessments.instruments.checking import LONGEST
from assessments.instruments.reading import (
    Anchor,
    Band,
    Direction,
    Instrument,
    Scale,
    Scoring,
)
from linkages.bilingual import LANGUAGES, Words
from linkages.forms import HouseForm
from linkages.parameters import Mark

SCORINGS = [
    (Scoring.READINESS.value, gettext_lazy("Readiness: share of the points, gates, unknowns")),
    (Scoring.RENOVATION.value, gettext_lazy("Renovation: importance and trend set priorities")),
    (Scoring.SUSTAINABILITY.value, gettext_lazy("Sustainability: low scores are where to work")),
    (Scoring.CHECKLIST.value, gettext_lazy("Checklist: how many statements are true")),
]
MOST_ANCHORS, MOST_BANDS, MOST_DIRECTIONS = 10, 6, 6


class PartForm(HouseForm):
    """Writes one part of an instrument.

    `seen` is the part's token as it was when somebody began to type. Unlike a version it is kept
    with what they typed, so a draft that comes back later is not taken for an answer to what
    somebody else has written meanwhile.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, instrument: Instrument, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.fields["seen"].initial = seen

    def both(self, name: str, label: str, words: Words, kind: str, *, lines: int = 1) -> None:
        """A field for each language, which may stay empty for now."""
        tongues = {"en": _("in English"), "es": _("in Spanish")}
        for language in LANGUAGES:
            attrs = {"lang": language}
            widget: forms.Widget = forms.TextInput(attrs)
            if lines > 1:
                widget = forms.Textarea(attrs | {"rows": lines})
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{label}, {tongues[language]}",
                max_length=LONGEST[kind],
                required=False,
                initial=words[language],
                widget=widget,
            )

    def said(self, name: str) -> Words:
        """What was typed in every language."""
        return {language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}

    def changed(self, instrument: Instrument) -> Instrument:
        """The instrument with this part as it was typed."""
        raise NotImplementedError

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Fields by the heading under which they stand; without one first."""
        yield "", self.visible_fields()

    def pair(self, name: str) -> list[BoundField]:
        """The fields of one text."""
        return [self[f"{name}_{language}"] for language in LANGUAGES]


class HeadingForm(PartForm):
    """Title, purpose, and how it is scored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instrument
        self.both("title", _("Title"), known.title, "title")
        self.both("purpose", _("What it is for"), known.purpose, "purpose", lines=4)
        self.both("source", _("Where its text comes from"), known.source, "source", lines=3)
        self.fields["mark"] = forms.ChoiceField(
            label=_("How sure that is"), choices=Mark.choices, initial=known.mark
        )
        self.fields["scoring"] = forms.ChoiceField(
            label=_("How results are counted"), choices=SCORINGS, initial=known.scoring.value
        )
        self._switch("asks_trend", _("People also say how it went since last time"))
        self._switch("asks_importance", _("People also say how much each item matters"))
        self._switch("asks_forces", _("The team writes down what helps and what hinders"))
        self.fields["again_after"] = forms.IntegerField(
            label=_("Months until the next one is due"),
            min_value=1,
            max_value=60,
            initial=known.again_after,
        )

    def _switch(self, name: str, label: str) -> None:
        self.fields[name] = forms.BooleanField(
            label=label, required=False, initial=getattr(self.instrument, name)
        )

    def changed(self, instrument: Instrument) -> Instrument:
        given = self.cleaned_data
        return replace(
            instrument,
            title=self.said("title"),
            purpose=self.said("purpose"),
            source=self.said("source"),
            mark=given["mark"],
            scoring=Scoring(given["scoring"]),
            asks_trend=given["asks_trend"],
            asks_importance=given["asks_importance"],
            asks_forces=given["asks_forces"],
            again_after=given["again_after"],
        )


class ScaleForm(PartForm):
    """What each point means. Empty rows at the end are points that the scale does not have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instrument.scale
        first = 0 if self.instrument.scoring == Scoring.CHECKLIST else 1
        self.scores = list(range(first, first + (2 if first == 0 else MOST_ANCHORS)))
        written = {anchor.score: anchor.words for anchor in known.anchors}
        for score in self.scores:
            label = _("Point %(score)s") % {"score": score}
            self.both(f"anchor_{score}", label, written.get(score, parts.nothing()), "title")
        self.fields["unknown"] = forms.BooleanField(
            label=_("“We do not know yet” may be answered"), required=False, initial=known.unknown
        )
        self.fields["not_applicable"] = forms.BooleanField(
            label=_("“Does not apply” may be answered, with a reason"),
            required=False,
            initial=known.not_applicable,
        )

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        for score in self.scores:
            yield _("Point %(score)s") % {"score": score}, self.pair(f"anchor_{score}")
        yield _("Instead of a point"), [self["unknown"], self["not_applicable"]]

    def changed(self, instrument: Instrument) -> Instrument:
        given = [(score, self.said(f"anchor_{score}")) for score in self.scores]
        last = max((score for score, words in given if any(words.values())), default=-1)
        anchors = tuple(Anchor(score, words) for score, words in given if score <= last)
        scale = Scale(
            anchors=anchors or instrument.scale.anchors[:1],
            unknown=self.cleaned_data["unknown"],
            not_applicable=self.cleaned_data["not_applicable"],
        )
        return replace(instrument, scale=scale)


class BandsForm(PartForm):
    """Words for a result from a percentage on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instrument.bands
        for row in range(MOST_BANDS):
            band = known[row] if row < len(known) else None
            self.fields[f"lowest_{row}"] = forms.IntegerField(
                label=_("From percent"),
                min_value=0,
                max_value=100,
                required=False,
                initial=None if band is None else band.lowest,
            )
            words = parts.nothing() if band is None else band.words
            self.both(f"band_{row}", _("Called"), words, "title")

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        for row in range(MOST_BANDS):
            fields = [self[f"lowest_{row}"], *self.pair(f"band_{row}")]
            yield _("Band %(number)s") % {"number": row + 1}, fields

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for row in range(MOST_BANDS):
            named = any(given.get(f"band_{row}_{language}") for language in LANGUAGES)
            if named and given.get(f"lowest_{row}") is None and f"lowest_{row}" not in self.errors:
                self.add_error(f"lowest_{row}", _("Say from which percentage on."))
        return given

    def changed(self, instrument: Instrument) -> Instrument:
        known, bands = instrument.bands, []
        for row in range(MOST_BANDS):
            lowest = self.cleaned_data[f"lowest_{row}"]
            if lowest is not None:
                code = known[row].code if row < len(known) else _unused(known, bands)
                bands.append(Band(code, lowest, self.said(f"band_{row}")))
        return replace(
            instrument, bands=tuple(sorted(bands, key=lambda each: each.lowest, reverse=True))
        )


def _unused(known: tuple[Band, ...], bands: list[Band]) -> str:
    """A code that no band has."""
    taken = {each.code for each in [*known, *bands]}
    return next(f"band-{number}" for number in range(1, 99) if f"band-{number}" not in taken)


class DirectionsForm(PartForm):
    """Sections that results tell together, under a heading of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instrument.directions
        choices = [
            (section.code, f"{section.code} {section.title['en']}".strip())
            for section in self.instrument.sections
        ]
        for row in range(MOST_DIRECTIONS):
            direction = known[row] if row < len(known) else None
            title = parts.nothing() if direction is None else direction.title
            self.both(f"direction_{row}", _("Title"), title, "title")
            self.fields[f"sections_{row}"] = forms.MultipleChoiceField(
                label=_("Sections"),
                choices=choices,
                required=False,
                initial=[] if direction is None else list(direction.sections),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        for row in range(MOST_DIRECTIONS):
            fields = [*self.pair(f"direction_{row}"), self[f"sections_{row}"]]
            yield _("Summary %(number)s") % {"number": row + 1}, fields

    def changed(self, instrument: Instrument) -> Instrument:
        known, directions = instrument.directions, []
        for row in range(MOST_DIRECTIONS):
            title, sections = self.said(f"direction_{row}"), self.cleaned_data[f"sections_{row}"]
            if sections or any(title.values()):
                code = known[row].code if row < len(known) else f"part-{row + 1}"
                directions.append(Direction(code, title, tuple(sections)))
        return replace(instrument, directions=tuple(directions))

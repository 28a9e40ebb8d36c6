"""Forms about profiles."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records import words as sentences
from cases.records.forms import too_large
from cases.records.models import System
from cases.records.profiles import passing_on
from cases.records.profiles.drafts import Answers
from cases.records.profiles.heads import head_of
from cases.records.profiles.looking import CodeSeen, ColumnSeen, TextSeen
from cases.records.profiles.sheets import TITLES
from cases.records.profiles.words import ORDERS, category_label, label
from cases.records.reading.fields import FIELDS
from cases.records.reading.layouts import LAYOUTS
from cases.records.reading.opening import open_source
from cases.records.reading.previewing import preview
from cases.records.reading.profile import NAME_LENGTH, POSITION_LIMIT
from cases.records.reading.reasons import Unreadable
from cases.records.reading.row import Options
from linkages.forms import HouseForm
from linkages.templatetags.words import short_day


def told(trouble: Unreadable) -> str:
    """Why a file cannot be read, in a sentence."""
    return sentences.sentence(trouble.code, trouble.params) + "."


class ImportForm(HouseForm):
    """A profile as a file."""

    file = forms.FileField(
        label=gettext_lazy("Profile"),
        help_text=gettext_lazy("A .json file that a county exported from this page."),
    )

    def clean_file(self) -> Any:
        content = self.cleaned_data["file"]
        if content.size > passing_on.SIZE_LIMIT:
            raise forms.ValidationError(_("The file is too large for a profile."))
        try:
            return passing_on.read(content.read())
        except passing_on.NotAProfile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


_OF_CODE = {layout.code: layout.grain for layout in LAYOUTS}
GRAINS = [(_OF_CODE[code], title) for code, title in TITLES.items()]
PROGRAMS = {layout.grain: layout.program for layout in LAYOUTS}
FOUND_OUT = ""
SHAPE_CHOICES = [
    (FOUND_OUT, gettext_lazy("Find out: Excel, or text with separators")),
    ("fixed", gettext_lazy("Fixed width: every column at its place")),
]


class SourceForm(HouseForm):
    """Step 1: which report of which system, what is in it, and a sample of it."""

    system = forms.ChoiceField(label=gettext_lazy("System"), choices=System.choices)
    report = forms.CharField(
        label=gettext_lazy("Name of the report"),
        max_length=passing_on.REPORT_LENGTH,
        help_text=gettext_lazy("As your report tool calls it, such as Open CWS cases, weekly."),
    )
    grain = forms.ChoiceField(
        label=gettext_lazy("What is in it"), choices=GRAINS, widget=forms.RadioSelect
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("How the file is built"),
        choices=SHAPE_CHOICES,
        required=False,
        widget=forms.RadioSelect,
        initial=FOUND_OUT,
    )
    sample = forms.FileField(
        label=gettext_lazy("A sample of the report"),
        help_text=gettext_lazy(
            "A real file, such as last week’s. Only its first rows are looked at. They are kept "
            "sealed, for you alone, until the profile is saved, at most for a day."
        ),
    )

    def clean_sample(self) -> Any:
        content = self.cleaned_data["sample"]
        if content.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(too_large())
        try:
            return head_of(content.file)
        except Unreadable as trouble:
            raise forms.ValidationError(told(trouble)) from trouble

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("system") == System.TANF:
            given["grain"] = "calworks_persons"
            self.errors.pop("grain", None)
        if not self.errors:
            self._look()
        return given

    def _look(self) -> None:
        """Refuse at once what cannot be read in any way; what it means is for the next steps."""
        answers, content = self.answers(), io.BytesIO(self.cleaned_data["sample"])
        try:
            if answers.shape == "fixed":
                open_source(content)
            else:
                preview(content, Options(), answers.bare(), rows=1)
        except Unreadable as trouble:
            self.add_error("sample", told(trouble))

    def answers(self) -> Answers:
        """What was chosen, of a valid form."""
        given = self.cleaned_data
        shape = given["shape"]
        if given["system"] == System.TANF:
            shape = "tanf"
        elif not shape:
            shape = "workbook" if given["sample"].startswith(b"PK") else "delimited"
        return Answers(
            system=given["system"],
            report=given["report"],
            grain=given["grain"],
            program=str(PROGRAMS[given["grain"]]),
            shape=shape,
        )


class PlacesForm(HouseForm):
    """Where each column of a file of fixed width stands: as many rows as there are columns."""

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(count):
            number = at + 1
            for name, widget, text in (
                ("name", forms.TextInput(), _("Name of column %(number)s")),
                ("start", _figure(), _("First character of column %(number)s")),
                ("length", _figure(), _("Length of column %(number)s")),
            ):
                words = text % {"number": number}
                widget.attrs["aria-label"] = words
                self.fields[f"{name}_{at}"] = (
                    forms.CharField(label=words, max_length=NAME_LENGTH, widget=widget)
                    if name == "name"
                    else forms.IntegerField(
                        label=words, min_value=1, max_value=POSITION_LIMIT, widget=widget
                    )
                )
        self.count = count

    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each column."""
        names = ("name", "start", "length")
        return [tuple(self[f"{name}_{at}"] for name in names) for at in range(self.count)]

    def places(self) -> list[list[Any]]:
        """[name, start, length] of each column, of a valid form."""
        given = self.cleaned_data
        names = ("name", "start", "length")
        return [[given[f"{name}_{at}"] for name in names] for at in range(self.count)]


def _figure() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "class": "narrow", "size": 5})


class ColumnsForm(HouseForm):
    """Step 2: what each column means."""

    def __init__(
        self, *args: Any, seen: Sequence[ColumnSeen], grain: str, chosen: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seen = [column for column in seen if not column.never]
        self.never = [column for column in seen if column.never]
        self.grain = grain
        choices = field_choices(grain)
        for at, column in enumerate(self.seen):
            start = chosen.get(column.squeezed, column.guess) if chosen else column.guess
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=column.name,
                choices=choices,
                required=False,
                initial=start,
                widget=forms.Select(
                    attrs={"aria-label": _("%(column)s means") % {"column": column.name}}
                ),
            )

    def rows(self) -> list[tuple[ColumnSeen, forms.BoundField]]:
        """Each column that may be used, with its field."""
        return [(column, self[f"column_{at}"]) for at, column in enumerate(self.seen)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for at, column in enumerate(self.seen):
            name = given.get(f"column_{at}")
            if not name:
                continue
            if name in taken:
                self.add_error(
                    f"column_{at}",
                    _("%(field)s is read from %(column)s already.")
                    % {"field": label(name), "column": taken[name]},
                )
            taken.setdefault(name, column.name)
        layout = next(each for each in LAYOUTS if each.grain == self.grain)
        if lacking := layout.missing(taken):
            names = ", ".join(label(name) for name in lacking)
            raise forms.ValidationError(
                _("Required, and no column says it yet: %(fields)s.") % {"fields": names}
            )
        return given

    def chosen(self) -> dict[str, str]:
        """Squeezed column name -> field, of a valid form; columns that are never stored are not
        used."""
        found = {
            column.squeezed: self.cleaned_data[f"column_{at}"]
            for at, column in enumerate(self.seen)
        }
        return found | {column.squeezed: "" for column in self.never}


def field_choices(grain: str) -> list[tuple[str, Any]]:
    """The fields that a file of this kind can have, by category, in plain names."""
    layout = next(each for each in LAYOUTS if each.grain == grain)
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in FIELDS:
        if layout.program in field.programs and field.name not in layout.absent:
            groups.setdefault(field.category, []).append((field.name, label(field.name)))
    return [
        ("", _("Not used")),
        *(
            (f"{code}: {category_label(code)}", sorted(choices, key=lambda choice: choice[1]))
            for code, choices in sorted(groups.items())
        ),
    ]


class CodesForm(HouseForm):
    """Step 3: what the report's codes mean, and in which order it writes dates."""

    date_order = forms.ChoiceField(
        label=gettext_lazy("Order of dates"), choices=ORDERS.items(), widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        seen: Sequence[CodeSeen],
        example: tuple[int, int, int] | None,
        order: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.fields["date_order"].initial = order
        if example:
            self.fields["date_order"].choices = _ordered(example)
        for place, code in enumerate(seen):
            for at, text in enumerate(code.texts):
                self.fields[f"code_{place}_{at}"] = forms.ChoiceField(
                    label=f"{code.label}: {text.text}",
                    choices=[("", _("Not known: kept as it stands")), *code.choices],
                    required=False,
                    initial=text.code,
                    widget=forms.Select(attrs={"aria-label": f"{code.label}: {text.text}"}),
                )

    def groups(self) -> list[tuple[CodeSeen, list[tuple[TextSeen, forms.BoundField]]]]:
        """Each code with its texts and their fields."""
        return [
            (code, [(text, self[f"code_{place}_{at}"]) for at, text in enumerate(code.texts)])
            for place, code in enumerate(self.seen)
        ]

    def codes(self, before: Any) -> dict[str, dict[str, str]]:
        """Field -> squeezed text -> code, of a valid form. What an earlier version says about
        texts that the sample does not have stays."""
        found = {field: dict(texts) for field, texts in before.items()}
        for place, code in enumerate(self.seen):
            texts = found.setdefault(code.field, {})
            for at, text in enumerate(code.texts):
                chosen = self.cleaned_data[f"code_{place}_{at}"]
                texts.pop(text.squeezed, None)
                if chosen:
                    texts[text.squeezed] = chosen
        return {field: texts for field, texts in found.items() if texts}


def _ordered(example: tuple[int, int, int]) -> list[tuple[str, str]]:
    """Each order with what it would make of a date of the sample."""
    first, second, year = example
    stated = f"{first:02}/{second:02}/{year}"
    meant = {"mdy": date(year, first, second), "dmy": date(year, second, first)}
    return [
        (
            order,
            _("%(order)s: %(text)s is %(day)s")
            % {"order": words, "text": stated, "day": short_day(meant[order])}
            if order in meant
            else _("%(order)s: %(text)s is not read") % {"order": words, "text": stated},
        )
        for order, words in ORDERS.items()
    ]


class SaveForm(HouseForm):
    """Step 4: save the version, and perhaps put it in use at once."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("What is new in this version, for colleagues."),
    )
    in_use = forms.BooleanField(
        label=gettext_lazy("Put it in use now"),
        help_text=gettext_lazy("Uploads can choose it; the version before it retires."),
        required=False,
        initial=True,
    )

"""Django forms and a few page values in the markup of the U.S. Web Design System.

`Renderer` is the FORM_RENDERER: `{{ form }}` and `{{ field.as_field_group }}` are the only way a
form gets its markup, so that label, hint, error and description hang together on every page.
The values below (`Column`, `Fact`, `ComparisonRow`, ...) are what the partials of
`templates/uswds/` take; they carry finished words, never rows of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.validators import EMPTY_VALUES
from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.template.loader import select_template
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

INPUT_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "usa-checkbox__input"),
    (forms.FileInput, "file-input"),
    (forms.Textarea, "usa-textarea"),
    (forms.RadioSelect, ""),  # the template of the list gives each choice its class
    (forms.CheckboxSelectMultiple, ""),
    (forms.Select, "usa-select"),
    (forms.MultiWidget, ""),
    (forms.widgets.Input, "usa-input"),
)

# Below this share of common letters two values are simply different.
ALIKE = 0.6


class UswdsField(BoundField):
    """A field that knows its class, its hint, its errors and whether to say "required"."""

    def build_widget_attrs(
        self, attrs: Mapping[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the design system's classes to what Django builds (description, validity)."""
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(dict(attrs), widget)
        if widget.is_hidden:
            return built
        classes = [self._input_class(widget), widget.attrs.get("class", "")]
        if self.errors and not self.use_fieldset:
            classes.append("usa-input--error")
        built["placeholder"] = False  # a hint stays readable while typing; a placeholder does not
        if words := " ".join(filter(None, classes)):
            built["class"] = words
        if self._counts_characters:
            built["maxlength"] = False  # a browser would cut pasted text off without a word
            built["aria-describedby"] = " ".join(
                filter(None, [built.get("aria-describedby"), f"{self.auto_id}_count"])
            )
        return built

    @staticmethod
    def _input_class(widget: forms.Widget) -> str:
        return next((name for kind, name in INPUT_CLASSES if isinstance(widget, kind)), "")

    @property
    def _counts_characters(self) -> bool:
        return isinstance(self.field.widget, forms.Textarea) and bool(self.counter_limit)

    @property
    def counter_limit(self) -> int | None:
        """Characters allowed in a textarea, or None where no counter is shown."""
        if not isinstance(self.field.widget, forms.Textarea):
            return None
        return getattr(self.field, "max_length", None)

    @property
    def is_checkbox(self) -> bool:
        """A single checkbox carries its label after the box."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def required_word(self) -> str:
        """The word after the label of a required field; empty where all or none are required."""
        if not self.field.required or all_required(self.form):
            return ""
        return _("required")

    @property
    def known_from(self) -> str:
        """Where a filled-in value was known from, e.g. "CWS extract, Nov 14"; usually empty.

        A form states it as `known_from = {"born": "CWS extract, Nov 14"}`.
        """
        known: Mapping[str, str] = getattr(self.form, "known_from", {})
        return str(known.get(self.name, ""))

    @property
    def focus_id(self) -> str:
        """The id of the first control, which the error summary links to."""
        if isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id


def all_required(form: forms.BaseForm) -> bool:
    """Whether every visible field must be filled: said once above, not beside each label."""
    return all(field.field.required for field in form.visible_fields())


class Renderer(TemplatesSetting):
    """FORM_RENDERER = "linkages.uswds.Renderer".

    Widgets whose plain markup is not USWDS have a template of the same name in
    `templates/uswds/widgets/`; all others keep Django's own.
    """

    form_template_name = "uswds/form.html"
    field_template_name = "uswds/field.html"
    formset_template_name = "uswds/formset.html"
    bound_field_class = UswdsField

    # The stubs promise a template of the engine; Django gives one of the backend.
    def get_template(self, template_name: str) -> Any:
        """Prefer our markup for a widget or an error list over Django's."""
        ours = template_name.replace("django/forms/", "uswds/", 1)
        return select_template([ours, template_name])


class TypedDate(forms.DateInput):
    """A date typed as text; the field's hint shows an example. Pasting works, and so do 11/3/26
    and 2026-11-03 (see DATE_INPUT_FORMATS of the language)."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class MemorableDate(forms.MultiWidget):
    """A date that people know by heart, such as a birth date: month, day, year in three boxes."""

    template_name = "uswds/widgets/memorable_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "month": forms.TextInput({**number, "maxlength": 2}),
            "day": forms.TextInput({**number, "maxlength": 2}),
            "year": forms.TextInput({**number, "maxlength": 4}),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        """Split a date, or the ISO text that a draft kept, into its three boxes."""
        day = parse_date(value) if isinstance(value, str) else value
        return [str(day.month), str(day.day), str(day.year)] if day else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each of the three boxes its label, its id and its class."""
        context = super().get_context(name, value, attrs)
        labels = {"month": _("Month"), "day": _("Day"), "year": _("Year")}
        box = context["widget"]["attrs"].get("id", name)
        for part, (key, label) in zip(context["widget"]["subwidgets"], labels.items(), strict=True):
            part["label"] = label
            part["attrs"]["id"] = f"{box}_{key}"
            part["attrs"]["class"] = "usa-input usa-input--inline"
        return context

    def id_for_label(self, id_: str) -> str:
        """The error summary leads to the month."""
        return f"{id_}_month" if id_ else id_


class MemorableDateField(forms.MultiValueField):
    """Month, day and year typed apart and kept as one date."""

    widget = MemorableDate
    default_error_messages = {
        "invalid": gettext_lazy("Enter a real date: month, day and four-digit year."),
        "incomplete": gettext_lazy("Enter month, day and year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        year = forms.IntegerField(min_value=1000, max_value=9999)
        parts = (forms.IntegerField(), forms.IntegerField(), year)
        kwargs.setdefault("require_all_fields", False)
        super().__init__(parts, **kwargs)

    def compress(self, data_list: list[int | None]) -> date | None:
        """Join the parts; a day that the calendar does not have is an error, not a guess."""
        if not data_list or all(part in EMPTY_VALUES for part in data_list):
            return None
        month, day, year = (part or 0 for part in data_list)
        try:
            return date(year, month, day)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `{% table %}`. `key` makes the heading a sort link (`?sort=key`, `-key`)."""

    label: str | Promise
    key: str = ""
    numeric: bool = False
    hidden: bool = False  # a label for screen readers only, e.g. above buttons


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of `uswds/facts.html`: what is known, from where, as of when."""

    label: str | Promise
    value: str | Promise = ""
    source: str | Promise = ""
    as_of: date | None = None
    withheld: bool = False
    private: bool = False  # hidden by the privacy screen


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a value; `changed` where the two sides differ."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A row of `uswds/compare.html`: one field as CWS and as CalWORKs have it.

    `state` is one of same, near, different, missing; the mark belongs to the word and the word
    is shown (`state_label`, in the reader's language).
    """

    label: str | Promise
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    state: str
    state_label: str | Promise
    note: str | Promise = ""
    private: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A step of `uswds/steps.html`; `state` is done, current or later."""

    label: str | Promise
    state: str = "later"


def changed_parts(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Split two values so that what differs inside them can be underlined.

    Letter case is no difference: extracts write names in capitals. Two values with little in
    common are marked whole, since single letters that happen to agree would only confuse.
    """
    if not left or not right:
        return (Part(left),) if left else (), (Part(right),) if right else ()
    matcher = SequenceMatcher(None, left.casefold(), right.casefold(), autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Part(left, changed=True),), (Part(right, changed=True),)
    ours: list[Part] = []
    theirs: list[Part] = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        changed = tag != "equal"
        if end > start:
            ours.append(Part(left[start:end], changed))
        if other_end > other_start:
            theirs.append(Part(right[other_start:other_end], changed))
    return tuple(ours), tuple(theirs)

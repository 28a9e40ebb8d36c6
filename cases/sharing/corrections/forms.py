"""What is typed in place of what an extract says."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.people.models import Correction, CorrectionAnswer
from cases.sharing.corrections.fields import ANSWERS, FACTS
from linkages.calendar import today
from linkages.forms import HouseForm, ReasonForm

FEWEST_DIGITS = 7
LENGTHS = {"street": 120, "city": 60, "postal": 10, "phone": 40, "worker_phone": 40}
LABELS: dict[str, Any] = {
    "phone": _("Telephone"),
    "street": _("Street and number"),
    "city": _("City"),
    "postal": _("ZIP code"),
    "language": _("Language spoken"),
    "language_written": _("Language written"),
    "interpreter": _("Is an interpreter needed?"),
    "worker_phone": _("Worker’s telephone"),
}


class CorrectForm(ReasonForm):
    """One field: its value, the day from which it holds, and how the worker knows."""

    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("The day on which you were told, or from which it holds."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, field: str, records: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names = FACTS[field]
        self.fields["reason"].label = _("How you know")
        self.fields["reason"].help_text = _("Without anything that the field itself does not need.")
        self.fields["as_of"].initial = today()
        if len(records) > 1:
            label = _("Which record")
            self.fields["record"] = forms.ChoiceField(label=label, choices=records)
        for name in self.names:
            self.fields[name] = _input(name)
        self.order_fields(["record", *self.names, "as_of", "reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in self.names:
            digits = sum(map(str.isdigit, given.get(name) or ""))
            if name.endswith("phone") and name in given and digits < FEWEST_DIGITS:
                self.add_error(name, _now("A telephone number has at least seven digits."))
        if given.get("as_of") and given["as_of"] > today():
            self.add_error("as_of", _now("This day has not come yet."))
        return given

    def value(self) -> dict[str, str]:
        """What was stated, by fact, without what was left empty."""
        given = {name: self.cleaned_data[name].strip() for name in self.names}
        return {name: text for name, text in given.items() if text}


def _input(name: str) -> forms.Field:
    if name == "interpreter":
        choices = list(zip(ANSWERS, (_("Yes"), _("No")), strict=True))
        return forms.ChoiceField(label=LABELS[name], choices=choices, widget=forms.RadioSelect)
    return forms.CharField(
        label=LABELS[name],
        max_length=LENGTHS.get(name, 40),
        required=name != "postal",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SettleConflictForm(ReasonForm):
    """Which of two statements holds."""

    answer = forms.ChoiceField(
        label=_("Which one holds"), choices=CorrectionAnswer.Answer, widget=forms.RadioSelect
    )

    field_order = ["answer", "reason"]


class WithdrawForm(HouseForm):
    """Why a statement is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


FIELD_LABELS: dict[str, Any] = dict(Correction.Field.choices)

"""What is typed when a family moves from one county to another."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import Transfer
from linkages.calendar import today
from linkages.forms import HouseForm


class OfferForm(HouseForm):
    """To which county, since when, and why."""

    to_county = forms.ChoiceField(label=_("To which county"))
    moved_on = forms.DateField(label=_("Moved on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Why it is handed on"),
        help_text=_("The other county reads this before it takes the copy. No names."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, counties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_county"].choices = counties

    def clean_moved_on(self) -> date:
        day: date = self.cleaned_data["moved_on"]
        if day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day


class AnswerForm(HouseForm):
    """Whether this county takes the copy."""

    ACCEPT = "accept"

    act = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(ACCEPT, _("Accept: take the copy")), *Transfer.Decline.choices],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note to the other county"),
        help_text=_("No names."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

"""What is typed about the results of an assessment. Nothing of it is about a client."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.models import RoundDecision
from linkages.calendar import today
from linkages.forms import HouseForm

Kind = RoundDecision.Kind


class DecisionForm(HouseForm):
    """Proceed, prepare and reassess on a day, or not now; and why."""

    kind = forms.ChoiceField(
        label=_("What the county decides"), choices=Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Both sponsors sign this. It may be a public record."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reassess_on = forms.DateField(
        label=_("Assess again on"),
        help_text=_("Needed where the county prepares first."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, again_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reassess_on"].initial = again_on

    def clean_reassess_on(self) -> date | None:
        day: date | None = self.cleaned_data["reassess_on"]
        if day and day <= today():
            raise forms.ValidationError(_now("Choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        missing = not given.get("reassess_on") and "reassess_on" not in self.errors
        if given.get("kind") == Kind.PREPARE and missing:
            self.add_error("reassess_on", _now("Say on which day the county assesses again."))
        return given

"""What is typed about the four decision steps. Nothing of it is about a client."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.models import DecisionStep
from assessments.program.page import EVIDENCE
from linkages.calendar import today
from linkages.forms import HouseForm

WORDS, PROOF = 2000, 600


class StepForm(HouseForm):
    """One decision step: the county's words, what shows it, and on which day it was decided."""

    words = forms.CharField(
        label=_("What was decided, in your own words"),
        help_text=_("It may be a public record. Never write about a client."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    blocks = forms.MultipleChoiceField(
        label=_("Building blocks"),
        choices=DecisionStep.Block.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=PROOF,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    decided_on = forms.DateField(
        label=_("Decided on"),
        help_text=_("Leave it empty as long as the step is under way."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, step: DecisionStep.Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].help_text = EVIDENCE[step]
        if step != DecisionStep.Step.BLOCKS:
            del self.fields["blocks"]

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day and day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        every = len(DecisionStep.Block.values)
        if "blocks" in self.fields and given.get("decided_on") and len(given["blocks"]) < every:
            self.add_error(
                "blocks", _now("This step is decided when the county commits to all three.")
            )
        return given


class CommitForm(HouseForm):
    """A sponsor's commitment, in their own words."""

    words = forms.CharField(
        label=_("Your commitment"),
        help_text=_(
            "What your program gives to Linkages, and for how long: people, time, money, your "
            "word to staff. It may be a public record."
        ),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

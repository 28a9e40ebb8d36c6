"""What is written down when an adult was asked, or said something, about taking part."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import AgreementStep
from cases.families.models.written import Language
from linkages.calendar import today
from linkages.forms import HouseForm


class StepForm(HouseForm):
    """One entry. Day, how and interpreter belong to it; the note is optional."""

    act = forms.ChoiceField(
        label=_("What happened"), choices=AgreementStep.Act.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    how = forms.ChoiceField(
        label=_("How"), choices=AgreementStep.How.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language spoken"), choices=Language.choices)
    interpreter = forms.ChoiceField(
        label=_("Interpreter"),
        help_text=_("Never a child, and never somebody of the family."),
        choices=AgreementStep.Interpreter.choices,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Only if it helps. Nobody has to give a reason."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note_category = forms.ChoiceField(
        label=_("What the note tells"),
        help_text=_("Decides who may read it."),
    )

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note_category"].choices = categories
        self.fields["on"].initial = today()
        if not categories:
            del self.fields["note"], self.fields["note_category"]

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day

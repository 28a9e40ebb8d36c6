"""What is said about a rule, and what is answered. Without anybody's name or number."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import Obstacle
from cases.families.obstacles.rules import name_of
from linkages.forms import HouseForm

# A case number, a birth date, a telephone number, or the token of a person or family.
NUMBERS = re.compile(r"\d[\d/ .-]{4,}\d|\b[PF]-[0-9A-Z]{7}\b", re.IGNORECASE)


def without_numbers(text: str) -> str:
    """The text; raises ValidationError where it names somebody by a number."""
    if NUMBERS.search(text):
        raise forms.ValidationError(
            _now("Leave out dates and numbers: nobody must be found by this text."), "numbers"
        )
    return text


class SayForm(HouseForm):
    """The one click: everything in it is hidden."""

    rule = forms.CharField(max_length=80, widget=forms.HiddenInput)
    page = forms.ChoiceField(choices=Obstacle.Page.choices, widget=forms.HiddenInput)
    family = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_rule(self) -> str:
        rule: str = self.cleaned_data["rule"]
        if not name_of(rule):
            raise forms.ValidationError(_now("There is no such rule."))
        return rule


class WordsForm(HouseForm):
    """More about it, for who wants."""

    words = forms.CharField(
        label=_("What would have helped?"),
        help_text=_("Optional. About the rule, without anybody’s name or number."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_words(self) -> str:
        return without_numbers(self.cleaned_data["words"].strip())


class AnswerForm(HouseForm):
    """What the county answers to all who said so."""

    answer = forms.CharField(
        label=_("Answer"),
        help_text=_("Everybody who said so reads it. Without anybody’s name or number."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen

    def clean_answer(self) -> str:
        return without_numbers(self.cleaned_data["answer"].strip())

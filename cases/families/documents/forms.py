"""What is asked for when somebody has a family's paper made."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.families.documents import samples
from cases.families.models import HandOff
from linkages.forms import HouseForm

LANGUAGES = [("en", "English"), ("es", "Español")]
SHORT = _("Nothing about reports, health, treatment or where a child is placed.")


class MakeForm(HouseForm):
    """A paper about the family for oneself."""

    KINDS = (
        ("families.summary", _("Family summary, two pages")),
        ("families.notification", _("Notice of a shared family, one page")),
    )

    kind = forms.ChoiceField(label=_("Document"), choices=KINDS)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "en")[:2]


class HandOffForm(HouseForm):
    """What one program asks of the other."""

    recipient = forms.TypedChoiceField(
        label=_("For whom"), coerce=uuid.UUID, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(
        label=_("What it is about"), choices=HandOff.About.choices, widget=forms.RadioSelect
    )
    asked = forms.CharField(
        label=_("What was asked"),
        help_text=SHORT,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needed = forms.CharField(
        label=_("What is needed"),
        help_text=SHORT,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needed_by = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = people
        self.fields["language"].initial = (get_language() or "en")[:2]
        if len(people) == 1:
            self.fields["recipient"].initial = people[0][0]


class LetterForm(HouseForm):
    """To which adult, in which language, by mail or by hand."""

    adult = forms.TypedChoiceField(label=_("To whom"), coerce=uuid.UUID, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As their record states")), *LANGUAGES],
        help_text=_("Where we do not write their language: English, with an offer of free help."),
    )
    by_mail = forms.BooleanField(
        label=_("Print their address on it"),
        help_text=_("Only if mail is safe: somebody else in the household may open it."),
        required=False,
    )

    def __init__(self, *args: Any, adults: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adult"].choices = adults
        if len(adults) == 1:
            self.fields["adult"].initial = adults[0][0]


class SampleForm(HouseForm):
    """A letter to nobody."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(code, label) for code, label, _name in samples.LANGUAGES],
        widget=forms.RadioSelect,
    )

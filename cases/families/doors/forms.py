"""What is typed about families that may be mutual, and about events."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.doors import kinds
from cases.families.models import Outcome
from linkages.calendar import today
from linkages.forms import HouseForm

WORDS = 600


class SuggestForm(HouseForm):
    """Whom somebody means, and why they think so."""

    words = forms.CharField(
        label=_("Which of your families, and why?"),
        help_text=_(
            "A name or a number of one of your own cases, and what makes you think that the "
            "other program works with them. Kept sealed; only the coordinator reads it."
        ),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "data-private": True}),
    )

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            words = self.fields["words"]
            words.required = False
            words.label = _("Why do you think so?")
            words.help_text = _("Optional. Kept sealed; only the coordinator reads it.")


class SettleForm(HouseForm):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note for who settles the next one"),
        help_text=_("Sealed. The person who asked reads neither the outcome nor this."),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-private": True}),
    )

    def __init__(self, *args: Any, with_note: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_note:
            del self.fields["note"]


class EventForm(HouseForm):
    """What happened, to whom, on which day."""

    about = forms.ChoiceField(label=_("About"), widget=forms.RadioSelect)
    case = forms.CharField(
        label=_("Which of your cases?"),
        help_text=_("A number of one of your own cases, or the whole name."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": True}),
    )
    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self,
        *args: Any,
        programs: list[str],
        members: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(
            dict.fromkeys(choice for each in programs for choice in kinds.of_program(each))
        )
        self.fields["on"].initial = today()
        if members is None:
            del self.fields["about"]
        else:
            del self.fields["case"]
            self.fields["about"].choices = members
            if len(members) == 1:
                self.fields["about"].initial = members[0][0]

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day

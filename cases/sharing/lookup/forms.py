"""What is typed to ask about somebody."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sharing.lookup.throttle import Why
from cases.sharing.models import LookUp
from cases.sharing.search import LONGEST
from linkages.forms import HouseForm

LEAST_WORDS = 10


class LookUpForm(forms.Form):
    """Whom it is about, and why somebody asks. Sent by POST and answered at once: asking changes
    nothing, so that it carries no key and leaves no draft of a name."""

    q = forms.CharField(
        label=gettext_lazy("Name, number or birth date"),
        help_text=gettext_lazy("Best a whole name with a birth date: Rosa Delgado 3/14/1996."),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "data-private": True}
        ),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why you ask"))
    words = forms.CharField(
        label=gettext_lazy("Another reason, in your words"),
        help_text=gettext_lazy("Without anybody’s name. Your supervisor reads it once a month."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, remembered: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", gettext_lazy("Choose")), *LookUp.Reason.choices]
        self.fields["reason"].initial = remembered

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wordless = len(given.get("words", "").strip()) < LEAST_WORDS
        if given.get("reason") == LookUp.Reason.OTHER and wordless:
            self.add_error(
                "words", ValidationError(_("Say in at least 10 letters why you ask."), "words")
            )
        return given

    @property
    def why(self) -> Why:
        """The reason of a valid form; words only where the list has none for it."""
        reason = self.cleaned_data["reason"]
        words = self.cleaned_data["words"].strip() if reason == LookUp.Reason.OTHER else ""
        return Why(reason, words)


class NarrowForm(HouseForm):
    """Narrowing what statutes share of a person."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Stays in the record of this act. The other program is not told."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

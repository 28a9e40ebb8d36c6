"""What is typed on the pages of the account."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.sharing.accounting.account import Filters
from cases.sharing.search import LONGEST
from linkages.forms import HouseForm
from linkages.programs import Program


class AccountSearchForm(forms.Form):
    """Whose account to open. Always sent by POST, so that no name comes into an address."""

    q = forms.CharField(
        label=_("Name, number, birth date or token"),
        help_text=_("Words in any order, CIN, case number, 3/14/1996, or P- and seven letters."),
        max_length=LONGEST,
    )


class AccountFilterForm(forms.Form):
    """Part of an account."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    staff = forms.TypedChoiceField(
        label=_("Member of staff"), required=False, coerce=uuid.UUID, empty_value=None
    )
    program = forms.ChoiceField(
        label=_("Program"), required=False, choices=[("", _("All")), *Program.choices]
    )

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", _("All")), *staff]

    def filters(self) -> Filters:
        """What was chosen; whatever cannot be read counts as not chosen."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            since=given.get("since"),
            until=given.get("until"),
            staff=given.get("staff"),
            program=given.get("program", ""),
        )


class AccessForm(forms.Form):
    """A member of staff and, if it is about one person, that person's token."""

    staff = forms.ChoiceField(label=_("Member of staff"))
    token = forms.CharField(
        label=_("Token of a person"),
        help_text=_("P- and seven letters, as in mail and notes. Leave it empty for a summary."),
        max_length=12,
        required=False,
    )

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", _("Choose")), *staff]

    def clean_token(self) -> str:
        typed = "".join(self.cleaned_data["token"].upper().split())
        return f"P-{typed}" if typed and not typed.startswith("P-") else typed


class SettleForm(HouseForm):
    """What came of an alert."""

    finding = forms.CharField(
        label=_("Finding"),
        help_text=_("What you asked, what you found, and what follows. Without a client’s name."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SignForm(HouseForm):
    """A supervisor's signature under a month."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("What you asked about, and what you were told. Without a client’s name."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

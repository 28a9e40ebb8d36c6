"""What is typed on pages of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.sharing.search import LONGEST
from linkages.forms import HouseForm


class SearchForm(forms.Form):
    """The one search box. Always sent by POST, so that no name comes into an address."""

    q = forms.CharField(
        label=_("Name, number or birth date"),
        help_text=_("Words in any order, the beginning of a name, CIN, case number, 3/14/1996."),
        max_length=LONGEST,
    )


class SummaryForm(HouseForm):
    """Asking for a match summary: nothing to fill in, and carried out once."""

"""Forms about profiles."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records.profiles import passing_on
from linkages.forms import HouseForm


class ImportForm(HouseForm):
    """A profile as a file."""

    file = forms.FileField(
        label=gettext_lazy("Profile"),
        help_text=gettext_lazy("A .json file that a county exported from this page."),
    )

    def clean_file(self) -> Any:
        content = self.cleaned_data["file"]
        if content.size > passing_on.SIZE_LIMIT:
            raise forms.ValidationError(_("The file is too large for a profile."))
        try:
            return passing_on.read(content.read())
        except passing_on.NotAProfile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

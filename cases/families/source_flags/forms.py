"""What is typed about marks in source systems."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import SourceFlagKind
from linkages.calendar import today
from linkages.forms import HouseForm


class DayForm(HouseForm):
    """On which day somebody set a mark, or ended it."""

    on = forms.DateField(
        label=_("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day


class KindForm(HouseForm):
    """A mark for the county's list, in both languages."""

    program = forms.ChoiceField(
        label=_("Program"),
        choices=SourceFlagKind._meta.get_field("program").choices,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("What to do, in English"),
        help_text=_("A sentence for the worker: Set the special project code in CWS/CMS."),
        max_length=120,
    )
    name_es = forms.CharField(label=_("What to do, in Spanish"), max_length=120)
    where = forms.CharField(label=_("Where, in English"), max_length=120, required=False)
    where_es = forms.CharField(label=_("Where, in Spanish"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("where")) != bool(given.get("where_es")):
            missing = "where_es" if given.get("where") else "where"
            self.add_error(missing, _now("Say it in both languages, or in neither."))
        return given

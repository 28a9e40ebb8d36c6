"""What is chosen and typed about quotas and waves."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cases.families.models.populations import Population
from cases.families.tap import waiting
from cases.families.tap.releasing import MOST
from cases.families.tap.waiting import Part
from counties.models import Office
from linkages.calendar import today
from linkages.forms import HouseForm, ReasonForm


class PartFields(forms.Form):
    """A population that this member of staff may name, and an office."""

    population = forms.ChoiceField(label=_("Families"))
    office = forms.ChoiceField(label=_("Office"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["population"].choices = [
            (code, Population(code).label) for code in waiting.populations_for(user)
        ]
        self.fields["office"].choices = [("", _("All offices")), *offices_of(user)]

    @property
    def part(self) -> Part:
        """What was chosen."""
        return Part(self.cleaned_data["population"], self.cleaned_data["office"])


class PreviewForm(PartFields):
    """Which families, and how many."""

    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)


class ReleaseForm(PreviewForm, HouseForm):
    """The same, confirmed. Its version is a word for exactly the families that were shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("population", "office", "number"):
            self.fields[name].widget = forms.HiddenInput()


class QuotaForm(PartFields, ReasonForm):
    """How many a week, from when and why."""

    weekly = forms.IntegerField(
        label=_("Families a week"),
        help_text=_("What is released by hand in a week counts too."),
        min_value=1,
        max_value=MOST,
    )
    since = forms.DateField(label=_("In force from"), initial=today)

    field_order = ["population", "office", "weekly", "since", "reason"]

    def clean_since(self) -> Any:
        day = self.cleaned_data["since"]
        if day < today():
            raise forms.ValidationError(
                _t("A quota does not begin in the past. Choose today or a later day.")
            )
        return day


class StopQuotaForm(ReasonForm):
    """Why no family is to be released by itself any more."""


def offices_of(user: Any) -> list[tuple[str, str]]:
    """(code, name) of the county's offices."""
    return list(Office.objects.visible_to(user).order_by("name").values_list("code", "name"))

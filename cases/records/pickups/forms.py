"""The form with which a pickup is planned."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records.models import ExtractFile, Pickup, SourceProfile
from cases.records.pickups.folder import PATTERN
from linkages.forms import HouseForm


class PlanForm(HouseForm):
    """Which files, read how, how often."""

    part = forms.ChoiceField(label=gettext_lazy("Which file"), choices=ExtractFile.Part.choices)
    pattern = forms.CharField(
        label=gettext_lazy("Name of the file"),
        help_text=gettext_lazy(
            "* stands for anything, as in cws-children-*.csv. No folder: only the county’s own "
            "folder is looked into."
        ),
        max_length=80,
    )
    profile = forms.ChoiceField(
        label=gettext_lazy("How the file reads"), required=False, choices=()
    )
    every_hours = forms.IntegerField(
        label=gettext_lazy("Look every … hours"),
        initial=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 31)],
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        found = SourceProfile.objects.filter(county=county).in_use()
        self.profiles = {str(profile.pk): profile for profile in found}
        self.fields["profile"].choices = [
            ("", _("Find out from the file")),
            *((key, str(profile)) for key, profile in self.profiles.items()),
        ]

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        if not PATTERN.match(pattern):
            raise forms.ValidationError(
                _("Letters, digits, spaces and . - _ ( ) * only, without a folder.")
            )
        return pattern

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        part = cleaned.get("part")
        if part and Pickup.objects.filter(county=self.county, part=part, on=True).exists():
            self.add_error("part", _("This file is picked up already. Switch that plan off first."))
        chosen = self.profiles.get(cleaned.get("profile") or "")
        if chosen is not None and part and chosen.part != part:
            self.add_error("profile", _("This profile describes another file."))
        return cleaned

"""What is typed about services: the editor, the filter, and what to print for a family."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.directory.parity import betrays_place
from cases.families.models import PaidBy, Service, Topic
from cases.families.models.written import Language
from counties.models import Office
from linkages.calendar import today
from linkages.forms import HouseForm

SPOKEN = [choice for choice in Language.choices if choice[0] != Language.OTHER]


def office_choices(county: str) -> list[tuple[str, str]]:
    """The county's offices by code."""
    rows = Office.objects.filter(county=county).order_by("name")
    return [(office.code, office.name) for office in rows]


def _text(
    label: Any, length: int, help_text: Any = "", *, rows: int = 0, required: bool = False
) -> Any:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, help_text=help_text, max_length=length, required=required, widget=widget
    )


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"})
    )


class EditionForm(HouseForm):
    """A draft. What is missing in one language may be added later; publishing needs both."""

    code = forms.SlugField(
        label=_("Short code"),
        help_text=_("Your own, such as car-seats. Files are matched by it. It never changes."),
        max_length=40,
    )
    name = _text(_("Name, in English"), 120, required=True)
    name_es = _text(_("Name, in Spanish"), 120)
    what = _text(_("What it is, in English"), 600, rows=3, required=True)
    what_es = _text(_("What it is, in Spanish"), 600, rows=3)
    who = _text(_("Who can get it, in English"), 400, rows=2)
    who_es = _text(_("Who can get it, in Spanish"), 400, rows=2)
    paid_by = forms.ChoiceField(label=_("Who pays"), choices=PaidBy.choices)
    reach = _text(_("How to get it, in English"), 400, rows=2)
    reach_es = _text(_("How to get it, in Spanish"), 400, rows=2)
    phone = _text(_("Telephone"), 40)
    web = _text(_("Web address"), 200)
    address = _text(_("Address"), 200, _("Never for a place where somebody is safe from violence."))
    topics = forms.MultipleChoiceField(
        label=_("What it is for"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken there"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offices = forms.MultipleChoiceField(
        label=_("Only for families of these offices"),
        help_text=_("None marked: for all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = _day(_("To be had from"), required=True)
    valid_until = _day(_("until"), required=False)

    def __init__(self, *args: Any, county: str, service: Service | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county, self.service = county, service
        self.fields["offices"].choices = office_choices(county)
        self.fields["valid_from"].initial = today()
        if service is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if Service.objects.filter(county=self.county, code=code).exists():
            raise forms.ValidationError(_now("Another service has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("valid_from"), given.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _now("The last day must not be before the first."))
        place = betrays_place(given.get("topics"), given)
        if place:
            self.add_error(
                place, _now("Where somebody is safe from violence stands in no list: no address.")
            )
        return given


class FilterForm(forms.Form):
    """Part of the directory."""

    q = forms.CharField(
        label=_("Words"),
        help_text=_("What it is, such as car seat. Never somebody’s name."),
        max_length=60,
        required=False,
    )
    topic = forms.ChoiceField(
        label=_("What for"), required=False, choices=[("", _("Everything")), *Topic.choices]
    )
    paid_by = forms.ChoiceField(
        label=_("Who pays"), required=False, choices=[("", _("Anybody")), *PaidBy.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any")), *SPOKEN]
    )
    office = forms.ChoiceField(label=_("Office"), required=False)

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", _("All")), *office_choices(county)]

    def chosen(self) -> dict[str, str]:
        """What was chosen; whatever cannot be read counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ForFamilyForm(forms.Form):
    """Which topics somebody chose for a family. Sent by POST and answered at once: nothing of it
    is kept and nothing stands in an address, so that it carries no key."""

    topics = forms.MultipleChoiceField(
        label=_("What do they look for?"),
        help_text=_("Chosen by you, now. Nothing is suggested from what is known of the family."),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language of the list"),
        choices=[("en", _("English")), ("es", _("Spanish"))],
        widget=forms.RadioSelect,
        initial="en",
    )

    def clean_topics(self) -> list[str]:
        topics: list[str] = self.cleaned_data["topics"]
        if Topic.SAFETY in topics and len(topics) > 1:
            raise forms.ValidationError(
                _now(
                    "Safety from violence is a list of its own, for one person alone: others in "
                    "the home may read what is handed out."
                )
            )
        return topics


class ImportForm(HouseForm):
    """A table of services."""

    file = forms.FileField(
        label=_("CSV file"), help_text=_("One service a row; at most 500 rows and 1 MB.")
    )
    partly = forms.BooleanField(
        label=_("Take the rows without errors, and leave the others out"), required=False
    )

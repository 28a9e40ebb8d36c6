"""What is typed about incidents. Never a client's name: people are named by their tokens."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sharing.incidents import states
from cases.sharing.models import Incident
from linkages.calendar import today
from linkages.forms import HouseForm

WHAT = 600
MOST_TOKENS = 20


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    date = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=date)


class OpenForm(HouseForm):
    """Something happened that no cut tells of."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[choice for choice in Incident.Kind.choices if choice[0] != Incident.Kind.LINK],
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label=_("What happened"),
        help_text=_("Where, when, what was in it, who got it. Without a client’s name."),
        max_length=WHAT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    discovered_on = _day(_("Discovered on"), _("The day from which every clock counts."))
    people = forms.CharField(
        label=_("Tokens of the people concerned"),
        help_text=_("P- and seven letters each, with spaces between. Leave it empty if unknown."),
        max_length=MOST_TOKENS * 12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    caused_by = forms.TypedChoiceField(
        label=_("Member of staff through whom it happened"),
        help_text=_("They see nothing of the incident. Leave it empty if unknown."),
        required=False,
        coerce=uuid.UUID,
        empty_value=None,
    )

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["caused_by"].choices = [("", _("Unknown or nobody")), *staff]
        self.fields["discovered_on"].initial = today()

    def clean_discovered_on(self) -> Any:
        day = self.cleaned_data["discovered_on"]
        if day > today():
            raise forms.ValidationError(_now("This day has not come yet."))
        return day

    def clean_people(self) -> list[str]:
        typed = self.cleaned_data["people"].upper().replace(",", " ").split()
        return [part if part.startswith("P-") else f"P-{part}" for part in dict.fromkeys(typed)]


class StepForm(HouseForm):
    """One step further: which, why, and for tellings to whom and when."""

    act = forms.ChoiceField(label=_("Step"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What was found or done, and why"),
        help_text=_("Without a client’s name."),
        max_length=WHAT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    told = forms.CharField(
        label=_("Told to whom"),
        help_text=_("An agency, an office or a role, for reports and notices."),
        max_length=160,
        required=False,
    )
    told_on = _day(_("Told on"), required=False)

    def __init__(self, *args: Any, acts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = acts
        if len(acts) == 1:
            self.fields["act"].initial = acts[0][0]
        if not any(act in states.TELLING for act, _label in acts):
            del self.fields["told"], self.fields["told_on"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("act") not in states.TELLING:
            return given
        if not given.get("told"):
            self.add_error("told", _now("Say who was told."))
        day = given.get("told_on")
        if day is None and "told_on" not in self.errors:
            self.add_error("told_on", _now("Say on which day."))
        elif day is not None and day > today():
            self.add_error("told_on", _now("This day has not come yet."))
        return given


class FilterForm(forms.Form):
    """Part of the list of incidents."""

    OPEN, ALL, OVERDUE = "open", "", "overdue"

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            (ALL, _("All")),
            (OPEN, _("Not closed")),
            (OVERDUE, _("A clock is overdue")),
            *Incident.State.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=_("What it is"), required=False, choices=[("", _("All")), *Incident.Kind.choices]
    )
    since = _day(_("Discovered from"), required=False)
    until = _day(_("to"), required=False)

    def chosen(self) -> dict[str, Any]:
        """What was chosen; whatever cannot be read counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

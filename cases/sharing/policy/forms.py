"""Forms about legal bases, authority, and the index."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sharing.models import MatchingAuthority
from cases.sharing.policy import designating
from cases.sharing.policy.pages import box_value
from cases.sharing.policy.table import POSSIBLE, Table, table_of
from cases.sharing.words import VALUES
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.uswds import TypedDate

COMPONENT_WORDS = VALUES["service_component"]


class DayForm(forms.Form):
    """Which day the table is shown for. Nothing chosen means today."""

    on = forms.DateField(
        label=gettext_lazy("In force on"), required=False, widget=TypedDate, initial=today
    )

    def day(self) -> date:
        """The day asked for; today where none, or none that the calendar has, is given."""
        return (self.is_valid() and self.cleaned_data["on"]) or today()


class StartForm(HouseForm):
    """Begin a draft with what holds on a day."""

    on = forms.DateField(widget=forms.HiddenInput, initial=today)


class TableForm(HouseForm):
    """Which statutes open which cells: a box each, drawn by the page as a table."""

    rows = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(box_value(row), box_value(row)) for row in POSSIBLE],
        error_messages={
            "invalid_choice": gettext_lazy("No statute opens this category to these people.")
        },
    )

    def table(self) -> Table:
        """What was ticked."""
        return table_of(value.split(":") for value in self.cleaned_data["rows"])


class PublishForm(HouseForm):
    """From which day, and why."""

    effective_on = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Today or a later day, such as 1/4/2027."),
        widget=TypedDate,
        initial=today,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day < today():
            raise forms.ValidationError(
                _("A change never rewrites the past. Choose today or a later day.")
            )
        return day


def _long(label: Any, length: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AuthorityForm(HouseForm):
    """A statute or an agreement on which extracts may be compared."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=MatchingAuthority.Kind, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=120,
        help_text=gettext_lazy("Such as W&IC 10850, or the number of the agreement."),
    )
    purpose = _long(gettext_lazy("Purpose"), 300)
    terms = _long(gettext_lazy("Terms of use of the data"), 600)
    fields_compared = _long(gettext_lazy("Fields that may be compared"), 600)
    signer = forms.CharField(
        label=gettext_lazy("Who signed"),
        max_length=120,
        help_text=gettext_lazy("Name and office."),
    )
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=TypedDate)
    since = forms.DateField(label=gettext_lazy("First day"), widget=TypedDate)
    until = forms.DateField(label=gettext_lazy("Last day"), widget=TypedDate)

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if day > today():
            raise forms.ValidationError(_("Record it on the day on which it begins, or later."))
        return day

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > today():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until, signed = (given.get(name) for name in ("since", "until", "signed_on"))
        if since and signed and since < signed:
            self.add_error("since", _("It cannot begin before it was signed."))
        if until and until < today():
            self.add_error("until", _("It has ended already: nothing would hold."))
        elif since and until and until < since:
            self.add_error("until", _("The last day must not be before the first."))
        return given


class StandardForm(HouseForm):
    """The county's standard of a family at risk."""

    standard = _long(
        gettext_lazy("The county’s standard of “at risk”"),
        600,
        gettext_lazy("As the agencies’ directors adopted it."),
    )
    components = forms.MultipleChoiceField(
        label=gettext_lazy("CWS service components whose open cases meet it"),
        choices=[(code, COMPONENT_WORDS[code]) for code in designating.COMPONENTS],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A report in Emergency Response never does."),
    )
    agencies = forms.CharField(label=gettext_lazy("Agencies that take part"), max_length=300)
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=TypedDate,
        help_text=gettext_lazy("Empty: until another standard is recorded."),
    )

    def clean_until(self) -> date | None:
        return _not_before_today(self.cleaned_data["until"])


class DesignationForm(HouseForm):
    """A member of staff whom an agency's director designated."""

    user = forms.ChoiceField(label=gettext_lazy("Member of staff"))
    letter = forms.CharField(
        label=gettext_lazy("Letter"),
        max_length=120,
        help_text=gettext_lazy("Its date or number, and who signed it."),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=TypedDate,
        help_text=gettext_lazy("Empty: until it is ended."),
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", _("Choose")), *self._staff(county)]

    @staticmethod
    def _staff(county: str) -> list[tuple[str, str]]:
        return list(
            {
                str(each.user_id): f"{each.user} · {each.get_role_display()}, "
                f"{each.get_program_display()}"
                for each in designating.candidates(county)
            }.items()
        )

    def clean_until(self) -> date | None:
        return _not_before_today(self.cleaned_data["until"])


def _not_before_today(day: date | None) -> date | None:
    if day is not None and day < today():
        raise forms.ValidationError(_("The last day lies in the past."))
    return day

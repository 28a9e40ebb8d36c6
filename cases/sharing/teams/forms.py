"""What is typed about teams."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sharing.models import Roster
from cases.sharing.restricting.forms import StaffField
from cases.sharing.teams.acts import ER_TEAM, window_of
from counties.models import Membership
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.templatetags.words import day as day_words

LEAST_WORDS = 20


class OpenForm(HouseForm):
    """A new team: its kind, why sharing matters, and the day that its kind hangs on."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of team"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Without anybody’s name: it stands in lists."),
        max_length=120,
    )
    relevance = forms.CharField(
        label=gettext_lazy("Why what is shared matters to prevention or treatment"),
        max_length=600,
        min_length=LEAST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reported_on = forms.DateField(
        label=gettext_lazy("Day of the report"),
        help_text=gettext_lazy("For a team about one report. Its window is counted from here."),
        required=False,
    )
    authorized_on = forms.DateField(
        label=gettext_lazy("Day of the authorization"),
        help_text=gettext_lazy(
            "For a child and family team, once everybody with power to consent has signed."
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        county: str,
        names: frozenset[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.county, self.names = county, names
        self.fields["kind"].choices = kinds
        if ER_TEAM not in dict(kinds):
            del self.fields["reported_on"]

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if self.names & {word.strip(".,;:").casefold() for word in title.split()}:
            raise forms.ValidationError(_("Leave the person’s name out of the title."))
        return title

    def clean_reported_on(self) -> date | None:
        return self._not_to_come("reported_on")

    def clean_authorized_on(self) -> date | None:
        return self._not_to_come("authorized_on")

    def _not_to_come(self, name: str) -> date | None:
        given: date | None = self.cleaned_data[name]
        if given is not None and given > today():
            raise forms.ValidationError(_("This day is still to come."))
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        reported_on = given.get("reported_on")
        if given.get("kind") != ER_TEAM or "reported_on" in self.errors:
            return given
        if reported_on is None:
            self.add_error("reported_on", _("Enter the day of the report."))
        elif window_of(self.county, reported_on) < today():
            closed = day_words(window_of(self.county, reported_on), today())
            text = _("The window of this report closed %(day)s.") % {"day": closed}
            self.add_error("reported_on", text)
        return given

    @property
    def since(self) -> date:
        """The day from which the team counts."""
        given: date | None = self.cleaned_data.get("reported_on")
        return given if self.cleaned_data["kind"] == ER_TEAM and given else today()

    @property
    def authorized(self) -> date | None:
        """The authorization, where the kind of team has one."""
        cft = self.cleaned_data["kind"] == Roster.Kind.CFT
        return self.cleaned_data["authorized_on"] if cft else None


class SeatForm(HouseForm):
    """Who takes a seat."""

    member = StaffField(queryset=Membership.objects.none(), label=gettext_lazy("Member of staff"))
    verified = forms.BooleanField(
        label=gettext_lazy("Identity verified"),
        help_text=gettext_lazy("In person, or before sharing by telephone or mail (W&IC 18961.7)."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, staff: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = staff


class ExtendForm(HouseForm):
    """Until when a report's window stays open, and for what good cause."""

    until = forms.DateField(label=gettext_lazy("The window stays open until"))
    cause = forms.CharField(
        label=gettext_lazy("Good cause"),
        help_text=gettext_lazy("What is still to be found out or decided, and why so late."),
        max_length=600,
        min_length=LEAST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, closes: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.closes = closes

    def clean_until(self) -> date:
        given: date = self.cleaned_data["until"]
        if given <= self.closes or given < today():
            raise forms.ValidationError(_("Choose a later day than the window has now."))
        return given


class AuthorizeForm(HouseForm):
    """By which day everybody with power to consent had signed."""

    day = forms.DateField(label=gettext_lazy("Day of the authorization"))

    def clean_day(self) -> date:
        given: date = self.cleaned_data["day"]
        if given > today():
            raise forms.ValidationError(_("This day is still to come."))
        return given

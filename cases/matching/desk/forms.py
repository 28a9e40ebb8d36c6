"""Forms of the review desk."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.matching.models import MatchCandidate, MatchDecision, QueueSplit
from counties.models import User
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.uswds import TypedDate

Verb = MatchDecision.Verb
VERBS = [Verb.LINK, Verb.NOT_SAME, Verb.NEEDS_INFORMATION]
# Nobody puts a question off for longer than a year.
LONGEST = timedelta(days=366)


def day_field(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    """A typed date."""
    return forms.DateField(label=label, help_text=hint, widget=TypedDate, required=required)


def later_day(day: Any) -> Any:
    """A day after today and not beyond LONGEST, or the error that says so."""
    if day <= today():
        raise forms.ValidationError(_("Choose a day after today."))
    if day > today() + LONGEST:
        raise forms.ValidationError(_("Choose a day within a year."))
    return day


def people(reviewers: list[User]) -> list[tuple[str, str]]:
    """Reviewers as choices."""
    return [(str(each.pk), each.name) for each in reviewers]


class DeferForm(HouseForm):
    """Until when, and why."""

    until = day_field(
        _("Until"), _("The pair comes back by itself on this day, first in the list.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("What you wait for, such as a birth certificate."),
    )

    def clean_until(self) -> Any:
        return later_day(self.cleaned_data["until"])


class HouseholdForm(HouseForm):
    """A decision for each undecided pair of one household; leaving one out is a choice too.

    `all`: one answer for every pair of the page, with what it needs.
    """

    ALL = ("link", "defer", "give")

    all = forms.ChoiceField(
        choices=[(name, name) for name in ALL], required=False, widget=forms.HiddenInput
    )
    until = day_field(_("Put all off until"), required=False)
    because = forms.CharField(label=_("Reason for putting off"), max_length=300, required=False)
    to = forms.ChoiceField(label=_("Give all to"), required=False)

    def __init__(
        self,
        *args: Any,
        pairs: list[MatchCandidate],
        labels: dict[Any, str],
        reasons: list[tuple[str, str]],
        reviewers: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = pairs
        self.fields["to"].choices = [("", _("Choose")), *people(reviewers)]
        if not reviewers:
            del self.fields["to"]
        later = ("", _("Leave for later"))
        for pair in pairs:
            self.fields[f"verb_{pair.pk}"] = forms.ChoiceField(
                label=labels[pair.pk],
                choices=[later] + [(verb, verb.label) for verb in VERBS],
                widget=forms.RadioSelect,
                required=False,
                initial=Verb.LINK if pair.band == MatchCandidate.Band.CERTAIN else "",
            )
            self.fields[f"reason_{pair.pk}"] = forms.ChoiceField(
                label=_("If not the same: why"), choices=reasons, required=False
            )
            self.fields[f"version_{pair.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=pair.version
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        whole = given.get("all")
        if whole == "defer":
            self._check_deferral(given)
        elif whole == "give" and not given.get("to"):
            self.add_error("to" if "to" in self.fields else None, _("Choose a reviewer."))
        elif not whole and not any(given.get(f"verb_{pair.pk}") for pair in self.pairs):
            raise forms.ValidationError(_("Choose for at least one pair."))
        return given

    def _check_deferral(self, given: dict[str, Any]) -> None:
        if not given.get("because"):
            self.add_error("because", _("Say why."))
        if "until" in self.errors:
            return
        if not given.get("until"):
            self.add_error("until", _("Choose a day after today."))
            return
        try:
            later_day(given["until"])
        except forms.ValidationError as error:
            self.add_error("until", error)


class GiveForm(HouseForm):
    """To whom to give pairs."""

    to = forms.ChoiceField(label=_("Give to"))

    def __init__(self, *args: Any, reviewers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = people(reviewers)


class GivePairForm(GiveForm):
    """One pair, or all open pairs of its two households."""

    whole = forms.BooleanField(label=_("And the rest of the household"), required=False)


class SplitForm(HouseForm):
    """By what, and among whom; whether new pairs follow."""

    by = forms.ChoiceField(
        label=_("Share out"), choices=QueueSplit.By.choices, widget=forms.RadioSelect
    )
    among = forms.MultipleChoiceField(label=_("Among"), widget=forms.CheckboxSelectMultiple)
    standing = forms.BooleanField(
        label=_("New pairs follow after each matching run"), required=False
    )

    def __init__(self, *args: Any, reviewers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["among"].choices = people(reviewers)


class DeputyForm(HouseForm):
    """Who stands in for whom, from when until when."""

    absent = forms.ChoiceField(label=_("Who is away"))
    deputy = forms.ChoiceField(label=_("Who stands in"))
    since = day_field(_("From"))
    until = day_field(_("Until"), _("The last day. It ends by itself."))

    def __init__(
        self, *args: Any, absent: list[User], reviewers: list[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"].choices = people(absent)
        self.fields["deputy"].choices = people(reviewers)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and since < today():
            self.add_error("since", _("Choose today or a later day."))
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first."))
        if until and until > today() + LONGEST:
            self.add_error("until", _("Choose a day within a year."))
        return given


class KeepFilterForm(HouseForm):
    """A name for the filters of the page."""

    name = forms.CharField(
        label=_("Keep these filters as"),
        max_length=60,
        help_text=_("A name for the filter, without anybody’s name."),
    )
    shared = forms.BooleanField(label=_("Share with all reviewers of the county"), required=False)


class SearchForm(HouseForm):
    """A name, a case number, an id or a token."""

    q = forms.CharField(label=_("Find a pair"), max_length=120)


class ReasonWordsForm(HouseForm):
    """A reason of the county's own, in both languages."""

    english = forms.CharField(label=_("In English"), max_length=80)
    spanish = forms.CharField(label=_("In Spanish"), max_length=80)


class DecisionsForm(forms.Form):
    """Which decisions to list."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    verb = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("Everything")), *Verb.choices]
    )
    reason = forms.ChoiceField(label=_("Why not the same"), required=False)
    since = day_field(_("From"), required=False)
    until = day_field(_("Until"), required=False)

    def __init__(
        self,
        *args: Any,
        staff: list[tuple[str, str]],
        reasons: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Anybody")), *staff]
        self.fields["reason"].choices = [("", _("Any reason")), *reasons]

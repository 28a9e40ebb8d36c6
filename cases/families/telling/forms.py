"""Forms of answering, of giving families to others, of absence and of mail."""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from cases.families.models import Acceptance, MailChoice
from counties.models import Membership
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.programs import Program
from linkages.uswds import TypedDate

# Nobody is away for longer without somebody looking at it again.
LONGEST = timedelta(days=366)
OFFICE_HOURS = range(6, 20)


class DeclineForm(HouseForm):
    """Why one's side does not take the family on."""

    decline = forms.ChoiceField(
        label=_("Why"), choices=Acceptance.Decline.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What the coordinator should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Seen by your program and the coordinator, not by the other program."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("decline") == Acceptance.Decline.OTHER and not given.get("note"):
            self.add_error("note", _("Say what the other reason is."))
        return given


def _people(rows: Iterable[Membership]) -> list[Any]:
    """Workers as choices, under their program where there are two."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        name = f"{row.user.name} ({row.worker_id})"
        found.setdefault(row.program, []).append((str(row.pk), name))
    if len(found) < 2:
        return [("", _("Choose")), *(pair for pairs in found.values() for pair in pairs)]
    grouped = [(Program(program).label, pairs) for program, pairs in sorted(found.items())]
    return [("", _("Choose")), *grouped]


class HandOnForm(HouseForm):
    """To whom, and why."""

    to = forms.ChoiceField(label=_("Give to"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, takers: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takers = {str(row.pk): row for row in takers}
        self.fields["to"].choices = _people(self.takers.values())

    @property
    def taker(self) -> Membership:
        """Who was chosen, of a valid form."""
        return self.takers[self.cleaned_data["to"]]


class AwayForm(HouseForm):
    """Who is away from when until when, and who stands in."""

    absent = forms.ChoiceField(label=_("Who is away"))
    deputy = forms.ChoiceField(label=_("Who stands in"))
    since = forms.DateField(label=_("From"), widget=TypedDate)
    until = forms.DateField(
        label=_("Until"), widget=TypedDate, help_text=_("The last day. It ends by itself.")
    )

    def __init__(
        self,
        *args: Any,
        absent: Iterable[Membership],
        deputies: Iterable[Membership],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leavers = {str(row.pk): row for row in absent}
        self.deputies = {str(row.pk): row for row in deputies}
        self.fields["absent"].choices = [(key, row.user.name) for key, row in self.leavers.items()]
        self.fields["deputy"].choices = _people(self.deputies.values())

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


class MailForm(HouseForm):
    """How somebody wants to be written to about families."""

    way = forms.ChoiceField(
        label=_("Mail about families"),
        choices=MailChoice.Way.choices,
        widget=forms.RadioSelect,
        help_text=_("Whatever you choose, everything is on your page of today at once."),
    )
    hour = forms.TypedChoiceField(label=_("Hour of the daily mail"), coerce=int)

    def __init__(self, *args: Any, hour: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = sorted({*OFFICE_HOURS, hour})
        self.fields["hour"].choices = [(each, _clock(each)) for each in hours]


def _clock(hour: int) -> str:
    return formats.time_format(time(hour), "TIME_FORMAT")


class ShowForm(forms.Form):
    """Which families of the unit or county to list."""

    show = forms.ChoiceField(label=_("Show"), required=False)
    worker = forms.ChoiceField(label=_("Worker"), required=False)

    def __init__(
        self,
        *args: Any,
        shows: list[tuple[str, Any]],
        workers: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"].choices = shows
        self.fields["worker"].choices = [("", _("Everybody")), *workers]

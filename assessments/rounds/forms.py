"""What is typed to begin a round, to change it, and to ask people."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.instruments.reading import Instrument
from assessments.models import Round, Side
from assessments.rounds.acts import Wish, sideless
from assessments.rounds.staff import Person
from counties.models import Office
from counties.permissions import Permission, Role, roles_with
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.programs import Program

WHOLE = ""
PICK = "pick"


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget)


class RoundForm(HouseForm):
    """Name, place, days, and whether answers are forgotten at the end."""

    name = forms.CharField(label=_("Name"), max_length=120)
    site = forms.ChoiceField(
        label=_("For"), required=False, help_text=_("The whole county, or one office.")
    )
    answers_due = _day(_("Answers due"), _("People are reminded before this day."))
    meeting_on = _day(_("Meeting for the consensus"), _("Leave it empty if there is no day yet."))
    breaks_link = forms.BooleanField(
        label=_("Forget who gave which answer when the assessment is closed"),
        help_text=_(
            "Individual answers are then deleted, also for those who gave them. Medians by side, "
            "scores and words of the consensus stay. Without this, everybody keeps their own "
            "answers, and nobody else ever sees them."
        ),
        required=False,
    )

    def __init__(self, *args: Any, offices: Collection[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.fields["site"].choices = [
            (WHOLE, _now("The whole county")),
            *((key, office.name) for key, office in self.offices.items()),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        due, meeting = given.get("answers_due"), given.get("meeting_on")
        if due and meeting and meeting < due:
            self.add_error("meeting_on", _now("The meeting comes after the day answers are due."))
        return given

    def wish(self, **sections: Any) -> Wish:
        """What was chosen."""
        given = self.cleaned_data
        return Wish(
            name=given["name"],
            site=self.offices.get(given.get("site", "")),
            answers_due=given["answers_due"],
            meeting_on=given["meeting_on"],
            breaks_link=given["breaks_link"],
            **sections,
        )


class BeginForm(RoundForm):
    """Which instrument, and the rest."""

    instrument = forms.ChoiceField(label=_("Which assessment"), widget=forms.RadioSelect)
    field_order = ["instrument"]

    def __init__(
        self, *args: Any, instruments: Mapping[str, Instrument], weeks: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instruments = instruments
        choices = [(code, said(each.title)) for code, each in instruments.items()]
        self.fields["instrument"].choices = choices
        self.fields["answers_due"].initial = today() + timedelta(weeks=weeks)

    def clean_answers_due(self) -> date | None:
        day: date | None = self.cleaned_data["answers_due"]
        if day is not None and day < today():
            raise forms.ValidationError(_now("This day has passed. Choose today or a later day."))
        return day


class ChangeForm(RoundForm):
    """The same, with the sections that count, while nobody answers yet."""

    keeps_version = True

    sections = forms.MultipleChoiceField(
        label=_("Sections that count"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, asked: Round, whole: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole
        self.asked = asked
        optional = _now("%(title)s (optional)")
        self.fields["sections"].choices = [
            (
                each.code,
                f"{each.code} "
                + (optional % {"title": said(each.title)} if each.optional else said(each.title)),
            )
            for each in whole.sections
        ]
        if asked.state != Round.State.PREPARING:
            del self.fields["sections"], self.fields["site"]

    def wish_for_sections(self) -> Wish:
        """What was chosen; what people answer already stays."""
        if "sections" not in self.fields:
            return self.wish()
        chosen = set(self.cleaned_data["sections"])
        return self.wish(
            sections_on=tuple(
                s.code for s in self.whole.sections if s.optional and s.code in chosen
            ),
            sections_off=tuple(
                s.code for s in self.whole.sections if not s.optional and s.code not in chosen
            ),
        )


class FilterForm(forms.Form):
    """Part of the county's staff. It is posted: a name may not stand in an address."""

    role = forms.ChoiceField(label=_("Role"), required=False)
    program = forms.ChoiceField(
        label=_("Program"), required=False, choices=[("", _("All")), *Program.choices]
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    find = forms.CharField(label=_("Name"), required=False, max_length=80)

    def __init__(self, *args: Any, offices: Collection[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_answer = roles_with(Permission.ANSWER_ROUND)
        roles = [(role.value, role.label) for role in Role if role in may_answer]
        self.fields["role"].choices = [("", _now("All")), *roles]
        places = [(str(office.pk), office.name) for office in offices]
        self.fields["office"].choices = [("", _now("All")), *places]

    def fits(self, person: Person) -> bool:
        """Whether somebody is part of it; what cannot be read counts as not chosen."""
        self.is_valid()
        role, program, office, find = (
            self.cleaned_data.get(name, "") for name in ("role", "program", "office", "find")
        )
        return (
            (not role or role in person.roles)
            and (not program or program in person.programs)
            and (not office or office in {str(each) for each in person.offices})
            and (not find or find.casefold() in person.name.casefold())
        )


class InviteForm(HouseForm):
    """Many people at once, each with a side. Those who are chosen stay in the list whatever is
    filtered, and so does a side that was chosen."""

    def __init__(self, *args: Any, people: Collection[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.user): person for person in people}
        sides = [("", _now("Choose a side")), *Side.choices]
        for key, person in self.people.items():
            self.fields[f"{PICK}-{key}"] = forms.BooleanField(label=person.name, required=False)
            label = _now("Side of %(name)s") % {"name": person.name}
            self.fields[f"side-{key}"] = forms.ChoiceField(
                label=label, required=False, choices=sides, initial=person.side
            )

    def fields_of(self, person: Person) -> tuple[BoundField, BoundField]:
        """Whether to ask somebody, and for which side."""
        return self[f"{PICK}-{person.user}"], self[f"side-{person.user}"]

    def forgive(self) -> None:
        """Only the list was asked for: nothing is wrong yet, and what was chosen stays."""
        self._errors = ErrorDict()

    def picked(self) -> list[str]:
        """Keys of those who were chosen, as far as was sent."""
        return [key for key in self.people if f"{PICK}-{key}" in self.data]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not self.picked():
            raise forms.ValidationError(_now("Choose at least one person."))
        for key in self.picked():
            if not given.get(f"side-{key}"):
                self.add_error(f"side-{key}", sideless(self.people[key].name))
        return given

    def sides(self) -> dict[Any, str]:
        """Whom to ask, and for which side."""
        return {self.people[key].user: self.cleaned_data[f"side-{key}"] for key in self.picked()}


class SideForm(HouseForm):
    """For which side a paper form speaks."""

    side = forms.ChoiceField(
        label=_("For which side it speaks"),
        choices=Side.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Whoever types in knows these answers. So a side that is partly on paper shows its "
            "median only where three or more people answered by themselves."
        ),
    )


class CallOffForm(HouseForm):
    """Why a round ends without results."""

    reason = forms.CharField(
        label=_("Why it is called off"),
        help_text=_("Everybody who sees the assessment reads it. Name no client."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandInForm(HouseForm):
    """Hand in, also where some items are open."""

    anyway = forms.BooleanField(label=_("Hand in anyway"), required=False)

    def __init__(self, *args: Any, is_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_whole:
            del self.fields["anyway"]
        else:
            self.fields["anyway"].required = True
            self.fields["anyway"].error_messages["required"] = _(
                "Some items are open. Say that you hand in anyway, or go back to them."
            )

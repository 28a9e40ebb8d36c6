"""What is typed about meetings, what was said and promised there, and files of plans."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linkages.forms import HouseForm
from linkages.programs import Program
from workplans.models import Meeting
from workplans.plans.forms import PUBLIC, area, day
from workplans.plans.staff import Person
from workplans.plans.tree import Outline
from workplans.running.importing.cells import MOST_BYTES
from workplans.running.meetings import Calling
from workplans.running.minutes import Came, Promise

NOBODY = ""


class MeetingForm(HouseForm):
    """When and where the team meets."""

    title = forms.CharField(label=_("What kind of meeting"), max_length=160)
    on = day(_("Day"), required=True)
    starts_at = forms.TimeField(
        label=_("Begins at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    minutes_long = forms.IntegerField(label=_("Minutes long"), min_value=5, max_value=600)
    place = forms.CharField(
        label=_("Where"), required=False, max_length=200, help_text=_("A room, or a link.")
    )

    @classmethod
    def of(cls, meeting: Meeting) -> dict[str, Any]:
        """What the form shows of a meeting."""
        return {name: getattr(meeting, name) for name in Calling.__dataclass_fields__}

    def calling(self) -> Calling:
        """What was typed."""
        given = self.cleaned_data
        return Calling(
            given["title"], given["on"], given["starts_at"], given["minutes_long"], given["place"]
        )


class PointForm(HouseForm):
    """A point of one's own."""

    text = forms.CharField(label=_("Another point"), max_length=600, help_text=PUBLIC)


class MinutesForm(HouseForm):
    """What was said to one point."""

    keeps_version = True

    minutes = forms.CharField(label=_("Minutes"), required=False, max_length=4000, widget=area(2))


class GuestForm(HouseForm):
    """Somebody without an account who was there."""

    words = forms.CharField(label=_("Name"), max_length=160)
    program = forms.ChoiceField(label=_("Speaks for"), choices=Program.choices)


class DecisionForm(HouseForm):
    """What the team decided."""

    text = forms.CharField(
        label=_("The team decides"), max_length=600, widget=area(), help_text=PUBLIC
    )


class PromiseForm(HouseForm):
    """What somebody promises."""

    text = forms.CharField(label=_("To do"), max_length=600, widget=area(2), help_text=PUBLIC)
    lead = forms.ChoiceField(label=_("Who"), required=False)
    lead_words = forms.CharField(label=_("Who, without an account"), required=False, max_length=160)
    due_on = day(_("By when"))

    def __init__(self, *args: Any, people: Mapping[str, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["lead"].choices = [
            (NOBODY, _now("Nobody of the staff")),
            *((key, person.label) for key, person in people.items()),
        ]

    def promise(self) -> Promise:
        """What was typed."""
        given = self.cleaned_data
        person = self.people.get(given["lead"])
        return Promise(
            given["text"], person.user if person else None, given["lead_words"], given["due_on"]
        )


class ActionForm(PromiseForm):
    """An action, and what came of it."""

    OPEN, DONE, DROPPED = "open", "done", "dropped"

    state = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(OPEN, _("Still open")), (DONE, _("Done")), (DROPPED, _("Dropped"))],
        widget=forms.RadioSelect,
    )
    done_on = day(_("Done on"))
    reason = forms.CharField(label=_("Why it is dropped"), required=False, max_length=300)

    def __init__(self, *args: Any, keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps:
            # Whoever promised it says what came of it, and no more.
            for name in ("text", "lead", "lead_words", "due_on"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("state") == self.DONE and not given.get("done_on"):
            self.add_error("done_on", _now("Say on which day."))
        if given.get("state") == self.DROPPED and not given.get("reason"):
            self.add_error("reason", _now("Say why it is dropped."))
        return given

    def came(self) -> Came:
        """What came of it."""
        given = self.cleaned_data
        if given["state"] == self.DONE:
            return Came(done_on=given["done_on"])
        return Came(dropped_reason=given["reason"] if given["state"] == self.DROPPED else "")


class ToStepForm(HouseForm):
    """Which objective an action becomes a step of."""

    objective = forms.ChoiceField(label=_("Step of"))

    def __init__(self, *args: Any, tree: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].choices = [
            (each.key, f"{each.number} {each.statement}") for each in tree.objectives
        ]


class LogFilter(forms.Form):
    """Part of the log of decisions or actions."""

    STATES = [
        ("", _("All")),
        ("open", _("Still open")),
        ("done", _("Done")),
        ("dropped", _("Dropped")),
        ("step", _("Became a step")),
    ]
    words = forms.CharField(label=_("Words in it"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("What came of it"), required=False, choices=STATES)
    since = day(_("From"))
    until = day(_("Until"))

    def chosen(self) -> dict[str, Any]:
        """What was chosen; whatever cannot be read counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ImportForm(HouseForm):
    """A file with a plan."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV in the template’s layout, at most 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(
                _now("The file is larger than 2 MB. A work plan needs far less.")
            )
        return given


class TakeForm(HouseForm):
    """What a plan that was read becomes, with a choice for every topic area that nobody knows."""

    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    kind = forms.ChoiceField(label=_("What it is for"), widget=forms.RadioSelect)
    starts_on = day(_("Twelve months from"), required=True)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, Any]],
        unknown: list[str],
        titles: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds
        self.unknown = unknown
        own = ("", _now("Other: keep it under its own name"))
        for place, title in enumerate(unknown):
            self.fields[f"topic_{place}"] = forms.ChoiceField(
                label=_now("Topic area “%(title)s”") % {"title": title},
                required=False,
                choices=[own, *titles.items()],
            )

    def mapped(self) -> dict[str, str]:
        """Title of an unknown topic area to the code that was chosen for it."""
        found = {
            title: self.cleaned_data.get(f"topic_{place}") or ""
            for place, title in enumerate(self.unknown)
        }
        return {title: code for title, code in found.items() if code}

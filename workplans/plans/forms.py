"""What is typed about a plan as a whole: beginning, header and goal, topic areas, links, acts."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Round
from counties.models import Office
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.programs import Program
from workplans.catalogue.reading import Catalogue
from workplans.models import Neighbor, WorkPlan
from workplans.plans.beginning import SIDES, Beginning
from workplans.plans.heading import Header
from workplans.plans.populations import POPULATIONS
from workplans.plans.tree import Contact

PUBLIC = _("Plans may be public records. Nothing about clients belongs here.")


def day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def area(rows: int = 3) -> forms.Textarea:
    """Several lines of text."""
    return forms.Textarea(attrs={"rows": rows})


class PlanForm(HouseForm):
    """Name, kind, first day and site: what every plan has from the start."""

    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What it is for"), choices=WorkPlan.Kind.choices, widget=forms.RadioSelect
    )
    starts_on = day(_("Twelve months from"), required=True)
    site = forms.ChoiceField(
        label=_("Site"), required=False, help_text=_("The whole county, or one office.")
    )

    def __init__(self, *args: Any, offices: Collection[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.fields["site"].choices = [
            ("", gettext("The whole county")),
            *((key, office.name) for key, office in self.offices.items()),
        ]

    @property
    def office(self) -> Office | None:
        """The office that was chosen; none for the whole county."""
        return self.offices.get(self.cleaned_data.get("site", ""))


class BeginForm(PlanForm):
    """A new plan."""

    round = forms.ChoiceField(
        label=_("Answers the results of"),
        required=False,
        help_text=_("A closed assessment whose suggestions this plan takes up."),
    )

    def __init__(self, *args: Any, rounds: Collection[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {str(each.pk): each for each in rounds}
        self.fields["round"].choices = [
            ("", gettext("None")),
            *((key, each.name) for key, each in self.rounds.items()),
        ]
        self.fields["starts_on"].initial = today().replace(day=1)
        self.fields["kind"].initial = WorkPlan.Kind.LAUNCH

    def beginning(self) -> Beginning:
        """What was typed."""
        given = self.cleaned_data
        found = self.rounds.get(given["round"])
        return Beginning(
            given["name"], given["kind"], given["starts_on"], site=self.office, round=found
        )


class HeaderForm(PlanForm):
    """The template's header with one contact for each program, and its goal."""

    keeps_version = True

    starter = forms.ChoiceField(
        label=_("How the goal begins"),
        required=False,
        choices=WorkPlan.Starter.choices,
        widget=forms.RadioSelect,
        help_text=_("Leave the goal empty, and its first sentence is written for you to change."),
    )
    populations = forms.MultipleChoiceField(
        label=_("For whom"),
        required=False,
        choices=list(POPULATIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A launch begins best with one."),
    )
    goal = forms.CharField(
        label=_("Goal for the next twelve months"),
        required=False,
        max_length=1000,
        widget=area(4),
        help_text=PUBLIC,
    )

    def __init__(self, *args: Any, sides: Collection[str] = SIDES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        for side in sides:
            label = Program(side).label
            for name, field in _contact(str(label)).items():
                self.fields[f"{name}_{side}"] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for side in self.sides:
            reached = given.get(f"phone_{side}") or given.get(f"email_{side}")
            if reached and not given.get(f"name_{side}"):
                self.add_error(f"name_{side}", gettext("Write whose phone and e-mail this is."))
        return given

    def header(self) -> Header:
        """What was typed."""
        given = self.cleaned_data
        contacts = (
            Contact(side, *(given[f"{name}_{side}"] for name in ("name", "phone", "email")))
            for side in self.sides
        )
        return Header(
            name=given["name"],
            kind=given["kind"],
            starts_on=given["starts_on"],
            site=self.office,
            starter=given["starter"],
            goal=given["goal"],
            populations=tuple(given["populations"]),
            contacts=tuple(contacts),
        )


def _contact(side: str) -> dict[str, forms.Field]:
    told = {"program": side}
    return {
        "name": forms.CharField(
            label=gettext("Contact for %(program)s") % told, required=False, max_length=120
        ),
        "phone": forms.CharField(
            label=gettext("Phone, %(program)s") % told, required=False, max_length=40
        ),
        "email": forms.EmailField(label=gettext("E-mail, %(program)s") % told, required=False),
    }


class TopicsForm(HouseForm):
    """Which topic areas the county works on this year: one list of boxes for each category."""

    other = forms.CharField(
        label=_("Other, in your own words"), required=False, max_length=160, help_text=PUBLIC
    )

    def __init__(self, *args: Any, catalogue: Catalogue, ticked: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = self.fields.pop("other")
        for each in catalogue.categories:
            self._boxes(f"topics_{each.code}", said(each.title), catalogue, each.topics, ticked)
        ready = tuple(topic.code for topic in catalogue.extensions)
        self._boxes("topics_ready", gettext("Other: ready extensions"), catalogue, ready, ticked)
        self.fields["other"] = other

    def _boxes(
        self,
        name: str,
        label: str,
        catalogue: Catalogue,
        codes: tuple[str, ...],
        ticked: set[str],
    ) -> None:
        choices = [(code, said(catalogue.topics[code].title)) for code in codes]
        self.fields[name] = forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
        self.fields[name].initial = [code for code in codes if code in ticked]

    def codes(self) -> list[str]:
        """Everything that is ticked."""
        return [
            code
            for name, codes in self.cleaned_data.items()
            if name.startswith("topics_")
            for code in codes
        ]


class LinkForm(HouseForm):
    """Another plan of the county that this one, or one objective, serves."""

    neighbor = forms.ChoiceField(label=_("Which plan"), choices=Neighbor.choices)
    title = forms.CharField(
        label=_("Where in it"),
        max_length=200,
        help_text=_("Its goal, strategy or measure, as people call it."),
    )
    link = forms.URLField(label=_("Address"), required=False, max_length=500, assume_scheme="https")
    objective = forms.ChoiceField(label=_("Served by"), required=False)

    def __init__(
        self, *args: Any, objectives: list[tuple[str, str]], chosen: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].choices = [("", gettext("The whole plan")), *objectives]
        self.fields["objective"].initial = chosen


class WhyForm(HouseForm):
    """An act on a plan that asks why. `required` is told when the form is made."""

    reason = forms.CharField(label=_("Reason"), max_length=600, widget=area(), help_text=PUBLIC)

    def __init__(self, *args: Any, label: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        if label:
            self.fields["reason"].label = label


class DecideForm(HouseForm):
    """A sponsor's word on an edition."""

    APPROVE, RETURN = "approve", "return"

    word = forms.ChoiceField(
        label=_("For your program"),
        choices=[(APPROVE, _("Approve this plan")), (RETURN, _("Return it with a reason"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason or remark"),
        required=False,
        max_length=600,
        widget=area(),
        help_text=_("Who wrote the plan reads it. It is needed where you return the plan."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("word") == self.RETURN and not given.get("reason", "").strip():
            self.add_error("reason", gettext("Say what should be different."))
        return given

"""What is typed about objectives, products and steps, and about how far they are."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linkages.forms import HouseForm
from linkages.programs import Program
from workplans.models import Objective, Product, Status
from workplans.plans.forms import PUBLIC, area, day
from workplans.plans.reporting import LONGEST_REASON, WITH_REASON
from workplans.plans.staff import Person
from workplans.plans.tree import ObjectiveLine, Outline
from workplans.plans.writing import ObjectiveFields, ProductFields, StepFields

NOBODY = ""


class ObjectiveForm(HouseForm):
    """An objective in the county's own words."""

    keeps_version = True

    statement = forms.CharField(
        label=_("Implementation objective"), max_length=600, widget=area(), help_text=PUBLIC
    )
    serves_goal = forms.CharField(
        label=_("How it serves the goal"), required=False, max_length=600, widget=area(2)
    )
    capacity = forms.CharField(
        label=_("Capacity"),
        required=False,
        max_length=300,
        help_text=_("Who has how much time for it."),
    )

    def written(self) -> ObjectiveFields:
        """What was typed."""
        given = self.cleaned_data
        return ObjectiveFields(given["statement"], given["serves_goal"], given["capacity"])


class ProductForm(HouseForm):
    """What an objective leaves behind."""

    title = forms.CharField(
        label=_("Product"), max_length=300, help_text=_("Something one can hold in the hand.")
    )
    owner = forms.CharField(label=_("Owner"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("State"), choices=Product.State.choices, widget=forms.RadioSelect
    )
    link = forms.URLField(
        label=_("Where it lies"), required=False, max_length=500, assume_scheme="https"
    )
    shared = forms.BooleanField(label=_("Other counties may have it"), required=False)

    def written(self) -> ProductFields:
        """What was typed."""
        given = self.cleaned_data
        return ProductFields(
            given["title"], given["owner"], given["state"], given["link"], given["shared"]
        )


class StepForm(HouseForm):
    """One action step: what, who, with what, from when to when, after what."""

    keeps_version = True

    text = forms.CharField(label=_("Action step"), max_length=600, widget=area(), help_text=PUBLIC)
    product = forms.ChoiceField(label=_("Works towards"), required=False)
    lead = forms.ChoiceField(label=_("Lead"), required=False)
    lead_words = forms.CharField(label=_("Lead without an account"), required=False, max_length=160)
    lead_program = forms.ChoiceField(
        label=_("Program of the lead"),
        required=False,
        help_text=_("Leave it empty for the program in the list of staff."),
    )
    co_lead = forms.ChoiceField(label=_("Co-lead of the other program"), required=False)
    co_lead_words = forms.CharField(
        label=_("Co-lead without an account"), required=False, max_length=160
    )
    co_lead_program = forms.ChoiceField(label=_("Program of the co-lead"), required=False)
    resources = forms.CharField(
        label=_("Resources"), required=False, max_length=600, widget=area(2)
    )
    starts_on = day(_("Start"))
    due_on = day(_("Due"))
    comment = forms.CharField(label=_("Comments"), required=False, max_length=1000, widget=area(2))
    needs = forms.MultipleChoiceField(
        label=_("Cannot begin before these are done"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    sees = forms.ChoiceField(label=_("See also objective"), required=False)
    help_title = forms.CharField(label=_("Help for this step"), required=False, max_length=160)
    help_link = forms.URLField(
        label=_("Address of that help"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(
        self,
        *args: Any,
        tree: Outline,
        objective: ObjectiveLine,
        people: Mapping[str, Person],
        own: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        staff = [(key, person.label) for key, person in people.items()]
        programs = [(NOBODY, gettext("As in the list of staff")), *Program.choices]
        products = [(each.key, f"{each.number} {each.title}") for each in objective.products]
        for name in ("lead", "co_lead"):
            self.fields[name].choices = [(NOBODY, gettext("Nobody yet")), *staff]
            self.fields[f"{name}_program"].choices = programs
        self.fields["product"].choices = [(NOBODY, gettext("The objective as a whole")), *products]
        self.fields["sees"].choices = [
            (NOBODY, gettext("None")),
            *((each.key, f"{each.number} {each.statement}") for each in tree.objectives),
        ]
        self.fields["needs"].choices = [
            (each.key, f"{each.number} {each.text}") for each in tree.steps if each.key != own
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, due = given.get("starts_on"), given.get("due_on")
        if start and due and due < start:
            self.add_error("due_on", gettext("A step is not due before it starts."))
        for name in ("lead", "co_lead"):
            if given.get(name) and given.get(f"{name}_words"):
                self.add_error(f"{name}_words", gettext("Choose from the list, or write a name."))
        return given

    def written(self) -> StepFields:
        """What was typed. Keys are checked against the plan when it is written."""
        given = self.cleaned_data
        who = {name: self.people.get(given[name]) for name in ("lead", "co_lead")}
        return StepFields(
            text=given["text"],
            lead=who["lead"].user if who["lead"] else None,
            lead_words=given["lead_words"],
            lead_program=self._program("lead", who["lead"]),
            co_lead=who["co_lead"].user if who["co_lead"] else None,
            co_lead_words=given["co_lead_words"],
            co_lead_program=self._program("co_lead", who["co_lead"]),
            resources=given["resources"],
            starts_on=given["starts_on"],
            due_on=given["due_on"],
            comment=given["comment"],
            help_title=given["help_title"],
            help_link=given["help_link"],
            sees=Objective.objects.filter(pk=given["sees"]).first() if given["sees"] else None,
            product=Product.objects.filter(pk=given["product"]).first()
            if given["product"]
            else None,
            needs=frozenset(uuid.UUID(key) for key in given["needs"]),
        )

    def _program(self, name: str, person: Person | None) -> str:
        given: str = self.cleaned_data[f"{name}_program"]
        return given or (person.program if person else "")


class StatusForm(HouseForm):
    """How far a step is."""

    keeps_version = True

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened, or why"),
        required=False,
        max_length=1000,
        widget=area(),
        help_text=_("Needed for blocked and dropped. Nothing about clients belongs here."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        text = given.get("text", "")
        if given.get("status") in WITH_REASON:
            if not text.strip():
                self.add_error("text", gettext("Say why it is blocked or dropped."))
            elif len(text) > LONGEST_REASON:
                self.add_error(
                    "text",
                    gettext("A reason has at most %(most)s characters.") % {"most": LONGEST_REASON},
                )
        return given


class ObjectiveStatusForm(HouseForm):
    """An objective's status over what its steps say."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    text = forms.CharField(
        label=_("Why it is not what the steps say"),
        required=False,
        max_length=300,
        widget=area(2),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", gettext("What the steps say")), *Status.choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("status") and not given.get("text", "").strip():
            self.add_error("text", gettext("Say why the status is not what the steps say."))
        return given

"""What is typed about a suggestion."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linkages.forms import HouseForm
from workplans.models import WorkPlan
from workplans.plans.forms import area, day
from workplans.plans.writing import ObjectiveFields


class SuggestionForm(HouseForm):
    """Accept, accept with changes, put off, or turn down."""

    keeps_version = True

    ACCEPT, EDIT, DEFER, REJECT = "accept", "edit", "defer", "reject"

    word = forms.ChoiceField(
        label=_("What the team makes of it"),
        choices=[
            (ACCEPT, _("Take it into the plan")),
            (EDIT, _("Take it in with changes")),
            (DEFER, _("Put it off")),
            (REJECT, _("Turn it down")),
        ],
        widget=forms.RadioSelect,
    )
    plan = forms.ChoiceField(label=_("Into which plan"), required=False)
    statement = forms.CharField(
        label=_("Objective, where you change it"), required=False, max_length=600, widget=area()
    )
    serves_goal = forms.CharField(
        label=_("How it serves the goal"), required=False, max_length=600, widget=area(2)
    )
    until = day(_("Put off until"))
    reason = forms.CharField(
        label=_("Reason, where you put it off or turn it down"),
        required=False,
        max_length=600,
        widget=area(2),
    )

    def __init__(
        self, *args: Any, plans: Collection[WorkPlan], statement: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].choices = [(str(each.pk), each.name) for each in plans]
        self.fields["statement"].initial = statement
        self.original = statement

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        word = given.get("word")
        if word in (self.ACCEPT, self.EDIT) and not given.get("plan"):
            self.add_error("plan", gettext("No plan is open to writing. Begin one, or amend one."))
        if word == self.EDIT and not given.get("statement", "").strip():
            self.add_error("statement", gettext("Write the objective as it should stand."))
        if word in (self.DEFER, self.REJECT) and not given.get("reason", "").strip():
            self.add_error("reason", gettext("Say why."))
        if word == self.DEFER and not given.get("until") and "until" not in self.errors:
            self.add_error("until", gettext("Say until when."))
        return given

    def changed_text(self) -> ObjectiveFields | None:
        """The objective where it is taken in with changes."""
        given = self.cleaned_data
        if given["word"] != self.EDIT:
            return None
        return ObjectiveFields(given["statement"], given["serves_goal"])

"""What is typed about a priority."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.families.deriving import seen
from cases.families.models import Priority
from linkages.forms import ReasonForm


class PriorityForm(ReasonForm):
    """Which rank counts, and why."""

    rank = forms.ChoiceField(label=_("Priority"), widget=forms.RadioSelect)

    field_order = ["rank", "reason"]

    def __init__(self, *args: Any, derived: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [code for code in Priority.values if code != derived]
        self.fields["rank"].choices = seen.ranks(others)

"""What the list of families is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.families.listing import MINE, NOT_YET, UNIT, Asked
from cases.families.models import Episode
from cases.sharing.chain import viewer_of
from counties.models import Office

SIZES = (50, 100)
# Nobody is told of these: a county in baseline finds families silently.
STATES = [("", _("All")), *Episode.State.choices, (NOT_YET, _("No joint work"))]


class FamilyFilters(forms.Form):
    """Which families, by where joint work stands, by office, and by whose they are."""

    state = forms.ChoiceField(label=_("Joint work"), choices=STATES, required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False)
    size = forms.TypedChoiceField(
        label=_("Rows"),
        coerce=int,
        empty_value=SIZES[0],
        choices=[(size, str(size)) for size in SIZES],
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.visible_to(user).order_by("name").values_list("code", "name")
        self.fields["office"].choices = [("", _("All")), *offices]
        whose = _whose(user)
        if whose:
            self.fields["whose"].choices = [("", _("All")), *whose]
        else:
            del self.fields["whose"]

    @property
    def asked(self) -> Asked:
        """What was asked for; what makes no sense counts as not asked."""
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            given.get("state", ""),
            given.get("office", ""),
            given.get("whose", ""),
            self.data.get("sort", ""),
        )

    @property
    def rows(self) -> int:
        """How many rows a page has."""
        self.is_valid()
        return self.cleaned_data.get("size") or SIZES[0]


def _whose(user: Any) -> list[tuple[str, Any]]:
    """A caseload and a unit are what some have; who coordinates has the whole county."""
    working = user.working_in
    if viewer_of(user).coordinates:
        return []
    found: list[tuple[str, Any]] = [(MINE, _("Mine"))] if working.worker_id else []
    return [*found, (UNIT, _("My unit’s and my teams’"))] if working.unit_id else found

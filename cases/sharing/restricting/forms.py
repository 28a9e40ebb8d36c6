"""What is typed about restricted people and about ties of staff."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.sharing.models import Shield, StaffRelation
from counties.models import Membership
from linkages.forms import HouseForm, ReasonForm


class StaffField(forms.ModelChoiceField):
    """A member of staff, by name and what they are."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.user.name} · {obj.get_role_display()}, {obj.get_program_display()}"


class RestrictForm(ReasonForm):
    """Which record the county closes, how far and why."""

    record = forms.ChoiceField(
        label=_("Which side closes the person"),
        help_text=_("One side is enough: the stricter side of two linked ones decides."),
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("How it is marked"), choices=Shield.Kind, widget=forms.RadioSelect
    )
    why = forms.ChoiceField(label=_("Why"), choices=Shield.Why, widget=forms.RadioSelect)

    field_order = ["record", "kind", "why", "reason"]

    def __init__(self, *args: Any, records: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = records
        if len(records) == 1:
            self.fields["record"].initial = records[0][0]


class ReaderForm(ReasonForm):
    """Who may see a restricted person besides the restricted-case coordinator."""

    reader = StaffField(
        queryset=Membership.objects.none(),
        label=_("Member of staff"),
        help_text=_("Caseworkers and supervisors who work here today."),
    )
    extra = forms.BooleanField(
        label=_("Reads along without an assignment"),
        help_text=_("Without this they see the person only while they or their unit are assigned."),
        required=False,
    )

    field_order = ["reader", "extra", "reason"]

    def __init__(self, *args: Any, staff: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"].queryset = staff


class RelationForm(HouseForm):
    """Who of the staff is, or is close to, which client."""

    member = StaffField(queryset=Membership.objects.none(), label=_("Member of staff"))
    client = forms.CharField(
        label=_("The client’s token or number"),
        help_text=_("P-2345678, a CWS client number or a CIN. It is not kept as typed."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("How close"), choices=StaffRelation.Relation, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, staff: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = staff

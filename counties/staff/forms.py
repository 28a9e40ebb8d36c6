"""What is typed about staff: a role and its days, an end, a transfer, an id."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from counties.models import County, Membership, Unit
from counties.permissions import STATE_ROLES, Role
from counties.staff.roles import Terms
from counties.staff.worker_ids import tidied
from linkages.calendar import today
from linkages.forms import HouseForm, ReasonForm
from linkages.programs import Program

IN_A_UNIT = frozenset({Role.WORKER, Role.SUPERVISOR})


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day, typed or picked."""
    # A date field of a browser takes no other form, whatever the language of the page.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def worker_id_field() -> forms.CharField:
    return forms.CharField(
        label=_("Worker id"),
        help_text=_("As extracts name this worker. Leave it empty where they do not."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class UnitField(forms.ModelChoiceField):
    """A unit by its name and office."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.office.name})"


def units_of(county: str) -> Any:
    """The county's units with their offices, by name."""
    return Unit.objects.filter(county=county).select_related("office").order_by("name")


class FilterForm(forms.Form):
    """Whom the list shows. Sent by GET: a search for staff holds no client's data."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False)
    shown = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Who works here today")),
            ("invited", _("Invited, not here yet")),
            ("ended", _("Whose last role has ended")),
            ("all", _("Everybody")),
        ],
    )

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *roles_of(county)]


def roles_of(county: County) -> list[tuple[str, Any]]:
    """The roles that exist in this kind of county."""
    state = county.kind == County.Kind.STATE
    return [(role.value, role.label) for role in Role if (role in STATE_ROLES) == state]


class RoleForm(HouseForm):
    """As what somebody works, where, and from when to when."""

    role = forms.ChoiceField(label=_("Role"))
    program = forms.ChoiceField(label=_("Program"), choices=Program.choices)
    unit = UnitField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("No unit")
    )
    worker_id = worker_id_field()
    since = day_field(_("From"))
    until = day_field(_("Until"), _("The last day. Leave it empty if none is set."), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose")), *roles_of(county)]
        self.fields["unit"].queryset = units_of(county.pk)
        self.fields["since"].initial = today()

    def clean_worker_id(self) -> str:
        return tidied(self.cleaned_data["worker_id"])

    def clean_since(self) -> Any:
        day = self.cleaned_data["since"]
        if day < today():
            raise forms.ValidationError(_now("A role begins today or later."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        role, program, unit = given.get("role"), given.get("program"), given.get("unit")
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first."))
        if role in IN_A_UNIT and program == Program.JOINT:
            self.add_error("program", _("Workers and supervisors belong to one program."))
        elif role in IN_A_UNIT and unit is None:
            self.add_error("unit", _("Workers and supervisors sit in a unit."))
        elif (
            unit is not None
            and Program.JOINT not in (unit.program, program)
            and (unit.program != program)
        ):
            self.add_error("unit", _("This unit belongs to the other program."))
        return given

    def terms(self) -> Terms:
        given = self.cleaned_data
        names = ("role", "program", "unit", "worker_id", "since", "until")
        return Terms(**{name: given[name] for name in names})


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("Work e-mail address"),
        help_text=_("The link goes there. It is good once, and for some days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=[("en", _("English")), ("es", _("Spanish"))]
    )
    field_order = ["email", "language"]


class EndForm(HouseForm):
    """When a role ends, and why."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("now", _("Now: access ends with the next click")),
            ("later", _("After a last day")),
        ],
        widget=forms.RadioSelect,
        initial="now",
    )
    last_day = day_field(_("Last day"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("when") == "now":
            given["last_day"] = None
        elif given.get("last_day") is None:
            self.add_error("last_day", _("Say which day is the last one."))
        elif given["last_day"] < today():
            self.add_error("last_day", _("A change never rewrites the past."))
        return given


class TransferForm(HouseForm):
    """To which unit, from which day on."""

    unit = UnitField(label=_("New unit"), queryset=Unit.objects.none(), empty_label=None)
    worker_id = worker_id_field()
    day = day_field(_("From"), _("What the old unit may see is gone with this day."))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = units_of(membership.county_id).exclude(pk=membership.unit_id)
        if membership.program != Program.JOINT:
            others = others.filter(program=membership.program)
        self.fields["unit"].queryset = others
        self.fields["worker_id"].initial = membership.worker_id
        self.fields["day"].initial = today()

    def clean_worker_id(self) -> str:
        return tidied(self.cleaned_data["worker_id"])

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < today():
            raise forms.ValidationError(_now("A change never rewrites the past."))
        return day


class WorkerIdForm(HouseForm):
    """Under which id extracts name somebody."""

    worker_id = worker_id_field()
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean_worker_id(self) -> str:
        return tidied(self.cleaned_data["worker_id"])


class DecideForm(ReasonForm):
    """A second administrator's word."""

    word = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    field_order = ["word", "reason"]


class LeaveForm(HouseForm):
    """To whom a leaver's open work goes, and whether their account closes."""

    taker = forms.ChoiceField(label=_("Give the open work to"), required=False)
    close = forms.BooleanField(
        label=_("End all roles here now and close the account"), required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(
        self, *args: Any, takers: list[Membership], may_close: bool, work: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(row.user_id), f"{row.user}, {row.get_role_display()}") for row in takers]
        self.fields["taker"].choices = [("", _("Nobody yet")), *dict(named).items()]
        if not may_close:
            del self.fields["close"]
        if not work:
            del self.fields["taker"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("taker") and not given.get("close"):
            raise forms.ValidationError(_now("Choose who takes the work, or close the account."))
        return given


class BankForm(HouseForm):
    """Whose the cases under an id are, until a worker has them."""

    unit = UnitField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, county: str, program: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_of(county).filter(program=program)


class MapForm(HouseForm):
    """Which member of staff an id is."""

    member = forms.ChoiceField(label=_("Member of staff"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [
            (str(row.pk), f"{row.user}, {row.get_role_display()}") for row in members
        ]

"""Settings of a county and of one's own account."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.permissions import Permission, may, require_here
from linkages import parameters
from linkages.calendar import today
from linkages.forms import HouseForm, once
from linkages.parameters import ParameterValue

PARAMETER_COLUMNS = [
    gettext_lazy("Parameter"),
    gettext_lazy("In force today"),
    gettext_lazy("Set"),
    gettext_lazy("Source"),
]
HISTORY_COLUMNS = [gettext_lazy("In force from"), gettext_lazy("Value"), gettext_lazy("Reason")]


def shown(value: Any, parameter: parameters.Parameter | None = None) -> str:
    """A parameter's value in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if parameter is not None and parameter.choices:
        chosen = [each.strip() for each in str(value).split(",")]
        return ", ".join(str(parameter.labels.get(each, each)) for each in chosen)
    return formats.localize(value)


@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Parameters with source and mark, and who works here; each for those who may see it."""
    user = request.user
    sees_parameters = may(user, Permission.VIEW_PARAMETERS)
    if not sees_parameters:
        require_here(user, Permission.VIEW_STAFF)
    context: dict[str, Any] = {
        "parameter_columns": PARAMETER_COLUMNS,
    }
    if sees_parameters:
        context["rows"] = _parameter_rows(user.working_in.county_id)
    context["sees_staff"] = may(user, Permission.VIEW_STAFF)
    return render(request, "counties/settings.html", context)


def _parameter_rows(county: str) -> list[dict[str, Any]]:
    """Each declared parameter with what holds today."""
    set_here = {}
    in_force = ParameterValue.objects.filter(county=county, effective_from__lte=today())
    for row in in_force.order_by("effective_from", "set_at"):
        set_here[row.name] = row
    return [
        {
            "parameter": parameter,
            "shown": shown(
                set_here[name].value if name in set_here else parameter.default, parameter
            ),
            "row": set_here.get(name),
        }
        for name, parameter in sorted(parameters.declared().items())
    ]


class ParameterForm(HouseForm):
    """A new value from a day on, with a reason."""

    value = forms.CharField(label=gettext_lazy("New value"), max_length=200)
    effective_from = forms.DateField(label=gettext_lazy("In force from"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, parameter: parameters.Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        limits = {"min_value": parameter.minimum, "max_value": parameter.maximum}
        label = gettext_lazy("New value")
        if parameter.kind is bool:
            choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
            self.fields["value"] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect
            )
        elif parameter.kind is int:
            self.fields["value"] = forms.IntegerField(label=label, **limits)
        elif parameter.kind is float:
            self.fields["value"] = forms.FloatField(label=label, **limits)
        elif parameter.several:
            self.fields["value"] = forms.MultipleChoiceField(
                label=label, choices=parameter.choices, widget=forms.CheckboxSelectMultiple
            )
        elif parameter.choices:
            self.fields["value"] = forms.ChoiceField(
                label=label, choices=parameter.choices, widget=forms.RadioSelect
            )

    def clean_effective_from(self) -> Any:
        day = self.cleaned_data["effective_from"]
        if day < today():
            raise forms.ValidationError(
                _("A change never rewrites the past. Choose today or a later day.")
            )
        return day

    def clean_value(self) -> Any:
        given = self.cleaned_data["value"]
        if self.parameter.several:
            return ", ".join(given)
        return given == "yes" if self.parameter.kind is bool else given


@require_http_methods(["GET", "POST"])
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """One parameter: what it says, where it comes from, its history, and a new value."""
    require_here(request.user, Permission.VIEW_PARAMETERS)
    declared = parameters.declared().get(name)
    if declared is None:
        raise Http404
    county = request.user.working_in.county_id
    may_set = may(request.user, Permission.SET_PARAMETER)
    form = ParameterForm(
        request.POST or None, parameter=declared, initial={"effective_from": today()}
    )
    if request.method == "POST":
        require_here(request.user, Permission.SET_PARAMETER)
        if form.is_valid():
            return once(request, form, lambda: _set(request, form))
    history = ParameterValue.objects.visible_to(request.user).filter(name=name)
    context = {
        "parameter": declared,
        "shown": shown(parameters.value(name, county=county, on=today()), declared),
        "default_shown": shown(declared.default, declared),
        "history_columns": HISTORY_COLUMNS,
        "history": [{"row": row, "shown": shown(row.value, declared)} for row in history],
        "form": form if may_set else None,
    }
    return render(request, "counties/parameter.html", context)


def _set(request: HttpRequest, form: ParameterForm) -> str:
    ParameterValue.objects.create(
        county_id=request.user.working_in.county_id,
        name=form.parameter.name,
        value=form.cleaned_data["value"],
        effective_from=form.cleaned_data["effective_from"],
        reason=form.cleaned_data["reason"],
        set_by=request.user.pk,
    )
    messages.success(request, _("The new value is recorded."))
    return reverse("counties:parameter", args=[form.parameter.name])


@require_POST
def switch_county(request: HttpRequest) -> HttpResponse:
    """Work in another county in which this person has a membership."""
    wanted = request.POST.get("county", "")
    if wanted not in {membership.county_id for membership in request.user.all_memberships}:
        raise Http404
    request.session["county"] = wanted
    request.session.cycle_key()
    return redirect("today")


@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Single-key shortcuts on or off, for this person everywhere."""
    request.user.shortcuts = request.POST.get("shortcuts") == "on"
    request.user.save(update_fields=["shortcuts"])
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("today")
    return redirect(back)

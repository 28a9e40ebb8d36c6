"""What is typed when joint work with a family ends, pauses or begins again."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import Episode, Hold, Reopening
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.templatetags.words import short_day

BOTH_READ = _(
    "Both programs read this. Nothing about reports, health, treatment or where somebody lives."
)


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=picker)


def _text(label: Any, limit: int, *, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=BOTH_READ, max_length=limit, required=required, widget=area
    )


class ProposeForm(HouseForm):
    """Why joint work should end, and until when it is handed over."""

    reason = forms.ChoiceField(
        label=_("Why it ends"), choices=Episode.CloseReason.choices, widget=forms.RadioSelect
    )
    relied_on = forms.BooleanField(
        label=_("CalWORKs counts hours or pays child care because of the CWS case"),
        help_text=_("Then CalWORKs needs longer to change its plan with the parent."),
        required=False,
    )
    last_day = _day(_("Last day of the hand-off"))
    note = _text(_("What the other side needs to know"), 600)

    def __init__(self, *args: Any, asked: date, longer: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

        told = {"day": short_day(asked), "longer": short_day(longer)}
        self.fields["last_day"].initial = asked
        self.fields["last_day"].help_text = (
            _now(
                "Your county hands over until %(day)s, and until %(longer)s where CalWORKs relies "
                "on the case. If it must be sooner, say why below."
            )
            % told
        )


class StepForm(HouseForm):
    """What becomes of a proposal, or of a hand-off that is running."""

    CONFIRM = "confirm"

    act = forms.ChoiceField(label=_("What now"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why"),
        help_text=_("Not needed when you confirm."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, acts: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = acts

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("act") and given["act"] != self.CONFIRM and not given.get("why"):
            self.add_error("why", _now("Say why."))
        return given


class TickForm(HouseForm):
    """One line of the checklist."""

    code = forms.CharField(max_length=24, widget=forms.HiddenInput)
    done = forms.BooleanField(required=False, widget=forms.HiddenInput)


class PauseForm(HouseForm):
    """Why joint work waits, and until when."""

    reason = forms.ChoiceField(
        label=_("Why it waits"), choices=Hold.Reason.choices, widget=forms.RadioSelect
    )
    until = _day(_("Wait until"), _("After this day joint work goes on by itself."))
    note = _text(_("Note"), 300)

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < today():
            raise forms.ValidationError(_now("This day has passed."))
        return day


class ReopenForm(HouseForm):
    """Why joint work begins again."""

    reason = forms.ChoiceField(
        label=_("Why it begins again"), choices=Reopening.Reason.choices, widget=forms.RadioSelect
    )
    note = _text(_("Note"), 300)


class ChecklistForm(HouseForm):
    """A line of the county's own, or a change of one."""

    code = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    english = forms.CharField(label=_("In English"), max_length=160)
    spanish = forms.CharField(label=_("In Spanish"), max_length=160)
    position = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=99)
    needed = forms.BooleanField(label=_("A closing waits for it"), required=False, initial=True)
    off = forms.BooleanField(label=_("Take it off the list"), required=False)

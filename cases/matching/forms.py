"""Forms of the review queue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.matching.models import MatchCandidate, MatchDecision
from cases.matching.queue import DEFERRED, MINE, NOBODY, OPEN, TODAY, Filters
from linkages.forms import HouseForm

State, Verb = MatchCandidate.State, MatchDecision.Verb
VERBS = [Verb.LINK, Verb.NOT_SAME, Verb.NEEDS_INFORMATION]


class DecisionForm(HouseForm):
    """One decision about one pair; the button says which. `because` is a reason and its verb in
    one press."""

    verb = forms.ChoiceField(
        choices=[(verb, verb.label) for verb in VERBS], widget=forms.HiddenInput, required=False
    )
    because = forms.ChoiceField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(label=_("If not the same: why"), required=False)
    note = forms.CharField(
        label=_("Note for whoever looks next"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = reasons
        self.fields["reason"].choices = self.fields["because"].choices = reasons

    def suggest(self, reason: str) -> None:
        """Begin with this reason; where the county switched it off, with none that goes alone."""
        offered = {code for code, _label in self.reasons}
        self.initial["reason"] = reason if reason in offered else MatchDecision.Reason.OTHER.value

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("because"):
            given |= {"verb": Verb.NOT_SAME.value, "reason": given["because"]}
            self.errors.pop("reason", None)
        if not given.get("verb") and "verb" not in self.errors and "because" not in self.errors:
            self.add_error(None, _("Choose what the two records are."))
        if given.get("verb") == Verb.NOT_SAME and not given.get("reason"):
            self.add_error("reason", _("Choose why they are not the same."))
        other = given.get("reason") == MatchDecision.Reason.OTHER and not given.get("note")
        if given.get("verb") == Verb.NOT_SAME and other:
            self.add_error("note", _("Say the other reason in the note."))
        return given


class FilterForm(forms.Form):
    """What to list, kept in the address; nothing in it says anything about anybody."""

    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("To decide")),
            (State.NEEDS_INFORMATION, State.NEEDS_INFORMATION.label),
            (DEFERRED, pgettext_lazy("pairs", "Put off")),
            (State.LINKED, State.LINKED.label),
            (State.NOT_SAME, State.NOT_SAME.label),
            (State.EXPIRED, State.EXPIRED.label),
        ],
    )
    whose = forms.ChoiceField(label=_("Whose"), required=False)
    band = forms.ChoiceField(
        label=_("How sure"),
        required=False,
        choices=[
            ("", _("All")),
            (MatchCandidate.Band.CERTAIN, MatchCandidate.Band.CERTAIN.label),
            (MatchCandidate.Band.REVIEW, MatchCandidate.Band.REVIEW.label),
        ],
    )
    who = forms.ChoiceField(
        label=_("Decided by"), required=False, choices=[("", _("Anybody")), ("me", _("Me"))]
    )
    closed = forms.ChoiceField(
        label=_("Restricted"),
        required=False,
        choices=[("", _("All")), ("only", _("Only restricted"))],
    )

    def __init__(
        self, *args: Any, restricted: bool, others: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [
            ("", _("Anybody’s")),
            (MINE, _("Mine")),
            (TODAY, _("My list of today")),
            (NOBODY, _("Nobody’s")),
            *others,
        ]
        if not restricted:
            del self.fields["closed"]

    def filters(self, *, found: bool = False) -> Filters:
        """What was asked for; anything unknown counts as not asked."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            state=given.get("state") or OPEN,
            band=given.get("band", ""),
            by_me=given.get("who") == "me",
            restricted=given.get("closed") == "only",
            whose=given.get("whose", ""),
            found=found,
        )

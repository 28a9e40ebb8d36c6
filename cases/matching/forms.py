"""Forms of the review queue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.matching.models import MatchCandidate, MatchDecision
from cases.matching.queue import OPEN, Filters
from linkages.forms import HouseForm

State, Verb = MatchCandidate.State, MatchDecision.Verb
VERBS = [Verb.LINK, Verb.NOT_SAME, Verb.NEEDS_INFORMATION]


class DecisionForm(HouseForm):
    """One decision about one pair; the button says which."""

    verb = forms.ChoiceField(
        choices=[(verb, verb.label) for verb in VERBS], widget=forms.HiddenInput
    )
    reason = forms.ChoiceField(
        label=_("If not the same: why"), choices=MatchDecision.Reason, required=False
    )
    note = forms.CharField(
        label=_("Note for whoever looks next"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("verb") == Verb.NOT_SAME and not given.get("reason"):
            self.add_error("reason", _("Choose why they are not the same."))
        other = given.get("reason") == MatchDecision.Reason.OTHER and not given.get("note")
        if given.get("verb") == Verb.NOT_SAME and other:
            self.add_error("note", _("Say the other reason in the note."))
        return given


class HouseholdForm(HouseForm):
    """A decision for each undecided pair of one household; leaving one out is a choice too."""

    def __init__(self, *args: Any, pairs: list[MatchCandidate], labels: dict[Any, str], **kw: Any):
        super().__init__(*args, **kw)
        self.pairs = pairs
        later = ("", _("Leave for later"))
        for pair in pairs:
            self.fields[f"verb_{pair.pk}"] = forms.ChoiceField(
                label=labels[pair.pk],
                choices=[later] + [(verb, verb.label) for verb in VERBS],
                widget=forms.RadioSelect,
                required=False,
                initial=Verb.LINK if pair.band == MatchCandidate.Band.CERTAIN else "",
            )
            self.fields[f"reason_{pair.pk}"] = forms.ChoiceField(
                label=_("If not the same: why"), choices=MatchDecision.Reason, required=False
            )
            self.fields[f"version_{pair.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=pair.version
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"verb_{pair.pk}") for pair in self.pairs):
            raise forms.ValidationError(_("Choose for at least one pair."))
        return given


class FilterForm(forms.Form):
    """What to list, kept in the address; nothing in it says anything about anybody."""

    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("To decide")),
            (State.NEEDS_INFORMATION, State.NEEDS_INFORMATION.label),
            (State.LINKED, State.LINKED.label),
            (State.NOT_SAME, State.NOT_SAME.label),
            (State.EXPIRED, State.EXPIRED.label),
        ],
    )
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

    def __init__(self, *args: Any, restricted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not restricted:
            del self.fields["closed"]

    def filters(self) -> Filters:
        """What was asked for; anything unknown counts as not asked."""
        given = self.cleaned_data if self.is_valid() else {}
        return Filters(
            state=given.get("state") or OPEN,
            band=given.get("band", ""),
            by_me=given.get("who") == "me",
            restricted=given.get("closed") == "only",
        )

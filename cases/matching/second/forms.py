"""Forms of samples: what to draw, and one's word about a pair."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.matching.engine import UNITS
from cases.matching.models import MatchCandidate, MatchDecision, Sample, SampleWord
from cases.matching.second.agreement import SMALLEST_GROUP
from cases.matching.second.drawing import Wish
from cases.matching.second.judging import Word
from linkages.forms import HouseForm


class DrawForm(HouseForm):
    """Which pairs, how many, how spread over name groups."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which pairs"), choices=Sample.Kind, widget=forms.RadioSelect,
        initial=Sample.Kind.DECIDED,
    )  # fmt: skip
    size = forms.IntegerField(
        label=gettext_lazy("How many pairs"), min_value=SMALLEST_GROUP, max_value=5000, initial=50
    )
    strata = forms.ChoiceField(
        label=gettext_lazy("How they are chosen"),
        choices=Sample.Strata,
        widget=forms.RadioSelect,
        initial=Sample.Strata.AS_THEY_COME,
        help_text=gettext_lazy(
            "As many from each name group: small groups get a figure of their own, and the overall "
            "figure is weighed back."
        ),
    )
    band = forms.ChoiceField(
        label=gettext_lazy("How sure the score was"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            (MatchCandidate.Band.CERTAIN, MatchCandidate.Band.CERTAIN.label),
            (MatchCandidate.Band.REVIEW, MatchCandidate.Band.REVIEW.label),
        ],
        help_text=gettext_lazy("For pairs that people decided."),
    )
    threshold = forms.FloatField(
        label=gettext_lazy("Evidence of at least, in bits"),
        required=False,
        help_text=gettext_lazy("For pairs that the county’s rule would link."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == Sample.Kind.TO_LINK and given.get("threshold") is None:
            self.add_error("threshold", _("Say from how much evidence the rule would link."))
        return given

    def wish(self) -> Wish:
        """What was asked for."""
        given = self.cleaned_data
        to_link = given["kind"] == Sample.Kind.TO_LINK
        return Wish(
            kind=given["kind"],
            size=given["size"],
            strata=given["strata"],
            band="" if to_link else given["band"],
            threshold=round(given["threshold"] * UNITS) if to_link else None,
        )


class WordForm(HouseForm):
    """One's word about a pair; the button says which."""

    verb = forms.ChoiceField(choices=SampleWord.Verb, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("If not the same: why"),
        choices=MatchDecision.Reason,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("verb") == SampleWord.Verb.NOT_SAME and not given.get("reason"):
            self.add_error("reason", _("Choose why they are not the same."))
        return given

    def word(self) -> Word:
        given = self.cleaned_data
        return Word(given["verb"], given["reason"], given["note"])

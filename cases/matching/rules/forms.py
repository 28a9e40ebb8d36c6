"""Forms about rules, their publication, the threshold, and what the rule linked."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.matching.engine import COMPARISONS, UNITS
from cases.matching.models import Sample
from cases.matching.rules import words
from cases.matching.rules.table import (
    CHOICES,
    HOLDS,
    NUMBERS,
    SAYS,
    Condition,
    Kind,
    Rule,
    RuleError,
    Verb,
    check,
)
from cases.matching.words import FIELDS
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.parameters import Mark
from linkages.uswds import TypedDate

# A rule names itself for addresses and history; what the county reads is its title.
CODE = re.compile(r"^[a-z0-9_-]{1,40}$")
BOXES = forms.CheckboxSelectMultiple


class PublishForm(HouseForm):
    """From which day, and why."""

    effective_on = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Today or a later day, such as 1/4/2027."),
        widget=TypedDate,
        initial=today,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day < today():
            raise forms.ValidationError(
                _("A change never rewrites the past. Choose today or a later day.")
            )
        return day


class RuleForm(HouseForm):
    """One rule: what it does, and the conditions under which it does it. A field that is left
    empty asks nothing."""

    verb = forms.ChoiceField(
        label=gettext_lazy("What the rule does"),
        choices=[(each.value, words.VERBS[each]) for each in Verb],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=gettext_lazy("In the county’s words"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Reviewers read this beside a pair. Never name anybody."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"), max_length=160, required=False
    )
    mark = forms.ChoiceField(label=gettext_lazy("How sure that is"), choices=Mark.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = [(each, words.ANSWERS[each]) for each in SAYS]
        for name in COMPARISONS:
            self.fields[f"field_{name}"] = self._boxes(FIELDS[name], answers)
        self.fields["tier"] = self._boxes(
            words.KINDS[Kind.TIER], [(each, each.replace("-", "−")) for each in CHOICES[Kind.TIER]]
        )
        self.fields["hold"] = self._boxes(
            words.KINDS[Kind.HOLD], [(each, words.DOUBTS[each]) for each in HOLDS]
        )
        for kind in (Kind.HOUSEHOLD, Kind.ROLE):
            choices = [(each, words.ANSWERS[each]) for each in CHOICES[kind]]
            self.fields[str(kind)] = self._boxes(words.KINDS[kind], choices)
        for kind in (Kind.ESTIMATED, Kind.TWIN):
            self.fields[str(kind)] = forms.BooleanField(
                label=words.condition(Condition(kind)).capitalize(), required=False
            )
        for kind, (low, high) in NUMBERS.items():
            self.fields[str(kind)] = forms.FloatField(
                label=words.NUMBERS[kind], required=False, min_value=low, max_value=high
            )

    @staticmethod
    def _boxes(label: Any, choices: Sequence[tuple[str, Any]]) -> forms.MultipleChoiceField:
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=BOXES)

    @property
    def field_groups(self) -> list[Any]:
        """The boxes of fields that are compared, in the order of the review page."""
        return [self[f"field_{name}"] for name in COMPARISONS]

    @property
    def other_groups(self) -> list[Any]:
        """What else a rule may ask about."""
        kinds = (Kind.ESTIMATED, Kind.TWIN, Kind.APART, Kind.YOUNGER, Kind.OLDER, Kind.ROLE,
                 Kind.HOUSEHOLD, Kind.HOLD, Kind.TIER, Kind.AT_LEAST, Kind.BELOW)  # fmt: skip
        return [self[str(kind)] for kind in kinds]

    @staticmethod
    def initial_of(rule: Rule) -> dict[str, Any]:
        """A rule as the form shows it."""
        shown: dict[str, Any] = {
            "verb": str(rule.verb), "title": rule.title, "source": rule.source, "mark": rule.mark,
        }  # fmt: skip
        for each in rule.conditions:
            name = f"field_{each.field}" if each.kind == Kind.FIELD else str(each.kind)
            if each.kind in (Kind.ESTIMATED, Kind.TWIN):
                shown[name] = True
            else:
                shown[name] = list(each.among) if each.among else each.number
        return shown

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        try:
            check(Rule("x", Verb.ASK, self._conditions(given)))
        except RuleError as error:
            raise forms.ValidationError(words.fault(error)) from None
        return given

    def rule(self, code: str) -> Rule:
        """What was typed, as a rule of this code, stated today."""
        given = self.cleaned_data
        return Rule(
            code=code,
            verb=Verb(given["verb"]),
            conditions=self._conditions(given),
            title=given["title"].strip(),
            source=given["source"].strip(),
            mark=given["mark"],
            dated=today(),
        )

    @staticmethod
    def _conditions(given: dict[str, Any]) -> tuple[Condition, ...]:
        found = [
            Condition(Kind.FIELD, name, tuple(given[f"field_{name}"]))
            for name in COMPARISONS
            if given.get(f"field_{name}")
        ]
        for kind in (Kind.TIER, Kind.HOLD, Kind.HOUSEHOLD, Kind.ROLE):
            if given.get(str(kind)):
                found.append(Condition(kind, among=tuple(given[str(kind)])))
        for kind in (Kind.ESTIMATED, Kind.TWIN):
            if given.get(str(kind)):
                found.append(Condition(kind))
        for kind in NUMBERS:
            if given.get(str(kind)) is not None:
                found.append(Condition(kind, number=given[str(kind)]))
        return tuple(found)


class ThresholdForm(HouseForm):
    """From how much evidence the rule links by itself, on which reviewed sample."""

    sample = forms.ChoiceField(
        label=gettext_lazy("Reviewed sample"), widget=forms.RadioSelect, required=False
    )
    threshold = forms.FloatField(
        label=gettext_lazy("Evidence of at least"),
        required=False,
        help_text=gettext_lazy("In bits, as on the review page. Never below the sample’s own."),
    )

    def __init__(self, *args: Any, samples: Sequence[tuple[Sample, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._samples = {str(sample.pk): sample for sample, _said in samples}
        none = ("", _("None: the rule links nothing"))
        self.fields["sample"].choices = [none] + [(str(s.pk), said) for s, said in samples]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sample = self._samples.get(given.get("sample", ""))
        bits = given.get("threshold")
        if sample is not None and "threshold" in given:
            if bits is None:
                self.add_error("threshold", _("Say from how much evidence the rule links."))
            elif round(bits * UNITS) < (sample.threshold or 0):
                self.add_error(
                    "threshold", _("The sample says nothing about pairs below its own threshold.")
                )
        return given

    def chosen(self) -> tuple[int | None, Sample | None]:
        """Threshold in units and the sample, or neither."""
        sample = self._samples.get(self.cleaned_data["sample"])
        if sample is None:
            return None, None
        return round(self.cleaned_data["threshold"] * UNITS), sample


class LookedForm(HouseForm):
    """Which links one has looked at and found right."""

    pairs = forms.MultipleChoiceField(
        required=False,
        widget=BOXES,
        error_messages={"invalid_choice": gettext_lazy("Look at the page again, then decide.")},
    )

    def __init__(self, *args: Any, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pairs"].choices = [(each, each) for each in choices]

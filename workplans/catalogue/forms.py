"""What the state's editor types: a topic area, an objective with its steps, publishing."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linkages.bilingual import LANGUAGES, Words, said
from linkages.forms import HouseForm
from linkages.parameters import Mark
from workplans.catalogue.checking import LONGEST
from workplans.catalogue.reading import Catalogue, ObjectiveText, Resource, StepText, Topic

# Behind a step's words: where there is help for it, and its address.
HELP = " || "
NAMES = {"en": _("English"), "es": _("Spanish")}


class WordsForm(HouseForm):
    """Texts in both languages, one field beside the other."""

    def both(self, name: str, label: Any, words: Words, kind: str, lines: int = 2) -> None:
        """A field for each language; blank ones are told before publishing, not now."""
        for language in LANGUAGES:
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=f"{label} ({NAMES[language]})",
                required=False,
                max_length=LONGEST[kind],
                initial=words[language],
                widget=forms.Textarea(attrs={"rows": lines, "lang": language}),
            )

    def words(self, name: str) -> Words:
        """What was typed in both."""
        return {language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}


class HeadingForm(WordsForm):
    """What stands over the whole catalogue: categories, roles, how sure its text is."""

    mark = forms.ChoiceField(label=_("How sure its text is"), choices=Mark.choices)

    def __init__(self, *args: Any, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.fields["mark"].initial = catalogue.mark
        self.both("source", _("Where it comes from"), catalogue.source, "about", 3)
        for each in catalogue.categories:
            label = gettext("Category %(code)s") % {"code": each.code}
            self.both(f"category_{each.code}", label, each.title, "title", 1)
        for code, words in catalogue.roles.items():
            label = gettext("Role %(code)s") % {"code": code}
            self.both(f"role_{code}", label, words, "title", 1)

    def changed(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue as typed."""
        categories = tuple(
            replace(each, title=self.words(f"category_{each.code}"))
            for each in catalogue.categories
        )
        roles = {code: self.words(f"role_{code}") for code in catalogue.roles}
        return replace(
            catalogue,
            categories=categories,
            roles=roles,
            mark=self.cleaned_data["mark"],
            source=self.words("source"),
        )


class TopicForm(WordsForm):
    """A topic area's own words."""

    # It stands in addresses; whether it is a good one is told before publishing.
    code = forms.SlugField(label=_("Code"), max_length=4)
    rank = forms.IntegerField(
        label=_("Order of work"), min_value=1, max_value=9, help_text=_("1 comes first.")
    )
    in_launch = forms.BooleanField(label=_("A launch plan needs it"), required=False)
    co_led = forms.BooleanField(label=_("Its steps have a lead of each program"), required=False)
    drop = forms.BooleanField(
        label=_("Remove it, with its objectives, when I save"), required=False
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop = self.fields.pop("drop")
        for name in ("code", "rank", "in_launch", "co_led"):
            self.fields[name].initial = getattr(topic, name)
        self.both("title", _("Title"), topic.title, "title", 1)
        self.both("about", _("What it is about"), topic.about, "about", 3)
        self.both("find_out", _("What to find out where nobody knows"), topic.find_out, "words", 3)
        self.fields["drop"] = drop

    def topic(self, old: Topic) -> Topic:
        """The topic area as typed, with the objectives it has."""
        given = self.cleaned_data
        return replace(
            old,
            code=given["code"],
            rank=given["rank"],
            in_launch=given["in_launch"],
            co_led=given["co_led"],
            title=self.words("title"),
            about=self.words("about"),
            find_out=self.words("find_out"),
        )


class ObjectiveTextForm(WordsForm):
    """An objective with its product, its steps line by line, who, and from when to when."""

    code = forms.SlugField(label=_("Code"), max_length=8)
    from_month = forms.IntegerField(label=_("From month"), min_value=1, max_value=12)
    to_month = forms.IntegerField(label=_("To month"), min_value=1, max_value=12)
    roles = forms.MultipleChoiceField(
        label=_("Who"), required=False, widget=forms.CheckboxSelectMultiple
    )
    both_programs = forms.MultipleChoiceField(
        label=_("Of whom each program sends one"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    drop = forms.BooleanField(label=_("Remove this objective when I save"), required=False)

    def __init__(
        self, *args: Any, text: ObjectiveText, catalogue: Catalogue, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rest = {
            name: self.fields.pop(name)
            for name in ("from_month", "to_month", "roles", "both_programs", "drop")
        }
        self.fields["code"].initial = text.code
        self.both("statement", _("Implementation objective"), text.statement, "statement")
        self.both("product", _("Product"), text.product, "product", 1)
        for language in LANGUAGES:
            self.fields[f"steps_{language}"] = forms.CharField(
                label=gettext("Action steps, one on each line (%(language)s)")
                % {"language": NAMES[language]},
                help_text=gettext(
                    "Behind || may stand where there is help; in English, its address too."
                ),
                required=False,
                initial="\n".join(_line(step, language) for step in text.steps),
                widget=forms.Textarea(attrs={"rows": 8, "lang": language}),
            )
        self.fields.update(rest)
        choices = [(code, said(words)) for code, words in catalogue.roles.items()]
        for name, value in (("roles", text.roles), ("both_programs", sorted(text.both))):
            self.fields[name].choices = choices
            self.fields[name].initial = list(value)
        self.fields["from_month"].initial = text.from_month
        self.fields["to_month"].initial = text.to_month

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        counts = {
            language: len(_lines(given.get(f"steps_{language}", ""))) for language in LANGUAGES
        }
        if len(set(counts.values())) > 1:
            self.add_error(
                "steps_es",
                gettext("There are %(en)s steps in English and %(es)s in Spanish.") % counts,
            )
        return given

    def text(self) -> ObjectiveText:
        """The objective as typed."""
        given = self.cleaned_data
        english, spanish = (_lines(given[f"steps_{language}"]) for language in LANGUAGES)
        return ObjectiveText(
            code=given["code"],
            statement=self.words("statement"),
            product=self.words("product"),
            steps=tuple(_step(en, es) for en, es in zip(english, spanish, strict=True)),
            roles=tuple(given["roles"]),
            both=frozenset(given["both_programs"]),
            from_month=given["from_month"],
            to_month=given["to_month"],
        )


def _line(step: StepText, language: str) -> str:
    parts = [step.words[language]]
    if step.resource is not None:
        parts.append(step.resource.title[language])
        if step.resource.link and language == "en":
            parts.append(step.resource.link)
    return HELP.join(parts)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _step(english: str, spanish: str) -> StepText:
    words, title, link = (*(part.strip() for part in english.split("||")), "", "")[:3]
    other, other_title = (*(part.strip() for part in spanish.split("||")), "")[:2]
    resource = Resource({"en": title, "es": other_title}, link) if title else None
    return StepText({"en": words, "es": other}, resource)


class PublishForm(HouseForm):
    """Publishing a draft."""

    note = forms.CharField(
        label=_("What changed, for counties"), max_length=600, widget=forms.Textarea({"rows": 3})
    )

"""What is typed about a family."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import FAMILY_WIDE, Contact, Language, Task
from cases.families.notes import titles
from cases.families.notes.acts import Said
from cases.families.notes.choices import Choices
from cases.sharing.pages import ORDER
from linkages.calendar import today
from linkages.forms import HouseForm, ReasonForm
from linkages.programs import Program, other

LONGEST = 10_000
FIRST_YEAR = 2000
AHEAD = timedelta(days=731)


class WrittenForm(HouseForm):
    """Words, whose they are, what kind of information they hold, and about whom."""

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    about = forms.ChoiceField(label=_("About"), required=False, widget=forms.RadioSelect)
    category = forms.ChoiceField(
        label=_("Kind of information"),
        help_text=_("It decides who may read this."),
        widget=forms.RadioSelect,
    )
    owner = forms.ChoiceField(label=_("Belongs to"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.record: uuid.UUID | None = None
        self.fields["about"].choices = choices.abouts
        self.fields["category"].choices = choices.categories
        self.fields["owner"].choices = choices.owners
        self.initial.setdefault("about", "")
        self.initial.setdefault("owner", choices.owners[0][0])
        self.initial.setdefault("language", (get_language() or "en")[:2])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        owner, category = given.get("owner"), given.get("category")
        if owner and category:
            self._place(owner, category, given.get("about", ""))
        return given

    def _place(self, owner: str, category: str, key: str) -> None:
        """Say in words what cannot stand together, and find the record that it is about."""
        self.record = self.choices.about(owner, key)
        wide = category in FAMILY_WIDE
        if owner == Program.JOINT and not wide:
            self.add_error("owner", _now("This kind of information belongs to one program alone."))
        elif owner != Program.JOINT and category not in ORDER[Program(owner)]:
            self.add_error(
                "category",
                _now("%(program)s does not hold this kind of information. Choose another kind.")
                % {"program": Program(owner).label},
            )
        elif key and self.record is None:
            self.add_error(
                "about", _now("Choose somebody whom the program that it belongs to knows.")
            )
        elif not key and not wide:
            self.add_error("about", _now("Choose whom this is about. It cannot be the family."))
        elif not self.choices.may_write(owner, category, self.record):
            self.add_error(
                "category", _now("You could not read this yourself. Choose another kind.")
            )

    def said(self) -> Said:
        """What was written, for the act."""
        given = self.cleaned_data
        return Said(
            program=given["owner"],
            category=given["category"],
            about=self.record,
            language=given["language"],
            text=given["text"].strip(),
            more=self.more(),
        )

    def more(self) -> dict[str, Any]:
        """The columns of the kind itself."""
        return {}


class NoteForm(WrittenForm):
    """Words that belong to no contact and no task. The kind is always chosen, never preset."""

    field_order = ["text", "about", "category", "owner", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


class ContactForm(WrittenForm):
    """Who was met how and when. Everything is filled in but the words."""

    kind = forms.ChoiceField(label=_("Kind of contact"), choices=Contact.Kind)
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time of day"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    outcome = forms.ChoiceField(
        label=_("How it went"),
        choices=Contact.Outcome,
        initial=Contact.Outcome.HELD,
        widget=forms.RadioSelect,
    )
    present = forms.MultipleChoiceField(
        label=_("With whom of the family"), required=False, widget=forms.CheckboxSelectMultiple
    )
    programs = forms.MultipleChoiceField(
        label=_("Staff who took part"),
        required=False,
        choices=[(Program.CWS, Program.CWS.label), (Program.CALWORKS, Program.CALWORKS.label)],
        widget=forms.CheckboxSelectMultiple,
    )
    next_step = forms.CharField(label=_("Agreed next step"), max_length=200, required=False)
    next_due = forms.DateField(
        label=_("Next step by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = [
        "kind",
        "text",
        "day",
        "time",
        "outcome",
        "present",
        "programs",
        "next_step",
        "next_due",
        "about",
        "category",
        "owner",
        "language",
    ]

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, choices=choices, **kwargs)
        now = timezone.localtime()
        kind = self.initial.setdefault("kind", Contact.Kind.PHONE.value)
        self.initial.setdefault("category", choices.preset(kind))
        self.initial.setdefault("day", now.date())
        self.initial.setdefault("time", now.time().replace(second=0, microsecond=0))
        self.fields["present"].choices = choices.present
        if not self.is_bound:
            # All else is filled in: whoever opens the form begins to write.
            self.fields["text"].widget.attrs["autofocus"] = True
        if choices.present:
            self.initial.setdefault("present", [choices.present[0][0]])
        if choices.program != Program.JOINT:
            self.initial.setdefault("programs", [choices.program.value])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("day") and given.get("time") is not None:
            self._in_time(given, given["day"], given["time"])
        if given.get("next_due") and not given.get("next_step"):
            self.add_error("next_step", _now("Say what is to be done by that day."))
        elif given.get("next_due") and not today() <= given["next_due"] <= today() + AHEAD:
            self.add_error("next_due", _now("Look at the year: choose a day from today on."))
        return given

    def _in_time(self, given: dict[str, Any], day: date, clock: time) -> None:
        if day.year < FIRST_YEAR or day > today() + AHEAD:
            self.add_error("day", _now("Look at the year: this day is too far away."))
            return
        self.moment = timezone.make_aware(datetime.combine(day, clock))
        ahead = self.moment > timezone.now() + timedelta(minutes=1)
        planned = given.get("outcome") == Contact.Outcome.PLANNED
        if ahead and not planned and given.get("outcome"):
            self.add_error(
                "day", _now("This time has not come yet. Choose “Planned”, or another day.")
            )
        elif planned and self.moment.date() < today():
            self.add_error("day", _now("This day is over. Choose how it went, or a day to come."))

    def more(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "at": self.moment,
            "outcome": given["outcome"],
            "with_records": given["present"],
            "with_programs": given["programs"],
        }


class TaskForm(WrittenForm):
    """What is to be done, by whom, until when."""

    ME, OWN, CWS, CALWORKS = "me", "own", Program.CWS.value, Program.CALWORKS.value

    code = forms.ChoiceField(label=_("What is to be done"), required=False)
    doer = forms.ChoiceField(label=_("Who does it"), widget=forms.RadioSelect, initial=ME)
    due_on = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order = ["code", "text", "doer", "due_on", "about", "category", "owner", "language"]

    def __init__(self, *args: Any, choices: Choices, reads: Any, **kwargs: Any) -> None:
        """`reads(program, owner, category, record)`: whether that program's worker may."""
        super().__init__(*args, choices=choices, **kwargs)
        self.reads = reads
        offered = [(code, t.words) for code, t in titles.declared().items() if t.offered]
        self.fields["code"].choices = [("", _("In my own words")), *offered]
        self.fields["text"].label = _("In your own words")
        self.fields["text"].max_length = LONGEST
        self.fields["category"].required = False
        self.fields["category"].help_text = _("Only for your own words. It decides who reads them.")
        self.fields["doer"].choices = _doers(choices.program)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if code := given.get("code"):
            given["category"] = titles.declared()[code].category
            given["owner"] = _holder(given["category"], given.get("owner", ""))
        given = super().clean()
        if not code and not (given.get("text") or "").strip():
            self.add_error("text", _now("Choose a sentence, or say in your own words what to do."))
        elif not code and not given.get("category") and "category" not in self.errors:
            self.add_error("category", _now("Choose what kind of information your words hold."))
        if given.get("due_on") and not today() <= given["due_on"] <= today() + AHEAD:
            self.add_error("due_on", _now("Look at the year: choose a day from today on."))
        if not self.errors:
            self._reaches(given)
        return given

    def _reaches(self, given: dict[str, Any]) -> None:
        """A task that its doer cannot read would wait for ever."""
        side = self._side(given["doer"])
        if side == self.choices.program or side == Program.JOINT:
            return
        if not self.reads(side, given["owner"], given["category"], self.record):
            self.add_error(
                "category",
                _now("The other side may not read this. Choose a sentence from the list, or leave"
                     " out what is not theirs."),
            )  # fmt: skip

    def _side(self, doer: str) -> str:
        return self.choices.program.value if doer in (self.ME, self.OWN) else doer

    def more(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "code": given["code"],
            "doer": self._side(given["doer"]),
            "due_on": given["due_on"],
        }

    @property
    def is_mine(self) -> bool:
        """Whether the writer does it in person."""
        return bool(self.cleaned_data["doer"] == self.ME)


def _doers(program: Program) -> list[tuple[str, Any]]:
    if program == Program.JOINT:
        cws, calworks = _("The CWS worker"), _("The CalWORKs worker")
        return [(TaskForm.ME, _("I")), (TaskForm.CWS, cws), (TaskForm.CALWORKS, calworks)]
    partner = other(program)
    label = _("The other program’s worker (%(program)s)")
    return [
        (TaskForm.ME, _("I")),
        (TaskForm.OWN, _("Whoever works with the family on our side")),
        (partner.value, label % {"program": partner.label}),
    ]


def _holder(category: str, owner: str) -> str:
    """The program that can hold a sentence's category, where the chosen owner cannot."""
    if owner == Program.JOINT or not owner or category in ORDER[Program(owner)]:
        return owner
    return other(owner).value


class StrikeForm(ReasonForm):
    """Why something written was a mistake."""


def with_reason(form: WrittenForm) -> WrittenForm:
    """The same form for a correction, which says why."""
    form.fields["reason"] = forms.CharField(
        label=_("Why it is corrected"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    for name in ("next_step", "next_due"):
        form.fields.pop(name, None)
    return form


def initial_of(row: Any, text: str, choices: Choices) -> dict[str, Any]:
    """What a row says, for the form that corrects it."""
    said = {
        "text": text,
        "about": choices.key_of(row.about_id),
        "category": row.category,
        "owner": row.program,
        "language": row.language,
    }
    if isinstance(row, Contact):
        at = timezone.localtime(row.at)
        said |= {
            "kind": row.kind,
            "day": at.date(),
            "time": at.time(),
            "outcome": row.outcome,
            "present": row.with_records,
            "programs": row.with_programs,
        }
    if isinstance(row, Task):
        said |= {"code": row.code, "doer": row.doer, "due_on": row.due_on}
    return said

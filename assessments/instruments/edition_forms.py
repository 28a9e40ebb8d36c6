"""Forms about an edition as a whole: beginning, importing, publishing and printing it."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.instruments import parts
from assessments.instruments.checking import INSTRUMENT_CODE, LONGEST
from assessments.instruments.part_forms import SCORINGS
from assessments.instruments.reading import Instrument, Scoring, Unreadable, shaped
from linkages.forms import HouseForm

# Addresses of pages beside those of instruments.
RESERVED = ("new", "import", "drafts")
SIZE_LIMIT = 1_000_000


class StartForm(HouseForm):
    """An instrument that the product does not know: its code, its title, how it is scored."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Small letters, digits and hyphens, such as staff-survey."),
        max_length=32,
    )
    title_en = forms.CharField(label=gettext_lazy("Title, in English"), max_length=LONGEST["title"])
    title_es = forms.CharField(
        label=gettext_lazy("Title, in Spanish"),
        max_length=LONGEST["title"],
        widget=forms.TextInput({"lang": "es"}),
    )
    scoring = forms.ChoiceField(
        label=gettext_lazy("How results are counted"), choices=SCORINGS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not INSTRUMENT_CODE.fullmatch(code) or code in RESERVED:
            raise forms.ValidationError(_("Small letters, digits and hyphens; a letter first."))
        if code in self.taken:
            raise forms.ValidationError(_("There is an instrument with this code already."))
        return code

    def instrument(self) -> Instrument:
        """What the draft begins with."""
        given = self.cleaned_data
        title = {"en": given["title_en"], "es": given["title_es"]}
        return parts.empty(given["code"], title, Scoring(given["scoring"]))


class ImportForm(HouseForm):
    """An instrument as a file."""

    file = forms.FileField(
        label=gettext_lazy("Instrument"),
        help_text=gettext_lazy("A .json file that was downloaded from an instrument’s page."),
    )

    def clean_file(self) -> Instrument:
        content = self.cleaned_data["file"]
        if content.size > SIZE_LIMIT:
            raise forms.ValidationError(_("The file is too large for an instrument."))
        try:
            instrument = shaped(json.loads(content.read().decode("utf-8-sig")))
            # Half of a letter, or a nothing among letters, could be read and not be kept.
            kept = json.dumps(instrument.written(), ensure_ascii=False).encode()
            if rb"\u0000" in kept:
                raise ValueError("null character")
        except (ValueError, RecursionError) as trouble:
            raise forms.ValidationError(_("This is not a file of an instrument.")) from trouble
        except Unreadable as trouble:
            raise forms.ValidationError(str(trouble)) from trouble
        if not INSTRUMENT_CODE.fullmatch(instrument.code) or instrument.code in RESERVED:
            raise forms.ValidationError(_("Its code cannot be the code of an instrument."))
        return instrument


class PublishForm(HouseForm):
    """What changed, for those who will use it."""

    note = forms.CharField(
        label=gettext_lazy("What is new in it"),
        help_text=gettext_lazy("Every county reads this."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PrintForm(HouseForm):
    """The language of a blank form on paper."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("en", "English"), ("es", "Español")],
        widget=forms.RadioSelect,
    )

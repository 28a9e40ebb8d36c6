"""Forms about extracts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records import intake, uploads, words
from cases.records.models import ExtractBatch, ExtractFile, SourceProfile
from cases.records.parameters import REGIONAL
from cases.records.profiles import choosing
from cases.records.reading.reasons import Unreadable
from linkages import parameters
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.programs import Program
from linkages.templatetags.words import short_day
from linkages.uswds import TypedDate

Part = ExtractFile.Part


class UploadForm(HouseForm):
    """One delivery: whose, which file or files, as of when."""

    program = forms.ChoiceField(
        label=gettext_lazy("Program"),
        choices=[(Program.CWS, Program.CWS.label), (Program.CALWORKS, Program.CALWORKS.label)],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CWS: the file of children. CalWORKs: the file of persons. Excel, CSV, tab, pipe, "
            "fixed width, or a .gz of text."
        ),
        allow_empty_file=True,
    )
    others = forms.FileField(
        label=gettext_lazy("Second CWS file: parents and others"),
        help_text=gettext_lazy("Only for CWS. It belongs to the same batch."),
        required=False,
        allow_empty_file=True,
    )
    reads = forms.ChoiceField(
        label=gettext_lazy("How the file reads"),
        help_text=gettext_lazy(
            "Find out: by the profile whose columns it has, otherwise by its column names."
        ),
        required=False,
    )
    others_reads = forms.ChoiceField(
        label=gettext_lazy("How the second file reads"), required=False
    )
    as_of = forms.DateField(
        label=gettext_lazy("Date of the extract"),
        help_text=gettext_lazy("The day on which the report was drawn, such as 11/23/2026."),
        widget=TypedDate,
    )
    check_only = forms.BooleanField(
        label=gettext_lazy("Check my file, load nothing"),
        help_text=gettext_lazy(
            "You get the same counts, refusals and remarks. Nothing of it can be accepted."
        ),
        required=False,
    )
    regional = forms.BooleanField(
        label=gettext_lazy("The file covers several counties"),
        help_text=gettext_lazy("Without this, rows of other counties are quarantined."),
        required=False,
    )
    restore_zeros = forms.BooleanField(
        label=gettext_lazy("Excel dropped leading zeros of Social Security numbers"),
        help_text=gettext_lazy(
            "Numbers with eight digits get their zero back. Without this they are not used."
        ),
        required=False,
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        self._profiles = choosing.in_use(county, Part.values)
        self.reading: dict[str, choosing.Chosen] = {}
        first = [each for each in self._profiles if each.part != Part.OTHERS]
        second = [each for each in self._profiles if each.part == Part.OTHERS]
        self.fields["reads"].choices = choosing.choices(first, federal=True)
        self.fields["others_reads"].choices = choosing.choices(second, federal=False)
        if not second:
            del self.fields["others_reads"]
        self.fields["as_of"].initial = today
        self.fields["regional"].initial = parameters.value(REGIONAL, county=county, on=today())

    @staticmethod
    def repeated(asked: Mapping[str, str]) -> dict[str, Any]:
        """What a checked batch says about itself, to upload the same file for real."""
        names = ("program", "regional", "restore_zeros", "reads", "others_reads")
        said: dict[str, Any] = {name: asked[name] for name in names if asked.get(name)}
        if day := parse_date(asked.get("as_of", "")[:10]):
            said["as_of"] = day
        return said

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day > today():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_only = cleaned.get("check_only", False)
        if refusal := intake.closed(self.county, check_only=check_only):
            raise forms.ValidationError(refusal)
        program, others = cleaned.get("program"), cleaned.get("others")
        if program == Program.CALWORKS and others:
            self.add_error("others", _("CalWORKs comes in one file. Take the second one out."))
        elif program:
            self._look_at("file", Part.PERSONS if program == Program.CALWORKS else Part.CLIENTS)
            self._look_at("others", Part.OTHERS)
        if not check_only:
            self._not_the_past(program, cleaned.get("as_of"))
        return cleaned

    def _look_at(self, name: str, part: str) -> None:
        """What can be said about a file from its first lines, and whether it came before."""
        content: UploadedFile | None = self.cleaned_data.get(name)
        if not content:
            return
        if content.size and content.size > settings.UPLOAD_LIMIT_BYTES:
            self.add_error(name, too_large())
            return
        wanted = self.cleaned_data.get("others_reads" if part == Part.OTHERS else "reads") or ""
        try:
            chosen = choosing.choose(self._profiles, part, wanted, content.file)
            intake.recognize(content.file, part, chosen.profile)
            self.reading[part] = chosen
        except Unreadable as trouble:
            self.add_error(name, words.sentence(trouble.code, trouble.params) + ".")
            return
        if self.cleaned_data.get("check_only"):
            return
        before = intake.earlier(self.county, uploads.digest(content.file))
        if before is not None:
            self.add_error(name, came_before(before))

    def _not_the_past(self, program: str | None, as_of: Any) -> None:
        latest = ExtractBatch.objects.filter(county=self.county).latest_accepted(program or "")
        if as_of and latest and latest.as_of > as_of:
            self.add_error(
                "as_of",
                _("An extract as of %(day)s is accepted already. An older one cannot follow it.")
                % {"day": short_day(latest.as_of)},
            )

    def profiles_by_part(self) -> dict[str, SourceProfile]:
        """Part -> the county's profile with which a file is read, of a valid form."""
        return {part: each.saved for part, each in self.reading.items() if each.saved}

    def files_by_part(self) -> dict[str, Any]:
        """Part -> open file, of a valid form."""
        if self.cleaned_data["program"] == Program.CALWORKS:
            return {Part.PERSONS: self.cleaned_data["file"].file}
        found = {Part.CLIENTS: self.cleaned_data["file"].file}
        if self.cleaned_data.get("others"):
            found[Part.OTHERS] = self.cleaned_data["others"].file
        return found


def came_before(batch: ExtractBatch) -> str:
    """The sentence that names the batch in which the very same file came."""
    return _(
        "This very file was uploaded on %(day)s, as %(batch)s extract as of %(as_of)s. "
        "That batch: %(state)s."
    ) % {
        "day": short_day(batch.uploaded_at),
        "batch": batch.get_program_display(),
        "as_of": short_day(batch.as_of),
        "state": batch.get_state_display(),
    }


def too_large() -> str:
    """The sentence about the limit."""
    return _("The upload is larger than %(limit)s MB. Compress the file (.gz) or split it.") % {
        "limit": settings.UPLOAD_LIMIT_BYTES // 1_000_000
    }


class DecisionForm(HouseForm):
    """An act on a batch that needs no words."""

"""A profile on its way: what its author chose so far and the head of a sample file, both sealed.

Nobody else sees a draft. It goes when the profile is saved or thrown away, at the latest a day
after it was begun.
"""

import json
import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404

from cases.records.models import ProfileDraft
from cases.records.reading.profile import Profile, from_json
from linkages import audit
from linkages.sealing import Unopenable, seal, unseal

LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was chosen so far.

    `columns` is None until the columns were looked at; then squeezed column name -> field, or
    nothing where a column is not used. `places` are [name, start, length] of a file of fixed
    width. `based_on` is the version that this one goes on from.
    """

    system: str
    report: str
    grain: str
    program: str
    shape: str
    note: str = ""
    based_on: str = ""
    headers: list[str] = field(default_factory=list)
    columns: dict[str, str] | None = None
    places: list[list[Any]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    date_order: str = "mdy"

    def profile(self) -> Profile:
        """The profile as far as it is described. Raises ProfileError."""
        return from_json(self._stated(with_columns=True))

    def bare(self) -> Profile:
        """Only how the file is built: what guesses are made under. Raises ProfileError."""
        return from_json(self._stated(with_columns=False))

    def _stated(self, *, with_columns: bool) -> dict[str, Any]:
        described = with_columns and self.shape != "tanf"
        return {
            "program": self.program,
            "grain": self.grain,
            "shape": self.shape,
            "columns": (self.columns or {}) if described else {},
            "codes": self.codes if described else {},
            "places": self.places if self.shape == "fixed" else [],
            "date_order": self.date_order,
        }


def begin(user: Any, answers: Answers, sample: bytes) -> ProfileDraft:
    """Keep a draft for its author, who has one of them at most for each report."""
    draft = ProfileDraft(county_id=user.working_in.county_id, author=user)
    draft.answers = _sealed(draft, "answers", json.dumps(asdict(answers)).encode())
    draft.sample = _sealed(draft, "sample", sample)
    draft.save(force_insert=True)
    audit.note({draft.pk})
    return draft


def change(draft: ProfileDraft, **chosen: Any) -> None:
    """Keep more of what the author chose."""
    answers = replace(answers_of(draft), **chosen)
    draft.answers = _sealed(draft, "answers", json.dumps(asdict(answers)).encode())
    draft.save(update_fields=["answers"])


def answers_of(draft: ProfileDraft) -> Answers:
    """What was chosen so far. Where the seal does not open any more, the draft is as good as
    gone: 404."""
    return Answers(**json.loads(_opened(draft, "answers")))


def sample_of(draft: ProfileDraft) -> bytes:
    """The head of the sample file."""
    return _opened(draft, "sample")


def of(user: Any) -> list[tuple[ProfileDraft, Answers]]:
    """The drafts of this person in the county where they work now, latest first."""
    mine = ProfileDraft.objects.visible_to(user).filter(author=user)
    return [(draft, answers_of(draft)) for draft in mine[:20]]


def one_of(user: Any, draft_id: uuid.UUID) -> ProfileDraft:
    """One's own draft; 404 for anybody else's."""
    mine = ProfileDraft.objects.visible_to(user).filter(author=user)
    draft = mine.filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft


def forget(county: str, _since: datetime, until: datetime) -> None:
    """A watch: drop what is older than a day."""
    ProfileDraft.objects.filter(county=county, begun_at__lt=until - LIFE).delete()


def _sealed(draft: ProfileDraft, name: str, content: bytes) -> bytes:
    return seal(content, model="profiledraft", field=name, row=draft.pk)


def _opened(draft: ProfileDraft, name: str) -> bytes:
    try:
        return unseal(getattr(draft, name), model="profiledraft", field=name, row=draft.pk)
    except Unopenable as trouble:
        raise Http404 from trouble

"""What a reader of a plan has to say about it: a code, the cell, and a sentence in its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES: dict[str, Any] = {
    "no_goal": gettext_lazy("The file names no goal for the next 12 months. Write it in the plan."),
    "no_table": gettext_lazy("The file has no objective. Write them in the plan."),
    "unknown_topic": gettext_lazy(
        "The topic area “%(text)s” is not in the catalogue. Choose one below, or it stands "
        "under its own name."
    ),
    "unknown_column": gettext_lazy(
        "The column “%(text)s” is not one of the template’s. What stands in it goes into the "
        "comments."
    ),
    "bad_day": gettext_lazy("“%(text)s” is not a day. It goes into the comment."),
    "day_order": gettext_lazy(
        "Step %(number)s would be due before it starts. The start goes into the comment."
    ),
    "bad_status": gettext_lazy("“%(text)s” is not a status. It goes into the comment."),
    "no_reason": gettext_lazy(
        "Step %(number)s is blocked or dropped, and the file does not say why."
    ),
    "bad_link": gettext_lazy("“%(text)s” is not an address on the web. It is kept as a remark."),
    "bad_word": gettext_lazy("“%(text)s” is not one of the words that go here. It is kept."),
    "unknown_need": gettext_lazy(
        "Step %(number)s waits for “%(text)s”, which is no step of this plan. It goes into the "
        "comment."
    ),
    "unknown_objective": gettext_lazy(
        "Step %(number)s points to objective %(text)s, which is not in this plan."
    ),
    "circle": gettext_lazy(
        "These steps wait for each other in a circle: %(text)s. The last of them no longer waits; "
        "that goes into its comment."
    ),
    "too_long": gettext_lazy(
        "“%(text)s…” is longer than there is room. What comes after is kept as a remark."
    ),
    "no_objective": gettext_lazy(
        "“%(text)s” stands under no objective. One was made with the name of the topic area."
    ),
    "no_topic": gettext_lazy("“%(text)s” stands under no topic area. It goes under “Other”."),
    "no_step": gettext_lazy(
        "This row names people or days and no action step. It was read as the step “%(text)s”."
    ),
    "number_again": gettext_lazy(
        "The number %(text)s stands there twice or cannot be kept. The plan counts anew."
    ),
    "whose_contact": gettext_lazy("The file does not say for which program %(text)s is asked."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be taken as it stood. `place` is a cell, or empty."""

    code: str
    place: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In the language of whoever looks."""
        words = str(SENTENCES[self.code]) % self.told
        return (
            _("%(place)s: %(words)s") % {"place": self.place, "words": words}
            if self.place
            else words
        )

    def written(self) -> dict[str, Any]:
        return {"code": self.code, "place": self.place, "told": dict(self.told)}


@dataclass(frozen=True, slots=True)
class Kept:
    """Words of the file that fit in no field: kept as a remark on the plan, or on the objective
    or step of this number."""

    place: str
    about: str
    text: str

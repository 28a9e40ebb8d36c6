"""Tasks as fixed sentences: each app of the families declares its own in settings.TASK_TITLES.

A sentence takes `params` (codes, numbers, days as ISO text; never a name) and says which category
its information is of, so that it may stand wherever that category may.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.families.models import Task
from linkages.templatetags.words import short_day


@dataclass(frozen=True, slots=True)
class Title:
    """One sentence that a task may be. `offered`: people may choose it in the form."""

    words: Promise | str
    category: str = "C1"
    offered: bool = False


TITLES: dict[str, Title] = {
    "call_other_side": Title(_("Call the worker of the other program"), offered=True),
    "call_family": Title(_("Call the family"), offered=True),
    "plan_joint_visit": Title(_("Plan a joint visit"), offered=True),
    "ask_release": Title(_("Ask the family for a release of information"), offered=True),
    "ask_agreement": Title(_("Ask the family whether they take part"), offered=True),
    "send_hearing_dates": Title(
        _("Send the hearing dates to the other program"), "C5", offered=True
    ),
    "send_case_plan": Title(
        _("Send the case plan activities to the other program"), "C5", offered=True
    ),
    "send_wtw_hours": Title(
        _("Send hours and activities to the other program"), "C3", offered=True
    ),
    "check_child_care": Title(
        _("Check that child care covers both programs’ activities"), "C3", offered=True
    ),
    "check_sanction": Title(_("Look whether the sanction can be cured"), "C2", offered=True),
}


@functools.cache
def declared() -> Mapping[str, Title]:
    """Every sentence of the product by code, from the lists that settings name."""
    found: dict[str, Title] = {}
    for dotted in settings.TASK_TITLES:
        for code, title in import_string(dotted).items():
            if code in found:
                raise ValueError(f"Task sentence {code} is declared twice")
            found[code] = title
    return found


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a code in the reader's language; days in `params` as days in words."""
    said = {name: _in_words(value) for name, value in params.items()}
    return str(declared()[code].words) % said


def _in_words(value: Any) -> Any:
    day = parse_date(value) if isinstance(value, str) else None
    return short_day(day) if day else value


def title_of(task: Task) -> str:
    """What to call a task whose own words are not at hand."""
    return sentence(task.code, task.params) if task.code else _now("A task in a worker’s words")

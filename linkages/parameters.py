"""Practice is data: every number or list that a county could want otherwise, declared once.

A declaration says name, type, default, source and mark. A county's value has a date from which it
holds and never rewrites the past: whoever asks says the day.
"""

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from linkages.fence import RowClass
from linkages.once import once
from linkages.rows import CountyQuerySet, CountyRow


class Mark(models.TextChoices):
    """How sure we are of where a default comes from."""

    HIGH = "H", _("Read in its source")
    MEDIUM = "M", _("Read in part; confirm with your county")
    LOW = "L", _("Inferred; confirm with your county")
    PRACTICE = "P", _("Practice knowledge")
    OURS = "I", _("Our choice")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a county may set. `kind` is int, bool, float or str.

    `choices` (value, label) narrow a text to what is listed; `several` of them are kept as one
    text with commas.
    """

    name: str
    kind: type
    default: Any
    label: Promise | str
    help: Promise | str
    source: str
    mark: Mark
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, Promise | str], ...] = ()
    several: bool = False

    @property
    def labels(self) -> dict[str, Promise | str]:
        """What each choice is called."""
        return dict(self.choices)


@pghistory.track(append_only=True)
class ParameterValue(CountyRow):
    """What one county set, from a day on. A later row wins; rows are never changed."""

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    name = models.CharField(max_length=80)
    value = models.JSONField()
    effective_from = models.DateField()
    reason = models.CharField(max_length=300)
    set_by = models.UUIDField()
    set_at = models.DateTimeField(default=timezone.now)

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-effective_from", "-set_at"]

    def __str__(self) -> str:
        return f"{self.name} from {self.effective_from}"


@functools.cache
def declared() -> dict[str, Parameter]:
    """Every parameter of the product by name, from the lists that settings name."""
    found: dict[str, Parameter] = {}
    for dotted in settings.PARAMETERS:
        for parameter in import_string(dotted):
            if parameter.name in found:
                raise ValueError(f"Parameter {parameter.name} is declared twice")
            found[parameter.name] = parameter
    return found


def value(name: str, *, county: str, on: date) -> Any:
    """What holds in a county on a day: its latest value in force, else the default."""
    parameter = declared()[name]
    rows = once(("parameters", county, on), lambda: _in_force(county, on))
    return rows.get(name, parameter.default)


def _in_force(county: str, on: date) -> dict[str, Any]:
    """What a county set, by name: few rows, asked for together."""
    rows = ParameterValue.objects.filter(county=county, effective_from__lte=on)
    return dict(rows.order_by("effective_from", "set_at").values_list("name", "value"))

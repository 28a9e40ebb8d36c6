"""What every row of a county has in common: an opaque id, its county, its fence."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models.expressions import RawSQL

from linkages.fence import RowClass

if TYPE_CHECKING:
    from counties.models import User


class CountyQuerySet(models.QuerySet):
    """Rows of one county; views begin with `visible_to`."""

    def visible_to(self, user: "User") -> Self:
        """Rows of the county in which this person works now; none where no county is chosen."""
        working = getattr(user, "working_in", None)
        if working is None:
            return self.none()
        return self.filter(county=working.county_id)


def among(known: Iterable[uuid.UUID]) -> RawSQL:
    """The right side of `__in` for ids that are known: one argument, however many they are."""
    return RawSQL("select unnest(%s::uuid[])", [list(known)])


def among_words(known: Iterable[str]) -> RawSQL:
    """The same for words, such as the ids of workers."""
    return RawSQL("select unnest(%s::text[])", [list(known)])


class CountyKey(models.ForeignKey):
    """A key to a row of the same county. The fence writes the real, composite, constraint."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class CountyRow(models.Model):
    """A row that belongs to one county and that nobody else's session can reach."""

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("counties.County", models.PROTECT, related_name="+")

    objects = CountyQuerySet.as_manager()

    class Meta:
        abstract = True


def both_or_neither(first: str, second: str) -> models.CheckConstraint:
    """Two nullable columns that are set, and cleared, together."""
    neither = models.Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
    both = models.Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
    return models.CheckConstraint(
        condition=neither | both, name=f"%(class)s_{first}_with_{second}"[:60]
    )

"""Which edition of the catalogue holds: the newest that the state published, else the shipped."""

from dataclasses import dataclass
from typing import Any

from counties.models import County
from counties.permissions import Permission, may
from linkages.editions import EditionQuerySet
from workplans.catalogue.reading import Catalogue, shaped
from workplans.catalogue.shipped import SHIPPED
from workplans.models import CatalogueEdition

CODE = "catalogue"
State = CatalogueEdition.State


@dataclass(frozen=True, slots=True)
class Known:
    """An edition that somebody may look at. `row` is None for the one that the product ships."""

    catalogue: Catalogue
    row: CatalogueEdition | None

    @property
    def is_published(self) -> bool:
        """Whether counties may use it."""
        return self.row is None or self.row.state == State.PUBLISHED


def current() -> Catalogue:
    """The edition from which objectives are copied today. One query."""
    newest = published().last()
    # Checked when it was published; stricter checks of a later release must not take it away.
    return SHIPPED if newest is None else shaped(newest.content)


def published() -> EditionQuerySet:
    """Editions that the state's desk published, oldest first: what every county may use."""
    rows: EditionQuerySet = CatalogueEdition.objects.all().published()
    return rows.filter(county__kind=County.Kind.STATE, code=CODE).order_by("number")


def editions_for(user: Any) -> list[Known]:
    """Every edition that this person may look at, newest first. Drafts and what was withdrawn are
    there for those alone who write the catalogue."""
    rows = published()
    if may(user, Permission.EDIT_CATALOGUE):
        rows = rows | CatalogueEdition.objects.visible_to(user).filter(code=CODE)
    rows = rows.select_related("published_by", "created_by").order_by("-number")
    return [*(Known(shaped(row.content), row) for row in rows), Known(SHIPPED, None)]

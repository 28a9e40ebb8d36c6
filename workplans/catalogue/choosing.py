"""Which edition of the catalogue holds: the newest that the state published, else the shipped."""

from counties.models import County
from linkages.editions import EditionQuerySet
from workplans.catalogue.reading import Catalogue, read
from workplans.catalogue.shipped import SHIPPED
from workplans.models import CatalogueEdition

CODE = "catalogue"


def current() -> Catalogue:
    """The edition from which objectives are copied today. One query."""
    newest = published().last()
    return SHIPPED if newest is None else read(newest.content)


def published() -> EditionQuerySet:
    """Editions that the state's desk published, oldest first: what every county may use."""
    rows = CatalogueEdition.objects.published().filter(county__kind=County.Kind.STATE, code=CODE)
    return rows.order_by("number")

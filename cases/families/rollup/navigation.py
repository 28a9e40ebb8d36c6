"""Who belongs to a family, as a part of its page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.families.rollup.drawing import drawn
from cases.families.rollup.people import people_of
from cases.families.viewing import FamilyView
from counties.permissions import Permission, may
from linkages.registries import Section
from linkages.uswds import Column

COLUMNS = [Column(_("Name")), Column(_("Part")), Column(_("Stands in")), Column(_("Known to"))]


def of_family(user: Any, view: FamilyView) -> Iterator[Section]:
    """The people of a family: a map, and the same as a table."""
    found = people_of(user, view)
    yield Section(
        20,
        _("People"),
        "families/rollup/_people.html",
        {
            "people": found,
            "map": drawn(found.map, key="map", title=str(_("Who belongs to this family"))),
            "columns": COLUMNS,
            "family": view.family,
            "may_shape": may(user, Permission.SHAPE_FAMILY),
            "may_read_rules": may(user, Permission.VIEW_FAMILY_RULES),
        },
    )

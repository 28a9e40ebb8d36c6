"""Where the rest of the house finds families: the navigation."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.permissions import Permission, may
from counties.shell import Entry


def entries(user: Any) -> Iterator[Entry]:
    """The list of families, for those whose work has families in it."""
    if may(user, Permission.VIEW_FAMILY):
        yield Entry(5, _("Families"), reverse("families:families"))

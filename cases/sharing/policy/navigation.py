"""The entry of the navigation that leads to counsel's pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.permissions import Permission, may
from counties.shell import Entry


def entries(user: Any) -> Iterator[Entry]:
    """Legal bases, for those who may see them."""
    if may(user, Permission.VIEW_POLICY):
        yield Entry(80, _("Legal bases"), reverse("sharing:policy"))

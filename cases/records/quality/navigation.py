"""Where the rest of the house finds quality: a supervisor's navigation. Who looks after extracts
comes to it from there."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.permissions import Permission, may
from counties.shell import Entry


def entries(user: Any) -> Iterator[Entry]:
    """Quality, for those whose own people's records it is about."""
    if may(user, Permission.VIEW_QUALITY) and not may(user, Permission.VIEW_BATCH):
        yield Entry(35, _("Quality"), reverse("records:quality"))

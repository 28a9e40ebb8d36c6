"""What this app adds to the navigation and to Today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.records import pages
from cases.records.models import ExtractBatch
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.registries import Section


def entries(user: Any) -> Iterator[Entry]:
    """Extracts, for those who may see batches."""
    if may(user, Permission.VIEW_BATCH):
        yield Entry(30, _("Extracts"), reverse("records:list"))


def to_decide(user: Any) -> Iterator[Section]:
    """Batches that wait for a decision or could not be read, for analysts and coordinators."""
    if not may(user, Permission.VIEW_BATCH):
        return
    states = [ExtractBatch.State.VALIDATED, ExtractBatch.State.RECEIVED]
    if may(user, Permission.UPLOAD_EXTRACT):
        states.append(ExtractBatch.State.FAILED)
    found = ExtractBatch.objects.visible_to(user).filter(state__in=states)
    batches = list(found.select_related("uploaded_by")[:10])
    if batches:
        rows = [(batch, *pages.state_of(batch)) for batch in batches]
        yield Section(20, _("Extracts"), "records/_today.html", {"rows": rows})

"""Downloads of the refused rows of a batch."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.records.models import ExtractBatch
from cases.records.refusals import listing, writing
from cases.records.views import batch_for
from counties.permissions import Permission
from linkages import audit, exports
from linkages.templatetags.words import number

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def as_csv(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The refused rows as CSV."""
    batch = batch_for(request, batch_id, Permission.VIEW_BATCH)
    content = writing.as_csv(listing.listings(request.user, batch), _rest(request, batch))
    return _file(batch, content, CSV, "csv")


@require_GET
def as_workbook(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The refused rows as XLSX."""
    batch = batch_for(request, batch_id, Permission.VIEW_BATCH)
    content = writing.as_workbook(listing.listings(request.user, batch), _rest(request, batch))
    return _file(batch, content, XLSX, "xlsx")


def _rest(request: HttpRequest, batch: ExtractBatch) -> str:
    """How many rows more were refused than a list takes, in a sentence."""
    count = listing.rows_for(request.user, batch).count() - listing.ROWS
    if count <= 0:
        return ""
    return _("%(count)s more refused rows are not in this list.") % {"count": number(count)}


def _file(batch: ExtractBatch, content: bytes, kind: str, ending: str) -> HttpResponse:
    audit.note({batch.pk}, purpose=exports.PURPOSE)
    response = HttpResponse(content, content_type=kind)
    name = f"refused-rows-{batch.pk.hex[:8]}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Where the rest of the house finds results: the page of today of sponsors."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import RoundDecision, RoundSignature
from assessments.results.deciding import BOTH, DECIDE
from counties.permissions import Permission, may
from linkages.registries import Section

SHOWN = 5


def to_sign(user: Any) -> Iterator[Section]:
    """For the page of today: decisions that a sponsor's program has not signed."""
    if not may(user, Permission.SIGN_DECISION) or user.working_in.program not in BOTH:
        return
    held = RoundSignature.objects.filter(
        county=OuterRef("county"),
        round=OuterRef("round"),
        act=DECIDE,
        program=user.working_in.program,
        void_at=None,
    )
    rows = RoundDecision.objects.visible_to(user).filter(~Exists(held)).select_related("round")
    waiting = list(rows.order_by("at", "pk")[:SHOWN])
    if waiting:
        context = {
            "rows": waiting,
            "url": reverse("assessments:program"),
            "link": _("Program"),
        }
        yield Section(21, _("Decisions to sign"), "assessments/results/_today.html", context)

"""Where the rest of the house finds a family's papers: the family's page, and the settings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.families.documents import letters
from cases.families.documents.forms import MakeForm
from cases.families.models import HandOff, Letter
from cases.families.viewing import FamilyView
from cases.people.models import Family
from counties.permissions import Permission, may
from linkages import documents
from linkages.documents import Document
from linkages.registries import Section

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter or a sheet that somebody had made: to whom, in which language, when, by whom."""

    what: str
    to: str
    language: str
    at: datetime
    by: str


def of_family(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: papers to make, and those that were made."""
    if view.family.kind != Family.Kind.MUTUAL or not may(user, Permission.REQUEST_DOCUMENT):
        return
    context = {
        "family": view.family,
        "form": MakeForm(),
        "rows": documents.titled(_mine(user, view)),
        "sent": _sent(view),
        "may_write": may(user, Permission.CLOSE_FAMILY) and letters.is_ending(view.episode),
        "may_hand_off": may(user, Permission.WORK_FAMILY)
        and view.episode is not None
        and view.episode.closed_on is None,
    }
    yield Section(60, _("Documents"), "families/documents/_section.html", context, folded=True)


def _mine(user: Any, view: FamilyView) -> list[Document]:
    """One's own documents about this family, latest first."""
    family = {"county": view.family.county_id, "episode__family": view.family.pk}
    subjects = [view.family.pk]
    subjects += Letter.objects.filter(**family, made_by=user).values_list("pk", flat=True)
    subjects += HandOff.objects.filter(**family, recipient=user).values_list("pk", flat=True)
    mine = Document.objects.visible_to(user).filter(recipient=user, subject__in=subjects)
    return list(mine.defer("content").order_by("-requested_at")[:SHOWN])


def _sent(view: FamilyView) -> list[Sent]:
    """Letters to adults who stand on this viewer's page, and hand-off sheets."""
    names = {member.key: member.facts.name for member in view.members}
    family = {"county": view.family.county_id, "episode__family": view.family.pk}
    written = Letter.objects.filter(**family, adult__in=names).select_related("made_by")
    sheets = HandOff.objects.filter(**family).select_related("made_by", "recipient")
    found = [
        Sent(
            str(row.get_kind_display()),
            names[row.adult],
            row.language,
            row.made_at,
            row.made_by.name,
        )
        for row in written[:SHOWN]
    ]
    found += [
        Sent(str(_("Hand-off sheet")), row.recipient.name, "", row.made_at, row.made_by.name)
        for row in sheets[:SHOWN]
    ]
    return sorted(found, key=lambda sent: sent.at, reverse=True)[:SHOWN]

"""Where the rest of the house finds corrections: the page of a person, and the page of today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.people.models import Person
from cases.sharing.corrections import conflicts, pages
from counties.permissions import Permission, may
from linkages.registries import Section
from linkages.templatetags.words import number

SHOWN = 5


def corrections_of(user: Any, person: Person) -> Iterator[Section]:
    """For the page of a person: what one's own program's workers stated in place of the extract,
    with its history, and the way to state more."""
    if not may(user, Permission.CORRECT_FACT):
        return
    records = conflicts.records_to_correct(user).filter(person=person.pk)
    if not records.exists():
        return
    rows = conflicts.with_versions(
        conflicts.corrections_in_scope(user).filter(record__person=person)
    )
    lines = pages.lines_of(list(rows))
    context = {
        "open": [line for line in lines if not line.ended],
        "past": [line for line in reversed(lines) if line.ended],
        "correct_url": reverse("sharing:correct", args=[person.pk]),
    }
    title = _("What workers know better than the extract")
    yield Section(70, title, "sharing/corrections/_person.html", context)


def conflicts_to_settle(user: Any) -> Iterator[Section]:
    """For the page of today: what later extracts contradict, about one's own people."""
    if not may(user, Permission.CORRECT_FACT):
        return
    found = pages.waiting(user)
    if not found:
        return
    told = ngettext("All of them (%(count)s)", "All of them (%(count)s)", len(found))
    context = {
        "rows": found[:SHOWN],
        "url": reverse("sharing:conflicts"),
        "link": told % {"count": number(len(found))},
    }
    title = _("Extracts that contradict what you stated")
    yield Section(7, title, "sharing/corrections/_today.html", context)

"""Where the rest of the house finds source flags: the family's page, and today."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.families import mine
from cases.families.models import Episode, SourceFlag
from cases.families.source_flags import acts
from cases.families.source_flags.acts import END_IN, SET_IN, Mark
from cases.families.viewing import FamilyView, name_of
from cases.people.models import Family
from cases.sharing.chain import programs_of, viewer_of
from cases.sharing.families import families_visible_to, members_of
from counties.permissions import Permission, may
from linkages.registries import Section

SHOWN = 5
STATES = {
    "to_set": ("attention", _("To be set")),
    "set": ("good", _("Set")),
    "to_end": ("attention", _("To be ended")),
    "ended": ("neutral", _("Ended")),
}
COLUMNS = [_("Program"), _("Mark"), _("State"), _("By")]


def flags_of(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: every mark, and the way to write down those of one's own program."""
    episode = view.episode
    if view.family.kind != Family.Kind.MUTUAL or episode is None:
        return
    marks = acts.marks_of([episode])[episode.pk]
    if not marks:
        return
    writes = may(user, Permission.WORK_FAMILY)
    own = programs_of(viewer_of(user))
    rows = [_row(mark, writes=writes and mark.kind.program in own) for mark in marks]
    context = {"rows": rows, "columns": COLUMNS}
    title = _("Marks in the programs’ own systems")
    yield Section(41, title, "families/source_flags/_family.html", context, folded=True)


def _row(mark: Mark, *, writes: bool) -> dict[str, Any]:
    kind, word = STATES[mark.state]
    flag = mark.flag
    url = reverse("families:source_mark", args=[mark.episode.family_id, mark.kind.pk])
    return {
        "mark": mark,
        "kind": kind,
        "word": word,
        "by": (flag.ended_by or flag.done_by).name if flag else "",
        "on": (flag.ended_on or flag.done_on) if flag else None,
        "url": url if writes and mark.is_open else "",
    }


def _left_behind(user: Any) -> list[tuple[Any, str]]:
    """(episode, program) of closed families in whose case a mark of one's own stands still."""
    rows = SourceFlag.objects.visible_to(user).filter(done_by=user, ended_on=None)
    rows = rows.exclude(episode__closed_on=None)
    rows = rows.filter(episode__family__in=families_visible_to(user).values("pk"))
    own = programs_of(viewer_of(user))
    return list(rows.filter(kind__program__in=own).values_list("episode", "kind__program"))


def to_mark(user: Any) -> Iterator[Section]:
    """For the page of today of the responsible worker: open marks of their own program."""
    if not may(user, Permission.WORK_FAMILY):
        return
    left = SourceFlag.objects.visible_to(user).filter(ended_on=None).values("episode")
    sides = mine.accepted_by(user).filter(
        Q(episode__state__in=SET_IN) | Q(episode__state__in=END_IN, episode__in=left)
    )
    pairs = {*sides.values_list("episode", "program"), *_left_behind(user)}
    episodes = Episode.objects.filter(pk__in=[episode for episode, _program in pairs])
    listed = list(episodes.select_related("family").order_by("accepted_at", "pk"))
    programs = {program for _episode, program in pairs}
    marks = acts.marks_of(listed, programs)
    waiting = [
        mark
        for episode in listed
        for mark in marks[episode.pk]
        if mark.is_open and (episode.pk, mark.kind.program) in pairs
    ]
    if not waiting:
        return
    first = waiting[:SHOWN]
    members = members_of(user, [mark.episode.family for mark in first], categories=["C1"])
    rows = [
        _row(mark, writes=True)
        | {"name": name_of(members[mark.episode.family_id]) or mark.episode.family.token}
        for mark in first
    ]
    title = _("Marks to set or end in your system")
    yield Section(24, title, "families/source_flags/_today.html", {"rows": rows})

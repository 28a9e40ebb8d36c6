"""For who looks after the county's families: removal windows, and families without a release."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.families.agreement.acts import declined_among
from cases.families.deriving import seen
from cases.families.deriving.ruling import rules_of
from cases.families.listing import PRIORITY, may_rank
from cases.families.models import Episode, Priority
from cases.families.viewing import FamilyView
from cases.people.models import FamilyMember
from cases.sharing.chain import viewer_of
from cases.sharing.families import families_visible_to, members_of, with_a_narrowed_member
from cases.sharing.models import Category, Consent
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.registries import Section
from linkages.templatetags.words import number, short_day

SHOWN = 5
RANKED = (Category.C1.value, Category.C2.value, Category.C5.value)
WORKING = (Episode.State.ACCEPTED, Episode.State.ENGAGED, Episode.State.ON_HOLD)


def removal_windows(user: Any) -> Iterator[Section]:
    """Families whose child was removed while aid is to be decided, with the days that are left.

    The rank is made of C2 and C5: only for whom statute opens both, and of nobody narrowed.
    """
    if not looks_after(user) or not may_rank(user):
        return
    now = Episode.objects.visible_to(user).open()
    ranked = Q(set_priority=Priority.REMOVAL) | Q(set_priority="", priority=Priority.REMOVAL)
    open_to_me = families_visible_to(user).exclude(pk__in=with_a_narrowed_member(user))
    waiting = now.filter(ranked, family__in=open_to_me)
    first = list(waiting.select_related("family").order_by("identified_on", "pk")[:SHOWN])
    members = members_of(user, [row.family for row in first], categories=RANKED)
    rules = rules_of(user.working_in.county_id, today())
    lines = []
    for episode in first:
        view = FamilyView(episode.family, episode, members.get(episode.family_id, ()))
        why = seen.priority_of(view, rules)
        if why is not None:
            note = " ".join(why.why[:2])
            lines.append(_line(view, note=note, private_note=True))
    if lines:
        url = f"{reverse('families:families')}?sort={PRIORITY}"
        yield _section(1, gettext_lazy("Removal windows"), lines, waiting.count(), url)


def without_release(user: Any) -> Iterator[Section]:
    """Families that both sides work with and of whom nobody has a release that holds today."""
    if not looks_after(user):
        return
    waiting = unreleased(user)
    lines = unreleased_lines(user, list(waiting[:SHOWN]))
    if lines:
        title = gettext_lazy("Families without a release of information")
        yield _section(13, title, lines, waiting.count(), reverse("families:without_release"))


def unreleased(user: Any) -> QuerySet[Episode]:
    """Episodes on which both sides work, of families without a release, the oldest first. Without
    families that declined to take part: nobody goes to them with another form."""
    now = Episode.objects.visible_to(user).open().filter(state__in=WORKING)
    held = Consent.objects.visible_to(user).in_force_on(today()).filter(revoked_at=None)
    found = now.filter(family__in=families_visible_to(user))
    for with_release in _members_with(user, held):
        found = found.exclude(family__in=with_release.values("family"))
    found = found.exclude(pk__in=declined_among(now))
    return found.select_related("family").order_by("identified_on", "pk")


def unreleased_lines(user: Any, episodes: Sequence[Episode]) -> list[dict[str, Any]]:
    """These episodes in finished words, accounted for."""
    members = members_of(user, [row.family for row in episodes], categories=RANKED[:1])
    return [
        _line(
            FamilyView(row.family, row, members[row.family_id]),
            note=_("found %(day)s") % {"day": short_day(row.identified_on)},
        )
        for row in episodes
        if row.family_id in members
    ]


def _members_with(user: Any, releases: QuerySet[Consent]) -> tuple[Any, Any]:
    """Places in families of whoever gave one of these: of the record, and of its person. They
    begin at the releases; asked of each family in turn they took seconds."""
    places = FamilyMember.objects.visible_to(user).now()
    people = releases.exclude(record__person=None).values("record__person")
    return places.filter(record__in=releases.values("record")), places.filter(
        record__person__in=people
    )


def looks_after(user: Any) -> bool:
    """Whether a whole county's families are somebody's work."""
    return may(user, Permission.VIEW_FAMILY) and viewer_of(user).coordinates


def _line(view: FamilyView, **said: Any) -> dict[str, Any]:
    return {
        "label": view.name,
        "private": True,
        "url": reverse("families:family", args=[view.family.pk]),
        **said,
    }


def _section(
    order: int, title: Any, lines: Sequence[dict[str, Any]], count: int, url: str
) -> Section:
    told = ngettext("All of them (%(count)s)", "All of them (%(count)s)", count)
    link = told % {"count": number(count)}
    context = {"lines": lines, "url": url, "link": link}
    return Section(order, title, "shell/_lines.html", context)

"""Where the rest of the house finds agreement: the family's page, its summary, and today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.families import mine
from cases.families.agreement import acts, pages
from cases.families.agreement.seeing import adults
from cases.families.agreement.standing import limits_of, steps_about
from cases.families.models import AgreementStep, Episode
from cases.families.page.history import Line
from cases.families.viewing import FamilyView, name_of
from cases.people.models import Family
from cases.sharing.families import members_of
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.registries import Section

SHOWN = 5
CATEGORIES = ["C1"]


def agreement_of(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: a banner where it declined, and where each adult stands."""
    if view.family.kind != Family.Kind.MUTUAL or view.episode is None:
        return
    context = pages.context(user, view)
    if context["declined"]:
        yield Section(5, _("The family declined"), "families/agreement/_banner.html", context)
    yield Section(40, _("Agreement to participate"), "families/agreement/_family.html", context)


def summary_of(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the printed summary: the standing of each adult, without notes."""
    if view.family.kind == Family.Kind.MUTUAL and view.episode is not None:
        context = pages.context(user, view) | {"printed": True}
        yield Section(
            40, _("Agreement to participate"), "families/agreement/_summary.html", context
        )


def to_ask(user: Any) -> Iterator[Section]:
    """For the page of today: accepted families whom nobody has asked, of one's own."""
    if not may(user, Permission.WORK_FAMILY):
        return
    accepted = mine.accepted_episodes(user).filter(state=Episode.State.ACCEPTED)
    asked = AgreementStep.objects.visible_to(user).values("episode")
    waiting = accepted.exclude(pk__in=asked).order_by("accepted_at", "pk")
    episodes = list(waiting.select_related("family")[: SHOWN * 2])
    refused = acts.declined_of(episodes)
    episodes = [episode for episode in episodes if episode.pk not in refused][:SHOWN]
    if not episodes:
        return
    families = [episode.family for episode in episodes]
    members = members_of(user, families, categories=CATEGORIES)
    rows = [
        {
            "name": name_of(members[episode.family_id]) or episode.family.token,
            "since": episode.accepted_at,
            "url": reverse("families:agreement", args=[episode.family_id]),
        }
        for episode in episodes
    ]
    yield Section(
        8, _("Families to tell and to ask"), "families/agreement/_today.html", {"rows": rows}
    )


def ask_again(user: Any) -> Iterator[Section]:
    """For the page of today: those of one's own who may be asked once more, soon to end."""
    if not may(user, Permission.WORK_FAMILY):
        return
    open_ones = mine.accepted_episodes(user)
    refusing = AgreementStep.objects.visible_to(user).filter(
        act__in=[AgreementStep.Act.DECLINED, AgreementStep.Act.WITHDRAWN]
    )
    episodes = list(open_ones.filter(pk__in=refusing.values("episode")).select_related("family"))
    if not episodes:
        return
    limits = limits_of(episodes[0].county_id, today())
    standings = acts.standings(episodes)
    due = []
    for episode in episodes:
        days = [s.ask_again_by(limits) for s in standings[episode.pk].values()]
        last = min((day for day in days if day is not None and day >= today()), default=None)
        if last is not None:
            due.append((last, episode))
    due.sort(key=lambda pair: (pair[0], str(pair[1].pk)))
    members = members_of(
        user, [episode.family for _day, episode in due[:SHOWN]], categories=CATEGORIES
    )
    rows = [
        {
            "name": name_of(members[episode.family_id]) or episode.family.token,
            "until": last,
            "url": reverse("families:agreement", args=[episode.family_id]),
        }
        for last, episode in due[:SHOWN]
    ]
    if rows:
        title = _("Families who declined and may be asked again")
        yield Section(26, title, "families/agreement/_today.html", {"rows": rows})


def history_of(user: Any, view: FamilyView) -> Iterator[Line]:
    """For the family's history: every step of the adults whom this viewer sees, without notes."""
    if view.episode is None:
        return
    names = {adult.key: adult.facts.name for adult in adults(view.members)}
    for key, steps in steps_about([view.episode])[view.episode.pk].items():
        for step in steps:
            if key in names:
                what = _("Agreement of %(name)s: %(act)s")
                said = {"name": names[key], "act": step.get_act_display()}
                yield Line(step.at, str(what) % said, step.by.name)

"""What the pages about rules show: rules, editions, previews and runs in finished words."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.matching.engine import UNITS
from cases.matching.models import (
    MatchCandidate,
    MatchDecision,
    RuleEdition,
    RulePreview,
    RuleRun,
    Sample,
)
from cases.matching.pages import Seen, both_names
from cases.matching.queue import pairs_visible_to
from cases.matching.rules import editions, enforcing, words
from cases.matching.rules.table import Rule, Verb, stated
from cases.matching.second.agreement import Share
from cases.matching.second.judging import Results
from counties.models import User
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.parameters import Mark
from linkages.templatetags.words import day as day_words
from linkages.templatetags.words import number
from linkages.uswds import Column

State = RuleEdition.State
RULE_COLUMNS = [
    Column(gettext_lazy("Rule")),
    Column(gettext_lazy("What it does")),
    Column(gettext_lazy("Source")),
    Column(gettext_lazy("Stated")),
]
EFFECT_COLUMNS = [
    Column(gettext_lazy("Rule")),
    Column(gettext_lazy("Change")),
    Column(gettext_lazy("Open pairs held"), numeric=True),
    Column(gettext_lazy("Linked pairs questioned"), numeric=True),
]
GROUP_COLUMNS = [
    Column(gettext_lazy("Names written as in")),
    Column(gettext_lazy("Wrong links")),
]
HISTORY_COLUMNS = [
    Column(gettext_lazy("Edition")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("In force from")),
    Column(gettext_lazy("Published by")),
    Column(gettext_lazy("Reason")),
]
RUN_COLUMNS = [
    Column(gettext_lazy("Run")),
    Column(gettext_lazy("Linked"), numeric=True),
    Column(gettext_lazy("Looked through"), numeric=True),
    Column(gettext_lazy("Cut"), numeric=True),
    Column(gettext_lazy("State")),
]


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as a row of a table."""

    code: str
    sentence: str
    conditions: str
    verb: str
    kind: str
    source: str
    mark: str
    dated: Any


def lines(rules: Iterable[Rule]) -> list[Line]:
    """Rules in the order of their strictness, then as they stand."""
    ordered = sorted(rules, key=lambda rule: list(Verb).index(rule.verb))
    return [
        Line(
            rule.code, words.sentence(rule), words.conditions(rule), words.verb(rule),
            words.STATES[rule.verb], rule.source, str(Mark(rule.mark).label), rule.dated,
        )
        for rule in ordered
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What one rule does to the county's pairs, and where they are listed."""

    sentence: str
    change: str
    open: int
    linked: int
    open_url: str
    linked_url: str


def effects(
    user: Any, edition: RuleEdition, preview: RulePreview, before: Sequence[Rule]
) -> list[Effect]:
    """An edition's preview as a table; lists only for those who may review."""
    known = {row["code"]: row for row in preview.effects}
    old = {rule.code: stated([rule]) for rule in before}
    lists = may(user, Permission.REVIEW_MATCH)
    found = []
    for rule in editions.rules_of(edition):
        row = known.get(rule.code, {"open": 0, "linked": 0})
        urls = {
            which: reverse("matching:rule_pairs", args=[edition.pk, rule.code, which])
            if lists and row[which]
            else ""
            for which in ("open", "linked")
        }
        found.append(
            Effect(
                words.sentence(rule), _change(rule, old), row["open"], row["linked"],
                urls["open"], urls["linked"],
            )
        )  # fmt: skip
    return found


def _change(rule: Rule, old: dict[str, tuple[Rule, ...]]) -> str:
    if rule.code not in old:
        return _("new")
    return "" if old[rule.code] == stated([rule]) else _("changed")


def dropped(edition: RuleEdition, before: Sequence[Rule]) -> list[str]:
    """Rules that an edition no longer has."""
    kept = {rule.code for rule in editions.rules_of(edition)}
    return [words.sentence(rule) for rule in before if rule.code not in kept]


def listed_pairs(user: Any, preview: RulePreview, code: str, which: str) -> list[MatchCandidate]:
    """The pairs that a rule holds or questions, as this reviewer may see them, surest first.

    Linked pairs that somebody has confirmed since are settled.
    """
    rows = {row["code"]: row for row in preview.effects}
    ids = [uuid.UUID(pk) for pk in rows.get(code, {}).get(f"{which}_pairs", [])]
    found = pairs_visible_to(user).filter(pk__in=ids)
    if which == "linked":
        confirmed = MatchDecision.objects.filter(
            candidate=OuterRef("pk"), verb=MatchDecision.Verb.CONFIRM
        )
        found = found.filter(state=MatchCandidate.State.LINKED).filter(~Exists(confirmed))
    else:
        found = found.filter(state__in=MatchCandidate.OPEN)
    return list(found.select_related("cws", "calworks").in_queue_order())


def names_of(users: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """People's names by id."""
    wanted = {user for user in users if user}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))


def history(known: Sequence[RuleEdition]) -> list[dict[str, Any]]:
    """All editions, latest number first."""
    names = names_of(each.published_by for each in known)
    return [
        {
            "edition": each,
            "url": reverse("matching:rule_edition", args=[each.pk]),
            "state": state_of(known, each),
            "by": names.get(each.published_by, "") if each.published_by else "",
        }
        for each in known
    ]


def state_of(known: Sequence[RuleEdition], edition: RuleEdition) -> tuple[str, str]:
    """(kind of mark, words) of an edition's state today."""
    if edition.state == State.DRAFT:
        return "waiting", _("Draft")
    if edition.state == State.WITHDRAWN:
        return "missing", _("Withdrawn")
    if edition.effective_on > today():
        return "waiting", _("Takes effect later")
    if editions.current(known, today()) == edition:
        return "good", _("In force")
    return "neutral", _("Held earlier")


def heading(edition: RuleEdition) -> str:
    return _("Edition %(number)s") % {"number": edition.number}


def lede(edition: RuleEdition) -> str:
    """An edition's life so far, in a sentence."""
    names = names_of([edition.made_by, edition.published_by])
    made = {
        "name": names.get(edition.made_by, "–"),
        "day": day_words(edition.made_at, today()),
    }
    if edition.state == State.DRAFT:
        return _("A draft, begun by %(name)s on %(day)s. Nothing of it holds.") % made
    if edition.state == State.WITHDRAWN:
        return _("Begun by %(name)s on %(day)s and withdrawn before it held.") % made
    published = {
        "name": names.get(edition.published_by, "–") if edition.published_by else "–",
        "day": day_words(edition.effective_on, today()),
    }
    if edition.effective_on > today():
        return _("Published by %(name)s; takes effect on %(day)s.") % published
    return _("Published by %(name)s; took effect on %(day)s.") % published


def crumbs(*last: str | Promise | tuple[str, str]) -> list[dict[str, Any]]:
    """From the rules to a page below them; a pair is a label and its address."""
    steps: list[dict[str, Any]] = [{"label": _("Matching rules"), "url": reverse("matching:rules")}]
    for each in last:
        step = {"label": each[0], "url": each[1]} if isinstance(each, tuple) else {"label": each}
        steps.append(step)
    return steps


def percent(share: float) -> str:
    """A share in percent, finer where it is small."""
    value = share * 100
    return f"{number(value, 0 if value >= 10 else 1)} %"


def interval(share: Share) -> str:
    """A share with what it may be at the worst and the best."""
    return _("%(count)s of %(of)s (%(share)s; between %(low)s and %(high)s)") % {
        "count": number(share.count),
        "of": number(share.of),
        "share": percent(share.share),
        "low": percent(share.low),
        "high": percent(share.high),
    }


def bits(units: int | None) -> str:
    """Evidence as the review page writes it."""
    return "–" if units is None else number(units / UNITS, 1)


def sample_words(sample: Sample, said: Results) -> str:
    """A reviewed sample as a choice: how large, from how much evidence, how often wrong."""
    return _("Sample %(number)s: %(pairs)s pairs from %(bits)s bits, wrong %(wrong)s") % {
        "number": sample.number,
        "pairs": number(said.pairs),
        "bits": bits(sample.threshold),
        "wrong": interval(said.wrong),
    }


def expected_wrong(would_link: int, said: Results) -> str:
    """How many of so many links may be wrong, at the upper end of the sample's interval."""
    worst = round(would_link * said.wrong.high)
    return ngettext(
        "It would link %(pairs)s pair now. At the worst that the sample leaves open, %(wrong)s "
        "would be wrong.",
        "It would link %(pairs)s pairs now. At the worst that the sample leaves open, %(wrong)s "
        "would be wrong.",
        would_link,
    ) % {"pairs": number(would_link), "wrong": number(worst)}


@dataclass(frozen=True, slots=True)
class Face:
    """A pair as a line of a list."""

    pair: MatchCandidate
    names: str
    born: str
    url: str


def faces(user: Any, pairs: Iterable[MatchCandidate]) -> list[Face]:
    """Pairs as lines, their identity read as this reviewer may know it."""
    listed = list(pairs)
    seen = Seen(user, listed)
    return [
        Face(
            pair,
            both_names(seen.name(pair.cws_id), seen.name(pair.calworks_id)),
            seen.born(pair.cws_id) or seen.born(pair.calworks_id),
            reverse("matching:pair", args=[pair.pk]),
        )
        for pair in listed
    ]


@dataclass(frozen=True, slots=True)
class RunLine:
    """What one run of the rule linked, as a row."""

    ruled: RuleRun
    url: str
    linked: int
    looked: int
    cut: int
    state: tuple[str, str]


def run_lines(runs: Collection[RuleRun]) -> list[RunLine]:
    """Runs of the rule with their figures; restricted pairs are in none of them."""
    found = []
    counts = counts_of(runs)
    for ruled in runs:
        linked, open_now, cut = counts.get(ruled.pk, (0, 0, 0))
        found.append(
            RunLine(
                ruled, reverse("matching:rule_run", args=[ruled.pk]), linked,
                linked - open_now - cut, cut, run_state(ruled),
            )
        )  # fmt: skip
    return found


def counts_of(runs: Collection[RuleRun]) -> dict[uuid.UUID, tuple[int, int, int]]:
    """(linked, not looked at yet, cut since) of each run, without restricted pairs."""
    rows = by_rule().filter(rule_run__in=[ruled.pk for ruled in runs])
    still = Q(candidate__state=MatchCandidate.State.LINKED)
    counted = rows.order_by().values("rule_run").annotate(
        linked=Count("pk"), waiting=Count("pk", filter=still & Q(looked=False)),
        cut=Count("pk", filter=~still),
    )  # fmt: skip
    return {row["rule_run"]: (row["linked"], row["waiting"], row["cut"]) for row in counted}


def by_rule() -> Any:
    """Links that the rule made, of pairs that are not restricted, and whether anybody has decided
    about them since."""
    later = MatchDecision.objects.filter(
        candidate=OuterRef("candidate"), verb=MatchDecision.Verb.CONFIRM
    )
    made = MatchDecision.objects.filter(
        rule_run__isnull=False, verb=MatchDecision.Verb.LINK, candidate__restricted=False
    )
    return made.annotate(looked=Exists(later))


def run_state(ruled: RuleRun) -> tuple[str, str]:
    """(kind of mark, words) of a run of the rule."""
    if ruled.undone_at is not None:
        return "closed", _("Undone")
    if ruled.undo_asked_at is not None:
        return "waiting", _("Being undone")
    if ruled.finished_at is None:
        return "waiting", _("Linking")
    return "good", _("Done")


@dataclass(frozen=True, slots=True)
class Held:
    """The rules that hold a pair, in words, and who has agreed where two must."""

    rules: tuple[Line, ...]
    asks_two: bool
    agreed: tuple[str, ...]
    may_agree: bool


def held_by(user: Any, pair: MatchCandidate) -> Held | None:
    """What the review page says of the rules in force; None where none holds the pair."""
    found = enforcing.holding(pair)
    if not found:
        return None
    two = enforcing.asks_two(found)
    agreed = enforcing.agreements(pair) if two else []
    mine = any(each.by_id == user.pk for each in agreed)
    decidable = pair.is_open or pair.state == MatchCandidate.State.NOT_SAME
    return Held(
        tuple(lines(found)), two, tuple(str(each.by) for each in agreed),
        two and decidable and pair.standing and not mine,
    )  # fmt: skip

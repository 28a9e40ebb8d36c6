"""What the rules in force say about one pair: which hold it, and who may link it all the same."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cases.matching.models import Agreement, MatchCandidate
from cases.matching.rules import words
from cases.matching.rules.columns import held, row_of
from cases.matching.rules.editions import ruling_on
from cases.matching.rules.table import Rule, Verb
from counties.models import Membership
from counties.permissions import Permission, may, roles_with
from linkages import audit
from linkages.calendar import today

# Who counts as leading the review where two people must agree; of restricted pairs, their own.
LEADS = roles_with(Permission.ASSIGN_PAIR) | roles_with(Permission.VIEW_RESTRICTED)


def holding(pair: MatchCandidate) -> list[Rule]:
    """The rules in force that hold a pair today, strictest first."""
    day = today()
    rules = ruling_on(pair.county_id, day).rules
    found = [rule for rule, mask in held(pair.county_id, [row_of(pair)], rules, day) if mask[0]]
    return sorted(found, key=lambda rule: list(Verb).index(rule.verb))


def refusal(user: Any, pair: MatchCandidate) -> str:
    """Why this person may not link this pair now, in words; empty where nothing forbids it."""
    for rule in holding(pair):
        if rule.verb == Verb.NEVER:
            return words.refusal(rule)
        if rule.verb == Verb.SECOND and not _agreed(user, pair):
            return words.refusal(rule)
    return ""


def asks_two(rules: Sequence[Rule]) -> bool:
    """Whether the strictest of these rules asks for two people."""
    return bool(rules) and rules[0].verb == Verb.SECOND


def agreements(pair: MatchCandidate) -> list[Agreement]:
    """Who has agreed to link the pair as it reads now, first to last."""
    found = Agreement.objects.filter(
        county=pair.county_id, candidate=pair.pk, version=pair.version
    ).select_related("by")
    return list(found.order_by("at"))


def agree(user: Any, pair: MatchCandidate) -> Agreement:
    """Say that one would link the pair, for the version that one saw. Again is harmless."""
    with transaction.atomic():
        made, _new = Agreement.objects.get_or_create(
            county_id=pair.county_id, candidate=pair.pk, version=pair.version, by=user
        )
        audit.note({pair.pk, pair.cws_id, pair.calworks_id}, purpose="match_review")
    return made


def _agreed(user: Any, pair: MatchCandidate) -> bool:
    """Whether somebody else has agreed, and one of the two leads the review."""
    others = [each.by_id for each in agreements(pair) if each.by_id != user.pk]
    if may(user, Permission.ASSIGN_PAIR) or may(user, Permission.VIEW_RESTRICTED):
        return bool(others)
    leading = Membership.objects.filter(
        user__in=others, county=pair.county_id, role__in=[str(role) for role in LEADS]
    )
    return leading.in_force_on(today()).exists()

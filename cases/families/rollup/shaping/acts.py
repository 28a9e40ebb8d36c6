"""Joining and splitting families by hand, and undoing it.

Each act writes rulings with a reason and rolls up around them. Of two people at once the second is
told what the first one did.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.rollup.gathering import records_in
from cases.families.rollup.shaping.planning import (
    Plan,
    standing_rulings,
    to_join,
    to_split,
    units_of,
    version_of,
)
from cases.families.rollup.writing import roll_up_around, take_turns
from cases.people.models import Family, FamilyMember, FamilyRuling
from cases.sharing.families import families_visible_to
from cases.sharing.restricting.ties import records_hidden_from
from linkages import audit
from linkages.forms import Stale
from linkages.jobs import Later
from linkages.programs import Program
from linkages.templatetags.words import moment


class NotAllowed(Exception):
    """The rules forbid it. str(error) is the sentence that people see."""


@transaction.atomic
def split(user: Any, family: Family, unit: str, *, reason: str, version: str) -> None:
    """Hold one unit apart from the rest of its family. Raises Stale or NotAllowed."""
    _hold([family], version)
    plan = to_split(family, unit)
    if not plan.pairs:
        raise NotAllowed(_("A family of one case or household cannot be split."))
    _rule(user, plan, [family.pk], reason)


@transaction.atomic
def join(user: Any, one: Family, other: Family, *, reason: str, version: str) -> None:
    """Make one family of two. Raises Stale, or NotAllowed where the rules keep them apart."""
    _hold([one, other], version)
    plan = to_join(one, other)
    if not would_join(plan, one, other):
        raise NotAllowed(_("Rules or earlier rulings keep these two families apart."))
    _rule(user, plan, [one.pk, other.pk], reason)


def would_join(plan: Plan, one: Family, other: Family) -> bool:
    """Whether both families would be one."""
    records = [set(_records([family.pk])) for family in (one, other)]
    places = [{p.record for p in draft.places if not p.guest} for draft in plan.drafts]
    return any(all(draft & mine for mine in records) for draft in places)


@transaction.atomic
def undo(user: Any, ruling: FamilyRuling) -> None:
    """Undo what somebody ruled, with all that they ruled in the same act; what that act had
    replaced stands again. Raises Stale."""
    be_alone(ruling.county_id)
    same = FamilyRuling.objects.filter(
        county=ruling.county_id, ruled_by=ruling.ruled_by_id, ruled_at=ruling.ruled_at
    )
    held = list(same.select_for_update().filter(undone_at=None))
    if ruling.pk not in {each.pk for each in held}:
        raise Stale(_("Somebody has undone this in the meantime."))
    units = {unit for each in held for unit in (each.one_unit, each.other_unit)}
    records = records_in(ruling.county_id, units)
    now = timezone.now()
    for each in held:
        each.undone_by, each.undone_at = user, now
        each.save(update_fields=["undone_by", "undone_at"])
    replaced = FamilyRuling.objects.filter(
        county=ruling.county_id, undone_by=ruling.ruled_by_id, undone_at=ruling.ruled_at
    )
    for each in replaced:
        FamilyRuling.objects.create(
            county_id=each.county_id, kind=each.kind, one_unit=each.one_unit,
            other_unit=each.other_unit, reason=each.reason, ruled_by=user, ruled_at=now,
        )  # fmt: skip
    _follow(ruling.county_id, records, {each.pk for each in held}, "")


def may_undo(user: Any, ruling: FamilyRuling) -> bool:
    """Whether the ruling is there for this member of staff: they see one of the families that it
    names, and of the others nothing is closed to them but that CWS alone knows it."""
    named = Q(unit=ruling.one_unit) | Q(unit=ruling.other_unit)
    places = FamilyMember.objects.now().filter(named, county=ruling.county_id)
    # A placed child is a guest at their caregiver's: the ruling is not about that household.
    places = places.exclude(family__kind=Family.Kind.CAREGIVER, record__program=Program.CWS)
    families = Family.objects.together().filter(pk__in=places.values("family"))
    seen = families_visible_to(user).filter(pk__in=families.values("pk"))
    if not seen.exists():
        return False
    others = families.exclude(pk__in=seen.values("pk"))
    if others.exclude(kind=Family.Kind.CWS_ONLY).exists():
        return False
    everybody = FamilyMember.objects.now().filter(family__in=others.values("pk"))
    return not everybody.filter(record__in=records_hidden_from(user)).exists()


def be_alone(county: str) -> None:
    """Be the only one to shape families of a county; Stale while they are put together."""
    try:
        take_turns(county)
    except Later:
        busy = _("Families are being put together at this moment. Try again in a minute.")
        raise Stale(busy) from None


def _hold(families: Collection[Family], version: str) -> None:
    """Compare what somebody saw with what is true now, and keep it so."""
    pks = [family.pk for family in families]
    be_alone(next(iter(families)).county_id)
    together = Family.objects.together().filter(pk__in=pks).count()
    if together < len(pks) or version_of(pks) != version:
        raise Stale(_who_was_first(families))


def _who_was_first(families: Collection[Family]) -> str:
    county = next(iter(families)).county_id
    units = {u for found in units_of([family.pk for family in families]).values() for u in found}
    for ruling in standing_rulings(county, units)[:1]:
        return _("%(who)s ruled about this family %(when)s. Look again before you do.") % {
            "who": ruling.ruled_by,
            "when": moment(ruling.ruled_at, timezone.localdate()),
        }
    return _("This family has changed in the meantime. Look again before you rule.")


def _rule(user: Any, plan: Plan, families: Collection[uuid.UUID], reason: str) -> None:
    family = Family.objects.get(pk=next(iter(families)))
    now, records = timezone.now(), set(_records(families))
    replaced = FamilyRuling.objects.filter(pk__in=plan.replaced)
    replaced.update(undone_by=user, undone_at=now)
    standing = {
        (each.one_unit, each.other_unit)
        for each in standing_rulings(family.county_id, {u for pair in plan.pairs for u in pair})
    }
    made = [
        FamilyRuling(
            county_id=family.county_id, kind=plan.kind, one_unit=one, other_unit=other,
            reason=reason, ruled_by=user, ruled_at=now,
        )
        for one, other in plan.pairs
        if (one, other) not in standing
    ]  # fmt: skip
    FamilyRuling.objects.bulk_create(made)
    _follow(family.county_id, records, {each.pk for each in made} | set(families), reason)


def _follow(
    county: str, records: Collection[uuid.UUID], subjects: set[uuid.UUID], reason: str
) -> None:
    touched = roll_up_around(county, records)
    audit.note(subjects | touched, purpose="family")
    audit.current().reason = reason


def _records(families: Collection[uuid.UUID]) -> list[uuid.UUID]:
    rows = FamilyMember.objects.now().filter(family__in=families)
    return list(rows.values_list("record", flat=True))

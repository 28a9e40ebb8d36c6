"""Reasons for "not the same": ours, less those that a county switched off, and its own."""

import secrets
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.matching.models import DecisionReason, MatchDecision
from linkages.calendar import today
from linkages.forms import Stale

OURS = MatchDecision.Reason
# What no other word fits must always be sayable.
ALWAYS = OURS.OTHER


def own_label(row: DecisionReason) -> str:
    """A county's own reason in the language of the moment."""
    return row.spanish if get_language() == "es" else row.english


class Reasons:
    """A county's reasons; one question for all of a page."""

    def __init__(self, county: str) -> None:
        self._rows = list(DecisionReason.objects.filter(county=county))

    def in_force_on(self, day: date) -> list[tuple[str, str]]:
        """(code, words) that may be chosen on a day: ours first, "another" last."""
        now = [r for r in self._rows if r.since <= day and (r.until is None or r.until >= day)]
        off = {row.code for row in now if row.off}
        ours = [(r.value, str(r.label)) for r in OURS if r not in off and r != ALWAYS]
        own = [(row.code, own_label(row)) for row in now if not row.off]
        return [*ours, *own, (ALWAYS.value, str(ALWAYS.label))]

    def words(self, code: str) -> str:
        """What a code meant, whether or not it may still be chosen; "" for no code."""
        if code in OURS.values:
            return str(OURS(code).label)
        return next((own_label(row) for row in self._rows if row.code == code), "")

    def everything(self) -> list[tuple[str, str]]:
        """Every reason that was ever chosen from, for filters over the past."""
        own = [(row.code, own_label(row)) for row in self._rows if not row.off]
        return [(reason.value, str(reason.label)) for reason in OURS] + own


@transaction.atomic
def add(user: Any, english: str, spanish: str) -> DecisionReason:
    """A reason of the county's own, from today on."""
    return DecisionReason.objects.create(
        county_id=user.working_in.county_id,
        code=f"c{secrets.token_hex(5)}",
        english=english,
        spanish=spanish,
        since=today(),
        set_by=user,
    )


@transaction.atomic
def switch_off(user: Any, code: str) -> None:
    """Offer a reason no longer, from tomorrow's point of view from today on. Raises Stale."""
    county = user.working_in.county_id
    if code in OURS.values:
        if code == ALWAYS or _standing(county, code) is not None:
            raise Stale(_("This reason is not offered any more."))
        DecisionReason.objects.create(
            county_id=county, code=code, off=True, since=today(), set_by=user
        )
        return
    row = _standing(county, code)
    if row is None:
        raise Stale(_("This reason is not offered any more."))
    _end(row)


@transaction.atomic
def switch_on(user: Any, code: str) -> None:
    """Offer one of ours again. Raises Stale."""
    row = _standing(user.working_in.county_id, code)
    if row is None or not row.off:
        raise Stale(_("This reason is offered already."))
    _end(row)


def _standing(county: str, code: str) -> DecisionReason | None:
    rows = DecisionReason.objects.select_for_update().filter(county=county, code=code, until=None)
    return rows.first()


def _end(row: DecisionReason) -> None:
    """The last day was yesterday; a row of today never held."""
    row.until = today() - timedelta(days=1)
    row.save(update_fields=["until"])

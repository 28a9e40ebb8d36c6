"""Which marks are to be set or ended for a family, and writing down that somebody did."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.families.models import Episode, SourceFlag, SourceFlagKind
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale
from linkages.programs import Program

Key = uuid.UUID
PURPOSE = "source_flag"
State = Episode.State
# While both sides work with a family its marks stand; when that ends they end.
SET_IN = (State.ACCEPTED, State.ENGAGED, State.ON_HOLD)
END_IN = (State.CLOSING, State.CLOSED, State.TRANSFERRED)
# What a new list begins with: (program, name, name in Spanish, where, where in Spanish).
USUAL = (
    (
        Program.CWS,
        "Set the special project code “Linkages mutual client” in CWS/CMS",
        "Ponga el código de proyecto especial “Linkages mutual client” en CWS/CMS",
        "Client notebook, special projects",
        "Expediente del cliente, proyectos especiales",
    ),
    (
        Program.CALWORKS,
        "Write “CalWORKs Common Case” as short description in the CalSAWS Journal",
        "Escriba “CalWORKs Common Case” como descripción corta en el Journal de CalSAWS",
        "Journal, new entry",
        "Journal, entrada nueva",
    ),
)


class NotAllowed(Exception):
    """The state of the family or of the mark forbids it. str(error) is for the screen."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of mark for one family. `state`: to_set, set, to_end or ended."""

    kind: SourceFlagKind
    episode: Episode
    state: str
    flag: SourceFlag | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in ("to_set", "to_end")


def kinds_in_force(county: str, day: date) -> QuerySet[SourceFlagKind]:
    """The county's list of a day."""
    rows = SourceFlagKind.objects.filter(county=county, since__lte=day)
    return rows.filter(Q(until=None) | Q(until__gte=day))


def marks_of(
    episodes: Collection[Episode], programs: Iterable[str] = (Program.CWS, Program.CALWORKS)
) -> Mapping[Key, list[Mark]]:
    """Episode to its marks of these programs. Two queries however many episodes."""
    if not episodes:
        return {}
    county = next(iter(episodes)).county_id
    asked = list(kinds_in_force(county, today()).filter(program__in=list(programs)))
    flags = SourceFlag.objects.filter(episode__in=[episode.pk for episode in episodes])
    flags = flags.filter(kind__program__in=list(programs)).select_related(
        "kind", "done_by", "ended_by"
    )
    held: dict[Key, dict[Key, SourceFlag]] = defaultdict(dict)
    for flag in flags.order_by("done_on", "pk"):
        held[flag.episode_id][flag.kind_id] = flag
    return {episode.pk: list(_marks(episode, asked, held[episode.pk])) for episode in episodes}


def _marks(
    episode: Episode, asked: list[SourceFlagKind], held: Mapping[Key, SourceFlag]
) -> Iterable[Mark]:
    in_force = {kind.pk for kind in asked}
    for flag in held.values():
        ends = episode.state in END_IN or flag.kind_id not in in_force
        state = "ended" if flag.ended_on else "to_end" if ends else "set"
        yield Mark(flag.kind, episode, state, flag)
    if episode.state in SET_IN:
        for kind in asked:
            if kind.pk not in held:
                yield Mark(kind, episode, "to_set", None)


@transaction.atomic
def set_done(user: Any, episode: Episode, kind: SourceFlagKind, on: date) -> SourceFlag:
    """Write down that somebody set a mark. Raises NotAllowed, Stale where it is set already."""
    held = Episode.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    if held.state not in SET_IN:
        raise NotAllowed(_("Marks are set once both sides have accepted, and until closing."))
    flag, made = SourceFlag.objects.get_or_create(
        county_id=held.county_id,
        episode=held,
        kind=kind,
        defaults={"done_on": on, "done_by": user},
    )
    if not made:
        raise Stale(_("Somebody has written this down already."))
    audit.note({held.family_id, flag.pk}, purpose=PURPOSE)
    return flag


@transaction.atomic
def set_ended(user: Any, flag: SourceFlag, on: date) -> None:
    """Write down that the mark was ended in its system. Raises Stale, NotAllowed."""
    held = SourceFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if held.ended_on is not None:
        raise Stale(_("Somebody has written this down already."))
    if on < held.done_on:
        raise NotAllowed(_("It was set later than that day."))
    held.ended_on, held.ended_by = on, user
    held.save(update_fields=["ended_on", "ended_by"])
    audit.note({held.pk}, purpose=PURPOSE)


def still_set(episode: Episode) -> list[SourceFlag]:
    """Marks that stand in a source system and must end there: for the checklist of closing."""
    rows = SourceFlag.objects.filter(episode=episode, ended_on=None)
    return list(rows.select_related("kind").order_by("kind__program", "kind__name"))


@transaction.atomic
def begin_usual(user: Any) -> int:
    """Begin a county's empty list with the usual marks; how many."""
    county = user.working_in.county_id
    if SourceFlagKind.objects.filter(county=county).exists():
        raise Stale(_("The county has a list of its own by now."))
    made = SourceFlagKind.objects.bulk_create(
        SourceFlagKind(
            county_id=county,
            program=program,
            name=name,
            name_es=name_es,
            where=where,
            where_es=where_es,
            since=today(),
            kept_by=user,
        )
        for program, name, name_es, where, where_es in USUAL
    )
    audit.note({kind.pk for kind in made}, purpose=PURPOSE)
    return len(made)


def add_kind(user: Any, given: Mapping[str, str]) -> SourceFlagKind:
    """Add a mark to the county's list, from today on."""
    kind = SourceFlagKind.objects.create(
        county_id=user.working_in.county_id, since=today(), kept_by=user, **given
    )
    audit.note({kind.pk}, purpose=PURPOSE)
    return kind


def end_kind(kind: SourceFlagKind) -> None:
    """Ask for a mark no more, from tomorrow on. Where it is set it is to be ended."""
    kind.until = today()
    kind.save(update_fields=["until"])
    audit.note({kind.pk}, purpose=PURPOSE)

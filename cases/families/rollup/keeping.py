"""Writes what differs between families as they stand and as the rules see them, and no more."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cases.families.models import FamilyChange
from cases.families.rollup.dating import begin_again, end, since
from cases.families.rollup.entries import Draft
from cases.families.rollup.lapsing import lapsed, linked_among
from cases.families.rollup.recognizing import Recognized
from cases.families.rollup.standing import Open, Standing
from cases.people.models import Family, FamilyMember

BATCH = 5_000
MUTUAL = Family.Kind.MUTUAL
Change = FamilyChange.Kind


@dataclass(slots=True)
class Kept:
    """What a roll-up did: families that changed, those that stand, those that became mutual, and
    those that ended (True: as the same family as another one); records that came, stand, left."""

    touched: set[uuid.UUID] = field(default_factory=set)
    families: dict[uuid.UUID, Family] = field(default_factory=dict)
    turned: set[uuid.UUID] = field(default_factory=set)
    ended: dict[uuid.UUID, bool] = field(default_factory=dict)
    came: set[uuid.UUID] = field(default_factory=set)
    standing: set[uuid.UUID] = field(default_factory=set)
    left: set[uuid.UUID] = field(default_factory=set)


def keep(standing: Standing, drafts: Sequence[Draft], found: Recognized) -> Kept:
    """Write families, places and changes; returns what was done."""
    keeper = _Keeper(standing, drafts, found)
    for number, draft in enumerate(drafts):
        keeper.draft(number, draft)
    for family, number in sorted(found.absorbed.items(), key=lambda each: str(each[0])):
        keeper.absorb(standing.families[family], keeper.families[number])
    for family in sorted(found.left, key=str):
        keeper.leave(standing.families[family])
    keeper.write()
    return keeper.kept


class _Keeper:
    def __init__(self, standing: Standing, drafts: Sequence[Draft], found: Recognized) -> None:
        self.now = standing
        self.found = found
        self.kept = Kept()
        self.families: dict[int, Family] = {}
        self._made: list[Family] = []
        self._turned: list[Family] = []
        self._added: list[FamilyMember] = []
        self._ended: list[Open] = []
        self._changes: list[FamilyChange] = []
        self._active = {entry.record for entry in standing.gathered.entries if not entry.ended}
        self._lapsed = lapsed(standing.county, self._doubtful(drafts), self._active)
        self._unmutual = self._told_apart()
        self._homes = {
            (place.record, place.unit): number
            for number, draft in enumerate(drafts)
            for place in draft.places
            if not place.guest
        }
        self._cared_for = {
            place.record
            for draft in drafts
            if draft.kind == Family.Kind.CAREGIVER
            for place in draft.places
            if not place.guest
        }
        self._from = {
            open_.key: family for family, held in standing.places.items() for open_ in held
        }

    def _doubtful(self, drafts: Sequence[Draft]) -> set[uuid.UUID]:
        """Mutual families on which people work and that the rules call mutual no more."""
        kinds = {family: drafts[number].kind for number, family in self.found.family_of.items()}
        return {
            pk
            for pk in self.now.told
            if pk in self.now.families
            and self.now.families[pk].kind == MUTUAL
            and kinds.get(pk) != MUTUAL
            and pk not in self.found.absorbed
        }

    def _told_apart(self) -> set[uuid.UUID]:
        """Families of which the last word was that they are mutual no more."""
        told = FamilyChange.objects.filter(
            county=self.now.county,
            family__in=[pk for pk in self.now.told if pk in self.now.families],
            kind__in=[Change.MUTUAL, Change.NOT_MUTUAL],
        )
        last = told.order_by("family", "-at").distinct("family").values_list("family", "kind")
        return {family for family, kind in last if kind == Change.NOT_MUTUAL}

    def draft(self, number: int, draft: Draft) -> None:
        """One family as the rules see it."""
        pk = self.found.family_of.get(number)
        if pk is None:
            family = self._make(draft)
        else:
            family = self.now.families[pk]
            self._turn(family, draft.kind)
        self.families[number] = family
        self.kept.families[family.pk] = family
        self._place(family, draft, new=pk is None)

    def _make(self, draft: Draft) -> Family:
        family = Family(county_id=self.now.county, kind=draft.kind, formed_at=self.now.at)
        self._made.append(family)
        self.kept.touched.add(family.pk)
        if draft.kind == MUTUAL:
            self.kept.turned.add(family.pk)
        goes_on = set(self.found.family_of.values())
        homes = (place for place in draft.places if not place.guest)
        parted = any(self._from.get((p.record, p.unit)) in goes_on for p in homes)
        self._note(family, Change.SPLIT if parted else Change.FORMED)
        return family

    def _turn(self, family: Family, kind: str) -> None:
        """Its kind, and that it is back."""
        before = family.kind
        if family.pk in self._lapsed:
            kind = MUTUAL
            if family.pk not in self._unmutual:
                self._note(family, Change.NOT_MUTUAL)
        elif family.pk in self._unmutual and kind == MUTUAL == before:
            self._note(family, Change.MUTUAL)
        back = family.ended_at is not None
        if kind == before and not back:
            return
        family.kind, family.ended_at = kind, None
        self._turned.append(family)
        self.kept.touched.add(family.pk)
        if kind == MUTUAL:
            self.kept.turned.add(family.pk)
        if MUTUAL in (kind, before):
            self._note(family, Change.MUTUAL if kind == MUTUAL else Change.NOT_MUTUAL)

    def _place(self, family: Family, draft: Draft, *, new: bool) -> None:
        held = {each.key: each for each in self.now.places.get(family.pk, ())}
        wanted = {(place.record, place.unit): place for place in draft.places}
        stays = {
            key for key, each in held.items() if key in wanted and wanted[key].part == each.part
        }
        silent = self._silent(each for key, each in held.items() if key not in wanted)
        stays |= {each.key for each in silent}
        self._ended += [each for key, each in held.items() if key not in stays]
        fresh = [place for key, place in wanted.items() if key not in stays]
        self._added += [
            FamilyMember(
                county_id=self.now.county,
                family=family,
                record_id=place.record,
                unit=place.unit,
                part=place.part,
                rule=place.rule,
                since=since(self.now, place.record),
            )
            for place in fresh
        ]
        self.kept.came |= {place.record for place in fresh}
        if fresh or len(stays) < len(held):
            self.kept.touched.add(family.pk)
        after = {record for record, _unit in wanted} | {each.record for each in silent}
        self.kept.standing |= after
        if not new:
            self._tell(family, {each.record for each in held.values()}, after)

    def _tell(
        self, family: Family, before: Collection[uuid.UUID], after: Collection[uuid.UUID]
    ) -> None:
        for record in sorted(set(after) - set(before), key=str):
            self._note(family, Change.CAME, record)
        for record in sorted(set(before) - set(after), key=str):
            # That somebody went to a caregiver's household says where a child lives.
            told = None if record in self._cared_for else record
            self._note(family, Change.LEFT, told)

    def absorb(self, family: Family, into: Family) -> None:
        """A family that is another one's now."""
        family.ended_at, family.joined_into = self.now.at, into
        self._close(family)
        self._note(into, Change.JOINED)
        self.kept.ended[family.pk] = True

    def leave(self, family: Family) -> None:
        """A family that the rules see no more. One on which people work stays until they close it,
        and so does one of which the extracts do not say any more who is in what."""
        held = self.now.places.get(family.pk, ())
        silent = self._silent(held)
        if family.pk not in self._lapsed and not silent:
            family.ended_at = self.now.at
            self._close(family)
            self._note(family, Change.ENDED)
            self.kept.ended[family.pk] = False
            return
        stays = silent
        if family.pk in self._lapsed:
            self._turn(family, MUTUAL)
            stays = [e for e in held if e.record in self._active and e.key not in self._homes]
        elif family.kind == MUTUAL and not linked_among({e.record for e in silent}):
            self._turn(family, Family.Kind.CWS_ONLY)
        self.kept.families[family.pk] = family
        self._ended += [each for each in held if each not in stays]
        staying = {each.record for each in stays}
        self.kept.standing |= staying
        self._tell(family, {each.record for each in held}, staying)
        if len(stays) < len(held):
            self.kept.touched.add(family.pk)

    def _silent(self, places: Iterable[Open]) -> list[Open]:
        """Places about which the extract says nothing any more: nobody is moved by that."""
        return [each for each in places if each.record in self.now.gathered.silent]

    def _close(self, family: Family) -> None:
        self._turned.append(family)
        self._ended += self.now.places.get(family.pk, ())
        self.kept.touched.add(family.pk)

    def _note(self, family: Family, kind: str, record: uuid.UUID | None = None) -> None:
        self._changes.append(
            FamilyChange(
                county_id=self.now.county, family=family, kind=kind, record=record, at=self.now.at
            )
        )

    def write(self) -> None:
        """All of it, in as many statements as there are kinds of rows."""
        made = {family.pk for family in self._made}
        Family.objects.bulk_create(self._made, batch_size=BATCH)
        Family.objects.bulk_update(
            self._turned, ["kind", "ended_at", "joined_into"], batch_size=1_000
        )
        end(self.now, self._ended)
        begin_again(self.now, [place for place in self._added if place.family_id not in made])
        FamilyMember.objects.bulk_create(self._added, batch_size=BATCH)
        FamilyChange.objects.bulk_create(self._changes, batch_size=BATCH)
        self.kept.left = {each.record for each in self._ended} - self.kept.standing

"""Families and what is written about them, behind the addresses of cases.families."""

from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.rows import first


def family_of_both_first_workers() -> list[Any]:
    """A family of cws.worker and calworks.worker of Alder, and of nobody else's caseload, about
    which something is written."""
    from cases.families.models import Contact
    from cases.people.models import FamilyMember
    from cases.sharing.models import Assignment

    with rls(county="alder"), transaction.atomic():
        places = FamilyMember.objects.filter(until=None)
        of_others = Assignment.objects.filter(until=None).exclude(worker_id__in=["CW101", "EW201"])
        mine = [
            places.filter(record__assignments__worker_id=worker).values("family")
            for worker in ("CW101", "EW201")
        ]
        open_to_all = {"record__restriction": "N", "record__shield": "N"}
        closed = places.exclude(**open_to_all).values("family")
        found = (
            Contact.objects.filter(family__in=mine[0], program="cws", category="C1")
            .filter(family__in=mine[1])
            .exclude(
                family__in=places.filter(record__in=of_others.values("record")).values("family")
            )
            .exclude(family__in=closed)
            .order_by("written_at")
            .first()
        )
        assert found is not None
        return [found.family_id]


def a_unit_to_split() -> list[Any]:
    """The first case family of theirs."""
    return [*family_of_both_first_workers(), 1]


def a_contact() -> list[Any]:
    """A telephone call that cws.worker wrote down about them."""
    from cases.families.models import Contact

    with rls(county="alder"), transaction.atomic():
        rows = Contact.objects.filter(family=family_of_both_first_workers()[0], program="cws")
        found = rows.filter(category="C1", about=None).order_by("written_at").first()
        return [found.family_id, "contact", found.pk]


def a_task() -> list[Any]:
    """A task that cws.worker has about them."""
    from cases.families.models import Task

    with rls(county="alder"), transaction.atomic():
        rows = Task.objects.filter(family=family_of_both_first_workers()[0], program="cws")
        found = rows.filter(code="call_other_side", doer="cws").order_by("written_at").first()
        return [found.family_id, found.pk]


def a_family_to_accept() -> list[Any]:
    """What cws.worker of Alder is asked, and nobody was told of besides."""
    from cases.families.models import Acceptance

    with rls(county="alder"), transaction.atomic():
        rows = Acceptance.objects.filter(state="waiting", worker_id="CW101", escalation=0)
        found = rows.filter(episode__closed_on=None).exclude(
            notices__recipient__email__startswith="cws.worker2"
        )
        row = found.order_by("told_at", "pk").first()
        assert row is not None
        return [row.token]


def an_unknown_token() -> list[Any]:
    return ["AAAAAAAAAAAA"]


def a_family_brought_forward() -> list[Any]:
    """The one of Alder whose priority a supervisor set."""
    from cases.families.models import Episode

    with rls(county="alder"), transaction.atomic():
        found = Episode.objects.filter(closed_on=None).exclude(set_priority="").first()
        assert found is not None
        return [found.family_id]


def a_family_without_aid() -> list[Any]:
    """One of cws.worker of Alder of whom CalWORKs has no record."""
    from cases.people.models import Family

    with rls(county="alder"), transaction.atomic():
        found = (
            Family.objects.filter(kind="cws_only", ended_at=None, members__until=None)
            .filter(members__record__assignments__worker_id="CW101")
            .exclude(members__record__restriction__in=["S", "R"])
            .exclude(members__record__shield__in=["S", "R"])
            .first()
        )
        assert found is not None
        return [found.pk]


A_WAVE = first("families.Wave")


def an_adult() -> list[Any]:
    """A mutual family, and a linked parent on calworks.worker's caseload alone."""
    from cases.people.models import Family, FamilyMember, ProgramRecord

    with rls(county="alder"), transaction.atomic():
        shut = ProgramRecord.objects.closed()
        places = FamilyMember.objects.filter(until=None)
        families = Family.objects.filter(kind="mutual", ended_at=None, episodes__closed_on=None)
        families = families.exclude(pk__in=places.filter(record__in=shut).values("family"))
        parents = places.filter(part="parent", family__in=families).exclude(record__person=None)
        known = ProgramRecord.objects.filter(assignments__worker_id="CW101").values("person")
        parents = parents.filter(record__assignments__worker_id="EW201")
        parents = parents.exclude(record__person__in=known.exclude(person=None))
        parents = parents.exclude(record__person__in=shut.exclude(person=None).values("person"))
        found = parents.select_related("record").order_by("record__native_id")[0]
        return [found.family_id, found.record.person_id]


def a_mark_to_set() -> list[Any]:
    """A family that cws.worker of Alder accepted, and a mark that nobody has set for it."""
    from cases.families.models import Acceptance, SourceFlag, SourceFlagKind

    with rls(county="alder"), transaction.atomic():
        kind = SourceFlagKind.objects.get(program="cws")
        done = SourceFlag.objects.filter(kind=kind).values("episode")
        mine = Acceptance.objects.filter(program="cws", worker_id="CW101", state="accepted")
        mine = mine.filter(episode__state__in=["accepted", "engaged"]).exclude(episode__in=done)
        return [mine.order_by("told_at", "pk")[0].episode.family_id, kind.pk]


def an_ended_mark() -> list[Any]:
    """The one that Birch asks for no more."""
    from cases.families.models import SourceFlagKind

    with rls(county="birch"), transaction.atomic():
        return [SourceFlagKind.objects.exclude(until=None).get().pk]


A_TRANSFER = first("families.Transfer", state="accepted")


def a_received_family() -> list[Any]:
    """The copy that Birch took from Alder."""
    from cases.families.models import ReceivedFamily

    with rls(county="birch"), transaction.atomic():
        return [ReceivedFamily.objects.get().pk]


A_SUGGESTION = first("families.Suggestion", settled_at=None)
AN_EVENT = first("families.EventNotice", to_settle=True, settled_at=None)
AN_OBSTACLE = first("families.Obstacle", said_by__email="cws.worker@alder.example")
A_SERVICE = first("families.Service", code="food-pantry")
A_WITHDRAWN_SERVICE = first("families.Service", code="old-hotline")

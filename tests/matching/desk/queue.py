"""Queues by hand, and what people do at them."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.matching.models import MatchCandidate, QueueAct
from cases.people.models import ProgramRecord
from counties.models import Membership
from linkages.calendar import today
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.matching.world import match, record

COORDINATOR = "coordinator@alder.example"
ANALYST = "analyst@alder.example"
LIAISON = "liaison@alder.example"
RESTRICTED = "restricted@alder.example"
WORKER = "cws.worker@alder.example"
ELSEWHERE = "coordinator@birch.example"
SURNAMES = ("ABBOTT", "BAKER", "CHAVEZ", "DELGADO", "OKORO", "PINTO", "REYES", "VANG")
GIVEN = ("ROSA", "LUIS", "EMMA", "NOAH", "AMINA", "DAVID", "GRACE", "OMAR")


def someone(place: int, **more: Any) -> dict[str, Any]:
    """Somebody whom both programs know beyond doubt."""
    return {
        "given": GIVEN[(place + place // 8) % 8],
        "surname": SURNAMES[place % 8],
        "born": f"19{60 + place % 39}-0{place % 9 + 1}-1{place % 9}",
        "ssn": f"90077{place + 1:04}",
    } | more


def pairs(count: int, **more: Any) -> list[MatchCandidate]:
    """So many pairs to decide, one a person, in the order of their places."""
    with rls(county="alder"), transaction.atomic():
        sides = [
            (record("cws", **someone(place, **more)), record("calworks", **someone(place, **more)))
            for place in range(count)
        ]
    match()
    return [pair_of(*side) for side in sides]


def pair_of(cws: ProgramRecord, calworks: ProgramRecord) -> MatchCandidate:
    with rls(county="alder"), transaction.atomic():
        found = MatchCandidate.objects.select_related("cws", "calworks")
        return found.get(cws=cws, calworks=calworks)


def household(names: tuple[str, ...] = ("LUIS", "ANA", "MARCO")) -> list[MatchCandidate]:
    """Children of one family known to both programs."""
    sides = []
    with rls(county="alder"), transaction.atomic():
        for place, name in enumerate(names):
            who = {"given": name, "surname": "QUIROGA", "born": f"20{10 + place}-0{place + 1}-11",
                   "ssn": f"90012{place:04}"}  # fmt: skip
            sides.append(
                (record("cws", household="F7", **who), record("calworks", household="K7", **who))
            )
    match()
    return [pair_of(*side) for side in sides]


def now(pair: MatchCandidate) -> MatchCandidate:
    """The pair as it stands."""
    with rls(county="alder"), transaction.atomic():
        return MatchCandidate.objects.select_related("assigned_to").get(pk=pair.pk)


def acts(pair: MatchCandidate) -> list[tuple[str, Any]]:
    with rls(county="alder"), transaction.atomic():
        rows = QueueAct.objects.filter(candidate=pair).order_by("at")
        return list(rows.values_list("verb", "reviewer__email"))


def at(name: str, *pair: MatchCandidate, **query: str) -> str:
    """An address of the desk."""
    address = reverse(f"matching:{name}", args=[each.pk for each in pair])
    return address + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code, answer.get("Location"))
    return answer.content.decode()


def decide(client: Client, pair: MatchCandidate, verb: str = "not_same", **more: Any) -> Any:
    fields = {"verb": verb, "version": now(pair).version, "reason": "namesake"} | more
    return client.post(at("decide", pair), fields)


def defer(client: Client, pair: MatchCandidate, days: int = 3, **more: Any) -> Any:
    fields = {
        "until": (today() + timedelta(days=days)).isoformat(),
        "reason": "The school calls back",
        "version": now(pair).version,
    }
    return client.post(at("defer", pair), fields | more)


def give(client: Client, pair: MatchCandidate, to: Any, **more: Any) -> Any:
    return client.post(at("give", pair), {"to": str(to.pk)} | more)


def set_parameter(name: str, value: Any, by: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        ParameterValue.objects.create(
            county_id="alder", name=name, value=value, effective_from=today(), reason="test",
            set_by=by.pk,
        )  # fmt: skip


def relate(user: Any, to: ProgramRecord) -> None:
    """This member of staff is close to whom the record is about."""
    from cases.sharing.models import StaffRelation

    with rls(county="alder"), transaction.atomic():
        StaffRelation.objects.create(
            county_id="alder", user=user, record=to, relation="relative",
            since=today() - timedelta(days=1), recorded_by=user.pk,
        )  # fmt: skip


def leave(user: Any) -> None:
    """Their last day here was yesterday."""
    with rls(county="alder"), transaction.atomic():
        Membership.objects.filter(user=user).update(
            since=today() - timedelta(days=9), until=today() - timedelta(days=1)
        )


def seal(pair: MatchCandidate, level: str = "S") -> None:
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=pair.cws_id).update(restriction=level)

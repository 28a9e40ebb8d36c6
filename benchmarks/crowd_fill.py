"""Twenty thousand mutual families and fifty members of staff, on top of `lists`' linked people.

Run as the owner of the tables, in a process of its own: `python -m benchmarks.crowd_fill FAMILIES`.
"""

import hashlib
import json
import sys
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import django

# Four linked people a family: a parent and three children, known to both programs.
SIZE = 4
SIDES = 22  # caseworkers of each program
ROLES = (("supervisor", "cws"), ("supervisor", "calworks"), ("coordinator", "joint"),
         ("coordinator", "joint"), ("liaison", "joint"), ("liaison", "joint"))  # fmt: skip
PER_WORKER = 36  # families


def key(text: str) -> uuid.UUID:
    """The id that `lists.FILL` gives to the thing of this name."""
    return uuid.UUID(hashlib.md5(text.encode()).hexdigest())


def fill(families: int) -> dict[str, list[str]]:
    """Families, episodes and acceptances in Alder; e-mail addresses of the staff, by role."""
    from django.db import transaction

    from linkages.calendar import today
    from linkages.scope import rls

    with rls(county="alder"), transaction.atomic():
        _families(families, today())
        return _staff(today())


def _families(count: int, day: date) -> None:
    from cases.families.models import Acceptance, Episode
    from cases.people.models import Family, FamilyMember

    numbers = range(count)
    Family.objects.bulk_create(
        (Family(pk=key(f"f{n}"), county_id="alder", token=f"F-{n:07x}", kind="mutual")
         for n in numbers),
        batch_size=5_000,
    )  # fmt: skip
    FamilyMember.objects.bulk_create(_members(count, day), batch_size=5_000)
    states = ("identified", "notified", "accepted", "accepted", "engaged")
    Episode.objects.bulk_create(
        (
            Episode(
                pk=key(f"e{n}"),
                county_id="alder",
                family_id=key(f"f{n}"),
                state=states[n % len(states)],
                model="FM",
                priority=("1", "2", "3A", "3B", "4")[n % 5],
                populations=["FM"],
                identified_on=day - timedelta(days=n % 60),
            )
            for n in numbers
        ),
        batch_size=5_000,
    )
    Acceptance.objects.bulk_create(_acceptances(count, day, states), batch_size=5_000)


def _members(count: int, day: date) -> Iterator[object]:
    from cases.people.models import FamilyMember

    for n in range(1, count * SIZE + 1):
        family = (n - 1) // SIZE
        for program, unit in (("cws", f"H{family}"), ("calworks", f"99-{family}")):
            yield FamilyMember(
                county_id="alder",
                family_id=key(f"f{family}"),
                record_id=key(f"{program}{n}"),
                unit=unit,
                part="parent" if n % SIZE == 1 else "child",
                rule="parent_on_aid",
                since=day - timedelta(days=30),
            )


def _acceptances(count: int, day: date, states: tuple[str, ...]) -> Iterator[object]:
    from cases.families.models import Acceptance

    for n in range(count):
        if states[n % len(states)] == "identified":
            continue
        for letters, program in (("CW", "cws"), ("EW", "calworks")):
            yield Acceptance(
                county_id="alder",
                episode_id=key(f"e{n}"),
                program=program,
                token=f"N-{letters}{n:06x}",
                worker_id=f"{letters}{101 + (n * SIZE + 1) // (PER_WORKER * SIZE)}",
                due_on=day + timedelta(days=1),
                state="waiting" if states[n % len(states)] == "notified" else "accepted",
            )


def _staff(day: date) -> dict[str, list[str]]:
    from counties.models import Membership, Unit, User

    password = User.objects.get(email="coordinator@alder.example").password
    units = {unit.program: unit for unit in Unit.objects.filter(county="alder")}
    roles = [("worker", program) for program in ("cws", "calworks") for _n in range(SIDES)]
    made: dict[str, list[str]] = {}
    for number, (role, program) in enumerate([*roles, *ROLES]):
        user = User.objects.create(email=f"crowd{number}@alder.example", name=f"Crowd {number}")
        User.objects.filter(pk=user.pk).update(password=password)
        letters = "CW" if program == "cws" else "EW"
        worker = f"{letters}{110 + number % SIDES}" if role == "worker" else ""
        Membership.objects.create(
            county_id="alder",
            user=user,
            role=role,
            program=program,
            unit=units.get(program),
            worker_id=worker,
            since=day - timedelta(days=90),
        )
        made.setdefault(role, []).append(user.email)
    return made


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(fill(int(sys.argv[1]))) + "\n")

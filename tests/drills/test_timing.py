"""Nothing is learned from how long an answer takes: somebody hidden takes as long as nobody.

Medians of 200 askings each, in turn, over a real server, and the Mann–Whitney test of the two.
"""

import math
import statistics
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.drills.premises import Premises, premises
from tests.drills.visitor import Answer, Visitor

pytestmark = pytest.mark.drill

ASKED = 200
PEOPLE = 3000
APART_SECONDS = 0.010
# Hidden from the coordinator, who otherwise meets the whole county: the sealed.
SEALED = "Z{:04d}SEALED"
ABSENT = "Z{:04d}ABSENT"


@pytest.fixture(scope="module")
def here() -> Iterator[Premises]:
    from benchmarks.lists import fill

    with premises("timing") as place:
        place.open("web")
        place.wait(lambda: place.health().get("ready"), 60, "pages are served")
        fill(place, PEOPLE)
        place.ask(SEAL)
        place.ask(REFRESH)
        yield place


# Some of the people get names of their own, and a seal; the index of the search follows.
SEAL = f"""
with chosen as (
  select id, row_number() over (order by id) as n from people_person limit {ASKED}
), named as (
  update people_recordversion v set surname = 'Z' || lpad(s.n::text, 4, '0') || 'SEALED'
  from people_programrecord r, chosen s where r.person_id = s.id and v.id = r.current_id
  returning v.id
)
update people_programrecord r set restriction = 'R' from chosen s
where r.person_id = s.id and (select count(*) from named) > 0 returning r.id
"""
REFRESH = "select sharing_refresh_search(array(select id from people_person))::text"
SEALED_PEOPLE = "select person_id::text from people_programrecord where restriction = 'R'"


def p_value(first: list[float], second: list[float]) -> float:
    """Mann–Whitney, two-sided, by the normal approximation that 200 values allow."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = sum(place + 1 for place, (_value, which) in enumerate(ranked) if which == 0)
    n, m = len(first), len(second)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def test_the_measure_tells_apart_what_differs() -> None:
    one = [0.010 + number / 1e5 for number in range(ASKED)]
    assert p_value(one, [value + 0.001 for value in one]) < 0.001
    assert p_value(one, [value + 1e-9 for value in one]) > 0.9


def compare(hidden: Callable[[int], Answer], absent: Callable[[int], Answer]) -> None:
    """Ask for one and the other in turn, who goes first changing, and hold both together."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(20):
        hidden(number), absent(number)
    for number in range(ASKED):
        order = (0, 1) if number % 2 else (1, 0)
        for which in order:
            taken[which].append((hidden, absent)[which](number).seconds)
    medians = [statistics.median(each) for each in taken]
    p = p_value(*taken)
    said = f"medians {medians[0] * 1000:.2f} and {medians[1] * 1000:.2f} ms, p = {p:.3f}"
    print(said)
    assert abs(medians[0] - medians[1]) < APART_SECONDS, said
    assert p > 0.01, said


@pytest.mark.check(39)
@pytest.mark.parametrize("address", ["search", "look-up"])
def test_searching_for_the_hidden_takes_as_long_as_for_nobody(here: Premises, address: str) -> None:
    visitor = Visitor(here.port).sign_in("coordinator@alder.example")

    def asking(name: str) -> Callable[[int], Answer]:
        def ask(number: int) -> Answer:
            fields = {"q": name.format(number + 1), "reason": "report"}
            answer = visitor.post(f"/people/{address}", fields)
            assert answer.status == 200
            assert "<tbody" not in answer.text
            return answer

        return ask

    restricted = Visitor(here.port).sign_in("restricted@alder.example")
    if address == "search":
        assert "SEALED" in restricted.post("/people/search", {"q": SEALED.format(7)}).text
    compare(asking(SEALED), asking(ABSENT))
    visitor.close()
    restricted.close()


@pytest.mark.check(39)
def test_opening_the_hidden_takes_as_long_as_nobody(here: Premises) -> None:
    rows: Any = here.ask(SEALED_PEOPLE)
    sealed = list(dict.fromkeys(row[0] for row in rows))
    visitor = Visitor(here.port).sign_in("coordinator@alder.example")

    def opening(keys: list[str]) -> Callable[[int], Answer]:
        def ask(number: int) -> Answer:
            answer = visitor.get(f"/people/{keys[number % len(keys)]}")
            assert answer.status == 404
            return answer

        return ask

    compare(opening(sealed), opening([str(uuid.uuid4()) for _each in range(ASKED)]))
    visitor.close()

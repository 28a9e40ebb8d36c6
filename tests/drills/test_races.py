"""Many at once, over real processes: the same form fifty times, two people on one pair."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from cases.records.demodata.writing import DemoFiles, write_demo
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Answer, Visitor

pytestmark = pytest.mark.drill

AT_ONCE = 50
PAIRS = 20
UNFINISHED = "select count(*) from linkages_job where state in ('queued', 'running')"
OPEN = """
select c.id::text, c.version from matching_matchcandidate c
join people_programrecord a on a.id = c.cws_id and a.restriction = 'N'
join people_programrecord b on b.id = c.calworks_id and b.restriction = 'N'
where c.county_id = 'alder' and c.state = 'proposed' and c.band in ('certain', 'review')
order by c.lead_units desc, c.homes, c.units desc, c.id limit %s
"""


@pytest.fixture(scope="module")
def here() -> Iterator[Premises]:
    with premises("races") as place:
        place.open("worker", "beat", "web")
        place.wait(lambda: place.health().get("worker") == "ok", 90, "the worker reports")
        yield place


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo("alder", tmp_path_factory.mktemp("files"), date(2026, 12, 1), scale=0.5)


def at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """All acts in threads of their own that start together."""
    gate = threading.Barrier(len(acts))
    answers: list[Answer] = []

    def run(act: Callable[[], Answer]) -> None:
        gate.wait()
        answers.append(act())

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def several(visitor: Visitor, number: int) -> list[Visitor]:
    """The same session in as many windows."""
    return [Visitor(visitor.port, dict(visitor.cookies)) for _window in range(number)]


def count(here: Premises, question: str, *values: object) -> int:
    rows = here.ask(question, *values)
    assert rows
    return int(rows[0][0])


@pytest.mark.fault(6)
def test_fifty_sendings_of_one_upload_make_one_batch(here: Premises, files: DemoFiles) -> None:
    analyst = Visitor(here.port).sign_in("analyst@alder.example")
    fields = {"key": str(uuid.uuid4()), "program": "calworks", "as_of": _today(here)}
    windows = several(analyst, AT_ONCE)

    def send(window: Visitor) -> Callable[[], Answer]:
        sent: dict[str, Path] = {"file": files.calworks}
        return lambda: window.post("/extracts/new", fields, sent)

    answers = at_once([send(window) for window in windows])
    assert Counter(answer.status for answer in answers) == {302: AT_ONCE}
    assert len({answer.location for answer in answers}) == 1
    assert count(here, "select count(*) from records_extractbatch") == 1
    assert count(here, "select count(*) from linkages_job where kind = 'records.read_batch'") == 1
    here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 120, "the file is read")
    _close([analyst, *windows])

    batch = answers[0].location
    analyst = Visitor(here.port).sign_in("analyst@alder.example")
    key = {"key": analyst.get(batch).value("key")}
    windows = several(analyst, AT_ONCE)
    answers = at_once([lambda w=w: w.post(f"{batch}/accept", key) for w in windows])
    assert Counter(answer.status for answer in answers) == {302: AT_ONCE}
    assert count(here, "select count(*) from linkages_job where kind = 'records.accept_batch'") == 1
    here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 120, "the batch is accepted")
    _close([analyst, *windows])


@pytest.mark.fault(8)
@pytest.mark.scenario(23)
def test_of_two_deciders_on_twenty_pairs_one_decides_and_one_is_told(
    here: Premises, files: DemoFiles
) -> None:
    parts = [f"clients={files.children}", f"others={files.others}"]
    batch = here.clerk("receive", "cws", here.clerk("today"), *parts)
    here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 120, "the file is read")
    here.clerk("accept", batch)
    here.wait(lambda: here.ask(UNFINISHED) == [(0,)], 120, "the pairs are found")
    pairs = here.ask(OPEN, PAIRS)
    assert pairs is not None and len(pairs) == PAIRS

    first = Visitor(here.port).sign_in("coordinator@alder.example")
    second = Visitor(here.port).sign_in("restricted@alder.example")
    winners: Counter[str] = Counter()
    for pair, version in pairs:
        page = f"/matches/{pair}/decide"
        fields = {"version": str(version), "reason": "namesake", "note": ""}
        link = {**fields, "verb": "link", "key": str(uuid.uuid4())}
        refuse = {**fields, "verb": "not_same", "key": str(uuid.uuid4())}
        answers = at_once(
            [
                lambda page=page, link=link: first.post(page, link),
                lambda page=page, refuse=refuse: second.post(page, refuse),
            ]
        )
        assert sorted(answer.status for answer in answers) == [302, 409]
        assert count(here, DECISIONS, pair) == 1
        ((verb, state),) = here.ask(DECIDED, pair) or []
        assert state == {"link": "linked", "not_same": "not_same"}[verb]
        assert count(here, LINKS, pair) == (verb == "link")
        assert count(here, AUDITED, pair) == 1
        winners[verb] += 1
    assert sum(winners.values()) == PAIRS
    _close([first, second])


DECISIONS = "select count(*) from matching_matchdecision where candidate_id = %s"
DECIDED = """
select d.verb, c.state from matching_matchdecision d
join matching_matchcandidate c on c.id = d.candidate_id where c.id = %s
"""
LINKS = "select count(*) from people_link where candidate = %s and cut_at is null"
AUDITED = """
select count(*) from linkages_auditevent
where action = 'POST matching:decide' and result = 'allowed' and %s::uuid = any(subjects)
"""


def _today(here: Premises) -> str:
    return date.fromisoformat(here.clerk("today")).strftime("%m/%d/%Y")


def _close(visitors: list[Visitor]) -> None:
    for visitor in visitors:
        visitor.close()

"""The largest file that the form takes, through the product's own programs, while others work."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.premises import Premises, premises

pytestmark = pytest.mark.drill

SIZE = 200_000_000  # bytes; two million rows
PEOPLE = 20_000  # whom the others' pages show


@pytest.fixture(scope="module")
def here() -> Iterator[Premises]:
    from benchmarks.lists import fill

    with premises("large-files") as place:
        place.open("worker", "beat", "web")
        place.wait(lambda: place.health().get("worker") == "ok", 120, "the worker reports")
        fill(place, PEOPLE)
        yield place


@pytest.mark.fault(11)
@pytest.mark.check(66)
def test_200_megabytes_are_taken_in_streaming_while_others_work(
    here: Premises, tmp_path: Path
) -> None:
    """Never more than 300 MB in a process, and the pages of others in twice their time."""
    from benchmarks import intake, intake_files

    bench = intake.begin(here)
    bench.measure_calm()
    file = tmp_path / "persons.csv"
    rows = intake_files.write_up_to(file, SIZE, intake_files.PERSONS, intake_files.persons())
    assert rows > 1_900_000
    bench.take_in("calworks", file)
    assert bench.beyond == []
    assert bench.others.faults == 0


@pytest.mark.check(66)
def test_more_than_the_limit_is_answered_at_once_with_nothing_sent(here: Premises) -> None:
    from benchmarks import intake

    analyst = intake.begin(here).analyst
    said = "; ".join(f"{name}={value}" for name, value in analyst.cookies.items())
    with socket.create_connection(("127.0.0.1", here.port), timeout=5) as line:
        began = time.monotonic()
        line.sendall(
            b"POST /extracts/new HTTP/1.1\r\n"
            + f"Host: 127.0.0.1:{here.port}\r\nCookie: {said}\r\n".encode()
            + b"Content-Type: multipart/form-data; boundary=x\r\n"
            + b"Content-Length: 400000000\r\n\r\n--x\r\n"
        )
        answer = line.recv(1_000)
        assert time.monotonic() - began < 5
    assert answer.startswith(b"HTTP/1.1 413")

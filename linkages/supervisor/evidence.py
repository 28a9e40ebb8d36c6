"""A pytest plugin that writes each test's marks into its report, and the list made from them.

`make evidence` runs gate and drills with it and prints one line for each numbered promise:
scenarios of the field, checks, faults, usability bars; then the numbers that no test bears.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# How many there are of each kind.
KINDS = {"scenario": 27, "check": 130, "fault": 35, "usability": 29}
_WORST_FIRST = ("failed", "skipped", "passed")


def pytest_itemcollected(item: Any) -> None:
    """Hook of pytest: marks become properties of the report, the address of the test with them."""
    for mark in item.iter_markers():
        if mark.name in KINDS:
            item.user_properties.extend((mark.name, str(number)) for number in mark.args)
    item.user_properties.append(("test", item.nodeid))


@dataclass(frozen=True, slots=True)
class Result:
    """One test that ran."""

    test: str
    outcome: str
    marks: tuple[tuple[str, int], ...]


def results(reports: Iterable[Path]) -> Iterator[Result]:
    """Tests in pytest's XML reports. A report that is missing holds none."""
    for report in reports:
        if not report.exists():
            continue
        for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314  (our own file)
            tags = {child.tag for child in case}
            outcome = "passed"
            if tags & {"failure", "error"}:
                outcome = "failed"
            elif "skipped" in tags:
                outcome = "skipped"
            found = [(p.get("name", ""), p.get("value", "")) for p in case.iter("property")]
            marks = tuple((n, int(v)) for n, v in found if n in KINDS and v.isdigit())
            yield Result(dict(found).get("test", case.get("name", "")), outcome, marks)


def count(reports: Iterable[Path]) -> dict[str, int]:
    """How many passed, failed and were skipped."""
    total = dict.fromkeys(_WORST_FIRST, 0)
    for result in results(reports):
        total[result.outcome] += 1
    return total


def lines(reports: Iterable[Path]) -> Iterator[str]:
    """One line for each number and test, then the numbers that no test bears."""
    borne: dict[tuple[str, int], list[Result]] = {}
    for result in results(reports):
        for mark in result.marks:
            borne.setdefault(mark, []).append(result)
    order = list(KINDS)
    for kind, number in sorted(borne, key=lambda mark: (order.index(mark[0]), mark[1])):
        for result in borne[kind, number]:
            yield f"{kind} {number} {result.outcome} {result.test}"
    for kind, highest in KINDS.items():
        absent = [str(n) for n in range(1, highest + 1) if (kind, n) not in borne]
        if absent:
            yield f"without a test: {kind} {', '.join(absent)}"

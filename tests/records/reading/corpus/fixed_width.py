"""Files whose columns are told apart by their places."""

from collections.abc import Iterable, Mapping

from cases.people.identity import Program
from cases.records.reading.profile import Place, Profile
from tests.records.reading.corpus.crowd import (
    COLUMNS,
    WIDTHS,
    Crowd,
    Sample,
    sample,
    truth,
    truths,
)


def places() -> tuple[Place, ...]:
    found, start = [], 1
    for name, width in zip(COLUMNS, WIDTHS, strict=True):
        found.append(Place(name, start, width))
        start += width
    return tuple(found)


FIXED = Profile(Program.CWS, "cws_clients", shape="fixed", places=places())


def ruled(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Lines of fixed width."""
    return [
        "".join(
            cells[name].ljust(width)[:width] for name, width in zip(COLUMNS, WIDTHS, strict=True)
        )
        for cells in rows
    ]


@sample()
def fixed_width(crowd: Crowd) -> Sample:
    people = crowd.people()
    return Sample("\r\n".join(ruled(people)).encode(), truths(people, 1), profile=FIXED)


@sample()
def fixed_width_in_windows_letters(crowd: Crowd) -> Sample:
    people = crowd.people()
    people[0]["last_name"] = "Muñoz D’Angelo"
    return Sample("\r\n".join(ruled(people)).encode("cp1252"), truths(people, 1), profile=FIXED)


@sample()
def fixed_width_with_heading_total_and_cut_blanks(crowd: Crowd) -> Sample:
    people = [{**cells, "county": ""} for cells in crowd.people()]
    head = dict(zip(COLUMNS, COLUMNS, strict=True)) | {"zip": "zip", "sex": "sex"}
    wide = [width + 16 for width in WIDTHS]
    found, start = [], 1
    for name, width in zip(COLUMNS, wide, strict=True):
        found.append(Place(name, start, width))
        start += width
    profile = Profile(Program.CWS, "cws_clients", shape="fixed", places=tuple(found))
    lines = [
        "".join(
            cells[name].ljust(width) for name, width in zip(COLUMNS, wide, strict=True)
        ).rstrip()
        for cells in [head, *people]
    ]
    raw = "\n".join([*lines, "", "Total records:      12"])
    told = frozenset({"remark_header_repeated", "remark_totals"})
    return Sample(raw.encode(), truths(people), profile=profile, remarks=told)


@sample()
def fixed_width_torn(crowd: Crowd) -> Sample:
    people = crowd.people(4, plain=True)
    lines = ruled(people)
    lines[2] = lines[2][:30]
    kept = [truth(people[0], 1), truth(people[1], 2), truth(people[3], 4)]
    return Sample("\n".join(lines).encode(), kept, [(3, "row_too_short")], profile=FIXED)

"""Delimiters, ends of lines, quotes; a file that was compressed."""

import gzip

from tests.records.reading.corpus.crowd import (
    Builder,
    Crowd,
    Sample,
    plain,
    sample,
    text,
    truth,
)


def _delimited(name: str, delimiter: str) -> Builder:
    def builder(crowd: Crowd) -> Sample:
        people = crowd.people()
        return plain(people, text(people, delimiter=delimiter).encode())

    builder.__name__ = f"delimited_by_{name}"
    return builder


for _name, _delimiter in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
    sample()(_delimited(_name, _delimiter))


def _ended(name: str, end: str) -> Builder:
    def builder(crowd: Crowd) -> Sample:
        people = crowd.people()
        return plain(people, text(people, end=end).removesuffix(end).encode())

    builder.__name__ = f"line_ends_{name}"
    return builder


for _name, _end in (("unix", "\n"), ("windows", "\r\n"), ("old_mac", "\r")):
    sample(61)(_ended(_name, _end))


@sample(61)
def line_ends_mixed(crowd: Crowd) -> Sample:
    people = crowd.people()
    lines = text(people).splitlines()
    ends = [crowd.chance.choice(("\n", "\r\n", "\r")) for _ in lines]
    return plain(people, "".join(map(str.__add__, lines, ends)).encode())


@sample()
def delimiters_at_the_end_of_every_line(crowd: Crowd) -> Sample:
    people = crowd.people()
    return plain(people, text(people, end=",,\n").encode())


@sample()
def delimiters_at_the_end_of_rows_only(crowd: Crowd) -> Sample:
    people = crowd.people()
    head, *rows = text(people).splitlines()
    return plain(people, "\n".join([head, *(f"{row},,," for row in rows)]).encode())


@sample()
def quotes_around_everything(crowd: Crowd) -> Sample:
    people = crowd.people()
    lines = ['"' + line.replace(",", '","') + '"' for line in text(people).splitlines()]
    return plain(people, "\r\n".join(lines).encode())


@sample()
def quotes_around_delimiters_and_line_ends(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    street = '12 "Old" Mill, Apt 3\nrear'
    quoted = '"' + street.replace('"', '""') + '"'
    raw = text([{**people[0], "address": quoted}, *people[1:]]).encode()
    kept = [truth(people[0], 2, street=street), truth(people[1], 4), truth(people[2], 5)]
    return Sample(raw, kept)


@sample()
def compressed(crowd: Crowd) -> Sample:
    people = crowd.people()
    return plain(people, gzip.compress(text(people).encode()))

"""Files in every encoding that a county may write, and in none."""

import codecs

from tests.records.reading.corpus.crowd import (
    Builder,
    Crowd,
    Sample,
    plain,
    sample,
    text,
    truth,
)


def _encoded(encoding: str, mark: bytes = b"") -> Builder:
    def builder(crowd: Crowd) -> Sample:
        people = crowd.people()
        people[0]["last_name"], people[1]["first_name"] = "Muñoz", "D’Ángela"
        return plain(people, mark + text(people).encode(encoding))

    builder.__name__ = "encoded_" + encoding.replace("-", "_")
    return builder


for _encoding, _mark in (
    ("utf-8", b""),
    ("utf-8-sig", b""),
    ("utf-16", b""),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("cp1252", b""),
):
    sample(62)(_encoded(_encoding, _mark))


@sample(62)
def encoding_of_old_macs(crowd: Crowd) -> Sample:
    people = crowd.people()
    people[0]["last_name"] = "Muñoz Peña"
    return Sample(text(people).encode("mac_roman", "replace"), refusal="encoding_undecidable")


@sample(62)
def encoding_mixed(crowd: Crowd) -> Sample:
    people = [{**cells, "last_name": "Muñoz"} for cells in crowd.people()]
    raw = text(people[:1]).encode() + text(people).encode("cp1252").split(b"\n", 1)[1]
    return Sample(raw, refusal="encoding_mixed")


@sample(62)
def encoding_wide_without_mark(crowd: Crowd) -> Sample:
    return Sample(text(crowd.people()).encode("utf-16-le"), refusal="utf16_unmarked")


@sample(62)
def encoding_wide_cut_short(crowd: Crowd) -> Sample:
    return Sample(text(crowd.people()).encode("utf-16")[:-1], refusal="utf16_damaged")


@sample(62)
def encoding_garbled_before(crowd: Crowd) -> Sample:
    people = crowd.people(4, plain=True)
    people[1]["last_name"] = "Muñoz".encode().decode("cp1252")
    people[3]["last_name"] = "Mu�oz"
    kept = [truth(people[0], 2), truth(people[2], 4)]
    broken = [(3, "text_garbled"), (5, "text_garbled")]
    return Sample(text(people).encode(), kept, broken)

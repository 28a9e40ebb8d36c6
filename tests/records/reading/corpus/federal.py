"""Files of the federal TANF report."""

from typing import Any

from tests.records.reading.corpus.crowd import (
    Crowd,
    Sample,
    sample,
)

CIPHERED = str.maketrans("0123456789", "T@9ZP0#YBW")


def federal(
    crowd: Crowd, *, cipher: bool = False, section: str = "A", month: str = "202610"
) -> tuple[list[str], list[dict[str, Any]]]:
    """The lines of a federal file of one family of three, and what its people must become."""
    case = f"{crowd.chance.randrange(10**10):011}"
    # Never a leap day: these years have none.
    born = [
        crowd.born().replace(year=year, day=1 + crowd.chance.randrange(28))
        for year in (1990, 2016, 2019)
    ]
    ssns = [crowd.ssn() for _ in born]
    shown = [ssn.translate(CIPHERED) if cipher else ssn for ssn in ssns]
    days = [f"{day:%Y%m%d}" for day in born if day]
    child = "{}{}" + "222221" + "1" + "22" + "04" + "398100000000"
    records = [
        f"HEADER20264{section}06   TAN1{'E' if cipher else ' '}D",
        f"T1{month}{case}19701903331" + "1" + "1" * 80,
        f"T2{month}{case}12{days[0]}{shown[0]}2222212" + "22222" + "201" + "0" * 17
        + "25" + "0" * 12 + "10",
        f"T3{month}{case}1{child.format(days[1], shown[1])}1{child.format(days[2], shown[2])}",
        "TRAILER0000003         ",
    ]  # fmt: skip
    lines = [3, 4, 4]
    roles = ["aided_adult", "aided_child", "aided_child"]
    kept = [
        {"number": line, "born": day, "ssn": ssn, "role": role, "case": case, "county": "99",
         "surname": "", "key_scheme": "tanf", "sex": "F" if role == "aided_adult" else "M",
         "postal": "90333"}
        for line, day, ssn, role in zip(lines, born, ssns, roles, strict=True)
    ]  # fmt: skip
    return records, kept


@sample()
def federal_file(crowd: Crowd) -> Sample:
    records, kept = federal(crowd)
    return Sample("\n".join(records).encode(), kept)


@sample()
def federal_file_with_enciphered_numbers(crowd: Crowd) -> Sample:
    records, kept = federal(crowd, cipher=True)
    return Sample("\r\n".join(records).encode(), kept)


@sample()
def federal_file_of_two_months(crowd: Crowd) -> Sample:
    records, kept = federal(crowd)
    later = [line.replace("202610", "202611", 1) for line in records[1:4]]
    raw = "\n".join([*records[:4], *later, "TRAILER0000006         "])
    kept = [{**row, "number": row["number"] + 3} for row in kept]
    left = [(line, "tanf_earlier_month") for line in (3, 4, 4)]
    return Sample(raw.encode(), kept, omitted=left)


@sample()
def federal_file_cut_short(crowd: Crowd) -> Sample:
    records, kept = federal(crowd)
    told = frozenset({"remark_tanf_trailer_missing"})
    return Sample("\n".join(records[:-1]).encode(), kept, remarks=told)


@sample()
def federal_file_that_counts_otherwise(crowd: Crowd) -> Sample:
    records, kept = federal(crowd)
    raw = "\n".join(records).replace("TRAILER0000003", "TRAILER0000009")
    return Sample(raw.encode(), kept, remarks=frozenset({"remark_tanf_trailer_differs"}))


@sample()
def federal_file_with_a_line_that_is_no_record(crowd: Crowd) -> Sample:
    records, kept = federal(crowd)
    records.insert(4, "X9 what is this")
    return Sample("\n".join(records).encode(), kept, [(5, "tanf_record_unknown")])


@sample()
def federal_file_of_closed_cases(crowd: Crowd) -> Sample:
    records, _ = federal(crowd, section="C")
    return Sample("\n".join(records).encode(), refusal="tanf_section")

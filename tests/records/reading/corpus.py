"""Files as counties deliver them, with other people in each run, and what must come out of each.

Every function under `@sample` builds one file. `corpus(seed)` gives all of them; the same seed
gives the same files.
"""

import codecs
import gzip
import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import openpyxl

from cases.people.identity import Program
from cases.records.reading import ids
from cases.records.reading.profile import Place, Profile
from cases.records.reading.row import Options

COLUMNS = (
    "client_id", "last_name", "first_name", "middle_name", "dob", "ssn", "sex", "address", "city",
    "zip", "case_id", "service_component", "county",
)  # fmt: skip
WIDTHS = (24, 26, 22, 20, 12, 12, 3, 30, 20, 6, 24, 4, 3)
ALDER = Options(county="99", as_of=date(2026, 12, 1))
CWS = Profile(Program.CWS, "cws_clients")

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, and what reading it has to give: the accepted rows (their number and stated
    attributes), line and code of every refused one, or the code for which the file is refused."""

    content: bytes
    accepted: Sequence[Mapping[str, Any]] = ()
    refused: Sequence[tuple[int, str]] = ()
    omitted: Sequence[tuple[int, str]] = ()
    refusal: str = ""
    remarks: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    profile: Profile | None = None
    options: Options = ALDER


Builder = Callable[["Crowd"], Sample]


@dataclass(slots=True)
class Crowd:
    """People who do not exist, out of one chance."""

    chance: random.Random
    seen: set[str] = field(default_factory=set)

    def name(self, *, plain: bool = False) -> str:
        """A surname nobody else here has, often with a letter that encodings break on."""
        while True:
            stems = ("Mu", "Pe", "Zár", "Ocho", "D’An", "Ybar", "Núñ", "Ito", "Fuen", "Lan", "Söd")
            ends = ("ñoz", "ña", "ate", "a", "gelo", "ra", "ez", "berg", "tes", "gley", "ón")
            name = self.chance.choice(stems) + self.chance.choice(ends)
            name += self.chance.choice(("", "", "-Reyes", " de la Cruz", " III", "’s"))
            if plain:
                name = "".join(c for c in name if c.isascii())
            if name not in self.seen or len(self.seen) > 300:
                self.seen.add(name)
                return name

    def key(self) -> str:
        moment = self.chance.randrange(ids.MOMENT_LIMIT)
        return ids.to_key(f"{moment:013}{self.chance.randrange(1, 238_000):06}")

    def ssn(self) -> str:
        area = self.chance.choice([n for n in range(1, 899) if n != 666])
        return f"{area:03}{self.chance.randrange(1, 99):02}{self.chance.randrange(1, 9999):04}"

    def born(self) -> date:
        return date(1940, 1, 1) + timedelta(days=self.chance.randrange(31_000))

    def person(self, *, plain: bool = False) -> Cells:
        """The cells of one row, dates ISO and ids as reports print them."""
        return {
            "client_id": ids.to_number(self.key()),
            "last_name": self.name(plain=plain),
            "first_name": self.chance.choice(("Rosa", "José", "Lee", "Ana María", "Zoë", "Bo"))
            if not plain
            else self.chance.choice(("Rosa", "Lee", "Bo")),
            "middle_name": self.chance.choice(("", "", "Q", "Elena")),
            "dob": self.born().isoformat(),
            "ssn": self.ssn(),
            "sex": self.chance.choice("FM"),
            "address": f"{self.chance.randrange(1, 9999)} Mill St",
            "city": self.chance.choice(("Alder", "Peña Blanca" if not plain else "Pena")),
            "zip": f"9{self.chance.randrange(10_000):04}",
            "case_id": ids.to_number(self.key()),
            "service_component": self.chance.choice(("FM", "FR", "PP")),
            "county": "99",
        }

    def people(self, count: int = 0, *, plain: bool = False) -> list[Cells]:
        count = count or self.chance.randrange(3, 9)
        return [self.person(plain=plain) for _ in range(count)]


BUILDERS: dict[str, tuple[Builder, tuple[int, ...]]] = {}


def sample(*checks: int) -> Callable[[Builder], Builder]:
    """Put a file into the corpus; `checks` are the numbered checks that it is part of."""

    def kept(builder: Builder) -> Builder:
        BUILDERS[builder.__name__] = builder, checks
        return builder

    return kept


def build(name: str, seed: int) -> Sample:
    """One file of the corpus."""
    return BUILDERS[name][0](Crowd(random.Random(f"{seed} {name}")))


def truth(cells: Cells, number: int, **other: Any) -> dict[str, Any]:
    """What an accepted row must hold, from the cells that were written."""
    return {
        "number": number,
        "key": ids.cws_id(cells["client_id"]).value,
        "surname": cells["last_name"],
        "given": cells["first_name"],
        "middle": cells["middle_name"],
        "born": date.fromisoformat(cells["dob"]),
        "ssn": cells["ssn"],
        "sex": cells["sex"],
        "street": cells["address"],
        "city": cells["city"],
        "postal": cells["zip"],
        "case": ids.cws_id(cells["case_id"]).value,
        "county": "99",
        **other,
    }


def truths(rows: Iterable[Cells], first: int = 2, **other: Any) -> list[dict[str, Any]]:
    return [truth(cells, number, **other) for number, cells in enumerate(rows, start=first)]


def text(
    rows: Iterable[Mapping[str, str]],
    columns: Sequence[str] = COLUMNS,
    *,
    delimiter: str = ",",
    end: str = "\n",
) -> str:
    """A file with a heading and a delimiter."""
    lines = [columns, *([cells.get(name, "") for name in columns] for cells in rows)]
    return "".join(delimiter.join(line) + end for line in lines)


def plain(people: Sequence[Cells], content: bytes, **other: Any) -> Sample:
    """A file all of whose rows are taken, the first on line 2."""
    return Sample(content, truths(people), **other)


# --- Encodings -----------------------------------------------------------------------------------


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


# --- Delimiters, line ends, quotes ---------------------------------------------------------------


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


# --- Headings ------------------------------------------------------------------------------------


@sample()
def title_rows(crowd: Crowd) -> Sample:
    people = crowd.people()
    before = "Linkages: open CWS clients\nRun date: 12/01/2026,,,\n\n,,,\nOffice: all\n"
    return Sample(
        (before + text(people)).encode(),
        truths(people, 7),
        remarks=frozenset({"remark_title_lines"}),
    )


@sample()
def report_with_pages(crowd: Crowd) -> Sample:
    """As report tools print: titles and names on every page, page numbers, a total."""
    people = crowd.people(4)
    title = "CWS clients by office,,,,\n"
    head, *rows = text(people).splitlines()
    page = title + head + "\n" + "\n".join(rows[:2]) + "\n,,,,Page 1 of 2\n"
    page += title + head + "\n" + "\n".join(rows[2:]) + "\nGrand total:,,4\nPage 2 of 2\n"
    kept = [*truths(people[:2], 3), *truths(people[2:], 8)]
    told = {"remark_title_lines", "remark_titles_repeated", "remark_header_repeated",
            "remark_totals"}  # fmt: skip
    return Sample(page.encode(), kept, remarks=frozenset(told))


@sample()
def heading_merged_from_groups(crowd: Crowd) -> Sample:
    people = crowd.people()
    rows = text(people).split("\n", 1)[1]
    groups = "Client,,,,,,,Home,,,Case,,"
    names = (
        "ID,Last name,First name,Middle,DOB,SSN,Sex,Address,City,Zip,ID,Service component,County"
    )
    columns = {"clientid": "client_id", "caseid": "case_id"}
    return Sample(
        f"{groups}\n{names}\n{rows}".encode(),
        truths(people, 3),
        remarks=frozenset({"remark_header_merged"}),
        profile=Profile(
            Program.CWS,
            "cws_clients",
            columns={
                **columns,
                "clientlastname": "surname",
                "clientfirstname": "given",
                "clientmiddle": "middle",
                "clientdob": "born",
                "clientssn": "ssn",
                "clientsex": "sex",
                "homeaddress": "street",
                "homecity": "city",
                "homezip": "postal",
                "caseservicecomponent": "service_component",
                "casecounty": "county",
            },
        ),
    )


@sample()
def heading_merged_from_tall_cells(crowd: Crowd) -> Sample:
    people = crowd.people()
    rows = text(people).split("\n", 1)[1]
    upper = list(COLUMNS)
    lower = ["" for _ in COLUMNS]
    for name in ("last_name", "first_name", "dob"):
        at = upper.index(name)
        upper[at], lower[at] = "Name and birth" if name == "last_name" else "", name
    raw = f"{','.join(upper)}\n{','.join(lower)}\n{rows}"
    told = frozenset({"remark_header_merged"})
    return Sample(raw.encode(), truths(people, 3), remarks=told)


@sample()
def heading_whose_other_names_stand_above(crowd: Crowd) -> Sample:
    people = crowd.people()
    rows = text(people).split("\n", 1)[1]
    below = ("client_id", "last_name", "first_name", "dob")
    upper = ",".join("" if name in below else name for name in COLUMNS)
    lower = ",".join(name if name in below else "" for name in COLUMNS)
    told = frozenset({"remark_header_merged"})
    raw = f"{upper}\n{lower}\n{rows}"
    return Sample(raw.encode(), truths(people, 3), remarks=told)


@sample()
def heading_with_line_ends_in_its_cells(crowd: Crowd) -> Sample:
    people = crowd.people()
    head, rows = text(people).split("\n", 1)
    head = head.replace("client_id", '"Client\nID"').replace("last_name", '"Last\nname"')
    return Sample(f"{head}\n{rows}".encode(), truths(people, 4))


@sample()
def heading_after_a_line_for_excel(crowd: Crowd) -> Sample:
    people = crowd.people()
    raw = "sep=;\n" + text(people, delimiter=";")
    return Sample(raw.encode(), truths(people, 3))


@sample()
def columns_in_another_order(crowd: Crowd) -> Sample:
    people = crowd.people()
    columns = crowd.chance.sample(COLUMNS, len(COLUMNS))
    return plain(people, text(people, columns).encode())


@sample()
def columns_with_other_spelling(crowd: Crowd) -> Sample:
    people = crowd.people()
    head, rows = text(people).split("\n", 1)
    respelled = head.replace("_", " ").title().replace("Last Name", "SURNAME ")
    return plain(people, f"{respelled}\n{rows}".encode())


@sample()
def column_new_in_this_release(crowd: Crowd) -> Sample:
    people = [{**cells, "Favorite color": crowd.name(plain=True)} for cells in crowd.people()]
    columns = list(COLUMNS)
    columns.insert(crowd.chance.randrange(len(columns)), "Favorite color")
    return plain(people, text(people, columns).encode())


@sample(61)
def column_missing(crowd: Crowd) -> Sample:
    columns = [name for name in COLUMNS if name != "dob"]
    return Sample(text(crowd.people(), columns).encode(), refusal="columns_missing")


@sample(61)
def column_twice(crowd: Crowd) -> Sample:
    return Sample(text(crowd.people(), [*COLUMNS, "DOB"]).encode(), refusal="header_repeated")


@sample(61)
def columns_by_the_thousand(crowd: Crowd) -> Sample:
    columns = [*COLUMNS, *(f"c{number}" for number in range(5_000))]
    return Sample(text(crowd.people(), columns).encode(), refusal="too_many_columns")


@sample(61)
def file_empty(_crowd: Crowd) -> Sample:
    return Sample(b"", refusal="file_empty")


@sample(61)
def file_of_blank_lines(_crowd: Crowd) -> Sample:
    return Sample(b"\n\r\n,,,\n ; \n", refusal="file_empty")


@sample(61)
def heading_only(_crowd: Crowd) -> Sample:
    return Sample(text([]).encode(), refusal="header_only")


@sample(61)
def titles_and_heading_only(_crowd: Crowd) -> Sample:
    return Sample(("A report\n\n" + text([]) + "\n\n").encode(), refusal="header_only")


@sample(61)
def rows_without_heading(crowd: Crowd) -> Sample:
    return Sample(text(crowd.people()).split("\n", 1)[1].encode(), refusal="columns_missing")


# --- Rows ----------------------------------------------------------------------------------------


def _one_bad(crowd: Crowd, code: str, *, at: int = 2, **cells: str) -> Sample:
    """Five people of whom the third is refused for one cell."""
    people = crowd.people(5, plain=True)
    written = [{**person} for person in people]
    written[at] |= cells
    kept = [truth(cells, number + 2) for number, cells in enumerate(people) if number != at]
    return Sample(text(written).encode(), kept, [(at + 2, code)])


def _flagged(crowd: Crowd, flag: str, stated: Cells, **read: Any) -> Sample:
    """Three people of whom the second is taken with a remark."""
    people = crowd.people(3, plain=True)
    written = [people[0], {**people[1], **stated}, people[2]]
    kept = truths(people)
    kept[1] |= read
    return Sample(text(written).encode(), kept, flags=frozenset({flag}))


def _dated(name: str, stated: str, code: str) -> None:
    def builder(crowd: Crowd) -> Sample:
        return _one_bad(crowd, code, dob=stated)

    builder.__name__ = f"date_{name}"
    sample(63)(builder)


_dated("that_does_not_exist", "02/29/2025", "date_impossible")
_dated("day_first", "31/12/2024", "date_impossible")
_dated("of_two_digits", "03/14/96", "date_two_digit_year")
_dated("of_zeros", "0000-00-00", "date_impossible")
_dated("in_words", "14th of March 1996", "date_unreadable")


@sample(63)
def date_as_excel_number(crowd: Crowd) -> Sample:
    return _flagged(crowd, "date_excel_serial", {"dob": "45000"}, born=None)


@sample(63)
def dates_day_first_by_profile(crowd: Crowd) -> Sample:
    people = crowd.people(20)
    written = [
        {**cells, "dob": date.fromisoformat(cells["dob"]).strftime("%d/%m/%Y")} for cells in people
    ]
    profile = Profile(Program.CWS, "cws_clients", date_order="dmy")
    return plain(people, text(written).encode(), profile=profile)


@sample(63)
def dates_month_first(crowd: Crowd) -> Sample:
    people = crowd.people(20)
    form = crowd.chance.choice(("%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%d-%b-%Y", "%Y/%m/%d"))
    written = [
        {**cells, "dob": date.fromisoformat(cells["dob"]).strftime(form)} for cells in people
    ]
    return plain(people, text(written).encode())


@sample(63)
def dates_of_two_orders_under_a_profile_that_wants_the_year_first(crowd: Crowd) -> Sample:
    people = crowd.people(2)
    written = [people[0], {**people[1], "dob": "03/04/1996"}]
    profile = Profile(Program.CWS, "cws_clients", date_order="ymd")
    kept = truths(people[:1])
    return Sample(text(written).encode(), kept, [(3, "date_unreadable")], profile=profile)


def _numbered(name: str, stated: str, flag: str, quality: str) -> None:
    def builder(crowd: Crowd) -> Sample:
        return _flagged(crowd, flag, {"ssn": stated}, ssn="", ssn_quality=quality)

    builder.__name__ = f"ssn_{name}"
    sample(64)(builder)


_numbered("of_area_000", "000123456", "ssn_invalid", "invalid")
_numbered("of_area_666", "666-12-3456", "ssn_invalid", "invalid")
_numbered("of_area_9xx", "987-65-4321", "ssn_invalid", "invalid")
_numbered("from_an_advertisement", "078-05-1120", "ssn_invalid", "invalid")
_numbered("with_a_lost_zero", "12345678", "ssn_lost_zero", "lost_zero")
_numbered("with_two_lost_zeros", "1234567", "ssn_lost_zero", "lost_zero")
_numbered("that_is_a_stand_in", "12345678P", "ssn_pseudo", "pseudo")


@sample(64)
def ssn_with_spaces(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    written = [
        {**cells, "ssn": f" {cells['ssn'][:3]} {cells['ssn'][3:5]} {cells['ssn'][5:]} "}
        for cells in people
    ]
    return plain(people, text(written).encode())


@sample(64)
def ssn_zeros_restored_where_confirmed(crowd: Crowd) -> Sample:
    people = [{**cells, "ssn": "0" + cells["ssn"][1:]} for cells in crowd.people(4)]
    people = [{**cells, "ssn": "012" + cells["ssn"][3:]} for cells in people]
    written = [{**cells, "ssn": cells["ssn"].lstrip("0")} for cells in people]
    options = Options(county="99", as_of=ALDER.as_of, restore_zeros=True)
    return plain(people, text(written).encode(), options=options)


@sample()
def id_in_exponent_form(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "excel_damaged_id", client_id="6.01569E+17")


@sample()
def id_cut_to_fifteen_digits(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "excel_damaged_id", client_id="0601569266278000000")


@sample()
def id_out_of_range(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "cws_id_out_of_range", client_id="9999-9999-9999-9999999")


@sample()
def ids_in_every_form(crowd: Crowd) -> Sample:
    people = crowd.people(6)
    written = [{**cells} for cells in people]
    for at, cells in enumerate(written):
        number = cells["client_id"]
        if at % 3 == 1 and not number.endswith("0000"):
            cells["client_id"] = number.replace("-", "")
        elif at % 3 == 2:
            cells["client_id"] = ids.to_key(number)
    return plain(people, text(written).encode())


@sample(61)
def row_with_null(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_null_character", last_name="Ro\0sa")


@sample(61)
def row_with_bell(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_control_character", last_name="Ro\x07sa")


@sample(61)
def row_with_formula(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "text_formula", last_name="=cmd|' /C calc'!A0")


@sample(61)
def row_with_endless_cell(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_too_long", last_name="x" * 1_000_000)


@sample(61)
def row_with_quote_that_never_ends(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_unbalanced_quote", last_name='"Open')


@sample(61)
def row_with_bare_carriage_return(crowd: Crowd) -> Sample:
    people = crowd.people(3, plain=True)
    head, *rows = text(people).splitlines()
    rows[1] = rows[1].replace(people[1]["last_name"], "Del\rgado", 1)
    raw = "\r\n".join([head, *rows]).encode()
    kept = [truth(people[0], 2), truth(people[2], 5)]
    return Sample(raw, kept, [(3, "row_cell_count"), (4, "row_cell_count")])


@sample()
def row_cut_off_at_the_end(crowd: Crowd) -> Sample:
    people = crowd.people(4)
    raw = text(people)
    cut = raw[: raw.rindex("99") - 12]
    return Sample(cut.encode(), truths(people[:3]), [(5, "row_cell_count")])


@sample()
def row_of_another_county(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "county_other", county="98")


@sample()
def row_without_a_name(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "name_missing", last_name="", first_name="")


@sample()
def rows_about_the_reporter(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    written = [{**cells, "relationship": "Mother"} for cells in people]
    written[1]["relationship"] = "Reporting party"
    kept = [truth(people[0], 2), truth(people[2], 4)]
    raw = text(written, [*COLUMNS, "relationship"])
    return Sample(raw.encode(), kept, omitted=[(3, "reporter_not_loaded")])


# --- Profiles ------------------------------------------------------------------------------------


@sample()
def own_names_and_codes(crowd: Crowd) -> Sample:
    people = crowd.people(6)
    own = {"nm1": "surname", "nm2": "given", "x1": "client_id", "gnr": "sex", "memo": ""}
    names = {"last_name": "NM 1", "first_name": "NM-2", "client_id": "X1", "sex": "Gnr"}
    profile = Profile(Program.CWS, "cws_clients", columns=own, codes={"sex": {"w": "F", "h": "M"}})
    spelled = {"F": "W.", "M": "h"}
    written = [
        {
            **{names.get(k, k): v for k, v in cells.items()},
            "Gnr": spelled[cells["sex"]],
            "memo": "x",
        }
        for cells in people
    ]
    columns = [*(names.get(name, name) for name in COLUMNS), "memo"]
    return plain(people, text(written, columns).encode(), profile=profile)


@sample()
def code_that_a_release_changed(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    written = [people[0], {**people[1], "sex": "Womxn"}, people[2]]
    kept = truths(people)
    kept[1]["sex"] = ""
    return Sample(text(written).encode(), kept, flags=frozenset({"code_unknown"}))


@sample()
def column_that_a_release_took_away(crowd: Crowd) -> Sample:
    people = crowd.people()
    profile = Profile(Program.CWS, "cws_clients", columns={"tribecode": "tribe"})
    told = frozenset({"remark_columns_absent"})
    return plain(people, text(people).encode(), profile=profile, remarks=told)


# --- Fixed width ---------------------------------------------------------------------------------


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


# --- Workbooks -----------------------------------------------------------------------------------


def booked(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def grid(people: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    return [list(COLUMNS), *([cells[name] for name in COLUMNS] for cells in people)]


@sample()
def workbook(crowd: Crowd) -> Sample:
    people = crowd.people()
    return plain(people, booked({"Clients": grid(people)}))


@sample()
def workbook_with_days_and_numbers(crowd: Crowd) -> Sample:
    people = [{**cells, "ssn": "7" + cells["ssn"][1:]} for cells in crowd.people()]
    people = [{**cells, "ssn": "712" + cells["ssn"][3:]} for cells in people]
    typed = [
        {**cells, "dob": date.fromisoformat(cells["dob"]), "ssn": int(cells["ssn"]),
         "zip": int(cells["zip"]), "county": 99}
        for cells in people
    ]  # fmt: skip
    return plain(people, booked({"Clients": grid(typed)}))


@sample()
def workbook_with_numbers_that_lost_zeros(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    typed = [people[0], {**people[1], "ssn": 12345678}, people[2]]
    kept = truths(people)
    kept[1] |= {"ssn": "", "ssn_quality": "lost_zero"}
    return Sample(booked({"a": grid(typed)}), kept, flags=frozenset({"ssn_lost_zero"}))


@sample()
def workbook_with_titles_merged_cells_and_a_total(crowd: Crowd) -> Sample:
    people = crowd.people()
    rows = [["CWS clients by office"], [], ["Run date", "12/01/2026"], *grid(people),
            ["Total", len(people)], ["Page 1 of 1"]]  # fmt: skip
    told = frozenset({"remark_title_lines", "remark_totals"})
    return Sample(booked({"Report": rows}), truths(people, 5), remarks=told)


@sample()
def workbook_with_other_and_hidden_sheets(crowd: Crowd) -> Sample:
    people, others = crowd.people(), crowd.people()
    sheets = {"Cover": [["About this report"]], "Old": grid(others), "Data": grid(people)}
    told = frozenset({"remark_sheets_unread", "workbook_hidden_sheets"})
    return Sample(booked(sheets, ["Old"]), truths(people), remarks=told)


@sample()
def workbook_with_a_named_sheet(crowd: Crowd) -> Sample:
    people, others = crowd.people(), crowd.people()
    profile = Profile(Program.CWS, "cws_clients", shape="workbook", sheet="March")
    content = booked({"February": grid(others), "March": grid(people)})
    told = frozenset({"remark_sheets_unread"})
    return Sample(content, truths(people), profile=profile, remarks=told)


@sample()
def workbook_without_the_named_sheet(crowd: Crowd) -> Sample:
    profile = Profile(Program.CWS, "cws_clients", shape="workbook", sheet="March")
    content = booked({"February": grid(crowd.people())})
    return Sample(content, refusal="workbook_sheet_missing", profile=profile)


@sample()
def workbook_with_ids_as_numbers(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    typed = [people[0], {**people[1], "client_id": 601569266278000483}, people[2]]
    kept = [truth(people[0], 2), truth(people[2], 4)]
    return Sample(booked({"a": grid(typed)}), kept, [(3, "excel_damaged_id")])


@sample()
def workbook_with_blank_rows_between(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    head, *rows = grid(people)
    content = booked({"a": [head, [], rows[0], [], [], rows[1], rows[2]]})
    kept = [truth(people[0], 3), truth(people[1], 6), truth(people[2], 7)]
    return Sample(content, kept)


@sample(61)
def workbook_of_heading_only(_crowd: Crowd) -> Sample:
    return Sample(booked({"a": [list(COLUMNS)]}), refusal="header_only")


@sample(61)
def workbook_of_nothing(_crowd: Crowd) -> Sample:
    return Sample(booked({"a": []}), refusal="file_empty")


@sample()
def workbook_where_its_report_should_be_text(crowd: Crowd) -> Sample:
    content = booked({"a": grid(crowd.people())})
    return Sample(content, refusal="shape_unexpected", profile=CWS)


# --- Two systems ---------------------------------------------------------------------------------


@sample()
def ids_of_the_successor_beside_the_old_ones(crowd: Crowd) -> Sample:
    people = crowd.people()
    newer = [f"003t{''.join(crowd.chance.choices('abcXYZ019', k=14))}" for _ in people]
    written = [
        {**cells, "CARES ID": id, "client_id": "", "Legacy Client ID": cells["client_id"]}
        for cells, id in zip(people, newer, strict=True)
    ]
    columns = [*COLUMNS[1:], "CARES ID", "Legacy Client ID"]
    kept = [
        {**stated, "key_scheme": "cws_key", "other_id": ("cares", id)}
        for stated, id in zip(truths(people), newer, strict=True)
    ]
    return Sample(text(written, columns).encode(), kept)


# --- Federal files -------------------------------------------------------------------------------

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

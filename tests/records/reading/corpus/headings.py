"""Titles, headings and columns as reports and spreadsheets have them."""

from cases.people.identity import Program
from cases.records.reading.profile import Profile
from tests.records.reading.corpus.crowd import (
    COLUMNS,
    Crowd,
    Sample,
    plain,
    sample,
    text,
    truths,
)


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

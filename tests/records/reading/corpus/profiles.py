"""Names and codes of a county's own; ids of an old system beside those of a new one."""

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

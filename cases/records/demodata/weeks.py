"""The same county a week later: some rows changed, some families gone, some new."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from cases.records.demodata.extracts import WTW_REASONS, Cells, Extracts
from cases.records.demodata.families import Family

Table = list[tuple[Family, Cells]]

GONE_SHARE = 0.015  # of families, per program
CHANGED_SHARE = 0.05  # of rows


def first_week(extracts: Extracts) -> tuple[Table, Table, Table]:
    """Children, others and CalWORKs persons without those who are still to come."""
    return _known(extracts.children), _known(extracts.others), _known(extracts.calworks)


def second_week(extracts: Extracts, today: date, random: Random) -> tuple[Table, Table, Table]:
    """The three files a week after `today`."""
    gone_from_cws = _gone(extracts.children, random)
    gone_from_calworks = _gone(extracts.calworks, random)
    later = today + timedelta(days=7)

    def week(table: Table, gone: set[int], change: Callable[[Cells], Cells]) -> Table:
        return [
            (family, change(cells) if random.random() < CHANGED_SHARE else cells)
            for family, cells in table
            if id(family) not in gone
        ]

    return (
        week(extracts.children, gone_from_cws, lambda cells: _changed_child(cells, later, random)),
        week(extracts.others, gone_from_cws, lambda cells: _moved(cells, random)),
        week(
            extracts.calworks,
            gone_from_calworks,
            lambda cells: _changed_person(cells, later, random),
        ),
    )


def _known(table: Table) -> Table:
    return [(family, cells) for family, cells in table if not family.new]


def _gone(table: Table, random: Random) -> set[int]:
    families = {id(family): family for family, _ in table}
    return {
        at for at, family in families.items() if not family.new and random.random() < GONE_SHARE
    }


def _moved(cells: Cells, random: Random) -> Cells:
    if not cells.get("address"):
        return cells
    street = f"{random.randint(100, 9899)} {cells['address'].split(' ', 1)[1]}"
    return {**cells, "address": street}


def _changed_child(cells: Cells, later: date, random: Random) -> Cells:
    if cells["svc_component"] == "ER":
        return {**cells, "svc_component": "FM", "svc_comp_start": later.isoformat()}
    if cells["svc_component"] == "FR" and random.random() < 0.5:
        home = {"svc_component": "FM", "svc_comp_start": later.isoformat(), "placement_type": ""}
        return {**cells, **home}
    if cells["next_hearing_dt"]:
        hearing = later + timedelta(days=random.randint(20, 180))
        return {**cells, "next_hearing_dt": hearing.isoformat()}
    return _moved(cells, random)


def _changed_person(cells: Cells, later: date, random: Random) -> Cells:
    following = {"Noncompliance": "Sanction", "Pending": "Active", "Active": "Noncompliance"}
    status = following.get(cells.get("wtw_status", ""))
    if not status:
        return _moved(cells, random)
    changed = {
        **cells,
        "wtw_status": status,
        "wtw_reason": WTW_REASONS[status],
        "wtw_status_begin": later.isoformat(),
    }
    if status == "Sanction":
        changed |= {"role": "Sanctioned", "sanction_no": "1"}
    if status == "Noncompliance":
        changed["na840_dt"] = later.isoformat()
    return changed

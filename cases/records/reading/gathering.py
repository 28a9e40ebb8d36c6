"""Where rows wait until all rows of their client are there, and what is asked about all of them.

Rows of a client are not neighbors in a file. `Gathered` keeps them in memory, for files that are
compared and not stored; extracts wait in the database (`cases.records.piles`). Both answer alike.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from typing import Protocol

from cases.people.identity import Program
from cases.records.reading.row import Row

# Someone on more cases than this is a placeholder ("unknown father"), not a link between families.
FAMILY_CASES = 12
JOINING_ROLES = frozenset({"child", "mother", "father", "parent", "guardian", ""})
OPEN_ACCESS = "N"
# More rows of one id than this are no client: the column holds something else, or a placeholder.
CLIENT_ROWS = 5_000


class Pile(Protocol):
    """Rows that were read, gathered by client. Rows are added first, then asked about."""

    def add(self, row: Row) -> None:
        """Take one row."""

    def __len__(self) -> int:
        """How many clients there are."""

    def most_rows(self) -> int:
        """How many rows the client with the most has."""

    def clients(self) -> Iterator[Sequence[Row]]:
        """The rows of each client in the order in which they came."""

    def families(self) -> Iterator[Sequence[str]]:
        """CWS cases that belong together, because one client or one stated household has them."""

    def households(self) -> Mapping[str, str]:
        """Households that CWS rows state, as far as some row states one and no case, and the
        smallest case of each."""

    def reports(self) -> Container[str]:
        """CWS cases of which there is nothing but a report."""

    def restricted_rows(self, shielded: Collection[str]) -> Counter[str]:
        """Rows by grain of clients who are sealed or sensitive in any of their rows, or whose key
        is among those that the county itself closed."""


class Gathered:
    """A pile in memory, which grows with the rows. Clients are in the order of their first row."""

    def __init__(self) -> None:
        self._rows: dict[str, Row | list[Row]] = {}
        self._reported: set[str] = set()
        self._established: set[str] = set()

    def add(self, row: Row) -> None:
        if tells_of_case(row):
            (self._reported if row.emergency_response else self._established).add(row.case)
        known = self._rows.get(row.key)
        if known is None:
            self._rows[row.key] = row
        elif isinstance(known, list):
            known.append(row)
        else:
            self._rows[row.key] = [known, row]

    def __len__(self) -> int:
        return len(self._rows)

    def most_rows(self) -> int:
        return max(
            (len(known) for known in self._rows.values() if isinstance(known, list)), default=1
        )

    def clients(self) -> Iterator[Sequence[Row]]:
        for known in self._rows.values():
            yield known if isinstance(known, list) else (known,)

    def families(self) -> Iterator[Sequence[str]]:
        housed: dict[str, set[str]] = {}
        for rows in self.clients():
            if rows[0].program is not Program.CWS:
                continue
            for row in rows:
                if row.household_id and row.case:
                    housed.setdefault(row.household_id, set()).add(row.case)
            joined = {row.case for row in rows if joins(row)}
            if 1 < len(joined) <= FAMILY_CASES:
                yield sorted(joined)
        yield from (sorted(cases) for cases in housed.values() if len(cases) > 1)

    def households(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for rows in self.clients():
            for row in rows:
                if row.program is Program.CWS and row.household_id and row.case:
                    known = found.setdefault(row.household_id, row.case)
                    found[row.household_id] = min(known, row.case)
        return found

    def reports(self) -> Container[str]:
        return self._reported - self._established

    def restricted_rows(self, shielded: Collection[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for rows in self.clients():
            closed = any(row.limited_access != OPEN_ACCESS for row in rows)
            if closed or rows[0].key in shielded:
                found.update(row.grain for row in rows)
        return found


def tells_of_case(row: Row) -> bool:
    """Whether a row says what kind of case its case is: rows of others only name it."""
    return bool(row.case) and row.program is Program.CWS and row.grain != "cws_others"


def joins(row: Row) -> bool:
    """Whether a row makes its client a link between the cases of one family."""
    return bool(row.case) and row.program is Program.CWS and row.role in JOINING_ROLES

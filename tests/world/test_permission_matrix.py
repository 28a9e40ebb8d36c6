"""Every address × every persona × GET and POST. An address without its row fails the build.

In the gate, some of the personas of a county none of whom an address lets in; all in the drills.
"""

import zlib
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.canary.crawler import everybody_walks
from tests.world.matrix import MATRIX
from tests.world.matrix.rows import Row
from tests.world.matrix.who import ALDER, BIRCH, EVERYONE

# Pages about one's own account, and the ways into it: signed in or not is all that counts.
ACCOUNT = ("account_", "mfa_", "usersessions_", "sso_", "invitation", "accept_invitation")


def names(patterns: list[Any], space: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.append(space + (pattern.name or "unnamed"))
    return found


ADDRESSES = names(get_resolver().url_patterns)
OURS = [name for name in ADDRESSES if not name.startswith(ACCOUNT)]


@pytest.mark.check(1)
def test_every_address_has_its_row() -> None:
    assert set(OURS) - set(MATRIX) == set()
    assert set(MATRIX) - set(ADDRESSES) == set()


CLIENTS: dict[str, Any] = {}


def at_work(visit: Any, email: str) -> Any:
    """One signed-in client a person for the whole matrix."""
    if email not in CLIENTS:
        CLIENTS[email] = visit(email)
    return CLIENTS[email]


def good(status: int) -> bool:
    """A page, a way on, a form that says what it lacks, or a state that forbids the act."""
    return status in (200, 302, 409, 422)


def some_of(row: Row) -> list[str]:
    """Whoever is first of those that the other method lets in, and of all others: a method that an
    address does not know is refused before anybody is asked who they are."""
    let_in = (row.get or frozenset()) | (row.post or frozenset())
    return [min(these) for these in (let_in, EVERYONE - let_in) if these]


ONE_IN, FEWEST = 3, 3


def asked_by(name: str, row: Row) -> list[str]:
    """Everybody. But where an address is about a row of one county, everybody of the other is
    turned away for that alone: then some of these, who are others for the next address."""
    let_in = (row.get or frozenset()) | (row.post or frozenset())
    asked = set(EVERYONE)
    for county in (ALDER, BIRCH):
        if let_in and let_in.isdisjoint(county) and not everybody_walks():
            asked -= set(county)
            asked |= set(county[zlib.crc32(name.encode()) % ONE_IN :: ONE_IN])
    return sorted(asked.union(some_of(row)))


def test_everybody_is_asked_about_rows_of_the_other_county() -> None:
    for county in (ALDER, BIRCH):
        others = [
            asked_by(name, row)
            for name, row in MATRIX.items()
            if (let_in := (row.get or frozenset()) | (row.post or frozenset()))
            and let_in.isdisjoint(county)
        ]
        assert min(sum(email in asked for asked in others) for email in county) >= FEWEST


@pytest.mark.check(2)
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_gets_what(name: str, visit: Any) -> None:
    row = MATRIX[name]
    address = reverse(name, args=row.args())
    differences = []
    asked_of_few = some_of(row)
    for email in asked_by(name, row):
        client = at_work(visit, email)
        for method, allowed in (("get", row.get), ("post", row.post)):
            if allowed is None and email not in asked_of_few:
                continue
            status = getattr(client, method)(address).status_code
            if allowed is None:
                right = status == 405
            elif email in allowed:
                right = good(status)
            else:
                right = status in (403, 404)
            if not right:
                differences.append(f"{method} {email}: {status}")
    assert differences == []


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_a_stranger_is_sent_to_sign_in(name: str, visit: Any) -> None:
    row = MATRIX[name]
    answer = visit("").get(reverse(name, args=row.args()))
    if row.open_to_strangers:
        assert answer.status_code in (200, 302, 405)
        assert not answer.headers.get("Location", "").startswith(reverse("account_login"))
    else:
        assert answer.status_code == 302 and "login" in answer["Location"]


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name.startswith(ACCOUNT)])
def test_account_pages_never_fail(name: str, visit: Any) -> None:
    arguments = {
        "account_confirm_email": ["x"],
        "account_reset_password_from_key": ["x", "y"],
        "mfa_edit_webauthn": [1],
        "mfa_remove_webauthn": [1],
        "sso_login": ["x"],
        "sso_callback": ["x"],
        "accept_invitation": ["x"],
    }.get(name, [])
    for email in ("", "cws.worker@alder.example"):
        status = visit(email).get(reverse(name, args=arguments)).status_code
        assert status in (200, 302, 403, 404, 405), f"{name} {email}: {status}"

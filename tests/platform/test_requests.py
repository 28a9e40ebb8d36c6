"""What requests may carry and must not change, on every form and address that exists."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.sharing import demo
from counties.models import Membership, Unit, User
from linkages.drafts import Draft
from linkages.logs import DiscreetFormatter
from linkages.middleware import TransactionMiddleware
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.canary.crawler import addresses
from tests.conftest import TODAY
from tests.house.test_settings import ROOT, SECRETS
from tests.sharing.conftest import make_family, without_secrets

pytestmark = pytest.mark.django_db

WORKER, OTHER_SIDE = "cws.worker@alder.example", "calworks.worker@alder.example"
STRANGE = (
    "is_staff", "is_superuser", "role", "county", "county_id", "agency", "status", "approved_by",
    "created_at", "consent_id", "sealed", "restriction", "set_by", "decided_by", "user", "program",
)  # fmt: skip


# Editions of published content and the four decision steps are counted; no row of anybody is.
COUNTED = {"number", "old", "new", "step"}


def unsecret(answer: Any, *changing: object) -> str:
    page = without_secrets(answer.content.decode())
    for word in changing:
        page = page.replace(str(word), "…")
    return page


def of_ours() -> list[Any]:
    """Every address of the product's own pages."""
    library = ("account_", "mfa_", "usersessions_")
    return [a for a in addresses() if not a.name.startswith(library)]


def filled(address: Any) -> str:
    """An address with made-up arguments."""
    made_up = {"UUIDConverter": uuid.uuid4(), "IntConverter": 1}
    values = [made_up.get(kind, "x") for _name, kind in address.holes]
    return address.at(*values)


# --- other spellings, methods and formats of one address


@pytest.mark.check(4)
def test_no_other_spelling_of_a_hidden_address_shows_anything(sign_in: Any) -> None:
    made = make_family(calworks_worker="EW999", cws={"surname": "ZQHIDDEN"})
    address = reverse("sharing:person", args=[made.person.pk])
    outsider, insider = sign_in(OTHER_SIDE), sign_in(WORKER)
    assert "ZQHIDDEN" in insider.get(address).content.decode()
    spellings = [
        address + "?format=json",
        address + ".json",
        address + "/",
        address.upper(),
        address.replace("/people/", "/people/%2e/"),
        address.replace("/people", "//people"),
        address.replace("-", ""),
        "/people/../people/" + str(made.person.pk),
    ]
    headers = [
        {"HX-Request": "true"},
        {"Accept": "application/json"},
        {"Accept": "text/csv"},
        {"Accept": "application/pdf"},
        {"X-HTTP-Method-Override": "GET"},
        {"X-Original-URL": address},
        {"X-Forwarded-For": "127.0.0.1"},
    ]
    answers = [outsider.get(spelling) for spelling in spellings]
    answers += [outsider.get(address, headers=header) for header in headers]
    answers += [getattr(outsider, verb)(address) for verb in ("post", "put", "patch", "delete")]
    answers += [outsider.head(address), outsider.options(address), outsider.trace(address)]
    for answer in answers:
        assert answer.status_code in (301, 404, 405), answer.request["PATH_INFO"]
        assert b"ZQHIDDEN" not in answer.content
        assert "ZQHIDDEN" not in str(answer.headers)


@pytest.mark.check(2)
def test_a_wrong_method_is_said_so_and_breaks_nothing(sign_in: Any) -> None:
    client = sign_in("coordinator@alder.example")
    client.raise_request_exception = False
    for address in of_ours():
        if address.name == "set_language":  # the framework's own, which sends everybody on
            continue
        for verb in ("put", "patch", "delete"):
            status = getattr(client, verb)(filled(address)).status_code
            assert status in (403, 404, 405), (address.name, verb, status)


@pytest.mark.check(7)
def test_ids_are_random_and_their_neighbors_are_nobody(sign_in: Any) -> None:
    made = make_family()
    client = sign_in(WORKER)
    assert made.person.pk.version == 4
    number = made.person.pk.int
    for step in [*range(-50, 0), *range(1, 51)]:
        near = uuid.UUID(int=(number + step) % 2**128)
        assert client.get(reverse("sharing:person", args=[near])).status_code == 404
    for address in of_ours():  # the library's own look among the asker's rows alone
        counted = {name for name, kind in address.holes if kind == "IntConverter"}
        assert counted <= COUNTED, address.name


# --- the county of a session


@pytest.mark.check(17)
@pytest.mark.parametrize(
    "given",
    [
        {"headers": {"X-Forwarded-Host": "birch.example"}},
        {"headers": {"X-County": "birch"}},
        {"headers": {"Accept-Language": "es"}},
        {"headers": {"Time-Zone": "Asia/Tokyo"}},
        {"query": {"county": "birch", "county_id": "birch", "tz": "Asia/Tokyo"}},
        {"cookies": {"county": "birch"}},
    ],
)
def test_nothing_that_a_browser_sends_changes_the_county(sign_in: Any, given: Any) -> None:
    ours, theirs = make_family(), make_family("birch", cws={"surname": "ZQBIRCH"})
    client = sign_in("coordinator@alder.example")
    client.cookies.load(given.get("cookies", {}))
    sent = {"query_params": given.get("query"), "headers": given.get("headers")}
    listed = client.get(reverse("sharing:people"), **sent)
    assert str(ours.person.pk) in listed.content.decode()
    assert str(theirs.person.pk) not in listed.content.decode()
    hidden = client.get(reverse("sharing:person", args=[theirs.person.pk]), **sent)
    assert hidden.status_code == 404
    assert (client.session.get("county") or "alder") == "alder"


PARAMETER = {"value": "0.4", "effective_from": TODAY.isoformat(), "reason": "Agreed."}


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def set_parameter(client: Client, **more: Any) -> Any:
    address = reverse("counties:parameter", args=["records.guard_share"])
    headers = more.pop("headers", None)
    query = more.pop("query_params", None)
    return client.post(address, PARAMETER | more, headers=headers, query_params=query)


@pytest.mark.check(14)
def test_a_row_belongs_to_the_county_of_the_session_whatever_is_sent(sign_in: Any) -> None:
    client = sign_in("admin@alder.example")
    client.cookies["county"] = "birch"
    birch = {"county": "birch", "county_id": "birch"}
    answer = set_parameter(
        client, **birch, query_params=birch, headers={"X-County": "birch", "County": "birch"}
    )
    assert answer.status_code == 302
    with rls(county="alder"):
        assert ParameterValue.objects.get().county_id == "alder"
    with rls(county="birch"):
        assert not ParameterValue.objects.exists()


@pytest.mark.check(24)
def test_fields_that_no_form_has_change_nothing(sign_in: Any, staff: dict[str, Any]) -> None:
    """On a form that is carried out: the row is what the form says, set by who was signed in."""
    admin = staff["admin@alder.example"]
    strange = dict.fromkeys(STRANGE, "birch") | {
        "set_by": str(uuid.uuid4()),
        "set_at": "2001-01-01",
        "is_superuser": "on",
        "role": "privacy",
        "id": str(uuid.UUID(int=7)),
    }
    assert set_parameter(sign_in("admin@alder.example"), **strange).status_code == 302
    with rls(county="alder"):
        row = ParameterValue.objects.get()
    assert (row.county_id, row.set_by, row.set_at.year) == ("alder", admin.pk, 2026)
    assert row.pk != uuid.UUID(int=7)
    admin.refresh_from_db()
    assert not hasattr(admin, "is_superuser")
    with rls(county="alder"):
        assert Membership.objects.get(user=admin).role == "admin"


STAFF_TABLES = ("counties_membership", "counties_user", "counties_teammember", "counties_unit")


def staff_rows() -> dict[str, Any]:
    found = {}
    for county in ("alder", "birch"):
        with rls(county=county), transaction.atomic(), connection.cursor() as cursor:
            for table in STAFF_TABLES:
                cursor.execute(f"select t::text from {table} t order by 1")
                found[f"{county} {table}"] = cursor.fetchall()
    return found


@pytest.mark.check(22)
@pytest.mark.check(24)
@pytest.mark.parametrize("who", ["admin", "coordinator", "cws.worker", "privacy", "restricted"])
def test_no_address_changes_who_works_here_as_what(
    sign_in: Any, staff: dict[str, Any], who: str
) -> None:
    """There is no page for staff yet: no POST anywhere, with whatever fields, changes a role, a
    unit, a worker id or an account. (Their own language and shortcuts are the one exception.)"""
    client = sign_in(f"{who}@alder.example")
    client.raise_request_exception = False
    user = staff[f"{who}@alder.example"]
    before = staff_rows()
    fields = dict.fromkeys(STRANGE, "worker") | {
        "user": str(user.pk),
        "worker_id": "CW101",
        "membership": str(user.pk),
        "unit": "CWS1",
        "email": "someone@else.example",
        "name": "Somebody Else",
        "until": "2030-01-01",
        "is_active": "on",
    }
    for address in of_ours():
        if address.name in ("counties:shortcuts", "set_language"):
            continue
        status = client.post(filled(address), fields).status_code
        assert status < 500, address.name
    assert staff_rows() == before


# --- forged and foreign ids in forms


@pytest.mark.check(5)
@pytest.mark.check(6)
@pytest.mark.check(15)
def test_a_form_cannot_name_what_belongs_to_another_county_or_family(
    sign_in: Any, grounds_of_both: None
) -> None:
    """Every address that takes an id, sent with the other county's people in every field."""
    ours, theirs = make_family(), make_family("birch")
    unit, colleague = _first_unit("birch"), _staff_of_birch()
    strange = {
        name: str(theirs.cws.pk)
        for name in ("record", "person", "record_id", "subject", "family", "content_object")
    }
    strange |= {"user": str(colleague), "unit": str(unit), "team": str(unit)}
    strange |= {"reason": "Because.", "title": "A team", "kind": "mdt", "relevance": "Needed."}
    before = rows_of("birch")
    for who in ("cws.supervisor", "restricted", "privacy", "counsel", "coordinator"):
        client = sign_in(f"{who}@alder.example")
        client.raise_request_exception = False
        for address in of_ours():
            holes = [kind for _name, kind in address.holes]
            if not holes or holes.count("UUIDConverter") < len(holes):
                continue
            for pk in (theirs.person.pk, theirs.cws.pk, ours.person.pk):
                path = address.at(pk, *[colleague] * (len(holes) - 1))
                status = client.post(path, strange).status_code
                assert status < 500, (who, address.name)
                if pk != ours.person.pk:
                    assert status in (403, 404, 405), (who, address.name, status)
                if status in (403, 405):
                    break  # by role or method, whatever the id: theirs would be 404
    assert rows_of("birch") == before
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        for table, column in USERS_IN_ROWS:
            cursor.execute(f"select count(*) from {table} where {column} = %s", [colleague])
            assert cursor.fetchone() == (0,), table


USERS_IN_ROWS = (
    ("sharing_seat", "user_id"),
    ("sharing_namedreader", "user_id"),
    ("sharing_staffrelation", "user_id"),
    ("sharing_designation", "user_id"),
)


@pytest.fixture
def grounds_of_both(staff: dict[str, Any]) -> None:
    demo.seed(TODAY)


def _staff_of_birch() -> uuid.UUID:
    return User.objects.get(email="cws.worker@birch.example").pk


def _first_unit(county: str) -> uuid.UUID:
    with rls(county=county), transaction.atomic():
        return Unit.objects.order_by("code").first().pk


def rows_of(county: str) -> dict[str, int]:
    """Every table of a county with the number of its rows, but for the account of refusals."""
    found = {}
    with rls(county=county), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select distinct tablename from pg_policies")
        for (table,) in cursor.fetchall():
            if table in ("linkages_auditevent", "linkages_draft", "linkages_submission"):
                continue
            cursor.execute("select has_table_privilege(%s, 'select')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f'select count(*), sum(xmin::text::bigint) from "{table}"')
                found[table] = cursor.fetchone()
    return found


@pytest.mark.check(8)
def test_drafts_of_another_are_not_there(sign_in: Any) -> None:
    client, other = sign_in(WORKER), sign_in("cws.worker2@alder.example")
    address = reverse("save_draft", args=["match-note:x"])
    assert client.post(address, {"note": "ZQMINE"}).status_code == 200
    assert other.post(address, {"note": "ZQTHEIRS"}).status_code == 200
    drafts = {}
    for user in User.objects.filter(email__in=[WORKER, "cws.worker2@alder.example"]):
        with rls(county="alder", user=user.pk), transaction.atomic():
            drafts[user.email] = [draft.fields["note"] for draft in Draft.objects.all()]
    assert drafts == {WORKER: [["ZQMINE"]], "cws.worker2@alder.example": [["ZQTHEIRS"]]}


# --- unknown names


@pytest.mark.check(42)
def test_sign_in_and_reset_say_the_same_of_known_and_unknown(staff: Any) -> None:
    client = Client()
    sign = {
        email: client.post(reverse("account_login"), {"login": email, "password": "wrong-wrong-1"})
        for email in (WORKER, "nobody@nowhere.example")
    }
    reset = {
        email: client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (WORKER, "nobody@nowhere.example")
    }
    for answers in (sign, reset):
        (known, unknown) = answers.items()
        assert known[1].status_code == unknown[1].status_code
        assert unsecret(known[1], known[0]) == unsecret(unknown[1], unknown[0])


# --- the platform around every page


@pytest.mark.check(113)
def test_an_unknown_host_is_refused() -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/account/login/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/account/login/").status_code == 200


@pytest.mark.check(114)
@pytest.mark.check(115)
@pytest.mark.check(117)
def test_every_page_carries_the_headers_that_protect_it(sign_in: Any) -> None:
    made = make_family()
    client = sign_in(WORKER)
    pages = [
        reverse("today"),
        reverse("sharing:people"),
        reverse("sharing:person", args=[made.person.pk]),
        reverse("sharing:person", args=[uuid.uuid4()]),
        reverse("records:list"),
        reverse("documents"),
    ]
    for path in pages:
        answer = client.get(path)
        policy = dict(
            part.strip().partition(" ")[::2]
            for part in answer["Content-Security-Policy"].split(";")
        )
        assert "unsafe" not in answer["Content-Security-Policy"], path
        for directive in ("frame-ancestors", "object-src", "base-uri"):
            assert policy[directive] == "'none'", path
        assert policy["default-src"] == policy["script-src"] == "'self'", path
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert "no-store" in answer["Cache-Control"], path
        assert not answer.has_header("Server")
        page = answer.content.decode()
        assert "<style" not in page and " onclick=" not in page and " style=" not in page


@pytest.mark.check(115)
def test_production_holds_browsers_to_https_for_a_year() -> None:
    code = (
        "from django.conf import settings as s; print(s.SECURE_HSTS_SECONDS, "
        "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.DEBUG)"
    )
    environment = {**os.environ, **SECRETS, "LINKAGES_ENV": "production"}
    environment["DJANGO_SETTINGS_MODULE"] = "linkages.settings"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    said = ["31536000", "True", "True", "__Host-linkages", "__Host-csrf", "False"]
    assert done.stdout.split() == said


@pytest.mark.check(116)
def test_every_post_without_its_token_is_refused(staff: dict[str, Any]) -> None:
    """With a foreign one too; with its own it gets past the guard."""
    client = Client(enforce_csrf_checks=True)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(staff["coordinator@alder.example"], backend=backend)
    plain = [a for a in addresses() if re.fullmatch(r"[\w/:<>.-]+", a.route)]
    assert len(plain) > len(of_ours())
    for address in plain:
        for fields in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            answer = client.post(filled(address), fields)
            assert answer.status_code == 403, address.name
    client.get(reverse("sharing:search"))
    token = client.cookies["csrf"].value
    sent = client.post(reverse("sharing:search"), {"q": "x", "csrfmiddlewaretoken": token})
    assert sent.status_code == 200


@pytest.mark.check(98)
def test_a_fault_in_any_view_shows_and_keeps_nothing(
    sign_in: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """Every address with a fault in its view: a plain page, no word of the error or the request."""
    client = sign_in(WORKER)
    client.raise_request_exception = False

    def fail(*_args: Any, **_kwargs: Any) -> Any:
        secret = "ZQFAULT 900-12-3456"  # noqa: F841  a local that must not be shown
        raise RuntimeError("ZQFAULT of ROSA DELGADO")

    monkeypatch.setattr(TransactionMiddleware, "process_view", fail)
    bodies = set()
    for address in of_ours():
        answer = client.post(filled(address), {"q": "ZQTYPED"})
        if answer.status_code in (302, 404):
            continue
        assert answer.status_code == 500, (address.name, answer.status_code)
        bodies.add(unsecret(answer))
    assert len(bodies) == 1
    (page,) = bodies
    for word in ("ZQFAULT", "ZQTYPED", "RuntimeError", "Traceback", "DELGADO"):
        assert word not in page
    formatter = DiscreetFormatter("{levelname} {name} {message}", style="{")
    lines = [formatter.format(record) for record in caplog.records]
    assert any("RuntimeError" in line for line in lines)
    for line in lines:
        assert "ZQ" not in line and "DELGADO" not in line, line


@pytest.mark.check(98)
def test_nobody_is_mailed_about_faults_and_no_store_keeps_them() -> None:
    assert settings.ADMINS in ([], ())
    handlers = {handler["class"] for handler in settings.LOGGING["handlers"].values()}
    assert handlers == {"logging.StreamHandler"}
    assert settings.DEBUG is False

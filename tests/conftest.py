"""Fixtures of all tests: two counties, every persona, jobs that run when asked."""

import gc
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from psycopg.errors import DeadlockDetected, LockNotAvailable

from linkages import audit, jobs
from linkages.scope import rls
from tests import databases

TODAY = date(2026, 12, 1)
KEPT = ("counties_county", "django_migrations", "django_content_type", "auth_permission")


def pytest_collection_finish() -> None:
    settle()


def settle() -> None:
    """What is loaded by now stays until the end: nobody need look through it for garbage again."""
    gc.collect()
    gc.freeze()


def owner_connection() -> psycopg.Connection:
    """A connection as the owner of the tables, for what the app may not do."""
    with_owner = {**connection.get_connection_params(), "user": "lk_owner", "autocommit": True}
    for ours in ("cursor_factory", "context", "server_side_binding"):
        with_owner.pop(ours, None)
    return psycopg.connect(**with_owner)


def empty_all_tables(_case: object = None) -> None:
    """After a test that committed: the app role may not truncate, so the owner does."""
    connection.close()
    assert connection.settings_dict["NAME"].startswith("test_")
    with owner_connection() as owner:
        tables = _to_empty(owner)
        guarded = tables.intersection(("linkages_auditevent", "sharing_disclosure"))
        for table in guarded:
            owner.execute(f"alter table {table} disable trigger never_emptied")
        if tables:
            _truncate(owner, sorted(tables))
        for table in guarded:
            owner.execute(f"alter table {table} enable trigger never_emptied")


# Tables that hold, or held since they were last emptied, a row: of rows behind the fence the owner
# sees none. Those of a month are counted with the table whose part they are.
USED = """
select relname from pg_class
where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
  and (
    pg_relation_size(oid) > 0
    or exists (select from pg_partition_tree(oid) where pg_relation_size(relid) > 0)
  )
"""
REFERENCES = """
select referring.relname, referred.relname from pg_constraint
join pg_class referring on referring.oid = conrelid
join pg_class referred on referred.oid = confrelid
where contype = 'f' and conrelid <> confrelid
"""


def _to_empty(owner: psycopg.Connection) -> set[str]:
    """What was used, and what refers to it, without which it cannot be emptied. To empty a table
    takes as long whether or not there is anything in it."""
    found = {name for (name,) in owner.execute(USED)}.difference(KEPT)
    references = owner.execute(REFERENCES).fetchall()
    before: set[str] = set()
    while before != found:
        before = set(found)
        found |= {referring for referring, referred in references if referred in before}
    return found


def _truncate(owner: psycopg.Connection, tables: list[str]) -> None:
    """A request that a browser left behind may still be reading; then it is tried again."""
    for attempt in range(20):
        try:
            owner.execute("truncate " + ", ".join(f'"{table}"' for table in tables))
        except (DeadlockDetected, LockNotAvailable):
            if attempt == 19:
                raise
            time.sleep(0.5)
        else:
            return


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Migrate as owner, then work as the app: what it may not do, tests may not do.

    In place of the plugin's own, which sets up nothing for tests without its mark: those of the
    world commit what they do and have none.
    """
    from counties.models import County

    with django_db_blocker.unblock():
        keep = django_db_keepdb and not django_db_createdb
        copied = not keep and databases.copied()
        configured = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, keepdb=keep or copied
        )
        if not (keep or copied):
            databases.keep_as_template()
        for key, name, code, kind in (
            ("alder", "Alder", "99", "county"),
            ("birch", "Birch", "98", "county"),
            ("state", "State", "00", "state"),
        ):
            place = {"name": name, "code": code, "kind": kind}
            County.objects.get_or_create(pk=key, defaults=place)
        connection.close()
        connection.settings_dict["USER"] = "lk_app"
    TransactionTestCase._fixture_teardown = empty_all_tables  # type: ignore[method-assign]
    yield
    connection.close()
    connection.settings_dict["USER"] = "lk_owner"
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(configured, verbosity=0)


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """Sign-in attempts are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def in_alder(db: None) -> Iterator[None]:
    """Work in Alder, inside a trail, as jobs and commands do."""
    with rls(county="alder"), audit.trail("alder", None, "test"):
        yield


@pytest.fixture
def staff(db: None) -> dict[str, Any]:
    """Every persona by e-mail, in force."""
    from counties import demo
    from counties.models import User

    demo.seed(TODAY)
    return {user.email: user for user in User.objects.all()}


@pytest.fixture
def sign_in(staff: dict[str, Any]) -> Callable[[str], Client]:
    """`sign_in("cws.worker@alder.example")` gives a browser in which that person is at work."""

    def signed_in(email: str) -> Client:
        client = Client()
        client.force_login(staff[email], backend=settings.AUTHENTICATION_BACKENDS[1])
        return client

    return signed_in


@contextmanager
def working_as(user: Any, county: str = "alder") -> Iterator[Any]:
    """The user object as a request would see it, with scope and trail."""
    from counties.models import Membership

    with rls(county=county, user=user.pk), transaction.atomic():
        user.working_in = Membership.objects.filter(user=user, county=county).first()
        with audit.trail(county, user.pk, "test"):
            yield user


@pytest.fixture
def run_jobs() -> Callable[[str], list[jobs.Job]]:
    """Do a county's waiting jobs now, including those they ask for, and return them."""

    def drain(county: str = "alder") -> list[jobs.Job]:
        finished: list[uuid.UUID] = []
        while True:
            with rls(county=county), transaction.atomic():
                waiting = list(jobs.Job.objects.claimable().values_list("pk", flat=True))
            if not waiting:
                break
            for pk in waiting:
                jobs.run(county, pk, beating=False)
                finished.append(pk)
        with rls(county=county), transaction.atomic():
            return list(jobs.Job.objects.filter(pk__in=finished))

    return drain

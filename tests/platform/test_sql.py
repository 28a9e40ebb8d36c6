"""What the database itself holds to, asked of it as the product's own role."""

import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from cases.families.rollup.running import refresh_statistics
from cases.people.models import Person
from cases.sharing.models import Consent
from linkages.fence import RowClass
from linkages.scope import rls
from linkages.supervisor import roles
from tests.conftest import owner_connection
from tests.house.test_architecture import OUR_MODELS, rows
from tests.sharing.conftest import make_family, make_record

pytestmark = pytest.mark.django_db

FENCED = [
    model
    for model in OUR_MODELS
    if getattr(model, "row_class", None) == RowClass.COUNTY and model._meta.db_table
]


@pytest.mark.check(121)
@pytest.mark.parametrize("model", FENCED, ids=lambda model: model._meta.label)
def test_without_a_county_no_row_can_be_written(model: type[models.Model]) -> None:
    """Not refused for want of a column: the fence speaks before the columns do."""
    table = model._meta.db_table
    (kinds,) = zip(
        *rows(
            "select column_name from information_schema.columns "
            f"where table_name = '{table}' and column_name = 'county_id'"
        ),
        strict=True,
    )
    assert kinds == ("county_id",)
    with (
        pytest.raises(DatabaseError, match=r"row-level security|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(_insert(table))


def _insert(table: str) -> str:
    """A row of Alder that has something in every column that must not be empty."""
    columns = rows(f"""
        select a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = '{table}'::regclass and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '' and a.attidentity = ''""")
    some = {
        "uuid": "gen_random_uuid()",
        "boolean": "false",
        "jsonb": "'{}'",
        "bytea": "''",
        "date": "'2026-12-01'",
        "inet": "null",
    }
    values = []
    for name, kind, category in columns:
        if name == "county_id":
            values.append("'alder'")
        elif kind in some:
            values.append(some[kind])
        elif category == "A":
            values.append("'{}'")
        elif category == "N":
            values.append("1")
        elif category == "D":
            values.append("now()")
        else:
            values.append("'x'")
    names = ", ".join(f'"{name}"' for name, _kind, _category in columns)
    return f'insert into "{table}" ({names}) values ({", ".join(values)})'


@pytest.mark.check(121)
def test_with_a_county_a_row_can_be_written() -> None:
    """The twin: the same statement is good where a county is set."""
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_insert("people_person"))
        assert Person.objects.count() == 1


@pytest.mark.check(122)
def test_every_table_that_the_app_reads_is_fenced_or_known_to_be_for_all() -> None:
    """A new table without a county column would pass by the walk over county columns."""
    unfenced = rows("""
        select relname from pg_class
        where relkind in ('r', 'p') and not relispartition and not relrowsecurity
          and relnamespace = 'public'::regnamespace
          and has_table_privilege('lk_app', oid, 'select')""")
    assert {table for (table,) in unfenced} <= FOR_ALL


# Staff and their sessions, and what the libraries keep: nothing about a client.
FOR_ALL = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "counties_county",
    "counties_user",
    "django_content_type",
    "django_migrations",
    "django_session",
    "guardian_groupobjectpermission",
    "guardian_userobjectpermission",
    "mfa_authenticator",
    "pghistory_context",
    "socialaccount_socialaccount",
    "usersessions_usersession",
}


@pytest.mark.check(122)
def test_partitions_cannot_be_read_past_their_fence() -> None:
    open_parts = rows("""
        select relname from pg_class where relispartition
          and relnamespace = 'public'::regnamespace
          and has_table_privilege('lk_app', oid, 'select, insert, update, delete')""")
    assert open_parts == []


@pytest.mark.check(123)
def test_the_app_role_can_become_nobody_else() -> None:
    owned = rows("""
        select proname from pg_proc where proowner = 'lk_app'::regrole
        union all select nspname from pg_namespace where nspowner = 'lk_app'::regrole
        union all select datname from pg_database where datdba = 'lk_app'::regrole""")
    assert owned == []
    for role in ("lk_owner", "lk_search", "postgres"):
        if not rows(f"select 1 from pg_roles where rolname = '{role}'"):
            continue
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"set role {role}")
    for statement in (
        "create table people_copy as select 1",
        "create schema mine",
        "alter table people_person disable row level security",
        "create policy all_mine on people_person using (true)",
        "set session_replication_role = replica",
        "set row_security = off; select count(*) from people_person",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.check(124)
def test_definer_functions_answer_for_the_county_of_the_moment_alone() -> None:
    """Search looks past the fence for speed; what it finds must not."""
    made = make_family("birch", cws={"surname": "ZQFARAWAY"})
    asked = 'select * from sharing_search(\'[{"word": "ZQFARAWAY"}]\', null, 10)'
    with rls(county="birch"):
        assert rows(asked) == [(made.person.pk,)]
    with rls(county="alder"):
        assert rows(asked) == []
    with rls():
        assert rows(asked) == []


@pytest.mark.check(124)
def test_no_view_of_any_kind_stands_beside_the_tables() -> None:
    assert (
        rows("""
        select relname from pg_class where relkind in ('v', 'm')
          and relnamespace = 'public'::regnamespace""")
        == []
    )


@pytest.mark.check(125)
def test_no_history_and_no_account_can_be_rewritten() -> None:
    """Every history table of the house, and what was signed, decided or asked."""
    histories = {
        table
        for (table,) in rows("""
            select relname from pg_class where relkind in ('r', 'p') and not relispartition
              and relnamespace = 'public'::regnamespace
              and (relname ~ 'event$' and relname <> 'linkages_event')""")
    }
    kept = histories | {
        "linkages_auditevent",
        "linkages_auditseal",
        "sharing_disclosure",
        "sharing_lookup",
        "sharing_extension",
        "sharing_rostersubject",
        "matching_matchdecision",
        "matching_disposal",
        "matching_queueact",
        "matching_daylist",
    }
    assert len(histories) >= 20
    rewritable = rows("""
        select table_name, privilege_type from information_schema.role_table_grants
        where grantee = 'lk_app' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')""")
    columns = rows("""
        select distinct table_name, 'column' from information_schema.role_column_grants
        where grantee = 'lk_app' and privilege_type = 'UPDATE'""")
    assert {row for row in [*rewritable, *columns] if row[0] in kept} == set()


@pytest.mark.check(125)
@pytest.mark.parametrize(
    "change",
    ["categories = '{C9}'", "until = '2030-01-01'", "signed_on = '2020-01-01'", "owner = 'cws'"],
)
def test_what_was_signed_cannot_be_changed(change: str) -> None:
    made = make_family()
    with rls(county="alder"), transaction.atomic():
        Consent.objects.create(
            county_id="alder",
            record=made.calworks,
            owner="calworks",
            recipient="cws",
            categories=["C3"],
            signer="self",
            form="paper",
            signed_on="2026-11-01",
            received_on="2026-11-02",
            since="2026-11-02",
            until="2027-11-01",
        )
    for statement in (f"update sharing_consent set {change}", "delete from sharing_consent"):
        with (
            rls(county="alder"),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.check(127)
def test_no_row_of_the_house_can_lead_into_another_county() -> None:
    """For every key between two tables of counties there is one constraint that names both."""
    keys = rows("""
        select con.conrelid::regclass::text, pg_get_constraintdef(con.oid)
        from pg_constraint con
        where con.contype = 'f' and array_length(con.conkey, 1) > 1""")
    assert len(keys) > 40
    for table, words in keys:
        found = re.match(r"FOREIGN KEY \((.*?)\) REFERENCES \S+\((.*?)\)", words)
        assert found, words
        here, there = (part.split(", ") for part in found.groups())
        assert "county_id" in here and there[here.index("county_id")] == "county_id", (table, words)
    with rls(county="birch"):
        foreign = make_record("birch", "cws")
    with rls(county="alder"):
        made = make_record("alder", "cws")
    for statement in (
        f"insert into sharing_assignment (id, county_id, record_id, program, worker_id, since) "
        f"values (gen_random_uuid(), 'alder', '{foreign.pk}', 'cws', 'CW101', '2026-12-01')",
        f"update people_programrecord set current_id = '{foreign.current_id}' "
        f"where id = '{made.pk}'",
    ):
        with (
            rls(county="alder"),
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
            cursor.execute("set constraints all immediate")


LIMITS = """
import os
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(f"select setting::int from pg_settings where name = '{name}'")
        print(cursor.fetchone()[0])
"""


def limits_of(role: str) -> list[int]:
    """Milliseconds that a connection of this role has, as its own settings make it."""
    environment = roles.environment_of(role, dict(os.environ))
    environment |= {"DJANGO_SETTINGS_MODULE": "linkages.settings", "LINKAGES_ENV": "test"}
    done = subprocess.run(
        [sys.executable, "-c", LIMITS],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line) for line in done.stdout.split()]


@pytest.mark.check(129)
def test_a_page_gives_up_in_time_and_a_job_may_take_longer() -> None:
    statement, lock, idle = limits_of("web")
    assert 0 < statement <= 5_000
    assert 0 < lock <= 2_000
    assert 0 < idle <= 30_000
    assert limits_of("worker")[0] == 0


def test_broker_and_database_listen_on_this_machine_alone() -> None:
    """Sockets in a folder of ours, as `make run` and `make test` start them; a broker that
    somebody reaches by network must ask for a password, or it is refused (see places)."""
    parts = urlsplit(settings.REDIS_URL)
    assert parts.scheme == "unix" or parts.hostname in ("127.0.0.1", "localhost", "::1")
    addresses = rows("select setting from pg_settings where name = 'listen_addresses'")
    assert addresses in ([("",)], [("localhost",)], [("127.0.0.1",)])


def test_the_owner_of_the_tables_obeys_the_fence_too() -> None:
    with owner_connection() as owner:
        try:
            (count,) = owner.execute("select count(*) from people_person").fetchone()
        except psycopg.Error as error:
            raise AssertionError("the owner could not even ask") from error
    assert count == 0


@pytest.mark.django_db
def test_the_app_may_bring_statistics_up_to_date_and_nothing_else_of_the_owners() -> None:
    refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where relname = 'people_familymember'")
        assert cursor.fetchone()[0] >= 0  # -1: nobody ever looked
    with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
        connection.cursor().execute("alter table people_family disable row level security")

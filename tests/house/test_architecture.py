"""The house keeps its walls: tables fenced, keys carrying their county, imports pointing down."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from linkages.fence import RowClass

ROOT = Path(settings.BASE_DIR)
OURS = {
    *("linkages", "counties", "people", "sharing", "records", "matching", "families"),
    *("assessments", "workplans"),
}
OUR_MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not model.__name__.endswith("Event")
] + [apps.get_model("linkages", "Event"), apps.get_model("linkages", "AuditEvent")]


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_model_declares_its_row_class(model: type[models.Model]) -> None:
    assert isinstance(getattr(model, "row_class", None), RowClass)


@pytest.mark.django_db
@pytest.mark.check(122)
def test_every_table_with_a_county_or_an_owner_is_fenced_and_forced() -> None:
    open_tables = rows("""
        select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          and a.attname in ('county_id') and not a.attisdropped
          and not (c.relrowsecurity and c.relforcerowsecurity)""")
    assert open_tables == []


@pytest.mark.django_db
def test_every_declared_class_has_its_policy_in_the_database() -> None:
    fenced = {table for (table,) in rows("select tablename from pg_policies")}
    expected = {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "row_class", RowClass.GLOBAL) != RowClass.GLOBAL
    }
    expected |= {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in OURS and hasattr(model, "pgh_tracked_model")
    }
    assert expected - fenced == set()


@pytest.mark.django_db
@pytest.mark.check(127)
def test_every_key_between_counties_tables_carries_the_county() -> None:
    plain = rows("""
        select con.conrelid::regclass::text, con.conname
        from pg_constraint con
        where con.contype = 'f' and array_length(con.conkey, 1) = 1
          and con.conrelid::regclass::text not like 'linkages_auditevent%'
          and exists (select 1 from pg_attribute a where a.attrelid = con.conrelid
                      and a.attname = 'county_id' and not a.attisdropped)
          and exists (select 1 from pg_attribute a where a.attrelid = con.confrelid
                      and a.attname = 'county_id' and not a.attisdropped)""")
    assert plain == []
    missing = []
    carried = {
        (table, column)
        for table, column in rows("""
            select con.conrelid::regclass::text, a.attname from pg_constraint con
            join pg_attribute a on a.attrelid = con.conrelid and a.attnum = any(con.conkey)
            where con.contype = 'f' and array_length(con.conkey, 1) = 2""")
    }
    for model in OUR_MODELS:
        if getattr(model, "row_class", None) not in (
            RowClass.COUNTY,
            RowClass.STAFF,
            RowClass.PRIVATE,
        ):
            continue
        for field in model._meta.local_concrete_fields:
            target = getattr(field.related_model, "row_class", None) if field.is_relation else None
            leads_to_county = target in (RowClass.COUNTY, RowClass.STAFF)
            if leads_to_county and (model._meta.db_table, field.column) not in carried:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []


@pytest.mark.django_db
@pytest.mark.check(123)
def test_the_app_role_has_no_power_beyond_its_grants() -> None:
    ((superuser, bypass, createdb, createrole),) = rows(
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles "
        "where rolname = current_user"
    )
    assert (superuser, bypass, createdb, createrole) == (False, False, False, False)
    assert rows("select current_user") == [("lk_app",)]
    assert rows("select has_schema_privilege('public', 'create')") == [(False,)]
    assert rows("select pg_has_role('lk_app', 'lk_owner', 'member')") == [(False,)]
    assert rows("select relname from pg_class where relowner = 'lk_app'::regrole") == []


@pytest.mark.django_db
@pytest.mark.check(124)
def test_definer_functions_are_known_and_set_their_search_path() -> None:
    definers = rows("""
        select proname, proconfig::text from pg_proc
        where prosecdef and pronamespace = 'public'::regnamespace""")
    assert {name for name, _config in definers} <= {
        "linkages_events_about",
        "linkages_month_partitions",
        "matching_dispose",
        "matching_drop_words",
        "families_refresh_statistics",
        "assessments_spread",
        "assessments_shared_notes",
        "assessments_forget",
        "matching_follow_records",
        "matching_index_new",
        "matching_refresh_search",
        "matching_search",
        "sharing_follow_families",
        "sharing_follow_rows",
        "sharing_follow_update",
        "sharing_refresh_search",
        "sharing_search",
        "sharing_slips",
        "sharing_way",
    }
    assert all("search_path" in (config or "") for _name, config in definers)
    assert rows("select viewname from pg_views where schemaname = 'public'") == []


@pytest.mark.django_db
@pytest.mark.check(125)
@pytest.mark.parametrize("table", ["linkages_auditevent", "sharing_disclosure", "people_linkevent"])
def test_accounts_can_be_added_to_and_nothing_else(table: str) -> None:
    rights = rows(
        "select privilege_type from information_schema.role_table_grants "
        f"where grantee = 'lk_app' and table_name = '{table}'"
    )
    assert {right for (right,) in rights} == {"SELECT", "INSERT"}


@pytest.mark.django_db
@pytest.mark.check(126)
def test_no_uniqueness_of_personal_facts_spans_counties() -> None:
    wide = rows("""
        select c.relname, i.relname from pg_index x
        join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        where x.indisunique and not x.indisprimary
          and c.relnamespace = 'public'::regnamespace
          and exists (select 1 from pg_attribute a where a.attrelid = c.oid
                      and a.attname = 'county_id')
          and not exists (select 1 from pg_attribute a where a.attrelid = c.oid
                          and a.attnum = any(x.indkey) and a.attname = 'county_id')""")
    # One sealed number a version: an opaque id, which says nothing across counties.
    assert [table for table, _index in wide if table != "people_sealedssn"] == []


@pytest.mark.django_db
@pytest.mark.check(121)
def test_without_a_county_every_fenced_table_is_empty() -> None:
    for (table,) in rows("select distinct tablename from pg_policies"):
        if not rows(f"select has_table_privilege('{table}', 'select')")[0][0]:
            continue
        assert rows(f'select count(*) from "{table}"') == [(0,)], table


@pytest.mark.django_db
def test_every_table_of_a_library_has_its_grant() -> None:
    closed = rows("""
        select relname from pg_class where relkind = 'r' and not relispartition
          and relnamespace = 'public'::regnamespace
          and not has_table_privilege('lk_app', oid, 'select')""")
    # The search index answers only through its function; directories come from the environment,
    # and no token of theirs is kept.
    assert {table for (table,) in closed} == {
        "matching_recordsearch",
        "matching_searchword",
        "sharing_personsearch",
        "sharing_searchword",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
    }


def test_imports_point_down() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    answer = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout[-3000:]


DRAWERS = {
    "utils", "helpers", "common", "base", "mixins", "constants", "managers", "services",
    "selectors", "signals",
}  # fmt: skip


def test_no_drawers_without_an_owner() -> None:
    found = [
        str(path.relative_to(ROOT))
        for source in ("linkages", "counties", "assessments", "workplans", "cases")
        for path in (ROOT / source).rglob("*.py")
        if path.stem in DRAWERS and path.parent.name != "postgresql"
    ]
    assert found == []


@pytest.mark.django_db
def test_migrations_say_all_that_models_say() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_lock_files_name_no_address() -> None:
    for name in [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]:
        text = Path(name).read_text()
        assert "http" + "://" not in text and "https" + "://" not in text, name
        assert "--index" not in text and "find-links" not in text, name

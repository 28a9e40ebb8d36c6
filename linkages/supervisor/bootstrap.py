"""Roles, database, extensions: everything that needs more rights than a migration may have.

Runs inside the installed environment: `python -m linkages.supervisor.bootstrap`, with the three
addresses in DATABASE_ADMIN_URL, DATABASE_OWNER_URL and DATABASE_URL. Safe to run at every start.

`lk_owner` owns the tables and migrates; it is no superuser and obeys row-level security.
`lk_app` is what web and workers sign in as. `lk_search` owns the one search function that looks
past row-level security; nobody can sign in as it.
"""

import os
import sys
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from linkages.supervisor.addresses import APP, OWNER, SEARCH

# All but none are needed at run time by SQL; each is trusted or created by the administrator here,
# so that no migration needs to be a superuser.
EXTENSIONS = ("pg_trgm", "fuzzystrmatch", "citext", "btree_gist", "unaccent")
_ROLES = {
    OWNER: "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    APP: "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    SEARCH: "NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION BYPASSRLS",
}

Connection = psycopg.Connection[tuple[object, ...]]


def roles(admin: Connection, passwords: dict[str, str]) -> None:
    """Create or correct the three roles and what they may become."""
    known = {row[0] for row in admin.execute("select rolname from pg_roles")}
    for name, rights in _ROLES.items():
        verb = sql.SQL("alter" if name in known else "create")
        if name in known and _as_wanted(admin, name):
            verb = sql.SQL("")
        if verb.as_string():
            admin.execute(
                sql.SQL("{} role {} {}").format(verb, sql.Identifier(name), sql.SQL(rights))
            )
        if passwords.get(name):
            admin.execute(
                sql.SQL("alter role {} password {}").format(
                    sql.Identifier(name), sql.Literal(passwords[name])
                )
            )
    # To give the search function away, the owner must be able to become lk_search: on purpose
    # only by an explicit SET ROLE, never by inheritance.
    manner = " with inherit false, set true" if admin.info.server_version >= 160000 else ""
    admin.execute(
        sql.SQL("grant {} to {}" + manner).format(sql.Identifier(SEARCH), sql.Identifier(OWNER))
    )


def _as_wanted(admin: Connection, name: str) -> bool:
    row = admin.execute(
        "select rolcanlogin, rolcreatedb, rolsuper, rolcreaterole, rolbypassrls, rolreplication"
        " from pg_roles where rolname = %s",
        [name],
    ).fetchone()
    rights = _ROLES[name].split()
    wanted = ("LOGIN", "CREATEDB", "SUPERUSER", "CREATEROLE", "BYPASSRLS", "REPLICATION")
    return row == tuple(right in rights for right in wanted)


def database(admin: Connection, name: str) -> None:
    """Create the database, owned by lk_owner."""
    if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return
    admin.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(OWNER)))
    admin.execute(
        sql.SQL("create database {} owner {} encoding 'UTF8' template template0").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
    )


def furnish(inside: Connection, name: str) -> None:
    """Extensions and rights of the schema, in the database that the connection is in."""
    for extension in EXTENSIONS:
        inside.execute(
            sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
        )
    inside.execute("revoke create on schema public from public")
    inside.execute(
        sql.SQL("grant usage, create on schema public to {}").format(sql.Identifier(SEARCH))
    )
    inside.execute(sql.SQL("grant usage on schema public to {}").format(sql.Identifier(APP)))
    inside.execute(
        sql.SQL("revoke temporary on database {} from public").format(sql.Identifier(name))
    )
    inside.execute(
        sql.SQL("grant connect, temporary on database {} to {}, {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(APP)
        )
    )


def _login(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password or "")


def main() -> int:
    """Bootstrap the database that DATABASE_URL names. 0, or 1 with one line of why not."""
    admin_url, owner_url = os.environ["DATABASE_ADMIN_URL"], os.environ["DATABASE_OWNER_URL"]
    app_url = os.environ["DATABASE_URL"]
    name = unquote(urlsplit(owner_url).path.lstrip("/"))
    passwords = dict(_login(url) for url in (owner_url, app_url))
    templates = ("template1",) if os.environ.get("LINKAGES_BOOTSTRAP_TEMPLATE") == "1" else ()
    try:
        with psycopg.connect(admin_url, dbname="postgres", autocommit=True) as admin:
            roles(admin, passwords)
            database(admin, name)
        for place in (name, *templates):
            with psycopg.connect(admin_url, dbname=place, autocommit=True) as inside:
                furnish(inside, place)
    except psycopg.errors.InsufficientPrivilege as problem:
        sys.stderr.write(
            f"This login may not prepare the database: {problem.diag.message_primary}. "
            "Give a login that may create roles, or set DATABASE_OWNER_URL as well.\n"
        )
        return 1
    except psycopg.OperationalError as problem:
        sys.stderr.write(f"The database does not answer: {str(problem).splitlines()[0]}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Where the database and the broker are: given in the environment, or those of embedded ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from linkages.supervisor.places import Trouble

OWNER, APP, SEARCH = "lk_owner", "lk_app", "lk_search"
DATABASE = "linkages"


@dataclass(frozen=True, slots=True)
class Addresses:
    """What Django is told. `admin` creates roles and extensions; empty when others did that."""

    app: str
    owner: str
    redis: str
    admin: str = ""

    def environment(self) -> dict[str, str]:
        """As environment variables; the administrator's address is never among them."""
        return {
            "DATABASE_URL": self.app,
            "DATABASE_OWNER_URL": self.owner,
            "REDIS_URL": self.redis,
        }


def embedded_database(sockets: Path, role: str, name: str = DATABASE) -> str:
    """The address of a role in an embedded cluster."""
    return f"postgresql://{role}@/{name}?host={quote(str(sockets), safe='/')}"


def embedded_redis(socket: Path) -> str:
    """The address of an embedded Redis."""
    return f"unix://{quote(str(socket), safe='/')}"


def given_database(
    environment: Mapping[str, str], passwords: Mapping[str, str]
) -> tuple[str, str, str] | None:
    """(app, owner, admin) from the environment; None when no database is given.

    With both addresses they are used as they are, and roles are made only when DATABASE_ADMIN_URL
    is there too. With DATABASE_URL alone, that login makes the roles, and both are derived from it.
    passwords: role -> password, used in derived addresses.
    """
    app, owner = environment.get("DATABASE_URL", ""), environment.get("DATABASE_OWNER_URL", "")
    if not app and not owner:
        return None
    if not app:
        raise Trouble("DATABASE_OWNER_URL is set but DATABASE_URL is not.")
    if owner:
        return app, owner, environment.get("DATABASE_ADMIN_URL", "")
    return (
        with_login(app, APP, passwords[APP]),
        with_login(app, OWNER, passwords[OWNER]),
        app,
    )


def with_login(url: str, role: str, password: str) -> str:
    """The same server and database with another login."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Trouble("DATABASE_URL must begin with postgresql://")
    place = parts.netloc.rpartition("@")[2]
    query = [(k, v) for k, v in parse_qsl(parts.query) if k not in ("user", "password")]
    login = f"{quote(role)}:{quote(password, safe='')}" if password else quote(role)
    path = parts.path if parts.path.strip("/") else f"/{DATABASE}"
    return urlunsplit(
        ("postgresql", f"{login}@{place}", path, urlencode(query, safe="/"), parts.fragment)
    )


def without_password(url: str) -> str:
    """For screens and logs."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login.partition(':')[0]}{at}{place}"))

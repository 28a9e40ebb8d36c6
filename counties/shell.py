"""What the frame around every page needs to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from counties import personas
from counties.permissions import Permission, may
from counties.signin import directories, sessions
from linkages.calendar import today
from linkages.registries import providers


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation on the left. `order` sorts; a test holds a role to seven.

    `under` is the address of another entry whose pages lead to this one by a tab: where a role
    has more than seven, the entry stands there alone. Pages whose address begins with one of
    `also` belong to the entry too.
    """

    order: int
    label: Any
    url: str
    under: str = ""
    also: tuple[str, ...] = ()


MOST_ENTRIES = 7


def navigation(user: Any) -> Iterator[Entry]:
    """The entries of this app; other apps add theirs in settings.NAVIGATION."""
    yield Entry(0, _("Today"), reverse("today"))
    if may(user, Permission.VIEW_PARAMETERS) or may(user, Permission.VIEW_STAFF):
        yield Entry(90, _("Settings"), reverse("counties:settings"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: county, navigation, demo banner, session limits."""
    user = getattr(request, "user", None)
    frame: dict[str, Any] = {
        "demo": settings.DEMO,
        "keep_alive_url": reverse("keep_alive"),
        "shortcuts_url": reverse("counties:shortcuts"),
        "switch_county_url": reverse("counties:switch"),
    }
    if user is None or not user.is_authenticated:
        extra = {**directories.ways_in(request), **_demonstration(request)}
        return {"shell": frame, "today": today(), **extra}
    if getattr(request, "is_half_signed_in", False):
        return {"shell": frame | {"user_label": str(user)}, "today": today()}
    working = user.working_in
    frame |= {
        "county": working.county if working else None,
        "counties": list({m.county_id: m.county for m in user.all_memberships}.values()),
        "session_seconds": sessions.idle_seconds(request),
        "shortcuts_off": not user.shortcuts,
        "user_label": str(user),
        "account_links": [
            {"label": _("Change password"), "url": reverse("account_change_password")},
            {"label": _("Second factor"), "url": reverse("mfa_index")},
            {"label": _("Open sessions"), "url": reverse("usersessions_list")},
        ],
    }
    if working:
        frame["user_role"] = f"{working.get_role_display()}, {working.county}"
        frame["navigation"], frame["tabs"] = _entries(request)
        if may(user, Permission.SEARCH_PEOPLE):
            frame["search_url"] = reverse("sharing:search")
        if may(user, Permission.VIEW_FAMILY):
            mail = {"label": _("Mail about families"), "url": reverse("families:mail_choice")}
            frame["account_links"].append(mail)
        if may(user, Permission.LOOK_UP):
            frame["look_up_url"] = reverse("sharing:look_up")
    return {"shell": frame, "today": today()}


def _entries(request: HttpRequest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The navigation of a role, the current entry marked; and where it has more entries than it
    may show, the tabs of the page that one is on."""
    found = [entry for source in providers("NAVIGATION") for entry in source(request.user)]
    found.sort(key=lambda entry: entry.order)
    folds = len(found) > MOST_ENTRIES
    folded = [entry for entry in found if folds and entry.under]
    entries = [entry for entry in found if entry not in folded]
    # Of two entries one of which lies within the other, such as people and their reviews.
    within = [e.url for e in entries if e.order > 0 and request.path.startswith(e.url)]
    within += [tab.under for tab in folded if request.path.startswith(tab.url)]
    within += [e.url for e in entries if e.also and request.path.startswith(e.also)]
    current = max([request.path, *within], key=lambda url: (url in within, len(url)))
    beside = [e for e in folded if e.under == current]
    pages = [e for e in entries if e.url == current] + beside
    here = request.path in {page.url for page in pages}
    return (
        [_link(entry, entry.url == current) for entry in entries],
        [_link(page, page.url == request.path) for page in pages] if beside and here else [],
    )


def _link(entry: Entry, current: object) -> dict[str, Any]:
    return {"label": entry.label, "url": entry.url, "current": bool(current)}


def _ways_in(request: HttpRequest) -> dict[str, Any]:
    """The directories through which one may sign in, on the sign-in page only."""
    if request.path != reverse("account_login"):
        return {}
    ways = [
        {"name": each.name, "url": reverse("sso_login", args=[each.key])}
        for each in directories.directories()
    ]
    return {"directories": ways}


def _demonstration(request: HttpRequest) -> dict[str, Any]:
    """The accounts of the demonstration, on its sign-in page only."""
    if not settings.DEMO or request.path != reverse("account_login"):
        return {}
    spanish = get_language() == "es"
    places: dict[str, list[dict[str, str]]] = {}
    for email, county, persona in personas.accounts():
        place = personas.COUNTIES.get(county, (_("State"), ""))[0]
        role = persona.title_es if spanish else persona.title
        places.setdefault(str(place), []).append({"email": email, "role": role})
    return {
        "demo_accounts": [{"place": place, "people": rows} for place, rows in places.items()],
        "demo_password": personas.PASSWORD,
    }

"""Staff pages, passkeys and signing out, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from counties.personas import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADMIN = "admin@alder.example"
Visit = Callable[..., Page]


@pytest.mark.usability(13)
@pytest.mark.parametrize("look", [{"width": 320}, {"locale": "es", "color_scheme": "dark"}])
def test_staff_pages_have_no_barrier(
    visit: Visit, assert_accessible: Any, staff: dict[str, Any], look: dict[str, Any]
) -> None:
    page = visit(reverse("counties:staff"), as_=ADMIN, **look)
    assert_accessible(page)
    one = staff["cws.worker@alder.example"].pk
    paths = [reverse(f"counties:{name}") for name in ("waiting", "invite", "places", "holidays")]
    paths += [reverse("counties:staff_person", args=[one]), reverse("counties:leave", args=[one])]
    paths += [reverse(name) for name in ("usersessions_list", "mfa_index")]
    for path in paths:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_accessible(page)


@pytest.mark.check(56)
@pytest.mark.check(57)
def test_a_passkey_is_set_up_and_signs_in_without_a_password(
    visit: Visit, assert_accessible: Any, staff: dict[str, Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = True
    page = visit(reverse("account_login"))
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.get_by_label("Email").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step at sign-in")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    page.get_by_role("link", name="Set up the app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert_accessible(page)
    page.goto(reverse("mfa_add_webauthn"))
    assert_accessible(page)
    page.get_by_label("Name").fill("Desk computer")
    page.get_by_text("Passwordless", exact=True).click()
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert_accessible(page)
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_text("Desk computer").first).to_be_visible()
    assert_accessible(page)
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


@pytest.mark.check(53)
def test_the_back_button_shows_nothing_after_signing_out(visit: Visit) -> None:
    page = visit(reverse("counties:staff"), as_=ADMIN)
    expect(page.get_by_text("cws.worker@alder.example")).to_be_visible()
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.goto("/")
    page.go_back()
    page.go_back()
    assert "cws.worker@alder.example" not in page.content()
    page.goto(reverse("counties:staff"))
    assert reverse("account_login") in page.url

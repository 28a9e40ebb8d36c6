"""The second factor: nothing is reached without it, nothing is used twice, two people reset it."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail as outbox
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from counties.models import FactorReset, User
from counties.personas import PASSWORD
from counties.signin.factors import SET_UP
from linkages.scope import rls

pytestmark = pytest.mark.django_db

WORKER, ADMIN, SECOND = (f"{who}@alder.example" for who in ("cws.worker", "admin", "admin2"))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def typed_password(email: str) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


EXAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1"}


def every_address() -> list[tuple[str, str]]:
    """Every named address of the installation, libraries' included, with some argument of each
    kind: what exists behind it does not matter."""

    def walk(resolver: URLResolver, space: str, before: dict[str, Any]) -> Any:
        for each in resolver.url_patterns:
            found = {**before, **each.pattern.converters}
            if isinstance(each, URLResolver):
                inner = f"{space}{each.namespace}:" if each.namespace else space
                yield from walk(each, inner, found)
            elif each.name:
                names = found or dict.fromkeys(each.pattern.regex.groupindex)
                yield f"{space}{each.name}", {key: example(kind) for key, kind in names.items()}

    return [(name, reverse(name, kwargs=kwargs)) for name, kwargs in walk(get_resolver(), "", {})]


def example(converter: Any) -> str:
    kind = type(converter).__name__.removesuffix("Converter").lower()
    return EXAMPLES.get(kind, "x")


@pytest.mark.check(57)
def test_without_a_second_factor_only_set_up_sign_out_and_language_answer(
    staff: dict[str, User],
) -> None:
    client = typed_password(WORKER)
    reached = set()
    addresses = every_address()
    assert len(addresses) > 100
    for name, path in addresses:
        for method in (client.get, client.post):
            if name == "account_logout":
                continue
            answer = method(path)
            sent_away = answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
            if not sent_away:
                reached.add(name)
    assert reached <= SET_UP
    assert {"mfa_index", "mfa_activate_totp", "set_language"} <= reached
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.check(57)
def test_with_a_second_factor_the_same_pages_answer(staff: dict[str, User]) -> None:
    """The twin: it is the factor that was missing and nothing else."""
    client = typed_password(WORKER)
    assert client.get("/").status_code == 302
    TOTP.activate(staff[WORKER], SECRET)
    assert client.get("/").status_code == 200


@pytest.mark.check(57)
def test_half_a_session_shows_no_county_and_no_navigation(staff: dict[str, User]) -> None:
    page = typed_password(WORKER).get(reverse("mfa_index")).content.decode()
    assert "Alder" not in page
    assert 'class="side"' not in page and reverse("sharing:search") not in page


@pytest.mark.check(56)
def test_a_person_with_a_factor_is_not_in_before_the_code(staff: dict[str, User]) -> None:
    TOTP.activate(staff[WORKER], SECRET)
    client = typed_password(WORKER)
    assert client.get("/").status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200 and client.get("/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.check(56)
def test_a_code_is_good_once(staff: dict[str, User], time_machine: Any) -> None:
    time_machine.move_to("2026-12-01 18:00:05+00:00", tick=False)
    TOTP.activate(staff[WORKER], SECRET)
    code = code_now()
    first, second = typed_password(WORKER), typed_password(WORKER)
    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert second.get("/").status_code == 302
    assert first.get("/").status_code == 200


@pytest.mark.check(56)
def test_a_recovery_code_is_good_once(staff: dict[str, User]) -> None:
    TOTP.activate(staff[WORKER], SECRET)
    codes = RecoveryCodes.activate(staff[WORKER]).get_unused_codes()
    assert len(codes) == 10
    first, second = typed_password(WORKER), typed_password(WORKER)
    first.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert first.get("/").status_code == 200
    second.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert second.get("/").status_code == 302
    second.post(reverse("mfa_authenticate"), {"code": codes[1]})
    assert second.get("/").status_code == 200


@pytest.mark.check(56)
def test_the_last_factor_cannot_be_taken_off(staff: dict[str, User]) -> None:
    TOTP.activate(staff[WORKER], SECRET)
    client = typed_password(WORKER)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=staff[WORKER]).exists()


def test_the_secret_is_sealed(staff: dict[str, User]) -> None:
    TOTP.activate(staff[WORKER], SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)


@pytest.mark.check(58)
def test_the_session_has_another_id_after_each_step(staff: dict[str, User], settings: Any) -> None:
    TOTP.activate(staff[WORKER], SECRET)
    name = settings.SESSION_COOKIE_NAME
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": WORKER, "password": PASSWORD})
    half = client.cookies[name].value
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    whole = client.cookies[name].value
    assert whole != half
    client.cookies[name] = half
    assert client.get("/").status_code == 302
    client.cookies[name] = whole
    assert client.get("/").status_code == 200


@pytest.mark.check(58)
@pytest.mark.django_db(transaction=True)
def test_setting_up_the_first_factor_changes_the_session_id(
    staff: dict[str, User], settings: Any
) -> None:
    name = settings.SESSION_COOKIE_NAME
    client = typed_password(WORKER)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    before = client.cookies[name].value
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    after = client.cookies[name].value
    assert after != before
    assert client.get("/").status_code == 200
    listed = client.get(reverse("usersessions_list")).content.decode()
    assert "This one" in listed
    client.cookies[name] = before
    assert client.get("/").status_code == 302


def set_up(client_of: Any, staff: dict[str, User], email: str) -> Client:
    Authenticator.objects.filter(user=staff[email]).delete()
    TOTP.activate(staff[email], SECRET)
    client: Client = client_of(email)
    return client


@pytest.mark.check(56)
def test_a_reset_needs_two_administrators_and_writes_to_both(
    staff: dict[str, User], sign_in: Any, run_jobs: Any
) -> None:
    TOTP.activate(staff[WORKER], SECRET)
    theirs = typed_password(WORKER)
    theirs.post(reverse("mfa_authenticate"), {"code": code_now()})
    first, second = set_up(sign_in, staff, ADMIN), set_up(sign_in, staff, SECOND)
    ask = reverse("counties:ask_reset", args=[staff[WORKER].pk])
    assert first.post(ask, {"reason": "Lost the phone"}).status_code == 302
    with rls(county="alder"):
        reset = FactorReset.objects.get()
    page = reverse("counties:reset", args=[reset.pk])
    word = {"word": "approve", "reason": "Called back at the desk"}
    assert first.post(page, word).status_code == 403
    assert Authenticator.objects.filter(user=staff[WORKER]).exists()
    assert theirs.get("/").status_code == 200
    assert second.post(page, word).status_code == 302
    assert not Authenticator.objects.filter(user=staff[WORKER]).exists()
    assert theirs.get("/")["Location"].startswith(reverse("account_login"))
    run_jobs("alder")
    assert sorted(letter.to[0] for letter in outbox.outbox) == [ADMIN, WORKER, WORKER]
    assert all("Lost the phone" not in letter.body for letter in outbox.outbox)


@pytest.mark.check(56)
def test_nobody_resets_their_own_factor(staff: dict[str, User], sign_in: Any) -> None:
    own = reverse("counties:ask_reset", args=[staff[ADMIN].pk])
    assert set_up(sign_in, staff, ADMIN).post(own, {"reason": "Lost"}).status_code == 403


@pytest.mark.check(60)
def test_giving_access_asks_for_the_factor_again(
    staff: dict[str, User], settings: Any, time_machine: Any
) -> None:
    settings.STEP_UP = True
    time_machine.move_to("2026-12-01 18:00:05+00:00", tick=False)
    TOTP.activate(staff[ADMIN], SECRET)
    client = typed_password(ADMIN)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    page = reverse("counties:give_role", args=[staff["analyst@alder.example"].pk])
    assert client.get(page).status_code == 200
    time_machine.move_to("2026-12-01 18:05:30+00:00", tick=False)
    typed = {"role": "sponsor", "program": "cws", "since": "2026-12-01", "reason": "Typed ZQLATE"}
    late = client.post(page, typed)
    again = reverse("mfa_reauthenticate")
    assert late.status_code == 302 and late["Location"].startswith(again)
    answer = client.post(late["Location"], {"code": code_now()})
    assert answer["Location"] == page
    assert "Typed ZQLATE" in client.get(page).content.decode()
    assert client.post(page, typed).status_code == 302


@pytest.mark.check(60)
@pytest.mark.parametrize(
    ("who", "name", "query"),
    [
        (ADMIN, "counties:give_role", ""),
        (ADMIN, "counties:ask_reset", ""),
        (ADMIN, "counties:leave", ""),
        (WORKER, "families:eligible_file", ""),
        ("coordinator@alder.example", "matching:decisions_file", "?days=7&verb=link"),
        ("privacy@alder.example", "sharing:incident_file", "?state=open"),
    ],
)
def test_each_such_page_asks_a_session_that_proved_nothing(
    staff: dict[str, User], sign_in: Any, settings: Any, who: str, name: str, query: str
) -> None:
    settings.SECOND_FACTOR, settings.STEP_UP = False, True
    about = [staff[WORKER].pk] if name.startswith("counties:") else []
    page = reverse(name, args=about) + query
    client = sign_in(who)
    answer = client.get(page)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == page
    assert client.get(page).status_code == 200

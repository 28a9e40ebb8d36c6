"""A production installation brings its own secrets, and the demonstration stays at home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(settings.BASE_DIR)
SECRETS = {
    name: "f" * 64
    for name in (
        "LINKAGES_SECRET_KEY",
        "LINKAGES_SEAL_KEY",
        "LINKAGES_INDEX_KEY",
        "LINKAGES_MATCH_KEY",
    )
}


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if "LINKAGES" not in name}
    clean.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    clean.pop("DATABASE_URL", None)
    clean.pop("DATABASE_OWNER_URL", None)
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_production_without_a_secret_does_not_start(missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    answer = manage("check", LINKAGES_ENV="production", **given)
    assert answer.returncode != 0
    assert missing in answer.stderr


@pytest.mark.check(113)
def test_a_production_installation_passes_djangos_own_deployment_check() -> None:
    secret = "".join(f"{number:02x}" for number in range(60, 120))
    answer = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        LINKAGES_ENV="production",
        LINKAGES_HOSTS="linkages.county.example",
        **{**SECRETS, "LINKAGES_SECRET_KEY": secret},
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("setting", ["LINKAGES_HOSTS", "LINKAGES_BEHIND_PROXY"])
def test_the_demonstration_refuses_production_settings(setting: str) -> None:
    answer = manage("check", LINKAGES_ENV="demo", **{setting: "1"})
    assert answer.returncode != 0
    assert "The demonstration stays on this computer" in answer.stderr


def test_demonstration_data_never_goes_into_production() -> None:
    answer = manage(
        "seed_demo", LINKAGES_ENV="production", LINKAGES_HOSTS="linkages.county.example", **SECRETS
    )
    assert answer.returncode != 0
    assert "never goes into a production installation" in answer.stderr


@pytest.mark.parametrize(("environment", "tells"), [("demo", "True"), ("production", "False")])
def test_only_the_demonstration_ever_tells_what_a_page_took(environment: str, tells: str) -> None:
    given = {"LINKAGES_ENV": environment, "LINKAGES_TIMINGS": "1", **SECRETS}
    answer = manage(
        "shell", "-c", "from django.conf import settings as s; print(s.TIMINGS)", **given
    )
    assert answer.stdout.strip().endswith(tells), answer.stderr


@pytest.mark.django_db
def test_no_page_here_tells_what_it_took(client: Client) -> None:
    assert "Server-Timing" not in client.get("/account/login/").headers

"""Sending a page's form as a browser would: its hidden fields, with what somebody typed."""

from typing import Any

from django.db import transaction
from django.test import Client

from cases.families.models import Episode
from linkages.scope import rls
from tests.families.made import Home


def send(client: Client, address: str, /, *, form: str = "form", **typed: Any) -> Any:
    """Open the page and post its form."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return client.post(address, hidden(page.context[form]) | typed)


def hidden(form: Any) -> dict[str, str]:
    """What the hidden fields of a form hold."""
    return {
        field.name: str(field.value() or "")
        for field in form
        if field.field.widget.is_hidden and field.value()
    }


def move_to(home: Home, state: str) -> None:
    """Let the family's episode be in this state."""
    with rls(county=home.family.county_id), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(state=state)


def state_of(home: Home) -> str:
    with rls(county=home.family.county_id), transaction.atomic():
        return Episode.objects.get(pk=home.episode.pk).state

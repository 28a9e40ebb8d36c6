"""The catalogue in the demonstration: a draft of the state's next edition."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from counties.models import Membership, User
from counties.personas import STATE
from linkages import audit
from linkages.scope import rls
from workplans.catalogue import drafting
from workplans.catalogue.reading import Catalogue
from workplans.models import CatalogueEdition


def seed(_today: date) -> None:
    """A draft in which the fourth extension comes sooner; safe to run again."""
    editor = User.objects.get(email=f"editor@{STATE}.example")
    with (
        rls(county=STATE, user=editor.pk),
        audit.trail(STATE, editor.pk, "seed_demo"),
        transaction.atomic(),
    ):
        if CatalogueEdition.objects.filter(county=STATE).exists():
            return
        editor.working_in = Membership.objects.get(county=STATE, user=editor)
        draft = drafting.begin(editor)
        drafting.write(editor, draft.pk, _sooner, version=draft.version)


def _sooner(catalogue: Catalogue) -> Catalogue:
    return drafting.with_topic(catalogue, "X4", replace(catalogue.topics["X4"], rank=3))

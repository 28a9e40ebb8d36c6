"""Kinds of event: whose they are, and which category they are of."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases.families.models import EventNotice
from cases.families.notes.titles import Title
from linkages.programs import Program

Kind = EventNotice.Kind
CWS, CALWORKS = Program.CWS.value, Program.CALWORKS.value

# What is filed with the court is C6: the other program learns of hearing dates, not of petitions
# (W&IC 827). A birth and a lost home are part of what each program knows of its own case.
CATEGORY: Mapping[tuple[str, str], str] = {
    (Kind.REMOVAL, CWS): "C5",
    (Kind.PETITION, CWS): "C6",
    (Kind.RETURN, CWS): "C5",
    (Kind.HOMELESS, CWS): "C5",
    (Kind.BIRTH, CWS): "C5",
    (Kind.SANCTION, CALWORKS): "C2",
    (Kind.HOMELESS, CALWORKS): "C3",
    (Kind.BIRTH, CALWORKS): "C2",
}

# What the other side is asked to do, as sentences of settings.TASK_TITLES.
TITLES: dict[str, Title] = {
    "event_removal_cws": Title(
        _("Children were removed on %(on)s: decide about aid with the CWS worker"), "C5"
    ),
    "event_petition_cws": Title(_("A petition was filed on %(on)s: call the CWS worker"), "C6"),
    "event_return_cws": Title(
        _("Children came home on %(on)s: look at aid, child care and hours"), "C5"
    ),
    "event_homeless_cws": Title(
        _("The family lost its home on %(on)s: look at homeless assistance"), "C5"
    ),
    "event_birth_cws": Title(_("A child was born on %(on)s: look at aid and exemptions"), "C5"),
    "event_sanction_calworks": Title(
        _("A notice NA 840 went out on %(on)s: is a CWS duty the cause?"), "C2"
    ),
    "event_homeless_calworks": Title(
        _("The family lost its home on %(on)s: plan for it together"), "C3"
    ),
    "event_birth_calworks": Title(_("A child was born on %(on)s: look at the case plan"), "C2"),
}


def of_program(program: str) -> list[tuple[str, str]]:
    """The kinds that one program's staff enter, for a form."""
    return [(kind.value, str(kind.label)) for kind in Kind if (kind.value, program) in CATEGORY]


def title_code(kind: str, owner: str) -> str:
    """The sentence of the task for the other side."""
    return f"event_{kind}_{owner}"

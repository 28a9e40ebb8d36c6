"""The two programs of a Linkages partnership, and the word for both together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Program(models.TextChoices):
    """Who owns a fact, a record or a member of staff's work."""

    CWS = "cws", _("CWS")
    CALWORKS = "calworks", _("CalWORKs")
    JOINT = "joint", _("Both programs")


def other(program: str) -> Program:
    """The partner of a program. Joint has none: ValueError."""
    if program == Program.CWS:
        return Program.CALWORKS
    if program == Program.CALWORKS:
        return Program.CWS
    raise ValueError(f"{program} has no partner program")

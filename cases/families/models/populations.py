"""Parts of a county’s mutual families by which it releases them to workers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Population(models.TextChoices):
    """Target populations. `ALL` is never stored with an episode: every family is in it."""

    ALL = "all", _("All families")
    ER = "ER", _("Emergency Response")
    FM = "FM", _("Family Maintenance")
    FR = "FR", _("Family Reunification")
    PP = "PP", _("Permanent placement")
    SANCTIONED = "sanctioned", _("A parent is sanctioned")
    NONCOMPLIANCE = "noncompliance", _("Noncompliance is running")
    TEEN_PARENT = "teen_parent", _("A parent is a teenager")
    REMOVAL = "removal", _("Children removed, decision about aid open")

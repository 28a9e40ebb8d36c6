"""What both workers are asked to do once both sides have accepted."""

from django.utils.translation import gettext_lazy as _

from cases.families.notes.titles import Title

FIRST_CONTACT = "telling.first_contact"
TITLES = {FIRST_CONTACT: Title(_("Speak with the worker of the other program"))}

"""How pages of plans show a status: one mark and word, made once for all the rows of a table."""

import functools
import uuid

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linkages.templatetags.uswds import state
from workplans.models import Status
from workplans.plans.tree import KINDS

register = template.Library()
LATE = "late"


@register.filter
def badge(status: str) -> SafeString:
    """`{{ step.status|badge }}`; `late` is a step's that is overdue."""
    return _made(str(status), get_language() or "en")


@register.simple_tag
def own_key() -> SafeString:
    """The key of a form that is one button: each has its own, however many stand on a page, so
    that no press is taken for another one's."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@functools.cache
def _made(status: str, _language: str) -> SafeString:
    if status == LATE:
        return render_to_string("uswds/state.html", state("attention", _("Overdue")))
    known = Status(status)
    return render_to_string("uswds/state.html", state(KINDS[known], str(known.label)))

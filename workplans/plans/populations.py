"""Whom a county can begin with, and how a goal begins that names them.

Populations: CFPIC's Definitional Toolkit, Program Design Road Map and Prevention Toolkit. Goal
patterns: CFPIC's Implementation Lessons Learned; "strengthen" is our own.
"""

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linkages.calendar import months_after
from workplans.models import WorkPlan

POPULATIONS = {
    "er_calworks": _("Emergency response, on CalWORKs"),
    "fm_calworks": _("Family maintenance, on CalWORKs"),
    "fr_calworks": _("Family reunification, on CalWORKs"),
    "door": _("Applicants at the CalWORKs door"),
    "referral": _("Families with a report who are not on CalWORKs"),
    "teen_parents": _("Teen parents"),
    "sanctioned": _("Families sanctioned because of their case plan"),
    "at_risk": _("Families at risk without an open case"),
    "all_families": _("All CalWORKs families"),
    "other": _("Another population"),
}
Starter = WorkPlan.Starter


def beginning_of_goal(plan: WorkPlan) -> str:
    """The first sentence of a goal as its starter has it, with what the header says already."""
    people = [str(POPULATIONS[code]) for code in plan.populations if code in POPULATIONS]
    told = {
        "population": "; ".join(people) or gettext("[population]"),
        "site": plan.site.name if plan.site else gettext("[site]"),
        "date": date_format(months_after(plan.starts_on, 12), "SHORT_DATE_FORMAT"),
    }
    sentences = {
        Starter.LAUNCH: gettext(
            "Launch Linkages for this population: %(population)s, at %(site)s, by %(date)s."
        ),
        Starter.EXPAND: gettext("Expand Linkages to [sites] by %(date)s."),
        Starter.EXTEND: gettext("Extend Linkages to this population: %(population)s, by %(date)s."),
        Starter.STRENGTHEN: gettext(
            "Strengthen [area] so that [what is better for families] by %(date)s."
        ),
    }
    sentence = sentences.get(plan.starter)
    return sentence % told if sentence else ""

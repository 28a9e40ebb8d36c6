"""Samples and name groups in words."""

from django.utils.translation import gettext_lazy

from cases.matching.second.groups import OTHERS

GROUPS = {
    "spanish": gettext_lazy("Spanish"),
    "vietnamese": gettext_lazy("Vietnamese"),
    "chinese": gettext_lazy("Chinese"),
    "korean": gettext_lazy("Korean"),
    "hmong": gettext_lazy("Hmong"),
    "armenian": gettext_lazy("Armenian"),
    "punjabi": gettext_lazy("Punjabi"),
    "arabic": gettext_lazy("Arabic or Persian"),
    "filipino": gettext_lazy("Filipino"),
    "english": gettext_lazy("English"),
    OTHERS: gettext_lazy("All others"),
}


def group_name(code: str) -> str:
    """How names of a group are written."""
    return str(GROUPS.get(code, GROUPS[OTHERS]))

"""The tag that says which program something belongs to: `{% load program %}`."""

from django import template

register = template.Library()

BOTH = frozenset({"both", "joint"})
NAMES = {"cws": "CWS", "calworks": "CalWORKs"}


@register.inclusion_tag("uswds/program.html")
def program(code: str) -> dict[str, object]:
    """`cws`, `calworks`, or `both`. Round against square, so that color is never needed."""
    code = str(code).lower()
    codes = list(NAMES) if code in BOTH else [code]
    return {"programs": [(each, NAMES[each]) for each in codes], "joint": len(codes) > 1}


@register.filter
def program_name(code: str) -> str:
    """The program's name as plain text, for captions, titles and options; both for joint."""
    code = str(code).lower()
    return " + ".join(NAMES.values()) if code in BOTH else NAMES[code]

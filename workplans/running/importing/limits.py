"""How long a text of a plan may be, and what becomes of the rest: nothing is lost."""

# As the models say; a test compares.
STEP = {
    "text": 600, "lead": 160, "co_lead": 160, "resources": 600, "reason": 300, "comment": 1000,
    "help_title": 160, "help_link": 500,
}  # fmt: skip
PRODUCT = {"title": 300, "owner": 120, "link": 500}
OBJECTIVE = {
    "statement": 600, "code": 12, "serves_goal": 600, "capacity": 300, "set_status_note": 300,
}  # fmt: skip
TOPIC = {"title": 160, "category": 160}
PLAN = {"name": 120, "goal": 1000}
CONTACT = {"name": 120, "phone": 40, "email": 254}
LINK = {"title": 200, "link": 500}
REMARK = 1000


def parted(text: str, most: int) -> tuple[str, str]:
    """(what fits, the rest), parted between two words where there is a space to part at."""
    if len(text) <= most:
        return text, ""
    cut = text.rfind(" ", most // 2, most + 1)
    cut = cut if cut > 0 else most
    return text[:cut].rstrip(), text[cut:].strip()


def pieces(text: str, most: int = REMARK) -> list[str]:
    """The whole text in pieces that fit."""
    found = []
    while text:
        piece, text = parted(text, most)
        found.append(piece)
    return found

"""When the watch of mails looks, and whom they went to."""

from collections import Counter
from typing import Any

WATCH = "cases.families.telling.mailing.look"
AFTERNOON = "2026-12-01T23:30"  # half past three in California
MORNING = "2026-12-01T18:30"


def to(sent: list[Any]) -> Counter[str]:
    return Counter(each.to[0].split("@")[0] for each in sent)

"""When the watch of mails looks, and whom they went to."""

from collections import Counter
from typing import Any

from django.db import transaction

from linkages import jobs
from linkages.scope import rls

WATCH = "cases.families.telling.mailing.look"
AFTERNOON = "2026-12-01T23:30"  # half past three in California
MORNING = "2026-12-01T18:30"


def to(sent: list[Any]) -> Counter[str]:
    return Counter(each.to[0].split("@")[0] for each in sent)


def drain() -> None:
    """Do Alder's waiting jobs, also in tests that commit."""
    while True:
        with rls(county="alder"), transaction.atomic():
            waiting = list(jobs.Job.objects.claimable().values_list("pk", flat=True))
        if not waiting:
            return
        for pk in waiting:
            jobs.run("alder", pk, beating=False)

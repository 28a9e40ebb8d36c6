"""Assessment instruments: who sees which edition, and who writes them."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.rows import Row
from tests.world.matrix.who import BOARD, STATE, both_counties

PLANNERS = both_counties(
    *("admin", "admin2", "coordinator", "cws.supervisor", "calworks.supervisor"),
    *("liaison", "analyst", *BOARD),
)
EDITORS = frozenset({"editor@state.example"})
READERS = PLANNERS | frozenset(STATE)


def a_draft(*more: Any) -> Callable[[], list[Any]]:
    """The state's draft of the third sustainability scale, and what follows it in an address."""

    def find() -> list[Any]:
        from assessments.models import InstrumentEdition

        with rls(county="state"), transaction.atomic():
            return [InstrumentEdition.objects.get(state="draft").pk, *more]

    return find


def of(*words: Any) -> Callable[[], list[Any]]:
    return lambda: list(words)


ROWS: dict[str, Row] = {
    "assessments:instruments": Row(READERS),
    "assessments:instrument": Row(READERS, args=of("readiness")),
    "assessments:instrument_edition": Row(READERS, args=of("sustainability", 2)),
    "assessments:compare_instruments": Row(READERS, args=of("sustainability", 1, 2)),
    "assessments:export_instrument": Row(READERS, args=of("renovation", 1)),
    "assessments:print_instrument": Row(post=PLANNERS | EDITORS, args=of("readiness", 1)),
    "assessments:start_instrument": Row(EDITORS, EDITORS),
    "assessments:import_instrument": Row(EDITORS, EDITORS),
    "assessments:begin_instrument": Row(post=EDITORS, args=of("sustainability")),
    "assessments:instrument_draft": Row(EDITORS, args=a_draft()),
    "assessments:instrument_draft_sections": Row(post=EDITORS, args=a_draft()),
    "assessments:instrument_part": Row(EDITORS, EDITORS, args=a_draft("1")),
    "assessments:publish_instrument": Row(post=EDITORS, args=a_draft()),
    "assessments:discard_instrument": Row(EDITORS, EDITORS, args=a_draft()),
    "assessments:withdraw_instrument": Row(EDITORS, EDITORS, args=of("sustainability", 2)),
}

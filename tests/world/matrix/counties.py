"""Settings, staff, offices and holidays of a county."""

from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.rows import Row, first
from tests.world.matrix.who import BOARD, EVERYONE, GOVERNING, NOBODY, at_alder, both_counties

PARAMETERS = both_counties(*GOVERNING, *BOARD)


def the_second_cws_worker() -> list[Any]:
    """A member of Alder's staff whom nobody else's test needs at work."""
    from counties.models import User

    return [User.objects.get(email="cws.worker2@alder.example").pk]


def their_role() -> list[Any]:
    from counties.models import Membership

    (user,) = the_second_cws_worker()
    with rls(county="alder"), transaction.atomic():
        return [Membership.objects.filter(user=user, county="alder").latest("since").pk]


def an_id_of_nobody() -> list[Any]:
    """An id of Alder's extracts to which nobody answers."""
    from counties.staff.worker_ids import unmapped

    with rls(county="alder"), transaction.atomic():
        found = unmapped("alder")[0]
        return [found.program, found.worker_id]


STAFF_SEERS = STAFF_KEEPERS = both_counties("admin", "admin2")
ALDERS_ADMINS = at_alder("admin", "admin2")

ROWS: dict[str, Row] = {
    "counties:settings": Row(get=PARAMETERS),
    "counties:parameter": Row(
        get=PARAMETERS,
        post=both_counties("admin", "admin2"),
        args=lambda: ["records.guard_share"],
    ),
    "counties:staff": Row(get=STAFF_SEERS),
    "counties:invite": Row(get=STAFF_KEEPERS, post=STAFF_KEEPERS),
    "counties:waiting": Row(get=STAFF_SEERS),
    "counties:proposal": Row(
        get=ALDERS_ADMINS, post=at_alder("admin2"), args=first("counties.RoleProposal")
    ),
    "counties:reset": Row(
        get=ALDERS_ADMINS, post=at_alder("admin2"), args=first("counties.FactorReset")
    ),
    "counties:staff_person": Row(get=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:give_role": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:invite_again": Row(post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:unlock": Row(post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:ask_reset": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=the_second_cws_worker),
    "counties:leave": Row(
        get=ALDERS_ADMINS | at_alder("cws.supervisor"),
        post=ALDERS_ADMINS | at_alder("cws.supervisor"),
        args=the_second_cws_worker,
    ),
    "counties:end_role": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=their_role),
    "counties:transfer": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=their_role),
    "counties:worker_id": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=their_role),
    "counties:worker_ids": Row(get=STAFF_KEEPERS),
    "counties:map_id": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=an_id_of_nobody),
    "counties:mark_bank": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=an_id_of_nobody),
    "counties:end_bank": Row(post=ALDERS_ADMINS, args=first("counties.BankCaseload")),
    "counties:places": Row(get=STAFF_SEERS),
    "counties:new_office": Row(get=STAFF_KEEPERS, post=STAFF_KEEPERS),
    "counties:office": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=first("counties.Office")),
    "counties:new_unit": Row(get=STAFF_KEEPERS, post=STAFF_KEEPERS),
    "counties:unit": Row(get=ALDERS_ADMINS, post=ALDERS_ADMINS, args=first("counties.Unit")),
    "counties:holidays": Row(get=STAFF_SEERS, post=STAFF_KEEPERS),
    "counties:remove_holiday": Row(post=ALDERS_ADMINS, args=first("counties.Holiday")),
    "counties:switch": Row(post=NOBODY),
    "counties:shortcuts": Row(post=EVERYONE),
}

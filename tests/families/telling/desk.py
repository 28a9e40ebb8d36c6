"""Members of staff who answer, give away and look, in tests."""

from typing import Any

from django.db import transaction

from cases.families.models import Acceptance, Notice
from cases.families.telling import answering, handing
from cases.sharing.families import families_visible_to
from counties.models import Membership
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.telling.world import Mutual


class Desk:
    """`desk.cws_worker` and the like do things to a family's acceptances."""

    def __init__(self, staff: dict[str, Any]) -> None:
        self.staff = staff

    def user(self, handle: str) -> Any:
        return self.staff[f"{handle}@alder.example"]

    def accept(self, handle: str, row: Acceptance) -> Acceptance:
        with working_as(self.user(handle)) as user:
            return answering.accept(user, row.pk)

    def decline(self, handle: str, row: Acceptance, reason: str = "not_mine") -> Acceptance:
        with working_as(self.user(handle)) as user:
            return answering.decline(user, row.pk, reason, "ZQnote")

    def hand(self, handle: str, row: Acceptance, to: str) -> Acceptance:
        with working_as(self.user(handle)) as user:
            return handing.hand_on(user, row.pk, self.membership(to), "Takes over the unit.")

    def assign(self, handle: str, rows: list[Acceptance], to: str) -> int:
        with working_as(self.user(handle)) as user:
            wanted = [row.pk for row in rows]
            return handing.assign_many(user, wanted, self.membership(to), "Shared out anew.")

    def undo(self, handle: str) -> int:
        with working_as(self.user(handle)) as user:
            return handing.undo_handing(user)

    def membership(self, handle: str) -> Membership:
        with rls(county="alder"), transaction.atomic():
            rows = Membership.objects.select_related("user", "unit")
            return rows.get(user=self.user(handle), county="alder")

    def sees(self, handle: str, home: Mutual) -> bool:
        with working_as(self.user(handle)) as user:
            return families_visible_to(user).filter(pk=home.family.pk).exists()

    def told(self, kind: str) -> set[str]:
        with rls(county="alder"), transaction.atomic():
            rows = Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True)
            return {email.split("@")[0] for email in rows}

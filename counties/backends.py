"""Answers `user.has_perm(permission, obj)` from the membership somebody works under."""

from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend

from counties.permissions import GRANTS, CountyOwned, Role

if TYPE_CHECKING:
    from counties.models import User


class MembershipBackend(BaseBackend):
    """A role's grants, for objects of the county in which the person works now."""

    def has_perm(self, user_obj: "User", perm: str, obj: CountyOwned | None = None) -> bool:  # type: ignore[override]
        working = user_obj.working_in
        if obj is None or working is None or not user_obj.is_active:
            return False
        return obj.county_id == working.county_id and perm in GRANTS[Role(working.role)]

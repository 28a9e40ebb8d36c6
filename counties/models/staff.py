"""Who works here, as what, from when to when."""

import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from counties.models.places import Unit
from counties.permissions import Role
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person who can sign in once a membership says where and as what."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do hangs on their memberships."""

    row_class: ClassVar[RowClass] = RowClass.GLOBAL

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="en")
    shortcuts = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    # Set for the life of a request by counties.middleware, never stored. Someone who signs in
    # during this very request works nowhere yet.
    working_in: "Membership | None" = None
    all_memberships: "list[Membership] | tuple[()]" = ()

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        from django.contrib.auth import get_backends

        return any(
            backend.has_perm(self, perm, obj)
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )


class MembershipQuerySet(CountyQuerySet):
    def in_force_on(self, day: date) -> Self:
        """The only definition of a membership counting on a day."""
        lasting = models.Q(until=None) | models.Q(until__gte=day)
        ended = models.Q(ended_at__isnull=False)
        return self.filter(
            lasting & ~(ended & models.Q(until__lte=day)), since__lte=day, user__is_active=True
        )


@pghistory.track(append_only=True)
class Membership(CountyRow):
    """What a member of staff is in one county, from a day to a day."""

    row_class: ClassVar[RowClass] = RowClass.STAFF

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    program = models.CharField(max_length=8, choices=Program)
    unit = CountyKey(Unit, null=True, blank=True, related_name="memberships")
    worker_id = models.CharField(
        max_length=20, blank=True, help_text=_("As extracts name this worker")
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    # Ended by somebody, from that moment on: the day named in `until` counts no more.
    ended_at = models.DateTimeField(null=True)
    # Who gave it, changed it or ended it last, and why; the history has them all.
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    change_reason = models.CharField(max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.UniqueConstraint(
                fields=["county", "user", "role", "program", "since"], name="membership_once"
            ),
            models.CheckConstraint(
                name="membership_ended_on_a_day",
                condition=models.Q(ended_at=None) | models.Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

"""Who works here: counties, their offices and units, staff and what they do."""

import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from counties.permissions import Role
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class County(models.Model):
    """A county of California, or the state's own desk. The only list all sessions may read."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("County")
        STATE = "state", _("State")

    row_class: ClassVar[RowClass] = RowClass.GLOBAL

    id = models.SlugField(primary_key=True, max_length=32)
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=2, unique=True, help_text=_("County number, 01 to 58"))
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.COUNTY)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "counties"

    def __str__(self) -> str:
        return self.name


class Office(CountyRow):
    """A place where a program's staff sit."""

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="office_code_once_a_county")
        ]

    def __str__(self) -> str:
        return self.name


class Unit(CountyRow):
    """A supervisor and the workers of one program."""

    office = CountyKey(Office, related_name="units")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=16)
    program = models.CharField(max_length=8, choices=Program)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="unit_code_once_a_county")
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(CountyRow):
    """A day on which the county's offices are closed, whatever day of the week it is.

    Counties differ, and furlough days come on top of the state's list (Gov. Code 6700), so each
    county keeps its own. Days that are due in business days skip these.
    """

    day = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "day"],
                name="holiday_once_a_county",
                violation_error_message=_("This day is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class Team(CountyRow):
    """Staff of one or both programs who work on the same families, whatever their units."""

    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="team_name_once_a_county")
        ]

    def __str__(self) -> str:
        return self.name


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
        return self.name

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
        return self.filter(
            models.Q(until=None) | models.Q(until__gte=day), since__lte=day, user__is_active=True
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
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class TeamMemberQuerySet(CountyQuerySet):
    def in_force_on(self, day: date) -> Self:
        """The only definition of belonging to a team on a day."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=day), since__lte=day)


@pghistory.track(append_only=True)
class TeamMember(CountyRow):
    """A member of staff in a team, from a day to a day."""

    team = CountyKey(Team, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "team", "user", "since"], name="team_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"member since {self.since}"

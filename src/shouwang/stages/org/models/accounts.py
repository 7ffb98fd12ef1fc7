"""Offices, and the people who have an account in one."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from shouwang.stages.org.records import SortedText


class Office(models.Model):
    """A place of work: a committee, a government, a department's bureau, one of our divisions.

    Attributes:
        region: The code of the region it serves.
        level: The level of that region.
        department: The department whose feeds it sends (`health`, `education`…); empty for ours.
    """

    name = models.CharField(max_length=120)
    region = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=20)
    department = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "region"], name="one_office_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by the name people sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of a name."""
        return self.get(username=username)


class Account(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """A person who may sign in.

    Attributes:
        label: The name colleagues know them by.
        roles: Words of `Role`; which exclude each other is said in `offices.yaml`.
        places: Codes of their places, all of one level: villages of a team; the office's region
            if empty.
        phone: Where short messages go; shown to nobody.
        is_demo: Made for a demo; such a one signs in over the loopback address only.
        closed_date: From this day on the account is closed; its work has been handed over.
    """

    username = SortedText(max_length=60, unique=True)
    label = models.CharField(max_length=60)
    office = models.ForeignKey("org.Office", models.PROTECT, related_name="accounts")
    roles = models.JSONField(default=list)
    places = models.JSONField(default=list)
    phone = models.CharField(max_length=20, blank=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    password_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    large_type = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh_Hans")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField(null=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether it may sign in at all."""
        return self.closed_date is None


class PastPassword(models.Model):
    """The hash of a password that an account had before: it is not taken again."""

    account = models.ForeignKey("org.Account", models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    until_date = models.DateField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.until_date}"

"""Forms from above: blank ones with what their headings mean, and those that were filled in."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned


class BlankForm(Versioned):
    """A form as it came: what its sheets ask for, and what a person says each heading means.

    Attributes:
        region: Whose form it is; whoever is in that region fills it in.
        asked_by: The office that asks for it, as its letter says.
        digest: SHA-256 of the workbook, which lies enciphered in the home.
        sheets: Where everything stands, as `filling.model` writes it down.
        mapping: Sheet → slot → what fills it; empty until somebody has confirmed it.
        who: Sheet of people → which households it lists.
        is_retired: Whether it is no longer asked for.
    """

    name = models.CharField(max_length=120)
    region = models.CharField(max_length=12, db_index=True)
    asked_by = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sheets = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    who = models.JSONField(default=dict)
    is_retired = models.BooleanField(default=False)
    kept_by = models.CharField(max_length=100)
    kept_date = models.DateField()
    confirmed_by = models.CharField(max_length=100, blank=True)
    confirmed_date = models.DateField(null=True)

    class Meta:
        ordering = ["-kept_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "digest"], name="one_form_a_region_and_file")
        ]

    def __str__(self) -> str:
        return self.name


class HeadingMeaning(models.Model):
    """What people have said that a heading means; proposed wherever it stands again.

    Attributes:
        heading: Shape of the sheet and heading, as they are compared.
        target: A word of `filling.targets`.
    """

    heading = models.CharField(max_length=300, unique=True)
    target = models.CharField(max_length=80)
    confirmed_by = models.CharField(max_length=100)
    confirmed_date = models.DateField()

    def __str__(self) -> str:
        return self.heading


class FilledForm(Placed):
    """A form filled in for a place; its bytes never change.

    Attributes:
        region: The code of the place.
        snapshot: Of the lake, on which it rests; `run` of the screening.
        cells: How many cells were filled.
        unfilled: What could not be, each with sheet, slot, heading, place and why.
        purpose: Why, where it lists people.
    """

    form = models.ForeignKey("reports.BlankForm", models.PROTECT, related_name="filled")
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    snapshot = models.PositiveIntegerField(default=0)
    run = models.CharField(max_length=40, blank=True)
    cells = models.PositiveIntegerField()
    unfilled = models.JSONField(default=list)
    purpose = models.CharField(max_length=200, blank=True)
    filled_by = models.CharField(max_length=100)
    filled_date = models.DateField()
    filled_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["form", "-id"], name="filled_form"),
            models.Index(fields=["banner", "-id"], name="filled_banner"),
        ]

    def __str__(self) -> str:
        return self.name

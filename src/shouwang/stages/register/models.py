"""The thin index of the register, changes of households, and corrections of facts."""

from django.db import models

from shouwang.stages.org.records import Placed, SortedText, Versioned
from shouwang.stages.register.enums import ChangeKind, CorrectionState


class Indexed(Placed):
    """A household in the index by which it is searched; nothing else of the register is here.

    Attributes:
        head_key: The head's name as it is searched: without blanks and middle dots, lower case.
        status: The word of the contract's column `status`.
        left: Whether the household has left the register.
    """

    household = models.BigIntegerField(primary_key=True)
    head_name = models.CharField(max_length=120)
    head_key = SortedText(max_length=120)
    members = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20)
    left = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "index of households"
        indexes = [
            models.Index(fields=["village", "head_key"], name="indexed_village"),
            models.Index(fields=["township", "head_key"], name="indexed_township"),
            models.Index(fields=["banner", "head_key"], name="indexed_banner"),
            models.Index(fields=["league", "head_key"], name="indexed_league"),
            models.Index(fields=["head_key", "household"], name="indexed_name"),
        ]

    def __str__(self) -> str:
        return str(self.household)


class IndexState(models.Model):
    """Which snapshot the index shows; one row."""

    snapshot = models.PositiveIntegerField()
    households = models.PositiveIntegerField()
    refreshed_date = models.DateField()

    def __str__(self) -> str:
        return str(self.snapshot)


class HouseholdChange(Placed):
    """A household was split, merged, moved, or somebody came or went.

    Attributes:
        household: The household it happened to; its alerts, cases, measures and money follow
            `people`.
        other: The household people went to, if there is one.
        people: The numbers of the persons who moved, were born or died.
        new_village: Where a household moved to.
    """

    household = models.BigIntegerField(db_index=True)
    other = models.BigIntegerField(null=True, db_index=True)
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    people = models.JSONField(default=list)
    new_village = models.CharField(max_length=12, blank=True)
    happened_date = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.CharField(max_length=100)
    recorded_date = models.DateField()
    is_published = models.BooleanField(default=False)

    class Meta:
        ordering = ["-happened_date", "-id"]

    def __str__(self) -> str:
        return f"{self.household} {self.kind} {self.happened_date}"


class Correction(Placed, Versioned):
    """A value of the register or of a feed that somebody at the door found to be another.

    Attributes:
        feed: The feed the value stands in.
        key: The key of its row there: the household's or the person's number, or a row's own.
        column: The column of the contract.
        was: The value that was held, as it is shown.
        value: The value found, in the form of the lake (a word, whole fen, a date in ISO).
        source: What it rests on: `visit:17`.
    """

    household = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField(null=True)
    feed = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    column = models.CharField(max_length=60)
    was = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    found_by = models.CharField(max_length=100)
    found_date = models.DateField()
    state = models.CharField(
        max_length=12, choices=CorrectionState.choices, default=CorrectionState.STANDING
    )
    ended_date = models.DateField(null=True)
    snapshot = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-found_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "key", "column"],
                condition=models.Q(state="standing"),
                name="one_standing_correction_a_value",
            )
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.column} {self.state}"

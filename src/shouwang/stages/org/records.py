"""What records of every stage have in common: a place by which they are hidden, a version."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


class SortedText(CharField):
    """A text that every database sorts by its characters' numbers, as Python does.

    SQLite does so anyway. PostgreSQL sorts by the rules of a language, in which what begins with
    some characters need not stand together, and lists of the embedded database go on elsewhere.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, str | None]:
        """Return what the column is made with."""
        found = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            found["collation"] = "C"
        return found


class Placed(models.Model):
    """A record that lies in a village and is seen by those whose scope covers it."""

    league = models.CharField(max_length=12)
    banner = models.CharField(max_length=12)
    township = models.CharField(max_length=12)
    village = models.CharField(max_length=12)

    class Meta:
        abstract = True

    @property
    def place(self) -> dict[str, str]:
        """Level → code."""
        return {
            "league": self.league,
            "banner": self.banner,
            "township": self.township,
            "village": self.village,
        }


class Versioned(models.Model):
    """A record that two people may have open at once; who comes second is told."""

    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

"""What records of every stage have in common: a place by which they are hidden, a version."""

from django.db import models


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

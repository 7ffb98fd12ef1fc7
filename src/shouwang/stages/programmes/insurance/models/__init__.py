"""The records of settlements."""

from shouwang.stages.programmes.insurance.models.settlements import Difference, Settlement

__all__ = ["Difference", "Settlement"]

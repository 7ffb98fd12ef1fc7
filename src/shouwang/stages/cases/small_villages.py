"""Whether a masked name tells who is meant: because so few live there, or so few are called so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shouwang.stages.cases.masking import mask_name, surname_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A household as a notice shows it.

    Attributes:
        is_rare: Whether so few in the village are called so that the name is hidden altogether.
    """

    name: str
    is_rare: bool


@dataclass(frozen=True, slots=True)
class Village:
    """How many households a village has, and how many of each surname."""

    households: int
    surnames: Mapping[str, int]

    @classmethod
    def of(cls, heads: Sequence[str]) -> "Village":
        """Return it from the heads' names."""
        return cls(len(heads), Counter(surname_of(head) for head in heads))

    def is_small(self, fewest: int) -> bool:
        """Tell whether it has so few households that it is not to be named."""
        return self.households < fewest

    def shown(self, head: str, *, fewest: int, instead: str) -> Shown:
        """Return how a head's name is shown.

        Args:
            fewest: The least number of households that must share the surname.
            instead: What stands there if fewer do.
        """
        is_rare = self.surnames.get(surname_of(head), 0) < fewest
        return Shown(instead if is_rare else mask_name(head), is_rare)

"""The households and people of a banner, as columns."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.draw import Array, Streams
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.months import DAYS_PER_YEAR, told

NEVER = np.iinfo(np.int32).max
MALE, FEMALE = 0, 1
SEXES = ("male", "female")
RELATIONS = (
    "head",
    "spouse",
    "son",
    "daughter",
    "daughter_in_law",
    "son_in_law",
    "grandson",
    "granddaughter",
    "father",
    "mother",
)
HEAD, SPOUSE = 0, 1
LEFT_REASONS = ("death", "marriage", "moved_out", "army", "prison", "missing")
HOME_LEFT_REASONS = ("died_out",)


@dataclass(frozen=True, slots=True)
class Homes:
    """The households of a banner, in the order of their numbers.

    Attributes:
        village: The place of the village in the banner's plan, at the end of the year.
        moved: The month of a move within the banner, -1 for none.
        kind: The place of the type in population.yaml.
        enters: The month it first appears in the register; 0 is the full state.
        left: The day it left the register, or NEVER.
        head: The head's place among the people.
    """

    number: Array
    village: Array
    village_before: Array
    moved: Array
    kind: Array
    enters: Array
    left: Array
    head: Array

    @property
    def count(self) -> int:
        return len(self.number)

    @property
    def living(self) -> Array:
        """Whether it is still in the register at the end."""
        living: Array = self.left == NEVER
        return living


@dataclass(frozen=True, slots=True)
class People:
    """The people of a banner, in the order of their random numbers.

    Attributes:
        household: The place of the household.
        birth: The day of birth. left: the day they left, or NEVER.
        enters: The month they first appear in the register.
    """

    number: Array
    household: Array
    relation: Array
    sex: Array
    birth: Array
    ethnicity: Array
    enters: Array
    left: Array
    left_reason: Array

    @property
    def count(self) -> int:
        return len(self.number)

    @property
    def present(self) -> Array:
        """Whether they are still in the register at the end."""
        present: Array = self.left == NEVER
        return present

    @property
    def age(self) -> Array:
        """The age at the end of the year, or at leaving."""
        age: Array = (np.minimum(self.left, told("day")) - self.birth) / DAYS_PER_YEAR
        return age

    def total(self, values: Array, homes: int) -> Array:
        """Return the sum of a value over each household's people."""
        return np.bincount(self.household, weights=values, minlength=homes)

    def members(self, homes: int) -> Array:
        """Return how many of each household are present at the end."""
        return self.total(self.present, homes).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Folk:
    """A banner's plan with the households and people drawn by it."""

    plan: BannerPlan
    streams: Streams
    homes: Homes
    people: People


def ethnicities(plan: BannerPlan) -> tuple[str, ...]:
    """Return the words of the peoples that live in a banner."""
    return ("han", "mongol", *plan.minorities)

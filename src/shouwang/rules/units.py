"""Units as products of powers of words; they are compared, never converted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _

WORD = re.compile(r"^[A-Za-z][A-Za-z0-9]*$")


class UnitUnreadable(ShouwangError):
    """The unit is not a product or quotient of words."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: word → power.

    >>> Unit.parse("CNY/year") / Unit.parse("person") == Unit.parse("CNY/person/year")
    True
    """

    powers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Unit":
        """Read ``CNY/person/year``, ``L/person/day`` or ``1``.

        Raises:
            UnitUnreadable: if a part is no word.
        """
        powers: dict[str, int] = {}
        for position, part in enumerate(text.strip().split("/")):
            for word in part.split("*"):
                if word == "1":
                    continue
                if not WORD.match(word):
                    raise UnitUnreadable(_("{unit} is no unit").format(unit=repr(text)))
                powers[word] = powers.get(word, 0) + (1 if position == 0 else -1)
        return cls._of(powers)

    @classmethod
    def _of(cls, powers: Mapping[str, int]) -> "Unit":
        return cls({word: power for word, power in sorted(powers.items()) if power})

    def __mul__(self, other: "Unit") -> "Unit":
        words = {*self.powers, *other.powers}
        return self._of({w: self.power(w) + other.power(w) for w in words})

    def __truediv__(self, other: "Unit") -> "Unit":
        words = {*self.powers, *other.powers}
        return self._of({w: self.power(w) - other.power(w) for w in words})

    def __hash__(self) -> int:
        return hash(tuple(self.powers.items()))

    def __str__(self) -> str:
        above = [word for word, power in self.powers.items() for _i in range(power)]
        below = [word for word, power in self.powers.items() for _i in range(-power)]
        return "/".join(["*".join(above) or "1", *below])

    def power(self, word: str) -> int:
        """Return the power of a word, 0 if it is not in the unit."""
        return self.powers.get(word, 0)


NONE = Unit()
YEAR = Unit({"year": 1})
DAY = Unit({"day": 1})
MONTH = Unit({"month": 1})

"""A station's money as two equations by year: what came in is somewhere, to the fen."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

COMES = ("settled", "subsidy")
GIVEN = ("post_wage", "works_wage", "works", "award", "relief", "dividend")
LABOUR = ("post_wage", "works_wage")


@dataclass(frozen=True, slots=True)
class YearOfMoney:
    """A year of a station's money, in fen; what nobody has told is ``None``.

    Attributes:
        held_before, held: On the banner's account at the end of the year before, and by the last
            statement of this one. kept_before, kept: on the village's.
        paid: Kind of payment → amount.
        stated: The day of the last statement.
    """

    year: int
    paid: Mapping[str, int]
    held_before: int | None
    held: int | None
    kept_before: int | None
    kept: int | None
    stated: datetime.date | None

    def of(self, *kinds: str) -> int:
        """Return what was paid of some kinds."""
        return sum(self.paid.get(kind, 0) for kind in kinds)

    @property
    def county_gap(self) -> int | None:
        """What is missing on the banner's account; 0 if it closes."""
        if self.held_before is None or self.held is None:
            return None
        return self.held_before + self.of(*COMES) - self.of("cost", "to_village") - self.held

    @property
    def village_gap(self) -> int | None:
        """What is missing on the village's account; 0 if it closes."""
        if self.kept_before is None or self.kept is None:
            return None
        return self.kept_before + self.of("to_village") - self.of(*GIVEN) - self.kept

    @property
    def labour_share(self) -> float | None:
        """Wages beside all that was given out."""
        given = self.of(*GIVEN)
        return self.of(*LABOUR) / given if given else None


def years_of_money(
    paid: Mapping[int, Mapping[str, int]],
    balances: Mapping[int, tuple[int | None, int | None, datetime.date]],
) -> list[YearOfMoney]:
    """Return the years of a station, the latest first."""
    found = []
    for year in sorted(paid, reverse=True):
        before = balances.get(year - 1, (None, None, None))
        now = balances.get(year, (None, None, None))
        found.append(YearOfMoney(year, paid[year], before[0], now[0], before[1], now[1], now[2]))
    return found

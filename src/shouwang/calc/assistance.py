"""Social assistance in whole fen: the top-up, its gradual exit, medical aid, benefits side by side.

Every amount is a whole number of fen; shares are whole thousandths. What a place pays for whom is
given by the caller; here is only the arithmetic.

References:
    State Council Decree 649 (2014), Interim Measures for Social Assistance, article 12: dibao is
    paid a month as the gap between the local line and the income per head of those who live
    together; article 19: who is supported as destitute gets no dibao beside it.
    Guofa (2015) 52: subsidies for disabled people that exclude one another, the higher one is drawn.
    Guangde city, medical security office, 2024-12-04 (S193): medical aid above a deductible of
    1500 or 3000 yuan, of 70 % or 60 %, up to 50000 yuan a year.
    Zhongshan 2020 (bbbaike.com 340674): a line of 1100 yuan, 700 yuan a head, three members, 440
    yuan more for a minor: 1640 yuan a month. Nanjing 2022 (yzzsnet.com 142281): a gap below 20 % of
    the line counts as 20 %.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

MONTHS = 12
WHOLE = 1000  # thousandths


@dataclass(frozen=True, slots=True)
class Supplement:
    """What is paid beside the top-up for members of a kind.

    Attributes:
        share: Of the monthly line. [thousandths]
        people: How many of the covered members are of the kind. [count]
    """

    name: str
    share: int
    people: int


@dataclass(frozen=True, slots=True)
class TopUp:
    """The dibao of a household, step by step.

    Attributes:
        gap: Line times members less income, not below the floor; 0 if there is none. [fen/year]
        basic: The gap of the covered members, a twelfth, rounded up to the unit. [fen/month]
        supplements: Name → fen a month of all its people.
    """

    line: int
    income: int
    members: int
    covered: int
    gap: int
    basic: int
    supplements: Mapping[str, int]

    @property
    def monthly(self) -> int:
        """What is paid: fen a month."""
        return self.basic + sum(self.supplements.values())


def top_up(
    *,
    line: int,
    income: int,
    members: int,
    covered: int | None = None,
    supplements: Sequence[Supplement] = (),
    floor: int = 0,
    unit: int = 1,
) -> TopUp:
    """Return what a household gets a month.

    Args:
        line: The line; above 0. [fen/person/year]
        income: Of all who live together; may be below 0 where a business lost. [fen/year]
        members: Who live together; at least 1. [count]
        covered: For how many of them it is paid; all if ``None``. [count]
        supplements: Paid only if there is a gap.
        floor: A smaller gap counts as this share of the line. [thousandths]
        unit: To what a monthly amount is rounded up. [fen]

    Raises:
        ValueError: if a count or an amount is impossible.

    >>> top_up(line=591_400, income=1_200_000, members=3).monthly
    47850
    """
    covered = members if covered is None else covered
    if members < 1 or not 0 <= covered <= members:
        raise ValueError(f"{covered} of {members}")
    if line <= 0 or unit < 1 or not 0 <= floor <= WHOLE:
        raise ValueError(f"{line}, {unit}, {floor}")
    # A loss is no reason to pay more than the line itself.
    counted = max(income, 0)
    gap = max(line * members - counted, 0)
    if gap:
        gap = max(gap, line * members * floor // WHOLE)
    basic = _up(Fraction(gap * covered, members * MONTHS), unit)
    beside = {
        each.name: _up(Fraction(line * each.share * each.people, WHOLE * MONTHS), unit)
        for each in supplements
        if gap and _fitting(each, covered)
    }
    return TopUp(line, income, members, covered, gap, basic, beside)


def _fitting(each: Supplement, covered: int) -> bool:
    if not 0 <= each.people <= covered or each.share < 0:
        raise ValueError(f"{each.name}: {each.people} of {covered}")
    return each.people > 0


def _up(amount: Fraction, unit: int) -> int:
    """Round an amount up to whole units."""
    return -(-amount.numerator // (amount.denominator * unit)) * unit


def gradual_exit(amount: int, *, months: int, step: int = 0, every: int = 1) -> tuple[int, ...]:
    """Return what is still paid month after month once the income is above the line.

    Args:
        amount: What was paid before. [fen/month]
        months: For how many months something is paid; 0 or more. [month]
        step: By how much it falls each time, of the amount before; 0 pays the same. [thousandths]
        every: After how many months it falls, the first time in the first of them. [month]

    Raises:
        ValueError: if an argument is out of its range.

    >>> gradual_exit(40000, months=3)
    (40000, 40000, 40000)
    >>> gradual_exit(40000, months=4, step=250)
    (30000, 20000, 10000, 0)
    """
    if amount < 0 or months < 0 or not 0 <= step <= WHOLE or every < 1:
        raise ValueError(f"{amount}, {months}, {step}, {every}")
    falls = (0 if step == 0 else step * (1 + month // every) for month in range(months))
    return tuple(amount * max(WHOLE - fall, 0) // WHOLE for fall in falls)


@dataclass(frozen=True, slots=True)
class MedicalAid:
    """What medical aid pays of a cost, step by step.

    Attributes:
        base: The cost above the deductible. [fen]
        computed: The base times the ratio, before the cap. [fen]
        paid: What is paid now. [fen]
        left: What the cap leaves for the rest of the year. [fen]
    """

    cost: int
    base: int
    computed: int
    paid: int
    left: int

    @property
    def is_capped(self) -> bool:
        """Whether the cap has cut it."""
        return self.paid < self.computed


def medical_aid(*, cost: int, deductible: int, ratio: int, cap: int, before: int = 0) -> MedicalAid:
    """Return what medical aid pays of the year's compliant cost left by the insurances.

    Args:
        cost: Compliant self-paid cost of the year. [fen]
        deductible: What of it is not helped with. [fen/year]
        ratio: [thousandths]
        cap: The most of a year. [fen/year]
        before: What of the year's cap has been used by other aid. [fen]

    Raises:
        ValueError: if an amount is below 0 or the ratio above the whole.

    >>> medical_aid(cost=1_300_000, deductible=300_000, ratio=600, cap=5_000_000).paid
    600000
    """
    if min(cost, deductible, cap, before) < 0 or not 0 <= ratio <= WHOLE:
        raise ValueError(f"{cost}, {deductible}, {ratio}, {cap}, {before}")
    base = max(cost - deductible, 0)
    computed = base * ratio // WHOLE
    room = max(cap - before, 0)
    paid = min(computed, room)
    return MedicalAid(cost, base, computed, paid, room - paid)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Benefits that are not paid side by side.

    Attributes:
        winner: Whoever gets it gets none of the others; ``""`` where the highest is drawn.
    """

    name: str
    winner: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """What is paid of the benefits somebody may claim, and what is not.

    Attributes:
        paid: Benefit → amount. refused: Benefit → the name of the exclusion.
    """

    paid: Mapping[str, int]
    refused: Mapping[str, str]

    @property
    def total(self) -> int:
        """The sum of what is paid, in fen."""
        return sum(self.paid.values())


def stack(claimed: Mapping[str, int], exclusions: Iterable[Exclusion]) -> Stacked:
    """Return which benefits are paid side by side, the exclusions taken in their order.

    Args:
        claimed: Benefit → amount; 0 or more. [fen/month]

    Raises:
        ValueError: if an amount is below 0.

    >>> rule = Exclusion("care", "destitute", ("dibao",))
    >>> stack({"destitute": 80000, "dibao": 30000}, [rule]).paid
    {'destitute': 80000}
    """
    if any(amount < 0 for amount in claimed.values()):
        raise ValueError("an amount below 0")
    paid, refused = dict(claimed), dict[str, str]()
    for rule in exclusions:
        for name in _losers(rule, paid):
            del paid[name]
            refused[name] = rule.name
    return Stacked(paid, refused)


def _losers(rule: Exclusion, paid: Mapping[str, int]) -> list[str]:
    there = [name for name in rule.others if name in paid]
    if rule.winner:
        return there if rule.winner in paid else []
    highest = max(there, key=lambda name: paid[name], default="")
    return [name for name in there if name != highest]

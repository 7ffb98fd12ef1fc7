"""The order of leads: severity, then how often the check has been right, then age; no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from shouwang.calc.proportions import Proportion, permille, wilson
from shouwang.rules.leads import LeadRules
from shouwang.rules.pack import Check, Policy
from shouwang.stages.cases.enums import Verdict
from shouwang.stages.cases.worsening import directions

# Whose answer is a visit: only their findings become leads.
ANSWERED_BY = ("village", "township")
# The risk, as packs word it, of checks that are about the data: they go to fix lists.
DATA = "data"
# A finding was right if help is needed or on its way, wrong if it is not so or the data are; of
# whom nobody found, nothing is known.
RIGHT = (Verdict.CONFIRMED, Verdict.KNOWN)
WRONG = (Verdict.NOT_SO, Verdict.WRONG_DATA)
STEPS = 1000  # of a share within one severity


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a check was right when somebody looked."""

    right: int = 0
    wrong: int = 0
    not_found: int = 0

    @property
    def told(self) -> int:
        """How many verdicts say something."""
        return self.right + self.wrong

    @property
    def proportion(self) -> Proportion | None:
        """The share that was right, with its interval."""
        return wilson(self.right, self.told)


class Summary(NamedTuple):
    """What a lead says of its findings."""

    answer_by: str
    answer_days: int
    severity: int
    rank: int
    risk: str
    is_urgent: bool
    words: str
    findings: int


@dataclass(frozen=True)
class Asked:
    """What of a check matters for leads.

    Attributes:
        permille: Its precision as it is ranked by, in thousandths.
        order: Its place in the packs.
    """

    check: Check
    weight: int
    permille: int
    order: int
    is_urgent: bool

    @cached_property
    def name(self) -> str:
        """The name of the check."""
        return self.check.name

    @cached_property
    def rank(self) -> int:
        """Where a lead stands of which this is the worst finding."""
        return rank(self.weight, self.permille)

    @cached_property
    def ways(self) -> Mapping[str, int]:
        """Which way its numbers must go to be worse."""
        return directions(self.check)

    @cached_property
    def worst_first(self) -> tuple[int, int, int]:
        """By which the findings of a household are sorted: the worst comes first."""
        return (-self.rank, self.check.answer_days, self.order)

    def summary(self, words: str, findings: int, *, is_urgent: bool) -> Summary:
        """Return what a lead says of which this is the worst finding."""
        check = self.check
        return Summary(check.answer_by, check.answer_days, self.weight, self.rank, check.risk,
                       is_urgent, words, findings)  # fmt: skip


def asked_checks(
    policy: Policy, rules: LeadRules, tallies: Mapping[str, Tally], *, on: date
) -> dict[str, Asked]:
    """Return the checks whose findings become leads."""
    return {
        check.name: Asked(
            check=check,
            weight=rules.weight(check.severity),
            permille=trusted_permille(rules, check.name, tallies.get(check.name, Tally()), on=on),
            order=order,
            is_urgent=check.risk in rules.green_channel,
        )
        for order, check in enumerate(answered_checks(policy))
    }


def answered_checks(policy: Policy) -> Iterator[Check]:
    """Yield the checks that a village or township answers, those about data left out."""
    for check in policy.checks.values():
        if check.answer_by in ANSWERED_BY and check.risk != DATA:
            yield check


def trusted_permille(rules: LeadRules, name: str, tally: Tally, *, on: date) -> int:
    """Return the precision a check is ranked by: the lower bound, so that few cases prove little.

    Its own verdicts if there are enough; else what the scoreboard expects; else the prior.
    """
    least = rules.least_verdicts.number_on(on)
    found = tally.proportion
    if found is None or (least is not None and tally.told < least):
        expected = rules.expected.get(name)
        found = wilson(expected.right, expected.flagged) if expected else None
    share = found.low if found else float(rules.prior.number_on(on) or Decimal(0))
    return min(permille(share), STEPS - 1)


def rank(weight: int, permille_right: int) -> int:
    """Return where a lead stands: the greatest first, of equal ones the older.

    >>> rank(3, 100) > rank(2, 999)
    True
    """
    return weight * STEPS + permille_right

"""Our figure of a claim beside the insurer's, and why they differ: other readings are tried."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shouwang.calc.insurance import Claim, Line, OtherMoney, TierMethod, Worked, settle
from shouwang.rules.insurance import Product, Version
from shouwang.stages.programmes.insurance.enums import DifferenceReason
from shouwang.stages.programmes.insurance.facts import Fact

ILLNESS = "illness"


@dataclass(frozen=True, slots=True)
class Terms:
    """By what claims are settled.

    Attributes:
        lines: Parameter → fen: below which income a head a group begins.
        tolerance: Up to so many times what medical insurance has settled a stated loss is taken.
    """

    product: Product
    lines: dict[str, int]
    tolerance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A claim as we work it out.

    Attributes:
        group: The word of the product's group; empty if nobody can say.
        line: What pays; ``None`` if nothing does.
        ours: Fen; ``None`` if it cannot be worked out.
        theirs: Fen; ``None`` while the insurer has said nothing.
    """

    fact: Fact
    version: Version | None
    group: str
    line: Line | None
    worked: Worked | None
    ours: int | None
    theirs: int | None
    why: DifferenceReason

    @property
    def differs(self) -> bool:
        """Whether somebody has to answer for it."""
        return self.why not in {
            DifferenceReason.AGREES,
            DifferenceReason.PENDING,
            DifferenceReason.UNKNOWN,
        }

    @property
    def gap(self) -> int:
        """How much the insurer pays more than we work out, in fen."""
        return (self.theirs or 0) - (self.ours or 0)


def settle_claims(facts: Sequence[Fact], terms: Terms) -> list[Settled]:
    """Return all claims settled; those of a household and a year see what came before them."""
    found: list[Settled] = []
    paid: dict[tuple[int, int], int] = defaultdict(int)
    lost: dict[tuple[int, int, str], int] = defaultdict(int)
    for fact in sorted(facts, key=lambda each: (each.reported_date, each.case_number)):
        year = (fact.household, fact.reported_date.year)
        settled = _settled(fact, terms, paid[year], lost[(*year, fact.kind)])
        found.append(settled)
        if fact.is_decided:
            paid[year] += fact.payout or 0
            lost[(*year, fact.kind)] += settled.worked.counted if settled.worked else 0
    return found


def group_of(fact: Fact, terms: Terms) -> str:
    """Return the first group of the product that a household is of; empty if nobody can say."""
    for group in terms.product.groups.values():
        if fact.status not in group.statuses:
            continue
        if not group.income_below:
            return group.name
        line = terms.lines.get(group.income_below)
        if fact.income is None or line is None:
            return ""
        if fact.income < line:
            return group.name
    return ""


def _settled(fact: Fact, terms: Terms, paid_before: int, loss_before: int) -> Settled:
    version = terms.product.on(fact.reported_date)
    group = group_of(fact, terms)
    theirs = fact.payout if fact.is_decided or fact.state == "refused" else None
    plain = Settled(fact, version, group, None, None, None, theirs, DifferenceReason.UNKNOWN)
    if version is None or not group or fact.loss is None:
        return plain
    place = version.rule(group, fact.kind)
    if place < 0:
        why = DifferenceReason.NOT_COVERED if theirs else DifferenceReason.AGREES
        return replace(plain, ours=0, why=_unless_pending(fact, why))
    line = version.rules[place].line
    stated = Claim(fact.loss, fact.other_paid or 0, paid_before, loss_before)
    claim = replace(stated, loss=_proved_loss(fact, terms))
    worked = settle(line, claim)
    settled = replace(plain, line=line, worked=worked, ours=worked.payout)
    return replace(settled, why=_unless_pending(fact, _why(settled, stated, terms)))


def _proved_loss(fact: Fact, terms: Terms) -> int:
    """Return the loss that is counted: of an illness no more than medical insurance has settled."""
    loss = fact.loss or 0
    if fact.kind != ILLNESS or fact.proved is None or terms.tolerance is None:
        return loss
    return min(loss, fact.proved) if loss > fact.proved * terms.tolerance else loss


def _unless_pending(fact: Fact, why: DifferenceReason) -> DifferenceReason:
    return DifferenceReason.PENDING if fact.state == "reported" else why


def _why(settled: Settled, stated: Claim, terms: Terms) -> DifferenceReason:
    """Return why the insurer's figure is another: the first reading that gives theirs."""
    fact, line, worked = settled.fact, settled.line, settled.worked
    if line is None or worked is None:
        return DifferenceReason.UNKNOWN
    if fact.state == "refused":
        return DifferenceReason.REFUSED if worked.payout else DifferenceReason.AGREES
    if settled.theirs is None:
        return DifferenceReason.UNKNOWN
    if settled.theirs + stated.other_paid > stated.loss:
        return DifferenceReason.PAID_TWICE
    if abs(settled.theirs - worked.payout) <= line.step:
        return DifferenceReason.AGREES
    for why, other, claim in _readings(settled, line, stated, worked.claim, terms):
        if abs(settle(other, claim).payout - settled.theirs) <= line.step:
            return why
    return DifferenceReason.UNEXPLAINED


def _readings(
    settled: Settled, line: Line, stated: Claim, claim: Claim, terms: Terms
) -> Iterator[tuple[DifferenceReason, Line, Claim]]:
    """Yield the ways in which the insurer may have come to another figure."""
    if stated.loss != claim.loss:
        yield DifferenceReason.UNPROVED, line, stated
    yield DifferenceReason.OTHERS, replace(line, others=OtherMoney.CEILING), claim
    yield DifferenceReason.LINE, replace(line, deductible=0), claim
    methods = (each for each in TierMethod if each not in {line.method, TierMethod.FIXED})
    for method in methods:
        yield DifferenceReason.TIERS, replace(line, method=method), claim
    yield DifferenceReason.CAP, replace(line, cap_claim=None, cap_year=None), claim
    if settled.version is not None:
        for rule in settled.version.rules:
            if settled.fact.kind in rule.causes and rule.line != line:
                yield DifferenceReason.GROUP, rule.line, claim

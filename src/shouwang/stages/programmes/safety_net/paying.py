"""What a household or a person would get: the content's rules handed to the published arithmetic."""

from collections.abc import Mapping, Sequence
from datetime import date

from shouwang.base.dates import age_on
from shouwang.calc import assistance
from shouwang.rules.assistance import AidGroup, Assistance, Exit
from shouwang.stages.programmes.safety_net.facts import Someone
from shouwang.stages.programmes.safety_net.terms import FEN, Terms

PARTS = 10  # thousandths in a hundredth: the content writes shares in hundredths
SEVERE, SERIOUS, MINOR, AGED = "severe", "serious", "minor", "aged"


def top_up_of(
    people: Sequence[Someone], home: Someone, terms: Terms, *, is_single: bool = False
) -> assistance.TopUp:
    """Return the dibao of the people of a household, or of one of them alone.

    Whoever is covered alone gets the single share of the line: income is not counted again.
    """
    kinds = kinds_of(people, terms)
    income = 0 if is_single or home.income is None else home.income
    members = 1 if is_single else max(home.members, len(people))
    return top_up(
        terms, income=income, members=members, covered=min(len(people), members), kinds=kinds,
        is_single=is_single,
    )  # fmt: skip


def kinds_of(people: Sequence[Someone], terms: Terms) -> dict[str, int]:
    """Return how many of the people are of the kinds that are paid more."""
    return {
        SEVERE: sum(each.severe for each in people),
        SERIOUS: sum(each.ill and not each.severe for each in people),
        MINOR: sum(_is_minor(each, terms) for each in people),
        AGED: sum(_is_aged(each, terms) for each in people),
    }


def top_up(
    terms: Terms,
    *,
    income: int,
    members: int,
    covered: int,
    kinds: Mapping[str, int],
    is_single: bool = False,
) -> assistance.TopUp:
    """Return a dibao after the content's floor, unit and supplements.

    Args:
        income: Of all who live together. [fen/year]
        kinds: Of the supplements' kinds, how many people each.

    Raises:
        ValueError: if a number is impossible.
    """
    rules, on = terms.assistance, terms.on
    line = terms.line * rules.number(rules.single, on) // 100 if is_single else terms.line
    return assistance.top_up(
        line=line,
        income=income,
        members=members,
        covered=covered,
        supplements=[
            assistance.Supplement(name, rules.number(named.share, on) * PARTS, kinds.get(name, 0))
            for name, named in rules.supplements.items()
        ],
        floor=rules.number(rules.floor, on) * PARTS,
        unit=max(rules.number(rules.unit, on) * FEN, 1),
    )


def exit_of(income: int | None, members: int, terms: Terms) -> Exit | None:
    """Return which gradual exit an income allows; none where it is too far above the line.

    An income that is not known is taken as allowing the one in use.
    """
    rule = terms.assistance.exit
    if rule is None or income is None:
        return rule
    on, rules = terms.on, terms.assistance
    for each in (rule, *rules.exits.values()):
        up_to = terms.line * members * (100 + rules.number(each.up_to, on)) // 100
        if income <= up_to:
            return each
    return None


def paid_in_exit(rule: Exit | None, amount: int, terms: Terms) -> tuple[int, ...]:
    """Return what is still paid, month after month."""
    rules, on = terms.assistance, terms.on
    if rule is None:
        return ()
    return assistance.gradual_exit(
        amount,
        months=rules.number(rule.months, on),
        step=rules.number(rule.step, on) * PARTS,
        every=max(rules.number(rule.every, on), 1),
    )


def medical_aid_of(
    group: AidGroup, rules: Assistance, *, cost: int, before: int, on: date
) -> assistance.MedicalAid:
    """Return what medical aid pays of a cost.

    Args:
        cost: Compliant, self-paid, of the year. [fen]
        before: What has been paid of the year's cap. [fen]

    Raises:
        ValueError: if an amount is below 0.
    """
    return assistance.medical_aid(
        cost=cost,
        deductible=rules.number(group.deductible, on) * FEN,
        ratio=rules.number(group.ratio, on) * PARTS,
        cap=rules.number(group.cap, on) * FEN,
        before=before,
    )


def stacked(claimed: Mapping[str, int], rules: Assistance) -> assistance.Stacked:
    """Return which benefits are paid side by side.

    Raises:
        ValueError: if an amount is below 0.
    """
    beside = [
        assistance.Exclusion(each.name, each.winner, each.others) for each in rules.exclusions
    ]
    return assistance.stack(claimed, beside)


def _is_minor(each: Someone, terms: Terms) -> bool:
    below = terms.assistance.number(terms.assistance.minor_below, terms.on)
    return each.birth_date is not None and age_on(each.birth_date, terms.on) < below


def _is_aged(each: Someone, terms: Terms) -> bool:
    since = terms.assistance.number(terms.assistance.aged_from, terms.on)
    return each.birth_date is not None and age_on(each.birth_date, terms.on) >= since

"""Claims on the insurance against falling into poverty, from the report to the payment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shouwang.calc.insurance import WHOLE, Line, Tier, settle_many
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.livelihood import Livelihood
from shouwang.synthetic.months import day_number, month_starts, told
from shouwang.synthetic.world import World

KINDS = ("illness", "schooling", "disaster", "accident", "livestock", "unemployment", "other")
STATES = ("reported", "approved", "paid", "refused")
REPORTED, APPROVED, PAID, REFUSED = range(4)
LINES = ("poor", "general", "misc")  # of the product
POOR, GENERAL, MISC = range(3)
FEN = 100  # to the yuan


@dataclass(frozen=True, slots=True)
class _Cases:
    """One row a case.

    Attributes:
        loss: Fen. other: fen that others have paid. line: which of `LINES` pays.
    """

    household: Array
    kind: Array
    reported: Array
    loss: Array
    other: Array
    line: Array


def insurance_rows(world: World, living: Livelihood, medical: Rows, disasters: Rows) -> Rows:
    """Return the claims: whoever has borne enough has one, unless nobody has thought of it.

    Args:
        medical: The medical claims. disasters: the losses by disaster.
    """
    rng = world.streams.of("insurance claims")
    rules = assumptions("insurance")
    cases = _joined(
        [
            _illnesses(rng, world, living, medical),
            _disasters(rng, disasters),
            _others(rng, world),
        ]
    )
    count, today = len(cases.household), told("day")
    old = today - cases.reported > rules.whole("old_days")
    due = _due(cases)
    stages, state = _stages(rng, cases, due)
    payout = _payouts(rng, cases, due, state)
    decided = np.isin(state, (APPROVED, PAID))
    rows = Rows(
        "insurance_claim",
        {
            "case_number": serials(world.plan.code, "C", count),
            "household": cases.household,
            "kind": Coded(cases.kind, KINDS),
            "reported_date": cases.reported.astype(np.int32),
            **stages,
            "state": Coded(state, STATES),
            "loss": cases.loss,
            "other_paid": cases.other,
            "payout": payout,
            "borne": Known(cases.loss - cases.other - payout, decided),
        },
        day=cases.reported.astype(np.int32),
        masks={
            "paid_long_ago": old & (state == PAID),
            "decided": decided,
            "paid_this_year": (state == PAID) & _this_year(stages["paid_date"]),
            "illness_paid": (state == PAID) & (cases.kind == KINDS.index("illness")),
            "illness_decided": decided & (cases.kind == KINDS.index("illness")),
            "like:claim_undecided": state == REPORTED,
        },
    )
    return rows.ordered("household")


def _this_year(paid: Cells) -> Array:
    assert isinstance(paid, Known)  # noqa: S101 - the module that makes them says so
    first: Array = paid.values >= day_number(assumptions("insurance").value("cover.this_year"))
    return first


def _joined(parts: list[_Cases]) -> _Cases:
    return _Cases(
        household=np.concatenate([each.household for each in parts]),
        kind=np.concatenate([each.kind for each in parts]).astype(np.int8),
        reported=np.concatenate([each.reported for each in parts]).astype(np.int64),
        loss=np.concatenate([each.loss for each in parts]),
        other=np.concatenate([each.other for each in parts]),
        line=np.concatenate([each.line for each in parts]).astype(np.intp),
    )


def _illnesses(rng: np.random.Generator, world: World, living: Livelihood, medical: Rows) -> _Cases:
    """Return the claims of households whose medical cost of the year lies above the line."""
    rules = assumptions("insurance")
    homes, people = world.homes, world.people
    cost, last = _borne(world, medical)
    members = np.maximum(people.members(homes.count), 1)
    poor = world.standing.was_poor
    line = np.where(poor, rules.number("lines.poor"), rules.number("lines.general")) * 100
    entitled = poor | (living.net() / members < rules.number("lines.income"))
    entitled |= chance(rng, rules.number("others"), homes.count)
    above = homes.living & (cost >= line) & entitled
    household = np.flatnonzero(above & ~world.home_mask("unclaimed", shown=True))
    count = len(household)
    reported = last[household] + _days(rng, "days_to_report", count)
    return _Cases(
        household=household,
        kind=np.full(count, KINDS.index("illness")),
        reported=np.minimum(reported, told("day") - 1),
        loss=cost[household],
        other=_other(rng, cost[household]),
        line=np.where(poor[household], POOR, GENERAL),
    )


def _borne(world: World, medical: Rows) -> tuple[Array, Array]:
    """Return the fen each household's people have borne in the year, and the last day of it."""
    person = medical.places("person")
    settled, paid = medical.places("settled_date"), medical.places("self_paid")
    counts = world.people.present[person] & (settled >= month_starts()[0])
    household = world.people.household[person[counts]]
    count = world.homes.count
    cost = np.bincount(household, weights=paid[counts], minlength=count)
    last = np.full(count, month_starts()[0], dtype=np.int64)
    np.maximum.at(last, household, settled[counts])
    return np.rint(cost).astype(np.int64), last


def _disasters(rng: np.random.Generator, disasters: Rows) -> _Cases:
    """Return the claims of those whom a disaster has cost much."""
    rules = assumptions("insurance")
    loss = disasters.places("loss")
    heavy = loss >= rules.number("disaster.least") * 100
    chosen = np.flatnonzero(heavy & chance(rng, rules.number("disaster.share"), len(loss)))
    day = disasters.places("happened_date")[chosen] + _days(rng, "disaster.days", len(chosen))
    lost = disasters.columns["livestock_lost"]
    assert isinstance(lost, Known)  # noqa: S101 - the module that makes them says so
    herd = (lost.values * lost.known)[chosen] > 0
    return _Cases(
        household=disasters.places("household")[chosen],
        kind=np.where(herd, KINDS.index("livestock"), KINDS.index("disaster")),
        reported=np.minimum(day, told("day") - 1),
        loss=loss[chosen],
        other=disasters.places("compensated")[chosen],
        line=np.full(len(chosen), MISC),
    )


def _others(rng: np.random.Generator, world: World) -> _Cases:
    rules = assumptions("insurance")
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    share = np.where(poor, rules.number("misc.poor"), rules.number("misc.general"))
    settled = world.homes.living & (world.homes.enters == 0)
    settled &= ~world.home_mask("unclaimed", shown=True)
    household = np.flatnonzero(settled & chance(rng, share, world.homes.count))
    count = len(household)
    loss = np.rint(between(rng, rules.span("misc_loss"), count)).astype(np.int64) * 100
    return _Cases(
        household=household,
        kind=choose_words(rng, rules.shares("misc.kinds"), KINDS, count),
        reported=told("day") - _days(rng, "misc_days_ago", count),
        loss=loss,
        other=_other(rng, loss),
        line=np.full(count, MISC),
    )


def _days(rng: np.random.Generator, path: str, count: int) -> Array:
    span = assumptions("insurance").span(path)
    days: Array = np.rint(between(rng, span, count)).astype(np.int64)
    return days


def _other(rng: np.random.Generator, loss: Array) -> Array:
    rules = assumptions("insurance")
    paid = chance(rng, rules.number("other_paid.share"), len(loss))
    share = between(rng, rules.span("other_paid.of_loss"), len(loss))
    return np.where(paid, (loss * share).astype(np.int64), 0)


def _stages(rng: np.random.Generator, cases: _Cases, due: Array) -> tuple[dict[str, Cells], Array]:
    """Return the days of survey, approval and payment as far as they have come, and the state."""
    rules = assumptions("insurance")
    count, today = len(cases.household), told("day")
    surveyed = cases.reported + _days(rng, "days_to_survey", count)
    approved = surveyed + _days(rng, "days_to_approve", count)
    wait = _days(rng, "days_to_pay", count)
    at_limit = chance(rng, rules.number("paid_at_limit"), count)
    wait = np.where(at_limit, int(rules.span("days_to_pay")[1]), wait)
    paid = approved + wait
    refused = (approved <= today) & (chance(rng, rules.number("refused"), count) | (due == 0))
    state = np.select(
        [refused, paid <= today, approved <= today], [REFUSED, PAID, APPROVED], REPORTED
    ).astype(np.int8)
    decided = np.isin(state, (APPROVED, PAID))
    low, high = rules.value("notice_days")
    return {
        "surveyed_date": Known(surveyed.astype(np.int32), surveyed <= today),
        "noticed_days": Known(rng.integers(low, high + 1, count).astype(np.int32), decided),
        "approved_date": Known(approved.astype(np.int32), decided),
        "paid_date": Known(paid.astype(np.int32), state == PAID),
    }, state


def _due(cases: _Cases) -> Array:
    """Return what is due by the product."""
    amounts = {
        "loss": cases.loss.astype(np.int64),
        "other_paid": cases.other.astype(np.int64),
        "paid_before": np.zeros_like(cases.loss, dtype=np.int64),
        "loss_before": np.zeros_like(cases.loss, dtype=np.int64),
    }
    due, _outcome = settle_many(product_lines(), cases.line, amounts)
    return due


def product_lines() -> tuple[Line, ...]:
    """Return the product's lines for illness of the poor, of others, and for other causes."""
    return tuple(_line(assumptions("insurance").section(f"pays.{name}")) for name in LINES)


def _line(told_line: Mapping[str, Any]) -> Line:
    starts = [int(start) * FEN for start in told_line["tiers"]]
    tiers = zip(starts, [*starts[1:], None], told_line["tiers"].values(), strict=True)
    return Line(
        deductible=int(told_line["deductible"]) * FEN,
        tiers=tuple(Tier(start, end, int(rate)) for start, end, rate in tiers),
        cap_claim=_cap(told_line, "cap_claim"),
        cap_year=_cap(told_line, "cap_year"),
        step=FEN,
    )


def _cap(told_line: Mapping[str, Any], name: str) -> int | None:
    return int(told_line[name]) * FEN if name in told_line else None


def _payouts(rng: np.random.Generator, cases: _Cases, due: Array, state: Array) -> Array:
    """Return what the insurers pay: what is due, but for a few slips; never more than is left."""
    rules = assumptions("insurance")
    names, shares = list(rules.section("slips")), list(rules.section("slips").values())
    slip = np.searchsorted(np.cumsum([float(each) for each in shares]), rng.random(len(due)))
    free = np.array([line.deductible for line in product_lines()])[cases.line]
    counted = cases.loss - cases.other
    rate = np.zeros(len(due))
    for place, line in enumerate(product_lines()):
        mine = cases.line == place
        starts = [tier.start for tier in line.tiers]
        rates = np.array([tier.rate for tier in line.tiers]) / WHOLE
        above = np.maximum(counted - line.deductible, 0)[mine]
        rate[mine] = rates[np.searchsorted(starts, above, side="right") - 1]
    wrong = {
        "others": due + cases.other * rate,
        "line": due + free * rate,
        "whole": np.maximum(counted - free, 0) * rate,
        "less": due * between(rng, rules.span("less"), len(due)),
    }
    paid = due.astype(np.float64)
    for place, name in enumerate(names):
        paid = np.where(slip == place, wrong[name], paid)
    paid = np.minimum(np.maximum(paid, FEN), counted)
    decided = np.isin(state, (APPROVED, PAID))
    payout: Array = np.where(decided, paid, 0).astype(np.int64) // FEN * FEN
    return payout

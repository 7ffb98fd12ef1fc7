"""Claims on the insurance against falling into poverty, from the report to the payment."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.livelihood import Livelihood
from shouwang.synthetic.months import month_starts, told
from shouwang.synthetic.world import World

KINDS = ("illness", "schooling", "disaster", "accident", "livestock", "unemployment", "other")
STATES = ("reported", "approved", "paid", "refused")
REPORTED, APPROVED, PAID, REFUSED = range(4)


@dataclass(frozen=True, slots=True)
class _Cases:
    """One row a case.

    Attributes:
        loss: Fen. other: fen that others have paid. free: fen that are not paid for.
    """

    household: Array
    kind: Array
    reported: Array
    loss: Array
    other: Array
    free: Array


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
    stages, state = _stages(rng, cases)
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
            "payout": _payouts(rng, cases, state),
        },
        day=cases.reported.astype(np.int32),
        masks={
            "paid_long_ago": old & (state == PAID),
            "decided": np.isin(state, (APPROVED, PAID)),
            "like:claim_undecided": state == REPORTED,
        },
    )
    return rows.ordered("household")


def _joined(parts: list[_Cases]) -> _Cases:
    return _Cases(
        household=np.concatenate([each.household for each in parts]),
        kind=np.concatenate([each.kind for each in parts]).astype(np.int8),
        reported=np.concatenate([each.reported for each in parts]).astype(np.int64),
        loss=np.concatenate([each.loss for each in parts]),
        other=np.concatenate([each.other for each in parts]),
        free=np.concatenate([each.free for each in parts]),
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
        free=line[household].astype(np.int64),
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
        free=np.zeros(len(chosen), dtype=np.int64),
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
        free=np.zeros(count, dtype=np.int64),
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


def _stages(rng: np.random.Generator, cases: _Cases) -> tuple[dict[str, Cells], Array]:
    """Return the days of survey, approval and payment as far as they have come, and the state."""
    rules = assumptions("insurance")
    count, today = len(cases.household), told("day")
    surveyed = cases.reported + _days(rng, "days_to_survey", count)
    approved = surveyed + _days(rng, "days_to_approve", count)
    wait = _days(rng, "days_to_pay", count)
    at_limit = chance(rng, rules.number("paid_at_limit"), count)
    wait = np.where(at_limit, int(rules.span("days_to_pay")[1]), wait)
    paid = approved + wait
    refused = (approved <= today) & chance(rng, rules.number("refused"), count)
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


def _payouts(rng: np.random.Generator, cases: _Cases, state: Array) -> Array:
    """Return what is paid: a share of the loss above the line, never more than is left of it."""
    rules = assumptions("insurance")
    tier = rules.bands("tiers", cases.loss / 100)
    share = np.where(
        cases.kind == KINDS.index("illness"),
        tier,
        between(rng, rules.span("misc_paid"), len(tier)),
    )
    paid = np.minimum((cases.loss - cases.free) * share, (cases.loss - cases.other) * share)
    decided = np.isin(state, (APPROVED, PAID))
    payout: Array = np.where(decided, np.maximum(paid, 0), 0).astype(np.int64) // 100 * 100
    return payout

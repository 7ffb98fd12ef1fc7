"""Microcredit: applications, running loans and those settled in the last year."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance, choose, choose_words
from shouwang.synthetic.folk import LEFT_REASONS
from shouwang.synthetic.months import DAYS_PER_YEAR, day_number, month_starts, told
from shouwang.synthetic.world import World

STATES = ("applied", "refused", "issued", "repaid", "written_off")
APPLIED, REFUSED, ISSUED, REPAID, WRITTEN_OFF = range(5)
PURPOSES = (
    "planting",
    "breeding",
    "processing",
    "trade",
    "other_production",
    "housing",
    "wedding",
    "consumption",
    "relending",
)
USERS = ("household", "cooperative", "enterprise", "platform", "other")
GONE_BY = ("death", "moved_out", "missing", "prison")
FEN = 100  # a yuan
USUAL, AGAIN, TWICE, DEPARTED, AGED = range(5)  # why there is a row


@dataclass(frozen=True, slots=True)
class _Loans:
    """One row a loan.

    Attributes:
        why: USUAL; AGAIN for one settled before a new one; the others are faults.
        term: Months. overdue: days. extended: 0 where it was not.
    """

    person: Array
    why: Array
    state: Array
    term: Array
    issued: Array
    due: Array
    extended: Array
    overdue: Array

    @property
    def must_be_paid(self) -> Array:
        """The day it must be paid back, extensions counted."""
        day: Array = np.where(self.extended > 0, self.extended, self.due)
        return day


def months_later(days: Array, months: Array) -> Array:
    """Return the same day some months later, or the last of a shorter month.

    >>> months_later(np.array([18292]), np.array([1])).tolist()  # 2020-01-31
    [18321]
    """
    dates = days.astype("datetime64[D]")
    first = dates.astype("datetime64[M]")
    month = first + months.astype("timedelta64[M]")
    last = (month + 1).astype("datetime64[D]") - 1
    later = np.minimum(month.astype("datetime64[D]") + (dates - first), last)
    found: Array = later.astype(np.int64)
    return found


def loan_rows(world: World) -> Rows:
    """Return the loans; some households' second ones and those of the wrong people are faults."""
    rng = world.streams.of("loans")
    person, why, state = _borrowers(rng, world)
    loans = _dated(rng, world, (person, why, state))
    applied, issued = _applied(rng, loans)
    past = loans.due <= told("day")
    renewed = loans.due < day_number(assumptions("loans").value("renewed_before"))
    running = (loans.state == ISSUED) & (why == USUAL)
    just = told("day") - loans.due <= assumptions("loans").whole("just_due")
    must = loans.must_be_paid - told("day")
    sure = (must >= 0) & (must < assumptions("loans").whole("means.sure_days"))
    settled = loans.state >= ISSUED
    listed = world.standing.was_poor | world.standing.is_watched
    rows = Rows(
        "microloan",
        {
            "loan": serials(world.plan.code, "L", len(person)),
            "person": person,
            "bank": _banks(rng, world, len(person)),
            "state": Coded(state.astype(np.int8), STATES),
            "applied_date": applied.astype(np.int32),
            "issued_date": Known(issued.astype(np.int32), settled),
            **_terms(rng, loans),
            **_use(rng, world, loans),
            "due_date": Known(loans.due.astype(np.int32), settled),
            "extended_until": Known(loans.extended.astype(np.int32), loans.extended > 0),
            "overdue_days": loans.overdue.astype(np.int32),
            "repayment_source": _means(rng, loans, sure),
            "repaid_date": Known(_repaid(rng, loans).astype(np.int32), state == REPAID),
        },
        day=applied.astype(np.int32),
        masks={
            "running": running,
            "due_soon": running & sure & (must <= assumptions("loans").whole("means.soon_days")),
            "listed_applicant": (state == APPLIED) & listed[world.people.household[person]],
            "just_due": running & past & just & (loans.due < told("day")),
            "renewed": running & past & renewed,
            "like:loan_overdue": running & past & ~renewed & ~just,
            "fault:several_loans": why == TWICE,
            "fault:loan_of_the_departed": why == DEPARTED,
            "fault:borrower_age_wrong": why == AGED,
        },
    )
    return rows.ordered("person")


def _borrowers(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return who borrows, why there is a row, and the state of each loan."""
    rules = assumptions("loans")
    people, standing, homes = world.people, world.standing, world.homes
    poor = standing.was_poor | (standing.watch >= 0)
    low = world.home_mask("income_low", shown=True)
    share = np.where(low, rules.number("share_low"), rules.number("share"))
    settled = homes.living & (homes.enters == 0) & poor
    wanted = settled & chance(rng, share, homes.count)
    grown = people.present & (people.enters == 0) & world.traits.can_work
    usual = _one_each(rng, world, grown & _aged(people.age, "ages"), wanted)
    names, shares = rules.shares("states")
    places = np.array([STATES.index(name) for name in names])
    state = places[choose(rng, shares, len(usual))]
    young = people.age < rules.number("settled_from")
    state[(state >= REPAID) & young[usual]] = ISSUED
    has_running = usual[state == ISSUED]
    again = has_running[chance(rng, rules.number("again.share"), len(has_running))]
    again = again[~young[again]]
    twice = has_running[chance(rng, rules.number("twice"), len(has_running))]
    with_one = np.zeros(homes.count, dtype=bool)
    with_one[people.household[usual]] = True
    gone = np.isin(people.left_reason, [LEFT_REASONS.index(word) for word in GONE_BY])
    gone &= _aged(people.age, "departed.ages") & (people.left >= month_starts()[0])
    gone &= (people.enters == 0) & world.traits.can_work
    names_them = settled & ~with_one & chance(rng, rules.number("departed.share"), homes.count)
    departed = _one_each(rng, world, gone, names_them)
    with_one[people.household[departed]] = True
    with_one |= people.total(grown & _aged(people.age, "ages"), homes.count) > 0
    old = people.present & (people.enters == 0) & _aged(people.age, "aged.ages")
    late = settled & ~with_one & chance(rng, rules.number("aged.share"), homes.count)
    aged = _one_each(rng, world, old, late)
    parts = (usual, again, twice, departed, aged)
    why = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    states = np.full(len(why), ISSUED)
    states[: len(usual)] = state
    states[why == AGAIN] = REPAID
    return np.concatenate(parts), why, states


def _aged(age: Array, path: str) -> Array:
    low, high = assumptions("loans").span(path)
    fits: Array = (age >= low) & (age < high)
    return fits


def _one_each(rng: np.random.Generator, world: World, who: Array, homes: Array) -> Array:
    """Return one of the fitting people of each household that is meant."""
    household = world.people.household
    candidates = np.flatnonzero(who & homes[household])
    order = np.lexsort((rng.random(len(candidates)), household[candidates]))
    candidates = candidates[order]
    _homes, first = np.unique(household[candidates], return_index=True)
    return candidates[first]


def _dated(rng: np.random.Generator, world: World, drawn: tuple[Array, Array, Array]) -> _Loans:
    """Draw terms and dates: none past its date that was not extended, settled or written off."""
    rules = assumptions("loans")
    person, why, state = drawn
    count, today = len(person), told("day")
    names, shares = rules.shares("terms")
    term = np.array([int(name) for name in names])[choose(rng, shares, count)]
    term[why == DEPARTED] = max(int(name) for name in names)
    days = np.rint(term / 12 * DAYS_PER_YEAR).astype(np.int64)
    most, weight = rules.number("past.days"), rules.number("past.weight")
    over = 1 + np.rint((most - 1) * rng.random(count) ** weight).astype(np.int64)
    elapsed = rng.integers(rules.whole("elapsed_least"), days)
    past = chance(rng, rules.number("past.share"), count) & (why == USUAL)
    issued = today - np.where(past, days + over, elapsed)
    born = world.people.birth[person]
    low, high = (born + round(age * DAYS_PER_YEAR) for age in rules.span("issue_ages"))
    issued = np.where(why == AGED, issued, np.clip(issued, low, high))
    before = np.rint(between(rng, rules.span("left_days"), count)).astype(np.int64)
    gone = why == DEPARTED
    issued[gone] = world.people.left[person[gone]] - before[gone]
    due = months_later(issued, term)
    first, last = (day_number(rules.value(f"repaid.{end}")) for end in ("from", "to"))
    early = np.rint(between(rng, rules.span("repaid.early"), count)).astype(np.int64)
    due = np.where(state == REPAID, rng.integers(first, last + 1, count) + early, due)
    first, last = (day_number(day) for day in rules.value("written_off.due"))
    due = np.where(state == WRITTEN_OFF, rng.integers(first, last + 1, count), due)
    issued = np.where(state >= REPAID, months_later(due, -term), issued)
    extended = _extended(rng, state, due)
    late = np.where(extended > 0, today - extended, today - due)
    overdue = np.where(np.isin(state, (ISSUED, WRITTEN_OFF)), np.maximum(late, 0), 0)
    return _Loans(person, why, state, term, issued, due, extended, overdue)


def _extended(rng: np.random.Generator, state: Array, due: Array) -> Array:
    """Return until when each running loan was extended, 0 for not."""
    rules = assumptions("loans")
    count, today = len(state), told("day")
    names, shares = rules.shares("renewal_months")
    renewal = np.array([int(name) for name in names])[choose(rng, shares, count)]
    before = day_number(rules.value("renewed_before"))
    # A renewal of six months that has run out long ago would be overdue: it was for twelve.
    ends = months_later(due, renewal)
    long = today - ends > rules.whole("just_due")
    renewal = np.where(long, max(int(name) for name in names), renewal)
    months = np.where(due < before, renewal, rules.whole("extension_months"))
    ahead = chance(rng, rules.number("ahead.share"), count)
    ahead &= due - today < rules.whole("ahead.days")
    extends = (state == ISSUED) & ((due <= today) | ahead)
    return np.where(extends, months_later(due, months), 0)


def _applied(rng: np.random.Generator, loans: _Loans) -> tuple[Array, Array]:
    """Return the days of application and of issue."""
    rules = assumptions("loans")
    count, today = len(loans.person), told("day")
    wait, pending, refused = (
        np.rint(between(rng, rules.span(path), count)).astype(np.int64)
        for path in ("days_to_issue", "applied_days_ago", "refused_days_ago")
    )
    applied = np.select(
        [loans.state == APPLIED, loans.state == REFUSED],
        [today - pending, today - refused],
        loans.issued - wait,
    )
    return applied, loans.issued


def _repaid(rng: np.random.Generator, loans: _Loans) -> Array:
    rules = assumptions("loans")
    first, last = (day_number(rules.value(f"repaid.{end}")) for end in ("from", "to"))
    early = np.rint(between(rng, (0.0, rules.span("repaid.early")[1]), len(loans.person)))
    repaid: Array = np.clip(loans.due - early.astype(np.int64), first, last)
    return repaid


def _terms(rng: np.random.Generator, loans: _Loans) -> dict[str, Cells]:
    """Return amounts, terms, rates and subsidies, all within the scheme's rules."""
    rules = assumptions("loans")
    count, state = len(loans.person), loans.state
    names, shares = rules.shares("amounts")
    amount = np.array([float(name) for name in names])[choose(rng, shares, count)]
    steps = rules.section("rates")
    longest = np.array([int(each) for each in steps])
    rate = np.array([float(each) for each in steps.values()])[np.searchsorted(longest, loans.term)]
    lower = chance(rng, rules.number("lower.share"), count)
    rate = np.where(lower, np.round(rate - between(rng, rules.span("lower.cut"), count), 2), rate)
    partly = chance(rng, rules.number("partly.share"), count)
    left = np.where(partly, between(rng, rules.span("partly.left"), count), 1.0)
    balance = np.where(state == ISSUED, np.round(amount * left, -2), 0.0)
    full = (state == ISSUED) | chance(rng, rules.number("repaid_share.full"), count)
    subsidised = np.where(full, 100.0, rules.number("repaid_share.part"))
    asked = (state == REFUSED) & chance(rng, rules.number("refused_secured"), count)
    return {
        "amount": fen(amount),
        "term_months": loans.term.astype(np.int32),
        "rate": rate,
        "secured": asked,
        "subsidised_share": Known(subsidised, state >= ISSUED),
        "balance": fen(balance),
        **_paid_back(rng, state, fen(amount), fen(balance)),
    }


def _paid_back(
    rng: np.random.Generator, state: Array, amount: Array, balance: Array
) -> dict[str, Cells]:
    """Return the principal that came back and what was written off: they close with the balance."""
    share = between(rng, assumptions("loans").span("paid_before_default"), len(state))
    lost = np.where(state == WRITTEN_OFF, fen(amount * (1 - share) / FEN), 0)
    issued = state >= ISSUED
    return {
        "repaid_amount": Known(np.where(issued, amount - balance - lost, 0), issued),
        "written_off_amount": lost,
    }


def _use(rng: np.random.Generator, world: World, loans: _Loans) -> dict[str, Cells]:
    """Return what the loans are for and who uses the money."""
    rules = assumptions("loans")
    count = len(loans.person)
    herds = world.traits.herds[world.people.household[loans.person]]
    purpose = np.zeros(count, dtype=np.int8)
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        shares = rules.shares(f"purposes.{name}")
        purpose[chosen] = choose_words(rng, shares, PURPOSES, len(chosen))
    other = chance(rng, rules.number("other_user"), count)
    user = np.where(other, USERS.index("other"), USERS.index("household"))
    misused = (loans.state == REPAID) & chance(rng, rules.number("repaid_misuse"), count)
    for column, words, path in ((purpose, PURPOSES, "misuses"), (user, USERS, "misusers")):
        places = np.array([words.index(word) for word in rules.words(path)])
        column[misused] = places[rng.integers(0, len(places), int(misused.sum()))]
    purpose[chance(rng, rules.number("unknown.purpose"), count)] = -1
    user[chance(rng, rules.number("unknown.used_by"), count) | (loans.state < ISSUED)] = -1
    return {
        "purpose": Coded(purpose, PURPOSES),
        "used_by": Coded(user.astype(np.int8), USERS),
    }


def _means(rng: np.random.Generator, loans: _Loans, sure: Array) -> Known:
    """Return whether there is something to repay from: surely where it is due soon."""
    rules = assumptions("loans")
    count = len(loans.person)
    means = sure | ~chance(rng, rules.number("means.without"), count)
    known = sure | ~chance(rng, rules.number("unknown.means"), count)
    return Known(means, known & (loans.state == ISSUED))


def _banks(rng: np.random.Generator, world: World, count: int) -> Coded:
    rules = assumptions("loans")
    words = tuple(
        f"{bank}{world.plan.name}{rules.value('branch')}" for bank in rules.words("banks")
    )
    place = rng.integers(0, len(words), count)
    unknown = chance(rng, rules.number("unknown.bank"), count)
    return Coded(np.where(unknown, -1, place).astype(np.int8), words)

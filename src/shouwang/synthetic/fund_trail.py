"""The trail of the money: the plan it stands in, what is paid to builders, and what to people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.folk import LEFT_REASONS
from shouwang.synthetic.months import day_number, month_dates, told
from shouwang.synthetic.world import World

PURPOSES = ("production", "reward", "training", "interest", "labour", "other")
FEN = 100  # in a yuan; payees get whole yuan, the last of a piece what is left


@dataclass(frozen=True, slots=True)
class Trail:
    """The pieces of money with their trail, the plan, and whom they reached."""

    lines: Rows
    plan: Rows
    payees: Rows


def follow_money(world: World, lines: Rows) -> Trail:
    """Return the trail of the pieces of money of a banner.

    Payees are of healthy pieces only: those that no other fault of money can befall.
    """
    rng = world.streams.of("fund trail")
    current = lines.places("fund_year") == month_dates()[-1].year
    outside = current & chance(rng, assumptions("fund_trail").number("unplanned"), lines.count)
    plan_line, plan = _planned(world, rng, lines, current & ~outside)
    paid = lines.places("paid")
    payees, reached = _payees(world, rng, lines, current)
    to_people = _sums(reached, payees.places("amount"), lines.count)
    over = (to_people > 0) & chance(rng, assumptions("fund_trail").number("over"), lines.count)
    payees = _raised(payees, over[reached], paid[reached]).ordered("person")
    arrived = lines.columns["arrived"]
    values, known = _parts(arrived)
    columns: dict[str, Cells] = {
        **lines.columns,
        "plan_line": plan_line,
        "works_paid": paid - to_people,
        "held": Known(values - paid, known),
    }
    trailed = current & (paid > 0) & ~lines.masks["begun"]
    masks = {
        **lines.masks,
        "fault:funds_unplanned": outside & known & (values > 0),
        "fault:payees_over_paid": over,
        "trailed": trailed & (to_people == 0) & known,
        "arrived": known & (values > 0) & ~lines.masks["begun"] & (to_people == 0),
    }
    return Trail(replace(lines, columns=columns, masks=masks), plan, payees)


def _sums(of: Array, values: Array, count: int) -> Array:
    summed: Array = np.rint(np.bincount(of, weights=values, minlength=count)).astype(np.int64)
    return summed


def _raised(payees: Rows, over: Array, paid: Array) -> Rows:
    """Return payees of whom some got more than their piece has spent."""
    amount = np.where(over, payees.places("amount") + paid, payees.places("amount"))
    return replace(payees, columns={**payees.columns, "amount": amount})


def _parts(cells: Cells) -> tuple[Array, Array]:
    if isinstance(cells, Known):
        return cells.values, cells.known
    values = np.asarray(cells)
    return values, np.ones(len(values), dtype=bool)


def _planned(
    world: World, rng: np.random.Generator, lines: Rows, current: Array
) -> tuple[Coded, Rows]:
    """Return of each piece the line of the year's plan, and that plan."""
    rules = assumptions("fund_trail")
    source, kind, direction = (_places(lines, name) for name in ("source", "kind", "direction"))
    key = (source.astype(np.int64) * 100 + kind) * 100 + direction + 1
    keys, of = np.unique(key[current], return_inverse=True)
    count = len(keys)
    place = np.full(lines.count, -1, dtype=np.int32)
    place[current] = of
    amount = np.bincount(of, weights=lines.places("amount")[current], minlength=count)
    issued = np.rint(amount).astype(np.int64)
    rest = np.where(
        chance(rng, rules.number("plan.further"), count),
        between(rng, rules.span("plan.rest"), count),
        0.0,
    )
    to_issue = np.rint(issued * rest / (FEN * 1000)).astype(np.int64) * FEN * 1000
    planned = issued + to_issue
    last = between(rng, rules.span("plan.last_year"), count)
    last_year = np.rint(planned * last / (FEN * 1000)).astype(np.int64) * FEN * 1000
    low, high = (day_number(day) for day in rules.value("plan.approved"))
    approved = rng.integers(low, high + 1, count)
    numbers = serials(world.plan.code, "P", count)
    known = {
        name: ~chance(rng, rules.number(f"plan.unknown.{name}"), count)
        for name in rules.section("plan.unknown")
    }
    many, year = rules.whole("plan.documents"), month_dates()[-1].year
    papers = tuple(
        str(rules.value("plan.document")).format(year=year, number=number)
        for number in range(1, many + 1)
    )
    first = [np.flatnonzero(current)[of == each][0] for each in range(count)]
    plan = Rows(
        "fund_plan",
        {
            "plan_line": numbers,
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "fund_year": np.full(count, year, dtype=np.int32),
            "source": _taken(lines, "source", first),
            "kind": _taken(lines, "kind", first),
            "direction": _taken(lines, "direction", first),
            "document": Coded(rng.integers(0, many, count), papers),
            "approved_date": approved.astype(np.int32),
            "planned": planned,
            "to_issue": to_issue,
            "last_year": Known(last_year, known["last_year"]),
        },
        day=approved.astype(np.int32),
        masks=_of_the_plan(lines, place, planned, approved),
    )
    return Coded(place, tuple(numbers.to_pylist())), plan


def _of_the_plan(lines: Rows, place: Array, planned: Array, approved: Array) -> Mapping[str, Array]:
    """Return the plan lines of integrated money that are behind by themselves."""
    kind = lines.columns["kind"]
    assert isinstance(kind, Coded)  # noqa: S101 - a column of codes
    project = _places(lines, "project")
    own = (place >= 0) & (project >= 0)
    given = np.bincount(place[own], weights=lines.places("amount")[own], minlength=len(planned))
    integrated = np.zeros(len(planned), dtype=bool)
    integrated[place[(place >= 0) & (kind.places == kind.words.index("integrated"))]] = True
    old = told("day") - approved > assumptions("fund_trail").whole("plan.grace")
    behind = integrated & old & (given < assumptions("fund_trail").number("plan.aim") * planned)
    return {"fault:integration_behind": behind}


def _places(rows: Rows, name: str) -> Array:
    cells = rows.columns[name]
    assert isinstance(cells, Coded)  # noqa: S101 - a column of codes
    return cells.places


def _taken(rows: Rows, name: str, chosen: list[int]) -> Coded:
    cells = rows.columns[name]
    assert isinstance(cells, Coded)  # noqa: S101 - a column of codes
    return cells.take(np.array(chosen, dtype=np.int64))


def _payees(
    world: World, rng: np.random.Generator, lines: Rows, current: Array
) -> tuple[Rows, Array]:
    """Return whom the money reached, and the place of the piece of each of them."""
    rules = assumptions("fund_trail")
    use = lines.columns["spent_on"]
    assert isinstance(use, Coded)  # noqa: S101 - a column of codes
    reaching = [use.words.index(word) for word in rules.words("reaching")]
    paid = lines.places("paid")
    fits = current & (paid > 0) & np.isin(use.places, reaching)
    fits &= ~lines.masks["begun"] & ~lines.masks["fault:funds_outside_library"]
    chosen = np.flatnonzero(fits & chance(rng, rules.number("share"), lines.count))
    poor = np.flatnonzero(_entitled(world))
    part = np.where(
        chance(rng, rules.number("whole"), len(chosen)),
        1.0,
        between(rng, rules.span("part"), len(chosen)),
    )
    people, of, amounts = [], [], []
    for piece, share in zip(chosen, part, strict=True):
        most = min(len(poor), rules.whole("most"))
        whole = min(int(paid[piece] * share), int(most * rules.span("payee")[1] * FEN))
        got = _split(rng, whole, most)
        people.append(rng.choice(poor, len(got), replace=False) if len(got) else np.array([], int))
        of.append(np.full(len(got), piece))
        amounts.append(got)
    person = np.concatenate([np.array([], dtype=np.int64), *people]).astype(np.int64)
    line = np.concatenate([np.array([], dtype=np.int64), *of]).astype(np.int64)
    amount = np.concatenate([np.array([], dtype=np.int64), *amounts]).astype(np.int64)
    rows = _payee_rows(world, rng, lines, (person, line, amount))
    return rows, line


def _entitled(world: World) -> Array:
    """Return who may be paid: grown people of poor or watched households who are still there."""
    standing, people = world.standing, world.people
    home = (standing.was_poor | (standing.watch >= 0))[people.household]
    entitled: Array = home & people.present
    return entitled


def _split(rng: np.random.Generator, whole: int, most: int) -> Array:
    """Return whole yuan that add up to an amount, the last with what is left in fen."""
    if most == 0 or whole <= 0:
        return np.array([], dtype=np.int64)
    low, high = assumptions("fund_trail").span("payee")
    count = int(min(most, max(1, whole // int((low + high) / 2 * FEN))))
    weight = between(rng, (low, high), count)
    parts = np.floor(whole * weight / weight.sum() / FEN).astype(np.int64) * FEN
    parts[-1] += whole - parts.sum()
    kept: Array = parts[parts > 0]
    return kept


def _payee_rows(
    world: World, rng: np.random.Generator, lines: Rows, of: tuple[Array, Array, Array]
) -> Rows:
    rules = assumptions("fund_trail")
    person, line, amount = of
    count, day = len(person), told("day")
    use = lines.columns["spent_on"]
    assert isinstance(use, Coded)  # noqa: S101 - a column of codes
    purpose = np.zeros(count, dtype=np.int8)
    for word in rules.words("reaching"):
        chosen = np.flatnonzero(use.places[line] == use.words.index(word))
        shares = rules.shares(f"purpose.{word}")
        purpose[chosen] = choose_words(rng, shares, PURPOSES, len(chosen))
    issued = lines.places("issued_date").astype(np.int64)[line]
    latest = day - rules.whole("last")
    start = np.minimum(issued + 1, latest)
    paid_date = start + ((latest - start) * rng.random(count)).astype(np.int64)
    numbers = lines.columns["fund_line"]
    person, masks = _wrong_people(world, rng, person, paid_date, purpose)
    return Rows(
        "fund_payee",
        {
            "payee": serials(world.plan.code, "Y", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "fund_line": numbers.take(line),
            "fund_year": np.full(count, month_dates()[-1].year, dtype=np.int32),
            "person": person,
            "purpose": Coded(purpose, PURPOSES),
            "amount": amount,
            "paid_date": paid_date.astype(np.int32),
        },
        day=paid_date.astype(np.int32),
        masks=masks,
    )


def _wrong_people(
    world: World, rng: np.random.Generator, person: Array, paid_date: Array, purpose: Array
) -> tuple[Array, Mapping[str, Array]]:
    """Return the payees, some of them dead, moved away or of households that are not entitled."""
    rules = assumptions("fund_trail")
    people, taken = world.people, np.zeros(len(person), dtype=bool)
    person, masks = person.copy(), {}
    general = ~(world.standing.was_poor | (world.standing.watch >= 0))[people.household]
    entitled = purpose < PURPOSES.index("labour")
    for kind, who in (
        ("payee_dead", people.left_reason == LEFT_REASONS.index("death")),
        ("payee_moved", people.left_reason == LEFT_REASONS.index("moved_out")),
        ("payee_out_of_scope", general & people.present),
    ):
        pool = np.flatnonzero(who)
        struck = chance(rng, rules.number(f"wrong.{kind}"), len(person)) & ~taken & entitled
        for row in np.flatnonzero(struck):
            gone = people.left[pool] < paid_date[row] - rules.whole("wrong.days")
            fits = pool[gone | people.present[pool]]
            if len(fits):
                person[row] = fits[rng.integers(0, len(fits))]
            else:
                struck[row] = False
        taken |= struck
        masks[f"fault:{kind}"] = struck
    return person, masks

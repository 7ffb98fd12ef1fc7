"""Social assistance: who is in dibao or supported as destitute, and the rows that say so."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, day_cells, fen
from shouwang.synthetic.draw import Array, around, chance
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.hardship import GROUPS, groups
from shouwang.synthetic.months import DAYS_PER_YEAR, day_number, month_starts
from shouwang.synthetic.world import World

KINDS = ("dibao", "destitute", "temporary")
DIBAO, DESTITUTE, TEMPORARY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Aid:
    """Who gets assistance now.

    Attributes:
        kind: Of each person DIBAO, DESTITUTE or -1.
        monthly: Of each person, yuan a month.
    """

    kind: Array
    monthly: Array

    def covers(self, world: World) -> Array:
        """Return in which households anyone is covered."""
        return world.anyone(self.kind >= 0)


def assist(world: World) -> Aid:
    """Decide who gets assistance; those left out by hardship do not."""
    rng = world.streams.of("assistance")
    told = assumptions("aid")
    homes, people, traits = world.homes, world.people, world.traits
    rates = np.array([told.number(f"dibao.{name}") for name in GROUPS])
    drawn = chance(rng, rates[groups(world.standing)], homes.count)
    left_out = world.home_mask("uncovered_no_labour", shown=True)
    left_out |= world.anyone(world.person_mask("uncovered_disabled"))
    left_out |= world.home_mask("income_low")
    covered = (drawn | traits.labourless) & homes.living & ~left_out
    alone = people.members(homes.count) == 1
    destitute = covered & alone & traits.labourless
    destitute &= chance(rng, told.number("destitute.share"), homes.count)
    single = (
        traits.severe & (world.standing.was_poor | (world.standing.watch >= 0))[people.household]
    )
    single &= ~world.person_mask("uncovered_disabled")
    in_dibao = ((covered & ~destitute)[people.household] | single) & people.present
    kind = np.full(people.count, -1, dtype=np.int8)
    kind[in_dibao] = DIBAO
    kind[destitute[people.household] & people.present] = DESTITUTE
    monthly = np.zeros(people.count)
    for place in (DIBAO, DESTITUTE):
        chosen = np.flatnonzero(kind == place)
        monthly[chosen] = _amounts(rng, KINDS[place], len(chosen))
    return Aid(kind, monthly)


def _amounts(rng: np.random.Generator, name: str, count: int) -> Array:
    rule = assumptions("aid").section(f"{name}.monthly")
    drawn = around(rng, float(rule["mean"]), float(rule["spread"]), count)
    amounts: Array = np.rint(np.clip(drawn, rule["least"], rule["most"]))
    return amounts


def assistance_rows(world: World, aid: Aid) -> Rows:
    """Return the rows of social assistance: in payment, stopped within the year, one-off."""
    rng = world.streams.of("assistance rows")
    told = assumptions("aid")
    people = world.people
    running = np.flatnonzero(aid.kind >= 0)
    able = people.present & world.traits.can_work & (aid.kind < 0) & (people.enters == 0)
    grown = able & (people.age >= assumptions("traits").number("labour_from"))
    stopped = np.flatnonzero(grown & chance(rng, told.number("stopped.share"), people.count))
    helped = np.flatnonzero(grown & chance(rng, told.number("temporary.share"), people.count))
    low, high = (day_number(day) for day in told.value("started"))
    first, last = (day_number(day) for day in told.value("within_year"))
    person = np.concatenate((running, stopped, helped))
    begun = rng.integers(low, high, len(person))
    begun = np.maximum(begun, people.birth[person] + round(DAYS_PER_YEAR / 12))
    # Who comes into the register during the year is helped by this banner only from then on.
    came = np.where(people.enters > 0, month_starts()[people.enters], 0)
    begun = np.maximum(begun, came[person])
    ended = np.full(len(person), NEVER, dtype=np.int64)
    is_stopped = np.arange(len(running), len(running) + len(stopped))
    is_helped = np.arange(len(running) + len(stopped), len(person))
    ended[is_stopped] = rng.integers(first, last, len(stopped))
    begun[is_stopped] = np.minimum(begun[is_stopped], ended[is_stopped] - round(DAYS_PER_YEAR))
    begun[is_helped] = rng.integers(first, last, len(helped))
    ended[is_helped] = begun[is_helped] + 1
    monthly = np.concatenate(
        (
            aid.monthly[running],
            _amounts(rng, "stopped", len(stopped)),
            _amounts(rng, "temporary", len(helped)),
        )
    )
    kind = np.concatenate(
        (aid.kind[running], np.full(len(stopped), DIBAO), np.full(len(helped), TEMPORARY))
    )
    rows = Rows(
        "social_assistance",
        {
            "person": person,
            "kind": Coded(kind.astype(np.int8), KINDS),
            "start_date": begun.astype(np.int32),
            "end_date": day_cells(ended.astype(np.int32), NEVER),
            "monthly_amount": fen(monthly),
        },
        day=np.where(ended < NEVER, ended, begun).astype(np.int32),
    )
    return rows.ordered("person")

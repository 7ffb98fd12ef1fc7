"""Social assistance: who is in dibao or supported as destitute, and the rows that say so."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, day_cells, fen
from shouwang.synthetic.draw import Array, around, chance
from shouwang.synthetic.folk import LEFT_REASONS, NEVER
from shouwang.synthetic.hardship import GROUPS, groups
from shouwang.synthetic.months import DAYS_PER_YEAR, day_number, month_starts
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.world import World

KINDS = ("dibao", "destitute", "temporary")
DIBAO, DESTITUTE, TEMPORARY = 0, 1, 2
# Faults of these rows.
AFTER_DEATH, AFTER_LEAVING, AT_WORK, NEWLY = (
    "assisted_after_death",
    "assisted_after_leaving",
    "destitute_at_work",
    "newly_assisted_not_watched",
)


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
    stopped = world.home_mask("cover_stopped", shown=True)
    left_out |= world.home_mask("income_low") | stopped
    covered = (drawn | traits.labourless) & homes.living & ~left_out
    alone = people.members(homes.count) == 1
    destitute = covered & alone & traits.labourless
    destitute &= chance(rng, told.number("destitute.share"), homes.count)
    single = (
        traits.severe & (world.standing.was_poor | (world.standing.watch >= 0))[people.household]
    )
    single &= ~world.person_mask("uncovered_disabled") & ~stopped[people.household]
    single |= _ill_covered(rng, world, left_out)
    in_dibao = ((covered & ~destitute)[people.household] | single) & people.present
    kind = np.full(people.count, -1, dtype=np.int8)
    kind[in_dibao] = DIBAO
    kind[destitute[people.household] & people.present] = DESTITUTE
    at_work = traits.works & (alone & homes.living & ~left_out)[people.household]
    kind[at_work & chance(rng, told.number("destitute.at_work"), people.count)] = DESTITUTE
    # Nobody is helped yet who came into the register lately.
    came = month_starts()[people.enters] >= day_number(told.value("not_yet_since"))
    kind[came | world.person_mask("uncovered_ill", shown=True)] = -1
    monthly = np.zeros(people.count)
    for place in (DIBAO, DESTITUTE):
        chosen = np.flatnonzero(kind == place)
        monthly[chosen] = _amounts(rng, KINDS[place], len(chosen))
    return Aid(kind, monthly)


def _ill_covered(rng: np.random.Generator, world: World, left_out: Array) -> Array:
    """Return the heavily ill of registered and watched households who are helped singly."""
    people, standing = world.people, world.standing
    group = standing.is_watched | (standing.status == REGISTERED)
    ill = world.person_mask("heavy_medical") & (group & ~left_out)[people.household]
    covered: Array = ill & chance(rng, assumptions("aid").number("ill_covered"), people.count)
    return covered


def _amounts(rng: np.random.Generator, name: str, count: int) -> Array:
    rule = assumptions("aid").section(f"{name}.monthly")
    drawn = around(rng, float(rule["mean"]), float(rule["spread"]), count)
    amounts: Array = np.rint(np.clip(drawn, rule["least"], rule["most"]))
    return amounts


@dataclass(frozen=True, slots=True)
class _Grants:
    """Grants of assistance, one each row.

    Attributes:
        amount: How they are called in the assumptions; "" where it is drawn already.
        ended: The day they ended, or NEVER. odd: Whether they are a fault.
    """

    person: Array
    kind: int
    amount: str
    begun: Array
    ended: Array
    odd: str = ""


def assistance_rows(world: World, aid: Aid) -> Rows:
    """Return the rows of social assistance: in payment, stopped within the year, one-off."""
    rng = world.streams.of("assistance rows")
    running = [
        _running(rng, world, np.flatnonzero(aid.kind == place), place)
        for place in (DIBAO, DESTITUTE)
    ]
    grants = [*running, *_stopped(rng, world, aid), *_one_off(rng, world, aid)]
    grants += _departed(rng, world)
    person, begun, ended = (
        np.concatenate([getattr(grant, name) for grant in grants])
        for name in ("person", "begun", "ended")
    )
    sizes = [len(grant.person) for grant in grants]
    monthly = [
        _amounts(rng, grant.amount, len(grant.person))
        if grant.amount
        else aid.monthly[grant.person]
        for grant in grants
    ]
    kind = np.repeat(np.array([grant.kind for grant in grants], dtype=np.int8), sizes)
    odd = np.repeat(np.array([grant.odd for grant in grants]), sizes)
    masks = {f"fault:{name}": odd == name for name in (AFTER_DEATH, AFTER_LEAVING, NEWLY)}
    gone = world.people.left[person] < NEVER
    masks[f"like:{AFTER_DEATH}"] = gone & (odd == "")
    masks[f"fault:{AT_WORK}"] = (kind == DESTITUTE) & world.traits.works[person]
    return Rows(
        "social_assistance",
        {
            "person": person,
            "kind": Coded(kind, KINDS),
            "start_date": begun.astype(np.int32),
            "end_date": day_cells(ended.astype(np.int32), NEVER),
            "monthly_amount": fen(np.concatenate(monthly)),
        },
        day=np.where(ended < NEVER, ended, begun).astype(np.int32),
        masks=masks,
    ).ordered("person")


def _days(path: str) -> tuple[int, int]:
    low, high = (day_number(day) for day in assumptions("aid").value(path))
    return low, high


def _running(rng: np.random.Generator, world: World, person: Array, kind: int) -> _Grants:
    """Return what is in payment; who came during the year is helped by this banner from then."""
    people = world.people
    begun = rng.integers(*_days("started"), len(person))
    begun = np.maximum(begun, people.birth[person] + round(DAYS_PER_YEAR / 12))
    came = np.where(people.enters > 0, month_starts()[people.enters], 0)
    begun = np.maximum(begun, came[person])
    return _Grants(person, kind, "", begun, _never(person))


def _never(person: Array) -> Array:
    return np.full(len(person), NEVER, dtype=np.int64)


def _grown(world: World, aid: Aid) -> Array:
    """Return the able of age who are not helped, of households whose income is not low."""
    people = world.people
    able = people.present & world.traits.can_work & (aid.kind < 0) & (people.enters == 0)
    low = world.home_mask("income_low") | world.home_mask("cover_stopped")
    grown: Array = able & (people.age >= assumptions("traits").number("labour_from"))
    return grown & ~low[people.household]


def _stopped(rng: np.random.Generator, world: World, aid: Aid) -> list[_Grants]:
    """Return what was stopped in the year: rightly, and too soon for households that it hits."""
    people, told = world.people, assumptions("aid")
    grown = _grown(world, aid)
    person = np.flatnonzero(grown & chance(rng, told.number("stopped.share"), people.count))
    ended = rng.integers(*_days("within_year"), len(person))
    hit = world.homes.head[world.hardships.homes("cover_stopped", shown=True)]
    too_soon = world.hardships.onsets("cover_stopped", shown=True).astype(np.int64)
    parts = []
    for who, end in ((person, ended), (hit, too_soon)):
        begun = rng.integers(*_days("started"), len(who))
        begun = np.minimum(begun, end - round(DAYS_PER_YEAR))
        parts.append(_Grants(who, DIBAO, "stopped", begun, end))
    return parts


def _one_off(rng: np.random.Generator, world: World, aid: Aid) -> list[_Grants]:
    """Return temporary help; lately only for those watched or registered, unless by a fault."""
    people, told, standing = world.people, assumptions("aid"), world.standing
    seen = (standing.is_watched | (standing.status == REGISTERED))[people.household]
    grown = _grown(world, aid)
    luck = rng.random(people.count)
    usual, newly = told.number("temporary.share"), told.number("temporary.newly")
    parts = []
    for who, span, odd in (
        (grown & seen & (luck < usual), "within_year", ""),
        (grown & ~seen & (luck < usual), "temporary.earlier", ""),
        (grown & ~seen & (luck >= usual) & (luck < usual + newly), "temporary.lately", NEWLY),
    ):
        person = np.flatnonzero(who)
        begun = rng.integers(*_days(span), len(person))
        parts.append(_Grants(person, TEMPORARY, "temporary", begun, begun + 1, odd))
    return parts


def _gone(world: World) -> Array:
    """Return who left alive long ago and is still helped where they came from."""
    people, told = world.people, assumptions("aid")
    rng = world.streams.of("assistance of those who left")
    left = (people.left_reason != LEFT_REASONS.index("death")) & (people.left < NEVER)
    left &= people.left <= day_number(told.value("departed.long_ago"))
    left &= people.age >= told.number("departed.from_age")
    low = world.home_mask("income_low") | world.home_mask("cover_stopped")
    found: Array = np.flatnonzero(
        left & ~low[people.household] & chance(rng, told.number("departed.left"), people.count)
    )
    return found


def _departed(rng: np.random.Generator, world: World) -> list[_Grants]:
    """Return the dibao of people who died: stopped soon, still on lately, or by a fault."""
    people, told = world.people, assumptions("aid")
    dead = (people.left_reason == LEFT_REASONS.index("death")) & (people.left < NEVER)
    dead &= people.age >= told.number("departed.from_age")
    low = world.home_mask("income_low") | world.home_mask("cover_stopped")
    dead &= ~low[people.household]
    long_ago = dead & (people.left <= day_number(told.value("departed.long_ago")))
    luck = rng.random(people.count)
    wrongly, share = told.number("departed.wrongly"), told.number("departed.share")
    odd = np.flatnonzero(long_ago & (luck < wrongly))
    usual = np.flatnonzero(dead & (luck >= wrongly) & (luck < wrongly + share))
    ended = people.left[usual] + rng.integers(1, told.whole("departed.days"), len(usual))
    ended = np.where(ended > day_number(told.value("within_year")[1]), NEVER, ended)
    parts = []
    gone = _gone(world)
    for person, end, name in (
        (usual, ended, ""),
        (odd, _never(odd), AFTER_DEATH),
        (gone, _never(gone), AFTER_LEAVING),
    ):
        begun = rng.integers(*_days("departed.started"), len(person))
        parts.append(_Grants(person, DIBAO, "dibao", begun, end, name))
    return parts

"""The register with the mistakes that are in it: the same ones month after month."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, take
from shouwang.synthetic.draw import Array, chance
from shouwang.synthetic.faults import Faults, plant
from shouwang.synthetic.folk import HEAD, LEFT_REASONS, NEVER, SPOUSE
from shouwang.synthetic.months import month_dates
from shouwang.synthetic.names import accounts, helper_names, person_names, phones
from shouwang.synthetic.register import Register
from shouwang.synthetic.traits import categories
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

RowsOf = Callable[[Array, int], Rows]


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the register's two feeds, ready to be asked for any month.

    Attributes:
        changed: By row and month, whether it is delivered.
        home: The household each row belongs to. order: the rows in the order of the files.
        final: All rows as of the last month, in places.
    """

    feed: str
    changed: Array
    home: Array
    order: Array
    final: Rows
    faults: Faults
    _rows_of: RowsOf

    def rows(self, chosen: Array, month: int) -> Rows:
        """Return some rows as of the end of a month, with what is wrong in them."""
        rows = self._rows_of(chosen, month)
        columns = dict(rows.columns)
        for kind, names in self.faults.columns.items():
            of_kind = (self.faults.kind == kind) & self.faults.shown
            struck = np.zeros(self.final.count, dtype=bool)
            struck[self.faults.row[of_kind]] = True
            here = struck[chosen]
            if not here.any():
                continue
            for name in names:
                wrong = take(self.final.columns[name], chosen)
                columns[name] = _merged(columns[name], wrong, here)
        return replace(rows, columns=columns)


def planted_register(world: World, jobs: Jobs, register: Register) -> tuple[Entry, Entry]:
    """Return the entries of households and of people."""
    homes, people = world.homes, world.people
    households = np.arange(homes.count)
    by_home = np.lexsort((people.relation, people.household))
    last = len(month_dates()) - 1
    entries = []
    for feed, changed, home, order, rows_of, masks in (
        ("household", register.homes_changed, households, households, register.household_rows,
         _home_masks(world)),
        ("person", register.people_changed, people.household, by_home, register.person_rows,
         _person_masks(world, jobs, register)),
    ):  # fmt: skip
        final = replace(rows_of(np.arange(len(home)), last), masks=masks)
        planted, faults = plant(final, world)
        entries.append(Entry(feed, changed, home, order, planted, faults, rows_of))
    return entries[0], entries[1]


def _home_masks(world: World) -> dict[str, Array]:
    people = world.people
    members = people.members(world.homes.count)
    return {
        "several": world.homes.living & (members > 1),
        "settled": world.homes.living & (world.homes.enters == 0),
    }


def _person_masks(world: World, jobs: Jobs, register: Register) -> dict[str, Array]:
    """Return those of whom a mistake tells something that cannot be."""
    people, traits = world.people, world.traits
    rules = assumptions("traits")
    present = people.present & (people.enters == 0)
    of_age = people.age >= rules.number("labour_from")
    able = world.people.total(traits.can_work & people.present, world.homes.count)
    shared = able[people.household] > 1  # somebody else in the household can work as well
    working = np.zeros(people.count, dtype=bool)
    working[jobs.person] = jobs.works[:, -4:].any(axis=1)
    worked = np.zeros(people.count, dtype=bool)
    worked[jobs.person] = jobs.works.any(axis=1)
    spouses = people.total((people.relation == SPOUSE) & people.present, world.homes.count) > 0
    grown = of_age & (people.age < rules.number("sixties_from")) & (traits.school == 0)
    fit = grown & ~traits.chronic & ~traits.serious & (traits.disability < 0)
    limb = (traits.disability == categories().index("limb")) & traits.severe
    married = present & spouses[people.household]
    young = rules.number("labour_from") + 3  # years: still young enough to be taken for a child
    return {
        "wife": married & (people.relation == SPOUSE),
        "married_home": married & (people.relation != HEAD) & (people.relation != SPOUSE),
        "infant": present & (people.age < 1),
        "head": married & (people.relation == HEAD),
        "child": present & (people.age < rules.number("labour_from") - 1),
        "older_pupil": present & of_age & (people.age < young) & (traits.school > 0),
        "working": present & working & shared,
        "young_worker": present & working & shared & (people.age < young),
        "fit": present & fit & shared & ~worked,
        "idle": present & grown & ~worked,
        "unmarked": present & (traits.disability < 0) & ~traits.serious & ~traits.chronic,
        "like:left_alive": _left_alive(world),
        "school_leaver": present & grown & (people.age < young + 3),
        "fault:schooling_filled_wrong": (
            people.present & ~register.education_known & (traits.school == 0)
        ),
        "severe_limb": present & limb & shared & ~traits.can_work,
    }


def _left_alive(world: World) -> Array:
    """Return the able who left the register in the year by marriage, the army or a move."""
    people = world.people
    words = [LEFT_REASONS.index(word) for word in ("marriage", "army", "moved_out")]
    alive: Array = np.isin(people.left_reason, words) & (people.left < NEVER)
    return alive & world.traits.can_work


def _merged(cells: Cells, wrong: Cells, here: Array) -> Cells:
    """Return a column in which some cells are taken from another one of the same kind."""
    if isinstance(cells, Coded) and isinstance(wrong, Coded):
        return Coded(np.where(here, wrong.places, cells.places), wrong.words)
    if isinstance(wrong, pa.Array) or isinstance(cells, pa.Array):
        raise TypeError(type(wrong))
    values, known = _parts(cells)
    wrong_values, wrong_known = _parts(wrong)
    merged = np.where(here, wrong_values, values)
    if isinstance(cells, np.ndarray) and isinstance(wrong, np.ndarray):
        return merged
    return Known(merged, np.where(here, wrong_known, known))


def _parts(cells: Cells) -> tuple[Array, Array]:
    if isinstance(cells, Known):
        return cells.values, cells.known
    plain = np.asarray(cells)
    return plain, np.ones(len(plain), dtype=bool)


def personal_texts(world: World) -> dict[str, dict[str, pa.Array]]:
    """Return names, telephone and account numbers; children and some households have none."""
    streams, homes, people = world.streams, world.homes, world.people
    names = person_names(world.plan, streams, homes, people)
    told = assumptions("register")
    young = people.age < told.number("phone_from")
    rng = streams.of("accounts missing")
    no_account = chance(rng, told.number("no_account"), homes.count)
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    return {
        "household": {
            "head_name": names.take(pa.array(homes.head)),
            "phone": phones(streams, "homes", homes.count),
            "account": _without(accounts(streams, homes.count), no_account),
            "helper_name": _without(helper_names(streams, homes.count), ~poor),
        },
        "person": {
            "name": names,
            "phone": _without(phones(streams, "people", people.count), young),
        },
    }


def _without(texts: pa.Array, missing: Array) -> pa.Array:
    return texts.take(pa.array(np.arange(len(texts)), mask=missing))

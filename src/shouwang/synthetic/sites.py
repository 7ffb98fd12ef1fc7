"""The sites that relocated households live in: flats, what is near, who runs them, the old places."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

KINDS = ("new_village", "town", "park", "nearby")
LARGE = 12  # households of a site at which shares of them can be planted
OLD_DOWN = ("demolished", "reclaimed")


def site_names(world: World) -> tuple[str, ...]:
    """Return what the sites of a banner are called; as many as its relocated people fill."""
    rules = assumptions("sites")
    people = world.people.members(world.homes.count)[world.standing.relocated].sum()
    count = max(round(float(people) / rules.number("people_a_site")), 1)
    words = rules.words("names")
    return tuple(_name(world, words, rules.value("more"), number) for number in range(count))


def _name(world: World, words: tuple[str, ...], more: str, number: int) -> str:
    round_, place = divmod(number, len(words))
    name = f"{world.plan.name}{words[place]}"
    return more.format(name=name, number=round_ + 1) if round_ else name


def site_rows(world: World, moved: Rows) -> Rows:
    """Return a row for each site that has households.

    Args:
        moved: The rows of the households, with the site they live at.
    """
    rng = world.streams.of("sites")
    rules = assumptions("sites")
    cells = moved.columns["site"]
    if not isinstance(cells, Coded):
        raise TypeError("site")
    homes, people, lived, old, down = _counted(moved, cells)
    count = len(homes)
    spare = np.rint(homes * between(rng, rules.span("spare"), count)).astype(np.int32)
    low, high = (day_number(day) for day in rules.value("built"))
    villages = world.plan.villages
    village = rng.integers(0, len(villages), count)
    no_village = chance(rng, rules.number("village_unknown"), count)
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in rules.section("unknown")
    }
    mu = np.round(old * between(rng, rules.span("mu_a_house"), count), 2)
    reclaimed = np.round(mu * between(rng, rules.span("reclaimed"), count), 2)
    owes = chance(rng, rules.number("debt.share"), count)
    rows = Rows(
        "relocation_site",
        {
            "site": Coded(np.arange(count), cells.words),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "village": Coded(np.where(no_village, -1, village), villages),
            "kind": Coded(choose_words(rng, rules.shares("kinds"), KINDS, count), KINDS),
            "built_date": rng.integers(low, high + 1, count).astype(np.int32),
            "households": homes,
            "people": people,
            "flats": homes + spare,
            "flats_occupied": lived,
            "projects": _whole(rng, "projects", count),
            "project_households": _share(rng, "project_cover", homes),
            "posts": _share(rng, "posts", homes),
            "school_km": Known(_km(rng, "school_km", count), known["school_km"]),
            "clinic_km": _km(rng, "clinic_km", count),
            "activities": Known(_whole(rng, "activities", count), known["activities"]),
            "heads": Known(
                np.ceil(homes / between(rng, rules.span("households_a_head"), count)).astype(
                    np.int32
                ),
                known["heads"],
            ),
            "committee": np.ones(count, dtype=bool),
            "party_branch": np.ones(count, dtype=bool),
            "property": np.ones(count, dtype=bool),
            "old_due": old,
            "old_down": down,
            "mu_due": mu,
            "mu_reclaimed": reclaimed,
            "mu_accepted": np.round(reclaimed * between(rng, rules.span("accepted"), count), 2),
            "site_debt": fen(np.where(owes, between(rng, rules.span("debt.yuan"), count), 0)),
        },
        day=np.full(count, low, dtype=np.int32),
        masks={"large": homes >= LARGE, "old": old >= LARGE},
    )
    return rows.take(np.flatnonzero(homes > 0))


def _counted(moved: Rows, cells: Coded) -> tuple[Array, Array, Array, Array, Array]:
    """Return by site: households, people, who lives there, old houses due, those pulled down."""
    has_site = cells.places >= 0
    site = cells.places[has_site]

    def by_site(values: Array) -> Array:
        found: Array = np.bincount(
            site, weights=np.asarray(values, dtype=float)[has_site], minlength=len(cells.words)
        ).astype(np.int32)
        return found

    old = moved.columns["old_site"]
    if not isinstance(old, Coded):
        raise TypeError("old_site")
    down = np.isin(old.places, [old.words.index(word) for word in OLD_DOWN])
    due = down | (old.places == old.words.index("standing"))
    lives = moved.places("occupied")
    ones = np.ones(len(cells.places))
    return (
        by_site(ones),
        by_site(moved.places("people")),
        by_site(lives),
        # A house is due once its household has moved.
        by_site(due & lives),
        by_site(down & lives),
    )


def _whole(rng: np.random.Generator, path: str, count: int) -> Array:
    found: Array = np.rint(between(rng, assumptions("sites").span(path), count)).astype(np.int32)
    return found


def _share(rng: np.random.Generator, path: str, homes: Array) -> Array:
    share = between(rng, assumptions("sites").span(path), len(homes))
    found: Array = np.ceil(homes * share).astype(np.int32)
    return found


def _km(rng: np.random.Generator, path: str, count: int) -> Array:
    found: Array = np.round(between(rng, assumptions("sites").span(path), count), 1)
    return found

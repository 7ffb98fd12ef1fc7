"""House grades and drinking water of each household."""

from datetime import date

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.months import day_number, month_starts, told
from shouwang.synthetic.world import World

GRADES = ("A", "B", "C", "D")
RENOVATION = ("none", "planned", "under_way", "done")
DONE = 3
SOURCES = ("piped", "well", "central_point", "cistern", "carted")
PIPED = 0
QUALITY = ("pass", "fail", "untested")
METHODS = ("lab", "senses")


def _living(world: World) -> tuple[Array, Array]:
    """Return the households in the register, and the first day each was in it."""
    homes = np.flatnonzero(world.homes.living)
    return homes, month_starts()[world.homes.enters[homes]]


def _drawn(rng: np.random.Generator, path: str, words: tuple[str, ...], count: int) -> Array:
    return choose_words(rng, assumptions("dwelling").shares(path), words, count)


def _span(rng: np.random.Generator, path: str, count: int) -> Array:
    return between(rng, assumptions("dwelling").span(path), count)


def _day_span(path: str) -> tuple[int, int]:
    low, high = assumptions("dwelling").value(path)
    if not isinstance(low, date):
        raise TypeError(path)
    return day_number(low), day_number(high)


def housing_rows(world: World) -> Rows:
    """Return each household's latest grade; the unsafe that are shown live in a C or D house."""
    rng = world.streams.of("housing")
    rules = assumptions("dwelling")
    homes, entered = _living(world)
    ungraded = _ungraded(rng, world, homes)
    homes, entered = homes[~ungraded], entered[~ungraded]
    count = len(homes)
    grade = _drawn(rng, "house.grade", GRADES, count)
    bad = _drawn(rng, "house.bad_grade", GRADES, count)
    empty = chance(rng, rules.number("house.empty"), count)
    lived_in = ~chance(rng, rules.number("house.not_lived_in"), count) & ~empty
    only = ~chance(rng, rules.number("house.not_only"), count) & ~empty
    known = ~chance(rng, rules.number("house.unknown_only"), count)
    renovated = chance(rng, rules.number("house.renovated"), count)
    renovation = np.where(renovated & ~empty, DONE, 0)
    low, high = _day_span("house.graded")
    graded = rng.integers(low, high + 1, count)
    unsafe, onset = _unsafe(world, homes)
    bad_once = ~empty & chance(rng, rules.number("house.bad_once"), count)
    renovation = np.where(bad_once, DONE, renovation)
    grade = np.where(empty | unsafe | bad_once, bad, grade)
    renovation = np.where(
        unsafe, _drawn(rng, "house.unsafe_renovation", RENOVATION, count), renovation
    )
    wait = np.rint(_span(rng, "house.graded_after", count)).astype(np.int64)
    graded = np.where(unsafe, np.minimum(onset + wait, told("day") - 1), graded)
    built = np.rint(_span(rng, "house.rebuilt_days", count)).astype(np.int64)
    since = np.minimum(graded + built // 2, told("day") - 1)
    graded = np.where(bad_once, np.minimum(graded, told("day") - round(built.min())), graded)
    done = np.where(bad_once, np.maximum(since, graded + 1), graded - built)
    agencies = assumptions("names").words("agencies")
    return Rows(
        "housing_grade",
        {
            "household": homes,
            "grade": Coded(grade.astype(np.int8), GRADES),
            "graded_date": graded.astype(np.int32),
            "agency": Coded(
                rng.integers(0, len(agencies), count).astype(np.int8),
                tuple(world.plan.name + agency for agency in agencies),
            ),
            "lived_in": lived_in | unsafe,
            "only_dwelling": Known(only | unsafe, known | unsafe),
            "renovation": Coded(renovation.astype(np.int8), RENOVATION),
            "done_date": Known(done.astype(np.int32), renovation == DONE),
        },
        day=np.maximum(entered, np.where(unsafe, graded, entered)).astype(np.int32),
        masks={"like:empty_house": empty & ~unsafe, "like:renovated": bad_once & ~unsafe},
        lacking={"house_not_graded": _living(world)[0][ungraded]},
    )


def _ungraded(rng: np.random.Generator, world: World, homes: Array) -> Array:
    """Return which households nobody has graded the house of: poor ones, and only by a fault."""
    share = assumptions("dwelling").number("house.ungraded")
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    unsafe = world.home_mask("unsafe_house")
    return (poor & ~unsafe)[homes] & chance(rng, share, len(homes))


def _unsafe(world: World, homes: Array) -> tuple[Array, Array]:
    """Return which households are shown to live unsafely, and since when."""
    onset = np.zeros(world.homes.count, dtype=np.int64)
    unsafe = np.zeros(world.homes.count, dtype=bool)
    befallen = world.hardships.homes("unsafe_house", shown=True)
    unsafe[befallen] = True
    onset[befallen] = world.hardships.onsets("unsafe_house", shown=True)
    return unsafe[homes], onset[homes]


def water_rows(world: World) -> Rows:
    """Return each household's water; those in want of it fail one of the four standards."""
    rng = world.streams.of("water")
    rules = assumptions("dwelling")
    homes, entered = _living(world)
    count = len(homes)
    source = _sources(rng, world, homes)
    quality = np.where(chance(rng, rules.number("water.quality_untested"), count), 2, 0)
    by_senses = np.where(
        source == PIPED,
        rules.number("water.by_senses.piped"),
        rules.number("water.by_senses.other"),
    )
    method = np.where(chance(rng, by_senses, count), 1, 0)
    columns = _measured(rng, world, homes)
    failing = world.home_mask("unsafe_water", shown=True)[homes]
    quality = np.where(failing, QUALITY.index("fail"), quality)
    method = np.where(failing, _drawn(rng, "hardship.fail", METHODS, count), method)
    low, high = _day_span("water.tested")
    untested = quality == QUALITY.index("untested")
    fetches = (source != PIPED) & ~chance(rng, rules.number("water.unknown_fetch"), count)
    # Piped by now, but the far well of old still stands in the record.
    old_well = (source == PIPED) & chance(rng, rules.number("water.old_well"), count)
    fetches |= old_well
    for name in ("minutes", "metres", "climb"):
        far_off = _span(rng, f"hardship.far.{name}", count)
        columns[name] = np.where(old_well, far_off, columns[name])
    short = world.home_mask("short_water", shown=True)[homes]
    told_litres = ~chance(rng, rules.number("water.unknown_litres"), count) | short
    return Rows(
        "water_point",
        {
            "household": homes,
            "source": Coded(source.astype(np.int8), SOURCES),
            "litres_per_day": Known(np.rint(columns["litres"]), told_litres),
            "quality": Coded(quality.astype(np.int8), QUALITY),
            "quality_method": Coded(np.where(untested, -1, method).astype(np.int8), METHODS),
            "fetch_minutes": Known(np.rint(columns["minutes"]), fetches),
            "fetch_metres": Known(np.rint(columns["metres"]), fetches),
            "fetch_climb": Known(np.rint(columns["climb"]), fetches),
            "assurance": np.round(columns["assurance"], 1),
            "dry_days": columns["dry_days"].astype(np.int32),
            "cut_days": columns["cut_days"].astype(np.int32),
            "tested_date": Known(rng.integers(low, high + 1, count).astype(np.int32), ~untested),
            "hard_supply": world.traits.dry[homes],
        },
        day=entered,
        masks={"like:piped_by_now": old_well},
    )


def _sources(rng: np.random.Generator, world: World, homes: Array) -> Array:
    """Return where each household's water comes from."""
    count = len(homes)
    farming = _drawn(rng, "water.source.farming", SOURCES, count)
    herding = _drawn(rng, "water.source.herding", SOURCES, count)
    source = np.where(world.traits.herds[homes], herding, farming)
    far = world.home_mask("far_water", shown=True)[homes]
    return np.where(far, _drawn(rng, "hardship.far_source", SOURCES, count), source)


def _measured(rng: np.random.Generator, world: World, homes: Array) -> dict[str, Array]:
    """Return what is measured of each household's water, the wants that are shown among it."""
    count = len(homes)
    none = chance(rng, assumptions("dwelling").number("water.cut_days.none"), count)
    columns = {
        "litres": _litres(rng, world, homes, "water.litres"),
        "minutes": _span(rng, "water.minutes", count),
        "metres": _span(rng, "water.metres", count),
        "climb": _span(rng, "water.climb", count),
        "assurance": _span(rng, "water.assurance", count),
        "dry_days": np.floor(_span(rng, "water.dry_days", count)),
        "cut_days": np.where(none, 0.0, np.floor(_span(rng, "water.cut_days.span", count))),
    }
    wants = {
        "short_water": {"litres": _litres(rng, world, homes, "hardship.short")},
        "far_water": {
            name: _span(rng, f"hardship.far.{name}", count)
            for name in ("minutes", "metres", "climb")
        },
        "dry_water": {
            "assurance": _span(rng, "hardship.dry.assurance", count),
            "dry_days": np.floor(_span(rng, "hardship.dry.dry_days", count)),
        },
        "water_cut": {"cut_days": np.floor(_span(rng, "hardship.cut", count))},
    }
    for kind, values in wants.items():
        wanting = world.home_mask(kind, shown=True)[homes]
        columns |= {name: np.where(wanting, value, columns[name]) for name, value in values.items()}
    return columns


def _litres(rng: np.random.Generator, world: World, homes: Array, path: str) -> Array:
    """Return litres a person and day, fewer where water is scarce."""
    plenty, dry = (_span(rng, f"{path}.{name}", len(homes)) for name in ("plenty", "dry"))
    return np.where(world.traits.dry[homes], dry, plenty)

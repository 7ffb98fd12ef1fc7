"""Vacancies: who looks for workers, where, for which wage, and how many have been found."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, around, between, chance, choose, choose_words
from shouwang.synthetic.months import told
from shouwang.synthetic.names import employers, other_places
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

SOURCES = ("beijing", "region", "nearby", "outside")
NEARBY, REGION = SOURCES.index("nearby"), SOURCES.index("region")
CARRIERS = ("farm", "workshop", "park", "tourism", "other")


def vacancy_rows(world: World, jobs: Jobs) -> Rows:
    """Return a banner's vacancies; those soon to end are half filled, others may be empty."""
    rng = world.streams.of("vacancies")
    rules = assumptions("vacancies")
    mean = rules.number("number.each_worker") * len(jobs.person)
    count = rules.whole("number.least") + int(rng.poisson(mean))
    ends, before, wanted = (
        np.rint(between(rng, rules.span(path), count)).astype(np.int64)
        for path in ("ends", "published", "wanted")
    )
    published = np.minimum(told("day") + ends - before, told("day") - 1)
    soon = (ends >= 0) & (ends <= rules.whole("soon"))
    share = np.where(
        soon,
        between(rng, rules.span("filled.soon"), count),
        between(rng, rules.span("filled.other"), count),
    )
    filled = np.minimum(np.ceil(wanted * share), wanted).astype(np.int32)
    source = choose_words(rng, rules.shares("sources"), SOURCES, count)
    carrier = choose_words(rng, rules.shares("carriers"), CARRIERS, count)
    near = source == NEARBY
    board = np.where(near, rules.number("board.near"), rules.number("board.far"))
    ages, shares = rules.shares("age_to")
    age = np.array([int(name) for name in ages], dtype=np.int32)[choose(rng, shares, count)]
    wage = rules.section("wage")
    yuan = around(rng, float(wage["mean"]), float(wage["spread"]), count)
    unknown = {
        name: chance(rng, rules.number(f"unknown.{name}"), count)
        for name in rules.section("unknown")
    }
    trades, skills = rules.words("trades"), rules.words("skills")
    skill = np.where(unknown["skill"], -1, rng.integers(0, len(skills), count))
    names, _starts = employers(world.plan, ("company", "migrant"))
    return Rows(
        "vacancy",
        {
            "vacancy": serials(world.plan.code, "V", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "employer": Coded(rng.integers(0, len(names), count), names),
            "carrier": Coded(np.where(unknown["carrier"], -1, carrier), CARRIERS),
            "source": Coded(source, SOURCES),
            "trade": Coded(rng.integers(0, len(trades), count), trades),
            "place_county": _places(rng, world, source),
            "wanted": wanted.astype(np.int32),
            "filled": filled,
            "wage": Known(
                fen(np.round(np.clip(yuan, wage["least"], wage["most"]), -1)), ~unknown["wage"]
            ),
            "board": chance(rng, board, count),
            "age_to": Known(age, ~unknown["age_to"]),
            "skill": Coded(skill, skills),
            "published_date": published.astype(np.int32),
            "valid_until": (told("day") + ends).astype(np.int32),
        },
        day=published.astype(np.int32),
        masks={
            "ends_soon": soon & (wanted >= rules.whole("fewest")),
            "large": ~soon & (wanted >= rules.whole("large")),
            "lasting": ~soon & (ends >= 0),
        },
    )


def _places(rng: np.random.Generator, world: World, source: Array) -> Coded:
    """Return where the work is: here, in another banner, or beyond the region."""
    beyond = other_places()
    words = (world.plan.name, *world.plan.neighbours, *beyond)
    count, others = len(source), len(words) - len(beyond)
    region = rng.integers(min(1, others - 1), others, count)
    far = rng.integers(others, len(words), count)
    # The first place beyond the region is Beijing.
    far = np.where(source == SOURCES.index("beijing"), others, far)
    place = np.select([source == NEARBY, source == REGION], [0, region], far)
    return Coded(place, words)

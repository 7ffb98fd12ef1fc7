"""Public health events: the households that were isolated or fell ill, and what it cost them."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import calendar_numbers, numbered
from shouwang.synthetic.draw import Array, between, chance
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

KINDS = ("infectious", "plague", "brucellosis", "poisoning", "other")
INFECTIOUS, BRUCELLOSIS = KINDS.index("infectious"), KINDS.index("brucellosis")


def health_event_rows(world: World) -> Rows:
    """Return those touched: the hardships that are shown, and others touched long ago."""
    rng = world.streams.of("health events")
    rules = assumptions("health_events")
    struck = world.hardships.homes("health_event", shown=True)
    settled = world.homes.living & (world.homes.enters == 0) & ~world.home_mask("health_event")
    early = _others(rng, "early", settled)
    herders = _others(rng, "brucellosis", settled & world.traits.herds)
    household = np.concatenate((struck, early[0], herders[0]))
    day = np.concatenate((world.hardships.onsets("health_event", shown=True), early[1], herders[1]))
    count = len(household)
    part = np.repeat(range(3), [len(struck), len(early[0]), len(herders[0])])
    names = ("shown", "early", "brucellosis")
    later = (part == 0) & (day >= day_number(rules.value("spring")))
    later &= world.traits.herds[household]
    later &= chance(rng, rules.number("later.brucellosis"), count)
    kind = np.where((part == names.index("brucellosis")) | later, BRUCELLOSIS, INFECTIOUS)
    isolated, lost = (
        np.choose(part, [between(rng, rules.span(f"{name}.{what}"), count) for name in names])
        for what in ("isolated", "lost")
    )
    known = {
        name: (part == 0) | ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in ("isolated", "lost")
    }
    place = np.full(count, int(world.plan.code))
    digits = rules.whole("event_digits")
    return Rows(
        "public_health_event",
        {
            "health_event": numbered((place, 6), (calendar_numbers(day), 8), (kind, digits)),
            "household": household,
            "kind": Coded(kind.astype(np.int8), KINDS),
            "happened_date": day.astype(np.int32),
            "isolated_days": Known(np.rint(isolated).astype(np.int32), known["isolated"]),
            "income_lost": Known(fen(lost), known["lost"]),
        },
        day=day.astype(np.int32),
        masks={"like:health_event": part > 0},
    ).ordered("household")


def _others(rng: np.random.Generator, name: str, fits: Array) -> tuple[Array, Array]:
    rules = assumptions("health_events")
    household = np.flatnonzero(fits & chance(rng, rules.number(f"{name}.share"), len(fits)))
    low, high = (day_number(day) for day in rules.value(f"{name}.days"))
    return household, rng.integers(low, high + 1, len(household))

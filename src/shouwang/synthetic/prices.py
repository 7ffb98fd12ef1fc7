"""Prices of farm products by banner, item and month, with those of the year before."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.digits import numbered
from shouwang.synthetic.draw import Array, around, between, chance
from shouwang.synthetic.months import history_starts
from shouwang.synthetic.world import World

DIGITS = 2


def price_rows(world: World) -> Rows:
    """Return what a banner quotes of each item in each month of history."""
    rules = assumptions("prices")
    rng = world.streams.of("prices")
    items = tuple(rules.section("items"))
    months = len(history_starts())
    herds = float(np.mean(world.plan.herding)) >= rules.number("herds")
    shares = rules.section("quoted")["herding" if herds else "farming"]
    quoted = chance(rng, np.array([float(shares[word]) for word in items]), len(items))
    item = np.repeat(np.flatnonzero(quoted), months)
    month = np.tile(np.arange(months), int(quoted.sum()))
    count = len(item)
    usual = np.array([float(rules.section("items")[word]["price"]) for word in items])
    before = around(
        rng,
        around(rng, usual, rules.number("spread"), len(items))[item],
        rules.number("monthly"),
        count,
    )
    price = before * _change(rng, items, item, month)
    low, high = (int(end) for end in rules.span("day"))
    day = history_starts()[month] + rng.integers(low, high + 1, count) - 1
    known = ~chance(rng, rules.number("unknown"), count)
    number = numbered((item + 1, DIGITS), (month + 1, DIGITS))
    return Rows(
        "price",
        {
            "quote": pc.binary_join_element_wise(pa.scalar(f"{world.plan.code}-Q-"), number, ""),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "item": Coded(item.astype(np.int8), items),
            "quoted_date": day.astype(np.int32),
            "price": _in_fen(price),
            "price_year_before": Known(_in_fen(before), known),
        },
        day=day.astype(np.int32),
        masks={"latest": month >= months - rules.whole("latest")},
    )


def _change(rng: np.random.Generator, items: tuple[str, ...], item: Array, month: Array) -> Array:
    """Return each price beside that of the year before: a trend of its own for each item."""
    rules = assumptions("prices")
    spans = np.array([rules.section("items")[word]["change"] for word in items], dtype=np.float64)
    trend = between(rng, (spans[:, 0], spans[:, 1]), len(items))
    change = around(rng, trend[item], rules.number("monthly"), len(item))
    slump = chance(rng, rules.number("slump.share"), len(item))
    change = np.where(slump, between(rng, rules.span("slump.change"), len(item)), change)
    latest = month >= int(month.max(initial=0)) + 1 - rules.whole("latest")
    return np.where(latest, np.maximum(change, rules.number("most")), change)


def _in_fen(yuan: Array) -> Array:
    whole: Array = np.rint(yuan * 100).astype(np.int64)
    return whole

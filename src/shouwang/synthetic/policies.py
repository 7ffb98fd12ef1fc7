"""The banner's policies of the insurance against falling into poverty: premium, paid, what is left."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between
from shouwang.synthetic.insurance import PAID
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

FEN = 100


def cover_rows(world: World, claims: Rows) -> Rows:
    """Return a banner's policies: what was paid this year is the sum of its paid claims."""
    rng = world.streams.of("insurance cover")
    rules = assumptions("insurance")
    years = rules.section("cover.years")
    count = len(years)
    start, end = (
        np.array([day_number(each[name]) for each in years.values()]) for name in ("start", "end")
    )
    ended = end < day_number(rules.value("cover.this_year"))
    ratio = np.where(
        ended,
        between(rng, rules.span("cover.ratio.ended"), count),
        between(rng, rules.span("cover.ratio.running"), count),
    )
    paid = _paid(claims, start, end)
    least = rules.number("cover.least") * FEN
    premium = fen(np.maximum(paid / ratio, least) / FEN)
    told = np.where(ended, np.rint(premium * ratio).astype(np.int64), paid)
    people = np.ceil(premium / FEN / between(rng, rules.span("cover.a_head"), count))
    insurers = rules.words("cover.insurers")
    insurer = np.full(count, rng.integers(0, len(insurers)))
    return Rows(
        "insurance_cover",
        {
            "policy": serials(world.plan.code, "P", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "cover_year": np.array([int(year) for year in years], dtype=np.int32),
            "product": Coded(np.zeros(count, dtype=np.int8), (str(rules.value("cover.product")),)),
            "insurer_name": Coded(insurer.astype(np.int8), insurers),
            "start_date": start.astype(np.int32),
            "end_date": Known(end.astype(np.int32), np.ones(count, dtype=bool)),
            "people": people.astype(np.int32),
            "premium": premium,
            "public_paid": fen(premium * between(rng, rules.span("cover.public"), count) / FEN),
            "payouts": told,
            "balance_left": premium - told,
        },
        day=start.astype(np.int32),
        masks={"ended": ended},
    )


def _paid(claims: Rows, start: Array, end: Array) -> Array:
    """Return the fen that were paid in each policy's time."""
    state, paid = claims.columns["state"], claims.columns["paid_date"]
    assert isinstance(state, Coded)  # noqa: S101 - the module that makes them says so
    assert isinstance(paid, Known)  # noqa: S101 - likewise
    is_paid = (state.places == PAID) & paid.known
    amount = claims.places("payout")
    return np.array(
        [
            int(amount[is_paid & (paid.values >= first) & (paid.values <= last)].sum())
            for first, last in zip(start, end, strict=True)
        ],
        dtype=np.int64,
    )

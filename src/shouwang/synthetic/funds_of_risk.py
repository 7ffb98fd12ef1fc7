"""The funds that stand for the loans of each bank: what they hold, what they have paid."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import between
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

FEN = 100


def fund_rows(world: World, loans: Rows) -> Rows:
    """Return a banner's funds, one for each bank that has issued loans there."""
    rng = world.streams.of("compensation funds")
    rules = assumptions("loans")
    bank = loans.columns["bank"]
    assert isinstance(bank, Coded)  # noqa: S101 - the module that makes them says so
    count = len(bank.words)
    known = bank.places >= 0
    balance = np.bincount(
        bank.places[known], weights=loans.places("balance")[known], minlength=count
    )
    gone = np.bincount(
        bank.places[known], weights=loans.places("written_off_amount")[known], minlength=count
    )
    least = rules.number("fund.least") * FEN
    held = np.maximum(balance / between(rng, rules.span("fund.leverage"), count), least)
    back = gone * between(rng, rules.span("fund.recovered"), count)
    month = day_number(rules.value("fund.month"))
    return Rows(
        "compensation_fund",
        {
            "fund": serials(world.plan.code, "R", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "bank": Coded(np.arange(count, dtype=np.int8), bank.words),
            "month_date": np.full(count, month, dtype=np.int32),
            "fund_amount": fen(held / FEN),
            "balance_covered": balance.astype(np.int64),
            "compensated": gone.astype(np.int64),
            "recovered": fen(back / FEN),
        },
        day=np.full(count, month, dtype=np.int32),
    )

"""Totals are compared with the rows they stand for, wherever they stand."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from shouwang.rules.content import load_content
from shouwang.stages.ingest.body import DATA, GRAND_TOTAL, SUBTOTAL
from shouwang.stages.ingest.contract import Table
from shouwang.stages.ingest.layout import Band
from shouwang.stages.ingest.sheets import Block, Sheet
from shouwang.stages.ingest.totals import Totals, read_amounts
from tests.stages.ingest.builders import COUNTRY

HOUSEHOLD = load_content(COUNTRY).contracts["household"]
KINDS = {"小计": SUBTOTAL, "合计": GRAND_TOTAL}


def compared(*blocks):
    """Stated and recomputed of each total in rows of a label and an amount."""
    headings = (("户编号",), ("工资性收入",))
    sheet = Sheet("一", (), lambda _request: iter(()), has_cells=True)
    table = Table(0, sheet, Band(0, 0, headings), 1, {"household": 0, "wage_income": 1})
    totals = Totals(table, HOUSEHOLD, [0, 1])
    row = 2
    for rows in blocks:
        labels, amounts = (
            pa.array([line[place] for line in rows], pa.string()) for place in (0, 1)
        )
        kinds = np.array([KINDS.get(label, DATA) for label, _amount in rows], dtype=np.int8)
        first = np.array([label != "" for label, _amount in rows])
        totals.add(Block(np.arange(row, row + len(rows)), (labels, amounts)), kinds, first)
        row += len(rows)
    return [
        (total.cell, total.stated, total.recomputed, warning is None)
        for total, warning in totals.compare()
    ]


class TestTotals:
    def test_of_groups_and_of_all_over_blocks(self):
        found = compared(
            [("1", "10"), ("2", "2.1万"), ("小计", "21010"), ("3", "1,000元")],
            [("4", ""), ("小计", "1000"), ("合计", "22010")],
        )
        assert found == [
            ("B4", "21010", "21010", True),
            ("B7", "1000", "1000", True),
            ("B8", "22010", "22010", True),
        ]

    def test_above_what_they_add_up(self):
        found = compared([("合计", "60"), ("小计", "30"), ("1", "30"), ("小计", "30"), ("2", "30")])
        assert [ok for *_rest, ok in found] == [True, True, True]

    def test_that_are_wrong(self):
        assert compared([("1", "10"), ("合计", "11")]) == [("B3", "11", "10", False)]

    def test_count_a_value_that_every_line_repeats_once(self):
        assert compared([("1", "10"), ("", "10"), ("合计", "10")])[0][-1]

    @pytest.mark.parametrize("amount", ["约10", "很多", "见附件"])
    def test_say_nothing_of_columns_that_cannot_be_added_up(self, amount):
        assert compared([("1", amount), ("合计", "10")]) == []

    @given(st.lists(st.lists(st.integers(0, 10**9), min_size=1), min_size=1, max_size=5))
    def test_of_any_groups_are_right(self, groups):
        rows = [
            row
            for number, group in enumerate(groups)
            for row in (
                *((f"{number}{place}", f"{fen / 100:.2f}") for place, fen in enumerate(group)),
                ("小计", f"{sum(group) / 100:.2f}"),
            )
        ]
        rows.append(("合计", f"{sum(map(sum, groups)) / 100:.2f}"))
        assert all(ok for *_rest, ok in compared(rows))


@given(st.lists(st.one_of(st.text(max_size=8), st.decimals(-1000, 1000, places=2).map(str))))
def test_amounts_are_read_or_not(values):
    amounts, _is_readable = read_amounts(pa.array(values, pa.string()))
    assert len(amounts) == len(values)

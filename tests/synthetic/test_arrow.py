"""Rows become tables by the contract: labels and yuan for a delivery, words and fen for the lake."""

import dataclasses
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from shouwang.base.tables import Blank, Column, ColumnType, Replaces, Schema
from shouwang.synthetic.arrow import ContractDiffers, Keys, delivered_table, lake_table
from shouwang.synthetic.cells import Coded, Known, Rows

CONTRACT = Schema(
    name="aid",
    label="救助",
    department="civil",
    department_label="民政局",
    cadence="month",
    due_days=5,
    key=("person",),
    replaces=Replaces.ALL,
    columns=(
        Column("person", ColumnType.PERSON, "证件号码", required=True),
        Column("kind", ColumnType.CODE, "类别", codes={"dibao": ("低保", "农村低保"), "bare": ()}),
        Column("paid", ColumnType.MONEY, "金额", unit="CNY", blank=Blank.ZERO),
        Column("poor", ColumnType.BOOLEAN, "困难", blank=Blank.NO),
        Column("since", ColumnType.DATE, "日期"),
        Column("share", ColumnType.DECIMAL, "比例", scale=1),
        Column("years", ColumnType.INTEGER, "年数"),
    ),
)
KEYS = Keys(
    np.array([7]), np.array([40, 50, 60]), pa.array(["A" * 18, "B" * 18, "C" * 18], pa.string())
)


def rows(**changes):
    columns = {
        "person": np.array([2, 0]),
        "kind": Coded(np.array([1, -1], dtype=np.int8), ("dibao", "bare")),
        "paid": np.array([12_350, 0]),
        "poor": np.array([True, False]),
        "since": Known(np.array([18_262, 0], dtype=np.int32), np.array([True, False])),
        "share": Known(np.array([99.95, 0.0]), np.array([True, False])),
        "years": np.array([3, 4]),
        **changes,
    }
    present = {name: cells for name, cells in columns.items() if cells is not None}
    return Rows("aid", present, np.zeros(2, dtype=np.int32))


def delivered(given=None):
    return delivered_table(
        given or rows(), CONTRACT, KEYS, personal={}, rng=np.random.default_rng(1)
    )


def test_the_lake_keeps_numbers_words_and_fen():
    assert lake_table(rows(), CONTRACT, KEYS).to_pylist() == [
        {
            "person": 60,
            "kind": "bare",
            "paid": 12_350,
            "poor": True,
            "since": date(2020, 1, 1),
            "share": Decimal("100.0"),
            "years": 3,
        },
        {
            "person": 40,
            "kind": None,
            "paid": 0,
            "poor": False,
            "since": None,
            "share": None,
            "years": 4,
        },
    ]


def test_a_blank_that_means_zero_is_a_zero_in_the_lake():
    paid = Known(np.array([5, 9]), np.array([True, False]))
    assert lake_table(rows(paid=paid), CONTRACT, KEYS).column("paid").to_pylist() == [5, 0]


def test_a_delivery_says_it_in_the_departments_words():
    first, second = delivered().to_pylist()
    assert first == {
        "证件号码": "C" * 18,
        "类别": "bare",
        "金额": Decimal("123.50"),
        "困难": "是",
        "日期": date(2020, 1, 1),
        "比例": Decimal("100.0"),
        "年数": 3,
    }
    assert second["证件号码"] == "A" * 18
    assert second["金额"] in (None, Decimal(0))
    assert second["困难"] in (None, "否")


def test_the_first_label_is_the_one_written():
    kind = Coded(np.array([0, 0], dtype=np.int8), ("dibao", "bare"))
    assert delivered(rows(kind=kind)).column("类别").to_pylist() == ["低保", "低保"]


def test_a_column_that_is_not_made_is_empty():
    assert lake_table(rows(share=None), CONTRACT, KEYS).column("share").null_count == 2
    assert delivered(rows(share=None)).column("比例").null_count == 2


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"extra": np.array([1, 2])}, "extra"),
        ({"person": None}, "person"),
        ({"kind": Coded(np.array([0, 0], dtype=np.int8), ("gone",))}, "gone"),
    ],
)
def test_a_contract_that_differs_is_named(change, named):
    with pytest.raises(ContractDiffers, match=named):
        lake_table(rows(**change), CONTRACT, KEYS)


def test_decimals_below_zero_stay_below_zero():
    contract = dataclasses.replace(CONTRACT, columns=CONTRACT.columns[:1] + CONTRACT.columns[5:6])
    given = Rows(
        "aid",
        {"person": np.array([0]), "share": np.array([-12.3])},
        np.zeros(1, dtype=np.int32),
    )
    assert lake_table(given, contract, KEYS).column("share").to_pylist() == [Decimal("-12.3")]

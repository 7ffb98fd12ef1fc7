"""What has been delivered: which periods are due, and whether they are there."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from shouwang.stages.screening.delivered import (
    Delivered,
    covered_table,
    latest_due,
    read_delivered,
)
from tests.stages.screening.island import policy

MONTHLY = replace(policy().content.contracts["catch"], name="feed", cadence="month", due_days=5)
MONTHS = {n: date(2020, n, 1) for n in range(1, 13)}


class TestDue:
    @pytest.mark.parametrize(
        ("cadence", "days", "on", "due"),
        [
            ("month", 5, date(2020, 6, 30), date(2020, 5, 1)),
            ("month", 5, date(2020, 6, 6), date(2020, 5, 1)),
            ("month", 5, date(2020, 6, 5), date(2020, 4, 1)),
            ("month", 0, date(2020, 6, 1), date(2020, 5, 1)),
            ("month", 5, date(2020, 1, 6), date(2019, 12, 1)),
            ("month", 40, date(2020, 6, 1), date(2020, 3, 1)),
            ("quarter", 10, date(2020, 4, 10), date(2019, 10, 1)),
            ("quarter", 10, date(2020, 4, 11), date(2020, 1, 1)),
            ("year", 30, date(2020, 1, 30), date(2018, 1, 1)),
            ("year", 30, date(2020, 1, 31), date(2019, 1, 1)),
        ],
    )
    def test_is_the_latest_period_whose_day_has_come(self, cadence, days, on, due):
        assert latest_due(replace(MONTHLY, cadence=cadence, due_days=days), on) == due


def there(months, count, on, contract=MONTHLY):
    delivered = Delivered({"feed": {"here": frozenset(MONTHS[n] if n else None for n in months)}})
    return delivered.is_there(contract, "here", count=count, on=on)


class TestThere:
    @pytest.mark.parametrize(
        ("months", "count", "on", "answer"),
        [
            ([5], 1, date(2020, 6, 30), True),
            ([4], 1, date(2020, 6, 30), False),
            ([4], 1, date(2020, 6, 5), True),
            ([6], 1, date(2020, 6, 30), True),
            ([7], 1, date(2020, 6, 30), False),
            ([3, 4, 5], 3, date(2020, 6, 30), True),
            ([3, 5], 3, date(2020, 6, 30), False),
            ([3, 5], 1, date(2020, 6, 30), True),
            ([], 1, date(2020, 6, 30), False),
        ],
    )
    def test_is_a_feed_with_its_latest_periods(self, months, count, on, answer):
        assert there(months, count, on) is answer

    def test_is_a_feed_without_periods_once_it_came(self):
        event = replace(MONTHLY, cadence="event")
        assert there([0], 1, date(2020, 6, 30), event)
        assert not there([], 1, date(2020, 6, 30), event)

    def test_is_everything_where_only_the_presence_is_known(self):
        delivered = Delivered(everywhere=frozenset({"feed"}))
        assert delivered.is_there(MONTHLY, "here", count=12, on=date(2020, 6, 30))
        other = replace(MONTHLY, name="other")
        assert not delivered.is_there(other, "here", count=1, on=date(2020, 6, 30))

    def test_is_told_by_place(self):
        rows = pa.table(
            {"feed": ["feed", "feed"], "town": ["a", "b"], "period": [MONTHS[5], MONTHS[2]]}
        )
        table = covered_table(
            read_delivered(rows, "town"), {"feed": MONTHLY}, {("feed", 1), ("feed", 2)},
            ["b", "a", "c"], level="town", on=date(2020, 6, 30),
        )  # fmt: skip
        assert table.to_pylist() == [
            {"town": "a", "feed:1": True, "feed:2": False},
            {"town": "b", "feed:1": False, "feed:2": False},
            {"town": "c", "feed:1": False, "feed:2": False},
        ]

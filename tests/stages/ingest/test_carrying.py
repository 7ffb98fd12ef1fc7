"""Merged cells count for every row, first rows for their group, and lines come together or contradict."""

import numpy as np
import pyarrow as pa
from hypothesis import given, strategies as st

from shouwang.stages.ingest.carrying import FirstRowOnly, MergedCells, collapse, groups_of
from shouwang.stages.ingest.sheets import Merge, Sheet

SHEET = Sheet("一", (), lambda _request: iter(()))


def texts(*values):
    return pa.array([value or "" for value in values], pa.string())


def carry(column, values, *, barred=(), within=(), sections=None):
    size = len(values)
    none = np.zeros(size, dtype=bool)
    bars, inside = none.copy(), none.copy()
    bars[list(barred)], inside[list(within)] = True, True
    filled, carried = column.fill(
        texts(*values),
        sections=np.array(sections or [0] * size),
        barred=bars,
        within=inside,
    )
    return filled.to_pylist(), np.flatnonzero(carried).tolist()


class TestMergedCells:
    def test_count_for_every_row_over_blocks_and_dropped_rows(self):
        cells = MergedCells(SHEET, 1, (Merge(1, 4, 1, 1), Merge(6, 7, 0, 0), Merge(6, 7, 1, 2)))
        first, carried = cells.fill(texts("a", "x", "", ""), np.array([1, 2, 3, 5]))
        assert (first.to_pylist(), carried.tolist()) == (
            ["a", "x", "x", "x"],
            [False, False, True, True],
        )
        second, carried = cells.fill(texts("b", "y", "", "c"), np.array([6, 7, 8, 9]))
        assert (second.to_pylist(), carried.tolist()) == (
            ["b", "y", "y", "c"],
            [False, False, True, False],
        )

    def test_go_on_in_the_next_block(self):
        cells = MergedCells(SHEET, 0, (Merge(0, 5, 0, 0),))
        assert cells.fill(texts("a", ""), np.array([1, 2]))[0].to_pylist() == ["a", "a"]
        assert cells.fill(texts("", ""), np.array([3, 4]))[0].to_pylist() == ["a", "a"]
        assert cells.fill(texts("", "b"), np.array([6, 7]))[0].to_pylist() == ["a", "b"]

    @given(st.lists(st.integers(1, 5), min_size=1, max_size=20), st.data())
    def test_cut_into_blocks_give_what_they_give_whole(self, heights, data):
        starts = np.cumsum([0, *heights])
        merges = tuple(
            Merge(int(start), int(start) + height - 1, 0, 0)
            for start, height in zip(starts, heights, strict=False)
            if height > 1
        )
        values = ["" for _ in range(sum(heights))]
        for number, start in enumerate(starts[:-1]):
            values[start] = f"v{number}"
        rows = np.arange(1, len(values) + 1)
        whole, _carried = MergedCells(SHEET, 0, merges).fill(texts(*values), rows)
        assert "" not in whole.to_pylist()
        cut = data.draw(st.integers(0, len(values)))
        cells = MergedCells(SHEET, 0, merges)
        parts = [
            cells.fill(texts(*values[part]), rows[part])[0].to_pylist()
            for part in (slice(0, cut), slice(cut, None))
        ]
        assert parts[0] + parts[1] == whole.to_pylist()


class TestFirstRowOnly:
    def test_is_carried_down_where_names_stand_once(self):
        found = carry(FirstRowOnly(), ["甲", "", "", "乙", ""])
        assert found == (["甲", "甲", "甲", "乙", "乙"], [1, 2, 4])

    def test_is_not_carried_where_names_repeat(self):
        values = ["甲", "甲", "", "乙", ""]
        assert carry(FirstRowOnly(), values) == (values, [])

    def test_is_not_carried_for_one_that_somebody_forgot(self):
        values = ["甲", "乙", "", "丙", "丁", "戊"]
        assert carry(FirstRowOnly(), values) == (values, [])

    def test_is_carried_inside_a_household_in_any_case(self):
        found = carry(FirstRowOnly(), ["甲", "甲", "", "乙", ""], within=[2])
        assert found == (["甲", "甲", "甲", "乙", ""], [2])

    def test_stops_at_a_wall_and_at_the_end_of_a_group(self):
        column = FirstRowOnly()
        assert carry(column, ["甲", "", "", "", ""], barred=[2]) == (["甲", "甲", "", "", ""], [1])
        assert column.last == ""
        found = carry(FirstRowOnly(), ["甲", "", "", ""], sections=[0, 0, 1, 1])
        assert found == (["甲", "甲", "", ""], [1])

    def test_goes_on_in_the_next_block(self):
        column = FirstRowOnly()
        carry(column, ["甲", "", ""])
        assert carry(column, ["", "乙", ""]) == (["甲", "乙", "乙"], [0, 2])


class TestCollapse:
    def lines(self, *columns, keys):
        return collapse(
            [(f"c{place}", texts(*each)) for place, each in enumerate(columns)],
            groups_of(texts(*keys)),
            np.arange(10, 10 + len(keys)),
            of_top=frozenset({"c1"}),
            same={},
        )

    def test_takes_what_one_line_says_for_all(self):
        found = self.lines(["", "x", "y"], ["p", "q", "r"], keys=["１", "1", "2"])
        assert found.kept.tolist() == [0, 2]
        assert [each.to_pylist() for each in found.columns] == [["x", "y"], ["p", "r"]]

    def test_leaves_lines_without_a_key_alone(self):
        assert self.lines(["a", "b"], ["", ""], keys=["", ""]).kept.tolist() == [0, 1]

    def test_rejects_lines_that_contradict(self):
        found = self.lines(["a", "b", "c"], ["", "", ""], keys=["1", "1", "2"])
        assert found.kept.tolist() == [2]
        (only,) = found.contradictions
        assert (only.row, dict(only.columns)) == (10, {"c0": (11,)})

    @given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["", "a", "b"]))))
    def test_loses_no_group(self, rows):
        found = self.lines([v for _k, v in rows], ["" for _ in rows], keys=[k for k, _v in rows])
        kept = {rows[place][0] for place in found.kept}
        rejected = {rows[each.row - 10][0] for each in found.contradictions}
        assert kept | rejected == {key for key, _value in rows}
        assert not kept & rejected
        assert rejected == {key for key in "123" if len({v for k, v in rows if k == key and v}) > 1}

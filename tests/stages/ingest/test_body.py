"""Rows of data are told from all that people write around them."""

import numpy as np
import pyarrow as pa
import pytest

from shouwang.rules.content import load_content
from shouwang.stages.ingest import body
from shouwang.stages.ingest.body import Body, known_headings
from shouwang.stages.ingest.contract import Table
from shouwang.stages.ingest.layout import Band
from shouwang.stages.ingest.sheets import Block, Sheet
from tests.stages.ingest.builders import COUNTRY

CONTRACTS = load_content(COUNTRY).contracts
HEADINGS = ("序号", "户编号", "嘎查村", "家庭人口", "备注")
NAMES = {getattr(body, name): name for name in
         ("DATA", "BLANK", "SUBTOTAL", "GRAND_TOTAL", "FOOTER", "HEADING", "TITLE", "OTHER")}  # fmt: skip


def sort(*blocks, titles=()):
    """What each row is, given in blocks that follow each other."""
    top = (*((title, "", "", "", "") for title in titles), HEADINGS)
    band = Band(len(titles), len(titles), tuple((each,) for each in HEADINGS))
    table = Table(
        0,
        Sheet("一", top, lambda _request: iter(())),
        band,
        len(top),
        {"household": 1, "village": 2, "members": 3},
    )
    sorter = Body(
        table, CONTRACTS["household"], [1, 2, 3, 0, 4], known_headings(list(CONTRACTS.values()))
    )
    kinds, row = [], len(top) + 1
    for block in blocks:
        lines = [[*line, *[""] * (5 - len(line))] for line in block]
        columns = tuple(
            pa.array([line[place] for line in lines], pa.string()) for place in (1, 2, 3, 0, 4)
        )
        found = sorter.sort(Block(np.arange(row, row + len(lines)), columns))
        kinds += [NAMES[kind] for kind in found]
        row += len(lines)
    return kinds


DATA_ROW = ["1", "1001", "160101001001", "3", ""]


class TestBody:
    @pytest.mark.parametrize(
        ("row", "kind"),
        [
            (DATA_ROW, "DATA"),
            (["", "", "", "3", ""], "DATA"),
            (["2", "", "新胜村", "3", ""], "DATA"),
            (["3", "1001", "", "", "合计有误"], "DATA"),
            (["合计", "1001", "160101001001", "3", ""], "DATA"),
            (["", "", "", "", ""], "BLANK"),
            (["合 计", "", "", "9", ""], "GRAND_TOTAL"),
            (["", "总计", "", "9", ""], "GRAND_TOTAL"),
            (["", "共3户", "合计", "9", ""], "GRAND_TOTAL"),
            (["", "", "新胜村小计", "9", ""], "SUBTOTAL"),
            (["填表说明:1.本表由苏木乡镇填报"], "FOOTER"),
            (["", "审核人:甲", "", "填表人:乙", ""], "FOOTER"),
            (["备注:无"], "FOOTER"),
            (["二、新胜村"], "TITLE"),
            (list(HEADINGS), "HEADING"),
            (["某旗台账"], "TITLE"),
        ],
    )
    def test_knows_each_kind_of_row(self, row, kind):
        assert sort([DATA_ROW, row, DATA_ROW], titles=("某旗台账",))[1] == kind

    def test_goes_on_below_its_own_headings(self):
        rows = [DATA_ROW, [], ["续表"], list(HEADINGS), DATA_ROW]
        assert sort(rows) == ["DATA", "BLANK", "TITLE", "HEADING", "DATA"]

    def test_ends_below_other_headings_over_blocks_until_its_own_come_again(self):
        other = ["证件号码", "姓名", "性别", "出生日期", ""]
        blocks = ([DATA_ROW, [], other], [DATA_ROW, ["合计"]], [list(HEADINGS), DATA_ROW])
        assert sort(*blocks) == [
            "DATA", "BLANK", "OTHER", "OTHER", "OTHER", "HEADING", "DATA"
        ]  # fmt: skip

    def test_takes_up_again_after_a_footer(self):
        rows = [DATA_ROW, ["填表说明:"], ["一、按户填报"], [], DATA_ROW]
        assert sort(rows) == ["DATA", "FOOTER", "FOOTER", "BLANK", "DATA"]

    def test_takes_words_of_data_for_data(self):
        rows = [DATA_ROW, ["", "", "姓名", "", ""], DATA_ROW]
        assert sort(rows)[2] == "DATA"

"""Statements: what the engine cannot hold is told in one line."""

import pytest

from shouwang.lake import sql
from shouwang.lake.duck import NotEnoughMemory
from shouwang.lake.workspace import open_workspace


def test_too_many_rows_for_the_memory_are_told():
    with open_workspace(memory="16MB") as work:
        tree = sql.query("select list(range) as all_of_them from range(50000000)")
        with pytest.raises(NotEnoughMemory):
            sql.keep(work.connection, "t", tree)

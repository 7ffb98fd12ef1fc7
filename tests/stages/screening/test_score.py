"""Findings held against a planted truth, counted by hand."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.rules.load import load_policy
from shouwang.stages.screening.score import Score, added, score
from tests.stages.screening import island

TROUBLES = ("household", "of", "key", "kind", "visible", "lost")


def troubles(*rows):
    columns = zip(*rows, strict=True) if rows else [[] for _ in TROUBLES]
    types = (pa.int64(), pa.string(), pa.string(), pa.string(), pa.bool_(), pa.string())
    return pa.table(
        {name: pa.array(list(cells), kind) for name, cells, kind in
         zip(TROUBLES, columns, types, strict=True)}
    )  # fmt: skip


@pytest.fixture
def held(tmp_path):
    """A check of households that a village visits, and one of catches that the district answers."""
    content = tmp_path / "isles"
    shutil.copytree(island.ISLAND, content)
    path = content / "packs/fishing/checks.yaml"
    text = path.read_text()
    path.write_text(text.replace("  risk: other\n", "  risk: other\n  finds: [poverty]\n", 1))
    policy = load_policy(content)
    checks = [check.name for check in policy.checks.values() if check.finds]
    assert len(checks) == 1

    def hold(findings, hardships=(), faults=(), alike=()):
        rows = [{"check": name, "key": key, "household": home} for name, key, home in findings]
        schema = pa.schema(
            [("check", pa.string()), ("key", pa.string()), ("household", pa.string())]
        )
        pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "findings.parquet")
        truth = tmp_path / "truth"
        truth.mkdir(exist_ok=True)
        pq.write_table(troubles(*hardships), truth / "hardships.parquet")
        pq.write_table(troubles(*faults), truth / "faults.parquet")
        likes = pa.table({
            "household": pa.array([home for home, _kind in alike], pa.int64()),
            "kind": pa.array([kind for _home, kind in alike], pa.string()),
        })  # fmt: skip
        pq.write_table(likes, truth / "lookalikes.parquet")
        return score(policy, findings=tmp_path / "findings.parquet", truth=truth), checks[0]

    return hold


class TestScore:
    def test_counts_what_is_found_what_is_not_and_what_nobody_could_see(self, held):
        board, check = held(
            [("poor_hearth", "1", "1"), ("poor_hearth", "2", "2"), ("poor_hearth", "9", "9")],
            hardships=[
                (1, "household", "1", "poverty", True, ""),
                (2, "household", "2", "poverty", False, "untold"),
                (3, "household", "3", "poverty", True, ""),
                (4, "household", "4", "poverty", False, "spoilt"),
                (5, "household", "5", "storm", True, ""),
            ],
        )
        found = board.checks[check]
        assert check == "poor_hearth"
        assert (found.flagged, found.right, found.planted, found.found) == (3, 2, 2, 1)
        assert (found.unseen, found.spoilt) == (2, 1)
        assert (found.recall, found.precision, found.visits_per_find) == (1 / 2, 2 / 3, 3 / 2)
        assert board.kinds["poverty"] == found
        assert "storm" not in board.kinds  # no check looks for it

    def test_over_all_a_visit_is_right_if_what_it_looks_for_is_there(self, held):
        board, _check = held(
            [("poor_hearth", "1", "1"), ("poor_hearth", "2", "2"), ("empty_nets", "x", "3")],
            hardships=[
                (1, "household", "1", "poverty", True, ""),
                (2, "household", "2", "storm", True, ""),
            ],
        )
        assert (board.overall.right, board.overall.planted, board.overall.found) == (1, 1, 1)
        assert board.overall.flagged >= 2

    def test_a_fault_of_a_household_makes_a_visit_right_but_is_no_hardship(self, held):
        board, check = held(
            [("poor_hearth", "1", "1")],
            faults=[(1, "homestead", "1", "poverty", True, "")],
        )
        assert board.checks[check].right == 1
        assert (board.overall.right, board.overall.planted) == (1, 0)

    def test_counts_the_healthy_who_would_be_visited(self, held):
        board, _check = held(
            [("poor_hearth", "1", "1")], alike=[(1, "thrifty"), (2, "thrifty"), (3, "retired")]
        )
        assert board.lookalikes == {"thrifty": (2, 1), "retired": (1, 0)}

    def test_has_no_shares_where_there_is_nothing(self, held):
        board, check = held([])
        assert check not in board.checks
        assert Score().as_json()["recall"] is None


class TestAdded:
    def test_adds_all_counts(self, held):
        board, check = held(
            [("poor_hearth", "1", "1")],
            hardships=[(1, "household", "1", "poverty", True, "")], alike=[(2, "thrifty")],
        )  # fmt: skip
        twice = added([board, board])
        assert twice.checks[check].found == 2
        assert twice.overall.planted == 2
        assert twice.lookalikes == {"thrifty": (2, 0)}

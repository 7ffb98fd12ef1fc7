"""Faults: declared, planted in healthy rows, and told in the truth."""

import numpy as np
import pyarrow as pa
import pytest
import yaml

from shouwang.synthetic.assumptions import HERE
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.faults import FOLDER, plant
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.world import make_world

HOWS = {"yuan", "whole", "number", "days_ago", "word", "is", "unknown", "times", "less"}
FILES = sorted((HERE / FOLDER).glob("*.yaml"))

LOANS = yaml.safe_load((HERE / FOLDER / "microloan.yaml").read_text(encoding="utf-8"))
MASKS = {rule["who"] for rule in LOANS.values() if "who" in rule}


@pytest.fixture(scope="module")
def world(content):
    return make_world(plan_region(content, scale=0.01, seed=5, claims=None).banners[20], 5)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_stands_for_a_feed_and_sets_its_columns(content, path):
    contract = content.contracts[path.stem]
    columns = {each.name: each for each in contract.columns}
    for kind, rule in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        assert set(rule) <= {"share", "where", "known", "who", "shown", "set"}, kind
        assert 0 < float(rule["share"]) <= 1
        for name, change in rule["set"].items():
            assert next(iter(change)) in HOWS, kind
            assert set(change.get("word", ())) <= set(columns[name].codes), kind
        assert {*rule.get("where", {}), *rule.get("known", ())} <= set(columns), kind


class TestPlant:
    def loans(self, count):
        return Rows(
            "microloan",
            {
                "loan": pa.array([f"L{number}" for number in range(count)]),
                "person": np.zeros(count, dtype=np.int32),
                "state": Coded(np.zeros(count, dtype=np.int8), ("issued",)),
                "applied_date": np.full(count, 18_000, dtype=np.int32),
                "issued_date": Known(np.full(count, 18_010), np.ones(count, dtype=bool)),
                "amount": np.full(count, 3_000_000, dtype=np.int64),
                "term_months": np.full(count, 24, dtype=np.int32),
                "rate": np.full(count, 4.35),
                "secured": np.zeros(count, dtype=bool),
                "subsidised_share": np.full(count, 100.0),
                "purpose": Coded(np.zeros(count, dtype=np.int8), ("planting",)),
                "used_by": Coded(np.zeros(count, dtype=np.int8), ("household",)),
                "due_date": np.full(count, 18_500, dtype=np.int32),
                "extended_until": Known(np.zeros(count), np.zeros(count, dtype=bool)),
                "balance": np.full(count, 3_000_000, dtype=np.int64),
                "repaid_amount": np.zeros(count, dtype=np.int64),
                "overdue_days": np.zeros(count, dtype=np.int32),
                "repayment_source": np.ones(count, dtype=bool),
                "repaid_date": Known(np.zeros(count), np.zeros(count, dtype=bool)),
            },
            day=np.full(count, 18_010, dtype=np.int32),
            masks=dict.fromkeys(MASKS, np.ones(count, dtype=bool)),
        )

    def test_a_row_has_one_fault_at_most_and_shows_it_only_if_it_is_shown(self, world):
        rows, faults = plant(self.loans(20_000), world)
        assert len(faults.row) == len(set(faults.row.tolist())) > 100
        over = (faults.kind == "loan_over_limit") & faults.shown
        amounts = np.asarray(rows.columns["amount"])
        assert (amounts[faults.row[over]] > 5_000_000).all()
        changed = np.flatnonzero(amounts != 3_000_000)
        assert set(changed) == set(faults.row[over].tolist())
        assert (faults.household == world.people.household[0]).all()

    def test_is_the_same_for_the_same_world(self, world):
        first, second = (plant(self.loans(500), world)[1] for _ in range(2))
        assert first.kind.tolist() == second.kind.tolist()
        assert first.row.tolist() == second.row.tolist()

    def test_what_the_generator_made_comes_first_and_lacking_rows_last(self, world):
        made = np.zeros(200, dtype=bool)
        made[7] = True
        bare = self.loans(200)
        masks = {**bare.masks, "fault:odd": made}
        rows = Rows("microloan", bare.columns, bare.day, masks, {"gone": np.array([3])})
        _rows, faults = plant(rows, world)
        assert (faults.kind[0], faults.row[0]) == ("odd", 7)
        assert (faults.kind[-1], faults.row[-1], faults.household[-1]) == ("gone", -1, 3)
        assert 7 not in faults.row[1:]

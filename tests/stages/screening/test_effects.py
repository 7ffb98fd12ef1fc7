"""What a delivery would change: findings before and after, and the fix list of its own data."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.lake.preview import Preview
from shouwang.lake.sources import Source, TableFile
from shouwang.rules.compile import compile_policy
from shouwang.stages.screening.effects import Bounds, affected_checks, effects_of
from shouwang.stages.screening.fixes import data_checks, fix_list
from shouwang.stages.screening.tables import open_folder
from tests.stages.screening import island

BOUNDS = Bounds(1, "500MB")
DELIVERED = pa.schema([("feed", pa.string()), ("district", pa.string()), ("period", pa.date32())])


def state(folder, scratch):
    """The tables of a folder, all of them delivered everywhere in every quarter."""
    sources = dict(open_folder(folder, island.policy().content, scratch=scratch).sources)
    days = [
        island.ON.replace(year=island.ON.year - back, month=month, day=1)
        for back in range(2)
        for month in range(1, 13)
    ]
    rows = [
        {"feed": feed, "district": district, "period": period}
        for feed in sources
        for district in ("SK-N", "SK-S")
        for period in days
    ]
    path = scratch / "delivered-everywhere.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=DELIVERED), path)
    return {**sources, "delivered": Source("delivered", (TableFile(str(path), None, len(rows)),))}


@pytest.fixture
def looked(tmp_path):
    """Screen the islands before and after a change of one table's text."""

    def look(feed, old, new, checks=None):
        before, after = tmp_path / "before", tmp_path / "after"
        for folder in (before, after):
            island.tables_copy(folder)
        path = after / f"{feed}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        states = []
        for folder in (before, after):
            scratch = tmp_path / f"scratch-{folder.name}"
            scratch.mkdir()
            states.append(state(folder, scratch))
        policy = island.policy()
        names = affected_checks(policy, feed) if checks is None else checks
        compiled = compile_policy(policy, on=island.ON, checks=list(names))
        seen = Preview(*states, places=(("SK-N",), ("SK-S",)))
        effects = effects_of(policy, seen, compiled, scratch=tmp_path, bounds=BOUNDS, most=5)
        return effects, seen, compiled

    return look


def test_counts_what_appears_and_vanishes(looked):
    effects, _seen, _compiled = looked("homestead", "kirk-3,SK-N-KIRK,croft,1,18.75,,",
                                       "kirk-3,SK-N-KIRK,croft,1,0.01,,")  # fmt: skip
    (changed,) = effects.checks
    assert (changed.name, changed.appear, changed.vanish) == ("poor_hearth", 1, 0)
    assert changed.after == changed.before + 1
    assert [each["household"] for each in effects.first["appear"]] == ["kirk-3"]
    assert effects.as_json()["appear"] == 1


def test_is_nothing_where_no_finding_changes(looked):
    effects, _seen, _compiled = looked("homestead", "18.75", "18.74")
    assert (effects.checks, effects.appear, effects.vanish) == ((), 0, 0)
    assert effects.looked_at == 3


def test_runs_only_the_checks_that_read_the_feed():
    policy = island.policy()
    assert set(affected_checks(policy, "catch")) == {
        "poor_hearth", "empty_nets", "too_young_to_fish"
    }  # fmt: skip
    assert set(affected_checks(policy, "homestead")) == set(policy.checks)
    assert data_checks(policy, affected_checks(policy, "catch")) == ("too_young_to_fish",)


class TestFixList:
    @pytest.fixture
    def found(self, looked, tmp_path):
        """Islander b, twelve years old, has landed fish; the delivery is about a and b."""

        def find(islanders):
            _effects, seen, compiled = looked(
                "islander", "b,kirk-1,1896-10-11,", "b,kirk-1,1899-10-11,"
            )
            staged = tmp_path / "staged.parquet"
            homes = ["kirk-2" if each == "c" else "kirk-1" for each in islanders]
            pq.write_table(pa.table({"islander": islanders, "homestead": homes}), staged)
            return fix_list(
                island.policy(), tmp_path / "after.parquet", seen.after,
                feed="islander", staged=[staged], compiled=compiled,
            )  # fmt: skip

        return find

    def test_names_village_household_check_and_columns(self, found):
        fixes = found(["a", "b"])
        (fix,) = fixes.fixes
        assert (fix.village, fix.household, fix.key) == ("SK-N-KIRK", "kirk-1", "b")
        assert (fix.check, fix.label) == ("too_young_to_fish", "Landed fish too young")
        assert fix.message == "9 years old, 1 landings"
        assert fix.columns == ("Age", "Own landings")
        (village,) = fixes.villages()
        assert (village["fixes"], village["checks"]) == (1, {"Landed fish too young": 1})

    def test_is_about_the_delivered_rows_alone(self, found):
        assert found(["c"]).fixes == ()

    def test_is_a_table_for_a_spreadsheet(self, found):
        (row,) = csv.DictReader(io.StringIO(found(["b"]).as_csv()))
        assert (row["village"], row["key"], row["columns"]) == (
            "SK-N-KIRK", "b", "Age; Own landings"
        )  # fmt: skip

    def test_keeps_the_first_and_counts_all(self, found):
        document = found(["b"]).as_json(0)
        assert (document["count"], document["fixes"]) == (1, [])

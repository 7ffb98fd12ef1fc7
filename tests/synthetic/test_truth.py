"""The truth: every kind, apart from what may be read, and visible only where a row says so."""

from collections import Counter

import numpy as np
import pyarrow.compute as pc
import pytest

from shouwang.synthetic.build import FEEDS, build_banner
from shouwang.synthetic.evidence import Seen
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.hardship import kinds
from shouwang.synthetic.schedule import plan_deliveries
from shouwang.synthetic.signs import TESTS
from shouwang.synthetic.truth import LATE, MISSING, SPOILT, UNTOLD
from shouwang.synthetic.world import make_world

FIRST = {
    "income_low", "income_drop", "heavy_medical", "dear_schooling", "dropout", "uninsured",
    "no_serious_cover", "unsafe_house", "unsafe_water", "short_water", "far_water", "dry_water",
    "water_cut", "lost_job", "low_wage", "disaster_loss", "livestock_loss", "lost_earner",
    "uncovered_disabled", "uncovered_no_labour", "unhelped", "weak_help", "relapse",
}  # fmt: skip
SINCE = {
    "health_event", "accident_hurt", "herd_dying", "income_fallen", "unvisited", "early_exit",
    "uncovered_ill", "cover_stopped", "subsidy_missing", "pension_missing", "school_aid_missing",
    "policy_cut", "policy_unpaid", "helper_missing", "helper_changed_often", "project_failed",
    "unclaimed",
}  # fmt: skip
KINDS = FIRST | SINCE
# What these lack is what shows them.
SHOWN_BY_ABSENCE = {
    "uncovered_no_labour", "unvisited", "pension_missing", "helper_missing",
}  # fmt: skip

SEED = 5


@pytest.fixture(scope="module")
def builts(content):
    """Some banners of the default region, drawn but not written."""
    codes = [each.code for each in content.regions_of(content.coverage_level)]
    schedule = plan_deliveries(content.contracts, FEEDS, {}, seed=SEED, banners=codes)
    plans = plan_region(content, scale=0.01, seed=SEED).banners[::3]
    return [
        build_banner(plan, seed=SEED, contracts=content.contracts, schedule=schedule,
                     with_deliveries=False)
        for plan in plans
    ]  # fmt: skip


def test_the_kinds_are_those_that_checks_can_name():
    assert set(kinds()) == KINDS == set(TESTS)


def test_truth_lies_apart_and_nowhere_else(made):
    truth = made.truth()
    assert truth.schema.names == [
        "household", "person", "of", "key", "kind", "onset_date", "feed", "visible", "lost",
        "league", "banner",
    ]  # fmt: skip
    for path in (made.root / "tables").iterdir():
        assert path.stem in {*FEEDS, "delivered"}


def test_hardships_are_about_people_of_the_register(made, content):
    truth = made.truth().to_pylist()
    homes = set(made.table("household").column("household").to_pylist())
    people = made.table("person")
    home = dict(zip(*(people.column(name).to_pylist() for name in ("person", "household")),
                    strict=True))  # fmt: skip
    assert truth
    for row in truth:
        assert row["household"] in homes
        assert row["kind"] in KINDS
        assert row["feed"] in content.contracts
        assert row["person"] is None or home[row["person"]] == row["household"]


def test_what_is_meant_to_be_shown_is_shown_and_little_else(builts):
    meant, seen = [], []
    for built in builts:
        truth = built.truth.hardships.to_pylist()
        seen += [row["lost"] != UNTOLD for row in truth]
        meant += make_world(built.plan, SEED).hardships.shown.tolist()
    meant, seen = np.array(meant), np.array(seen)
    assert len(meant) > 300
    assert seen[meant].mean() > 0.99
    assert seen[~meant].mean() < 0.05


@pytest.mark.parametrize(
    ("kind", "feed", "name", "word"),
    [
        ("dropout", "school_roll", "state", "dropout"),
        ("uninsured", "insurance_enrolment", "basic", "none"),
        ("unsafe_water", "water_point", "quality", "fail"),
    ],
)
def test_the_words_of_a_hardship_stand_hardly_anywhere_else(builts, kind, feed, name, word):
    wrong = every = 0
    for built in builts:
        table = built.tables[feed].table
        subject = "household" if "household" in table.column_names else "person"
        rows = pc.equal(table.column(name).cast("string"), word)
        found = set(table.filter(rows).column(subject).to_pylist())
        hardships = built.truth.hardships
        truth = hardships.filter(pc.equal(hardships.column("kind"), kind))
        visible = truth.filter(truth.column("visible"))
        right = set(visible.column(subject).to_pylist())
        assert right <= found
        wrong += len(found - right)  # a code that slipped
        every += len(found)
    assert wrong <= every / 3


def test_a_test_of_evidence_finds_nobody_in_empty_tables(builts):
    tables = {feed: part.table.slice(0, 0) for feed, part in builts[0].tables.items()}
    number = np.array([150121000001])
    for kind, test in TESTS.items():
        if kind in SHOWN_BY_ABSENCE:
            continue
        assert not test(Seen(tables), number, number, np.array([18_000])).any(), kind


def test_at_least_fifteen_in_a_hundred_hardships_are_not_visible_and_why_is_told(builts):
    lost = Counter(
        each for built in builts for each in built.truth.hardships.column("lost").to_pylist()
    )
    assert sum(lost.values()) - lost[""] >= 0.15 * sum(lost.values())
    assert lost[UNTOLD] > lost[SPOILT] > 0
    assert lost[MISSING] + lost[LATE] > 0


def test_twice_as_many_healthy_households_look_like_trouble(builts):
    hardships = sum(built.truth.hardships.num_rows for built in builts)
    alike = sum(built.truth.lookalikes.num_rows for built in builts)
    assert alike >= 2 * hardships
    for built in builts:
        struck = set(built.truth.hardships.column("household").to_pylist())
        assert not struck & set(built.truth.lookalikes.column("household").to_pylist())
    kinds_ = {k for built in builts for k in built.truth.lookalikes.column("kind").to_pylist()}
    assert {"reimbursed", "boards_elsewhere", "retired", "piped_by_now"} <= kinds_

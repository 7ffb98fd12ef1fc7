"""The folder that is written: repeatable, marked as invented, refused where it would mix."""

import hashlib
import json
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from shouwang.cli.main import app
from shouwang.synthetic.arrow import ContractDiffers
from shouwang.synthetic.build import FEEDS
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.hardship import kinds
from shouwang.synthetic.region import FolderNotEmpty, ScaleOutOfRange, synthesize
from tests.synthetic.conftest import BANNERS, CONTENT, SEED

# What a workbook holds is compared elsewhere: its archive may differ between zlib versions.
WORKBOOK = ".xlsx"


def digests(root):
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != WORKBOOK
    }


def make(root, **changes):
    arguments = {"scale": 0.01, "seed": SEED, "banners": BANNERS[:2], **changes}
    return synthesize(content_dir=CONTENT, out=root, **arguments)


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    roots = [tmp_path_factory.mktemp("twice") / str(number) for number in (1, 2)]
    for root in roots:
        make(root)
    return roots


def test_the_same_arguments_give_the_same_bytes(twice):
    first, second = (digests(root) for root in twice)
    assert first == second
    assert len(first) > 60


def test_another_seed_gives_other_people(twice, tmp_path):
    make(tmp_path / "other", seed=SEED + 1)
    ours, others = digests(twice[0]), digests(tmp_path / "other")
    same = {name for name in ours if ours[name] == others.get(name)}
    assert same <= {"README.txt", "tables/delivered.parquet", "deliveries/manifest.csv"}


def test_it_says_that_everybody_is_invented(made):
    text = (made.root / "README.txt").read_text(encoding="utf-8")
    assert "虚构" in text
    assert "None of\nthem exists" in text


def test_it_says_how_far_it_has_come(tmp_path):
    told = []
    make(tmp_path / "region", progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_it_makes_exactly_the_claims_asked_for(tmp_path, content):
    plan = plan_region(content, scale=0.01, seed=SEED, claims=12_345, banners=BANNERS[:1])
    assert [banner.claims for banner in plan.banners] == [12_345]
    report = make(tmp_path / "region", banners=BANNERS[:1], claims=12_345)
    arrived = report.rows["medical_claim"]
    assert 0.98 * 12_345 < arrived <= 12_345  # a few are lost on the way
    path = tmp_path / "region/tables/medical_claim.parquet"
    assert pq.read_metadata(path).num_rows == arrived


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty, match="not empty"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("scale", [0, -0.5, 1.01])
def test_a_scale_that_is_no_share_is_refused(tmp_path, scale):
    with pytest.raises(ScaleOutOfRange, match="between 0 and 1"):
        make(tmp_path / "region", scale=scale)
    assert not (tmp_path / "region").exists()


def test_the_report_counts_what_was_written(made):
    assert made.report.banners == len(BANNERS)
    assert set(made.report.rows) == set(FEEDS)
    for feed, rows in made.report.rows.items():
        assert made.table(feed).num_rows == rows
    household = made.table("household")
    living = household.column("left_date").null_count
    assert made.report.households == living


def test_the_command_prints_target_against_generated(tmp_path):
    out = tmp_path / "region"
    done = CliRunner().invoke(
        app, ["synthesize", "--scale", "0.0005", "--seed", "2", "--out", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    figures = {each["name"]: each for each in answer["comparisons"]}
    assert figures["registered_people"]["generated"] > 0
    assert figures["income_rural"]["target"] == 15283
    again = CliRunner().invoke(app, ["synthesize", "--out", str(out)])
    assert again.exit_code == 1
    assert "not empty" in again.output


def test_the_command_shows_a_table(tmp_path):
    done = CliRunner().invoke(
        app, ["synthesize", "--scale", "0.0005", "--out", str(tmp_path / "region")]
    )
    assert done.exit_code == 0
    assert "Every person in it is invented." in done.output


def test_hardships_are_drawn_by_code_that_knows_no_rule():
    code = (
        "import sys, shouwang.synthetic.hardship\n"
        "known = [name for name in sys.modules"
        " if name.startswith(('shouwang.rules', 'shouwang.stages'))]\n"
        "assert not known, known"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    out = tmp_path_factory.mktemp("default") / "region"
    return synthesize(content_dir=CONTENT, out=out, scale=0.01, seed=1)


@pytest.mark.slow
class TestTheDefaultRegion:
    def test_has_the_rare_groups(self, report):
        found = {each.name: each.generated for each in report.comparisons}
        assert found["registered_people"] >= 160
        assert found["unstable_people"] >= 130
        assert found["marginal_people"] >= 290
        assert 40_000 < report.households < 52_000

    def test_meets_the_figures(self, report):
        # A village here and there decides how many people of a league are Mongolian.
        of_region = [each for each in report.comparisons if each.name != "mongolian"]
        assert len(of_region) > 25
        for each in of_region:
            assert abs(each.deviation) < 0.06, each

    def test_plants_every_kind_and_hides_some_of_each(self, report):
        assert set(report.hardships) == set(kinds())
        planted, visible = sum(report.hardships.values()), sum(report.visible.values())
        assert 0.75 < visible / planted <= 0.85
        assert sum(report.lost.values()) == planted - visible
        assert sum(report.lookalikes.values()) >= 2 * planted
        assert len(report.faults) > 100


def test_content_without_a_feed_is_refused(tmp_path):
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "feeds" / "watch.yaml").unlink()
    with pytest.raises(ContractDiffers, match="watch"):
        synthesize(content_dir=content, out=tmp_path / "region", scale=0.01, seed=1)
    assert not (tmp_path / "region").exists()

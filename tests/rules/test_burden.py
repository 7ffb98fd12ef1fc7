"""`burden.yaml`: estimates with a day, a basis and a length of time."""

from dataclasses import replace

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.burden import FILE, Burden, load_burden
from shouwang.rules.content import load_content

SOURCE = SHIPPED / "neimenggu"


@pytest.fixture(scope="module")
def shipped():
    return load_content(SOURCE)


def test_the_shipped_one_has_all_three(shipped):
    burden = load_burden(shipped)
    assert burden.minutes_a_field
    assert burden.minutes_a_visit
    assert burden.too_much_a_month


def test_a_content_may_do_without(tmp_path, shipped):
    assert load_burden(replace(shipped, root=tmp_path)) == Burden()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value: 2,", "value: 0,", "minutes_a_field is greater than 0"),
        ("value: 2,", "value: many,", "burden.yaml:4"),
        ("minutes_a_visit:", "minutes_of_visit:", "minutes_a_visit is missing"),
        ("too_much_a_month:", "too_much:", "too_much_a_month is missing"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, shipped, old, new, told):
    text = (SOURCE / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputProblems) as raised:
        load_burden(replace(shipped, root=tmp_path))
    assert any(told in str(each) for each in raised.value.problems)

"""After a change everybody lives somewhere once, or has left; households count who is there."""

from dataclasses import dataclass, field
from datetime import date

from hypothesis import given, strategies as st

from shouwang.stages.register.changing import Register, apply
from shouwang.stages.register.enums import ChangeKind

DAY = date(2020, 6, 1)


@dataclass
class Told:
    household: int
    kind: str
    other: int | None = None
    people: list = field(default_factory=list)
    new_village: str = ""
    happened_date: date = DAY


def register(sizes):
    households, people, number = {}, {}, 100
    for home, size in enumerate(sizes, start=1):
        households[str(home)] = {"household": home, "village": "v", "members": size,
                                 "head_name": "张三", "left_date": None, "left_reason": None}  # fmt: skip
        for place in range(size):
            number += 1
            people[str(number)] = {
                "person": number, "household": home, "name": f"n{number}", "left_date": None,
                "left_reason": None, "relation": "head" if place == 0 else "son",
            }  # fmt: skip
    return Register(households, people)


@given(
    st.lists(st.integers(min_value=1, max_value=5), min_size=2, max_size=2),
    st.sampled_from(ChangeKind.values),
    st.sets(st.integers(min_value=101, max_value=110)),
)
def test_nobody_is_lost_and_members_are_counted(sizes, kind, chosen):
    held = register(sizes)
    other = 3 if kind == ChangeKind.SPLIT else 2
    apply(Told(1, kind, other, sorted(chosen), "w"), held)
    assert len(held.people) == sum(sizes)
    for row in held.people.values():
        assert str(row["household"]) in held.households
    for number, home in held.households.items():
        living = held.members(int(number))
        if home["left_date"] is None:
            assert home["members"] == len(living)
        else:
            assert not living


def test_a_household_of_its_own_has_a_head():
    held = register([3, 1])
    apply(Told(1, ChangeKind.SPLIT, 9, [102, 103], "w"), held)
    assert held.households["9"]["village"] == "w"
    assert held.households["9"]["members"] == 2
    assert [row["relation"] for row in held.members(9)] == ["head", "other"]
    assert held.households["1"]["members"] == 1


def test_the_last_death_ends_the_household():
    held = register([1, 1])
    apply(Told(1, ChangeKind.DEATH, None, [101]), held)
    assert held.households["1"]["left_reason"] == "died_out"
    assert held.people["101"]["left_date"] == DAY


def test_a_merger_leaves_one():
    held = register([2, 1])
    apply(Told(1, ChangeKind.MERGE, 2), held)
    assert held.households["1"]["left_reason"] == "merged"
    assert held.households["2"]["members"] == 3

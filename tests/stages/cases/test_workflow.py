"""The workflow alone: open steps, roles, refusals, returns; whatever happens, its order holds."""

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from shouwang.base.access import NotAllowed
from shouwang.rules.procedures import GreenChannel, Step, Version
from shouwang.stages.cases import workflow
from shouwang.stages.cases.workflow import Move, MoveNotAllowed, Taken

DAY = date(2020, 6, 30)


def step(name, *after, by=("village",), **fields):
    return Step(name=name, label=name, by=by, after=after, **fields)


SIDE_BY_SIDE = Version(
    start=DAY,
    regions=(),
    steps=(
        step("a", may_refuse=True),
        step("b", "a", is_optional=True),
        step("c", "a", by=("clerk",)),
        step("d", "b", "c", by=("township",), may_refuse=True, returns_to="a"),
        step("e", "d", by=("approver",), returns_to="d"),
        step("f", "e", by=("village", "helper")),
    ),
    green_channel=GreenChannel(risks=("disaster",), before="e", made_good=None, step="f"),
)


def done(*names):
    return [Taken(name, "done", "x", "village", DAY) for name in names]


def names(taken, **fields):
    return [each.name for each in workflow.open_steps(SIDE_BY_SIDE, taken, **fields)]


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ((), ["a"]),
        (("a",), ["b", "c"]),
        (("a", "b"), ["c"]),
        (("a", "c"), ["b", "d"]),
        # What was left out is past once something after it is done.
        (("a", "c", "d"), ["e"]),
        (("a", "b", "c", "d", "e"), ["f"]),
        (("a", "b", "c", "d", "e", "f"), []),
    ],
)
def test_steps_run_side_by_side_and_optional_ones_may_be_left_out(past, expected):
    assert names(done(*past)) == expected


def test_in_the_green_channel_help_is_open_at_once_and_closes_nothing():
    assert names([], is_green=True) == ["a", "f"]
    assert names(done("f"), is_green=True) == ["a"]
    assert names(done("f", "a", "c"), is_green=True) == ["b", "d"]


def test_a_return_voids_the_step_and_all_after_it():
    taken = done("a", "b", "c", "d")
    assert workflow.voided(SIDE_BY_SIDE, taken, SIDE_BY_SIDE.step("e")) == [3]
    assert workflow.voided(SIDE_BY_SIDE, taken[:3], SIDE_BY_SIDE.step("d")) == [0, 1, 2]


def test_help_already_given_is_not_voided():
    taken = done("f", "a", "c")
    assert workflow.voided(SIDE_BY_SIDE, taken, SIDE_BY_SIDE.step("d")) == [1, 2]


def test_a_role_takes_its_steps_only():
    with pytest.raises(NotAllowed):
        workflow.judge(SIDE_BY_SIDE, [], Move("a"), {"clerk", "approver"})
    assert workflow.judge(SIDE_BY_SIDE, [], Move("a"), {"village"})[1] == "village"


@pytest.mark.parametrize("role", ["village", "team", "township"])
def test_the_household_is_written_down_for(role):
    assert workflow.acting_role(step("s", by=("household",)), {role}) == role


@pytest.mark.parametrize("role", ["helper", "clerk", "approver", "auditor"])
def test_not_by_everybody(role):
    assert workflow.acting_role(step("s", by=("household",)), {role}) == ""


ROLES = ("village", "clerk", "township", "approver", "auditor")
MOVES = st.tuples(
    st.sampled_from([*SIDE_BY_SIDE.names, "z"]),
    st.sampled_from(["done", "refused", "returned", "else"]),
    st.sampled_from(ROLES),
)


@settings(max_examples=150)
@given(moves=st.lists(MOVES, max_size=40), is_green=st.booleans())
def test_no_sequence_of_moves_breaks_the_order(moves, is_green):
    """Whatever people try, what stands is a legal beginning of the procedure."""
    taken = []
    for name, outcome, role in moves:
        try:
            taking, acting = workflow.judge(
                SIDE_BY_SIDE, taken, Move(name, outcome, note="so"), {role}, is_green=is_green
            )
        except (MoveNotAllowed, NotAllowed):
            continue
        assert acting == role
        if outcome == "returned":
            gone = set(workflow.voided(SIDE_BY_SIDE, taken, taking))
            taken = [
                Taken(each.step, each.outcome, each.by, each.role, each.day,
                      each.is_void or number in gone)
                for number, each in enumerate(taken)
            ]  # fmt: skip
        taken.append(Taken(name, outcome, "x", acting, DAY))
        standing = workflow.done(taken)
        live = [each for each in taken if not each.is_void and each.outcome == "done"]
        assert len(live) == len(standing), "a step stands once"
        for past in standing:
            needed = [
                before for before in SIDE_BY_SIDE.step(past).after
                if not SIDE_BY_SIDE.step(before).is_optional
            ]  # fmt: skip
            assert set(needed) <= set(standing) or (is_green and past == "f")
        following = workflow.open_steps(SIDE_BY_SIDE, taken, is_green=is_green)
        assert not {each.name for each in following} & set(standing)
        if outcome == "refused":
            assert following == ()

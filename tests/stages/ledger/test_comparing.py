"""The difference of two plans, as properties: nothing is lost, nothing twice, both ways alike."""

from hypothesis import given, strategies as st

from shouwang.stages.ledger.comparing import Compared, difference

words = st.text(alphabet="保持投入力度不减监测预警产业扶贫就业光伏", min_size=1, max_size=12)
units = st.lists(st.sampled_from(["综合处", "考评处", "规划财务处"]), max_size=2).map(tuple)
SAME = 0.6


@st.composite
def plans(draw):
    return [
        Compared(key=key, number=str(key), title=draw(words), text=draw(words), owners=draw(units),
                 partners=draw(units), quantities=tuple(draw(st.lists(words, max_size=2))))
        for key in range(draw(st.integers(0, 8)))
    ]  # fmt: skip


def keys(found):
    return sorted(each.key for each in found)


@given(plans())
def test_a_plan_does_not_differ_from_itself(plan):
    found = difference(plan, plan, same_from=SAME)
    assert (found.added, found.dropped) == ((), ())
    assert len(found.same) + len(found.changed) == len(plan)
    titles = {(each.title, each.text) for each in plan}
    if len(titles) == len(plan):
        assert not found.changed


@given(plans(), plans())
def test_nothing_is_lost_and_nothing_is_there_twice(before, after):
    found = difference(before, after, same_from=SAME)
    pairs = [*found.changed, *found.same]
    assert keys([*found.dropped, *(pair.before for pair in pairs)]) == keys(before)
    assert keys([*found.added, *(pair.after for pair in pairs)]) == keys(after)
    assert all(pair.likeness >= SAME for pair in pairs)


@given(plans(), plans())
def test_looked_at_from_the_other_side_it_is_the_same(before, after):
    there, back = (difference(*each, same_from=SAME) for each in ((before, after), (after, before)))
    assert keys(there.added) == keys(back.dropped)
    assert keys(there.dropped) == keys(back.added)
    assert {(pair.before.key, pair.after.key) for pair in there.changed} == {
        (pair.after.key, pair.before.key) for pair in back.changed
    }


def test_what_changed_is_told_by_field():
    one = Compared(1, "(一)", "完成任务", "完成剩余任务", owners=("甲",), quantities=("1.6万",))
    other = Compared(2, "(二)", "完成任务", "完成剩余任务", owners=("乙",), quantities=("1.2万",))
    (pair,) = difference([one], [other], same_from=SAME).changed
    assert [(each.field, each.before, each.after) for each in pair.changes] == [
        ("owners", "甲", "乙"), ("quantities", "1.6万", "1.2万"),
    ]  # fmt: skip


def test_what_is_unlike_is_dropped_and_added():
    found = difference(
        [Compared(1, "", "光伏扶贫", "规范光伏")], [Compared(2, "", "小额信贷", "防范逾期")],
        same_from=SAME,
    )  # fmt: skip
    assert (keys(found.dropped), keys(found.added)) == ([1], [2])

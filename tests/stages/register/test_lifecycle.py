"""A correction stands until its sender says so too, or says a third thing."""

from hypothesis import given, strategies as st

from shouwang.stages.register.lifecycle import Fate, fate

VALUES = st.sampled_from(["A", "B", "C"])


@given(VALUES, VALUES, VALUES, st.booleans())
def test_every_state_has_one_fate(found, held, was, is_ours):
    decided = fate(found=found, held=held, was=frozenset({was}), is_ours=is_ours)
    if held == found:
        assert decided is (Fate.KEEP if is_ours else Fate.TAKEN_OVER)
    elif is_ours or held == was:
        assert decided is Fate.APPLY
    else:
        assert decided is Fate.OVERTAKEN


@given(VALUES, VALUES)
def test_what_was_applied_is_kept_and_comes_back_after_the_old_value_does(found, was):
    if found == was:
        return
    before = frozenset({was})
    assert fate(found=found, held=was, was=before, is_ours=False) is Fate.APPLY
    assert fate(found=found, held=found, was=before, is_ours=True) is Fate.KEEP
    assert fate(found=found, held=was, was=before, is_ours=False) is Fate.APPLY
    assert fate(found=found, held=found, was=before, is_ours=False) is Fate.TAKEN_OVER

"""Who acts, and how far they see."""

from shouwang.base.access import Actor, Scope


def test_an_empty_scope_is_the_whole_region():
    assert Scope().is_everything
    assert not Scope(frozenset({"150421"})).is_everything


def test_an_actor_has_no_role_unless_given():
    assert Actor("analyst").roles == frozenset()

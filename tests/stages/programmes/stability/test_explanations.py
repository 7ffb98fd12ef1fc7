"""A banner explains what has changed, the region accepts it or not; nothing disappears."""

import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.stability.models import Explanation
from shouwang.stages.programmes.stability.operations import explanations as operations
from shouwang.stages.programmes.stability.operations.explanations import Said
from shouwang.stages.programmes.stability.queries import explanations as known
from shouwang.stages.programmes.stability.said import accepted
from tests.office import world

pytestmark = pytest.mark.django_db
CONTENT = world.content()


def banner(side=world.HOME):
    return world.place(side)["banner"]


def explain(*, role="clerk", side=world.HOME, where=None, version=None, **told):
    said = {"matter": "leader", "key": "t-1", "words": "组织需要", "document": "盟委〔2020〕12号"}
    return operations.explain_change(
        content=CONTENT, banner=where or banner(side), said=Said(**{**said, **told}),
        version=version, at=world.AT, by=world.actor(role, side), on=world.DAY,
    )  # fmt: skip


def decide(made, *, role="region", accepts=True, words="", version=None):
    return operations.decide_explanation(
        explanation_id=made.pk, version=version or made.version, accepts=accepts, words=words,
        at=world.AT, by=world.actor(role), on=world.DAY,
    )  # fmt: skip


def fields(problems):
    return {each.where for each in problems.value.problems}


def test_what_a_banner_explains_counts_when_the_region_accepts_it():
    made = explain()
    told = known.of_banner(banner=banner(), on=world.DAY, scope=world.actor("clerk").scope)
    assert accepted(told, "leader") == frozenset()
    decide(made)
    told = known.of_banner(banner=banner(), on=world.DAY, scope=world.actor("clerk").scope)
    assert accepted(told, "leader") == {"t-1"}
    acts = AuditEntry.objects.filter(subject=f"explanation:{made.pk}").order_by("id")
    assert [each.what for each in acts] == ["explain_change", "decide_explanation"]


def test_a_refused_explanation_is_written_anew_by_whoever_has_seen_it():
    made = explain()
    refused = decide(made, accepts=False, words="文件没有说空缺")
    with pytest.raises(Stale):
        explain(words="补充")
    again = explain(words="补充", version=refused.version)
    assert (again.pk, again.state, again.words) == (made.pk, "given", "补充")
    decide(again)
    with pytest.raises(InputProblems) as wrong:
        explain(words="再补", version=again.version + 1)
    assert fields(wrong) == {"key"}


def test_everything_wrong_is_said_at_once_and_nothing_is_kept():
    with pytest.raises(InputProblems) as wrong:
        explain(matter="weather", key="", words=" ", document="x" * 121)
    assert fields(wrong) == {"matter", "key", "words", "document"}
    assert not Explanation.objects.exists()


def test_only_the_banner_explains_its_own_and_only_the_region_decides():
    with pytest.raises(NotAllowed):
        explain(role="league")
    with pytest.raises(NotFound):
        explain(where=banner(world.ABROAD))
    made = explain()
    for role in ("clerk", "approver", "league"):
        with pytest.raises(NotAllowed):
            decide(made, role=role)
    with pytest.raises(InputProblems) as wrong:
        decide(made, accepts=False)
    assert fields(wrong) == {"words"}
    with pytest.raises(Stale):
        decide(made, version=9)


def test_explanations_of_other_banners_are_not_found():
    foreign = explain(side=world.ABROAD)
    with pytest.raises(NotFound):
        known.explanation(number=foreign.pk, on=world.DAY, scope=world.actor("clerk").scope)
    assert known.explanations(on=world.DAY, scope=world.actor("clerk").scope) == []
    assert len(known.explanations(on=world.DAY, scope=world.actor("region").scope)) == 1

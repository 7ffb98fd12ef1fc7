"""The four that are not taken away in the June of a demo: banners explain, the region decides.

Needs Django set up.
"""

from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor, at_place
from shouwang.stages.programmes.stability.enums import Matter
from shouwang.stages.programmes.stability.operations import explanations as acts
from shouwang.stages.programmes.stability.operations.explanations import Said
from shouwang.stages.programmes.stability.places import banners_in
from shouwang.stages.programmes.stability.queries import four

BANNERS = 12  # that explain something
EACH = 2  # changes a banner explains


def live_stability(life: Life) -> None:
    """Let some banners explain who went; accept every other explanation, refuse one, leave one."""
    content, region = life.policy.content, actor(life, "region")
    told = 0
    for banner in banners_in(content, region.scope)[: BANNERS * 2]:
        clerk = at_place(life, content.coverage_level, banner, "clerk")
        changes = four.changes(
            home=life.home, content=content, banner=banner, on=life.day, scope=region.scope
        )
        for each in [one for one in changes if one.is_fault][:EACH]:
            said = Said(
                Matter.LEADER, each.term.term,
                _("the region needed the person elsewhere; a successor has been named"),
                _("decision of the league's committee, No. 12 of 2020"),
            )  # fmt: skip
            made = life.act(
                "explain", acts.explain_change, content=content, banner=banner, said=said,
                at=life.moment(life.day), by=clerk, on=life.day,
            )  # fmt: skip
            told += 1
            if made is None or told % 3 == 0:
                continue
            life.act(
                "explanation", acts.decide_explanation, explanation_id=made.pk,
                version=made.version, accepts=told % 3 == 1,
                words="" if told % 3 == 1 else _("the document says nothing of the gap"),
                at=life.moment(life.day), by=region, on=life.day,
            )  # fmt: skip

"""The double inclusion in the June of a demo: banners held against each other, some lines answered.

Needs Django set up.
"""

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor
from shouwang.stages.programmes.safety_net.enums import AnswerKind
from shouwang.stages.programmes.safety_net.operations import lists as acts
from shouwang.stages.programmes.safety_net.queries import lists

ANSWERED = 3  # of so many lines of the demo's banner one waits for an answer
LOOKED_AT = 60  # lines of the banner at most


def live_safety_net(life: Life) -> None:
    """Reconcile every banner of the demo, and answer most lines of the demo's own."""
    for region in life.policy.content.regions_of("banner"):
        life.act(
            "reconcile", acts.reconcile_banner, home=life.home, policy=life.policy,
            banner=region.code, at=life.moment(life.day), by=SYSTEM, on=life.day,
        )  # fmt: skip
    clerk = actor(life, "clerk")
    answers = (
        (AnswerKind.APPLIED, ""),
        (AnswerKind.NOT_ENTITLED, _("the son has worked in town since May")),
        (AnswerKind.DATA_WRONG, _("the income of last year was entered twice")),
    )
    found = lists.lines(
        wanted=lists.Wanted(), limit=LOOKED_AT, content=life.policy.content, on=life.day,
        scope=clerk.scope,
    )  # fmt: skip
    for number, line in enumerate(found):
        if number % ANSWERED == 0:
            continue
        answer, note = answers[number % len(answers)]
        life.act(
            "net_answer", acts.answer_line, line_id=line.pk, version=line.version,
            answer=answer.value, note=note, at=life.moment(life.day), by=clerk, on=life.day,
        )  # fmt: skip
    life.done["net_lines"] += sum(
        lines
        for lines, _people in lists.counts(
            content=life.policy.content, on=life.day, scope=EVERYWHERE
        ).values()
    )

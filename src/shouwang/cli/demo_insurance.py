"""The insurance in the June of a demo: every banner's claims settled, some differences answered.

Needs Django set up.
"""

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor, at_place
from shouwang.stages.programmes.insurance.enums import DifferenceState
from shouwang.stages.programmes.insurance.operations import settlements as acts
from shouwang.stages.programmes.insurance.queries import settlements as known

ANSWERED = 12  # the newest differences of the region, of which two in three are answered
LEFT_OPEN = 3


def live_insurance(life: Life) -> None:
    """Settle the claims of every banner as the region does, and answer some of what differs."""
    region = actor(life, "region")
    for banner in life.policy.content.regions_of("banner"):
        life.act(
            "settle", acts.settle_banner, home=life.home, policy=life.policy, banner=banner.code,
            at=life.moment(life.day), by=region, on=life.day,
        )  # fmt: skip
    rows = known.differences(
        content=life.policy.content, on=life.day, scope=region.scope,
        wanted=known.Wanted(state=DifferenceState.OPEN, limit=ANSWERED),
    )  # fmt: skip
    for number, each in enumerate(rows):
        if number % LEFT_OPEN == 0:
            continue
        by: Actor = at_place(life, "banner", each.banner, "clerk")
        state, words = _answers()[number % len(_answers())]
        life.act(
            "difference", acts.answer_difference, difference_id=each.pk, version=each.version,
            reply=acts.Reply(state, words), at=life.moment(life.day), by=by, on=life.day,
        )  # fmt: skip


def _answers() -> tuple[tuple[str, str], ...]:
    return (
        (DifferenceState.CORRECTED, _("the insurer worked it out again and made it good")),
        (DifferenceState.ACCEPTED, _("a bill came in later; the insurer's figure holds")),
        (DifferenceState.OURS_WRONG, _("the hospital's settlement was entered twice")),
    )

"""Work in the June of a demo: two matching rounds, answers, placements kept and ended, lists.

Everything goes through the operations that the pages use, by accounts of the right role. Needs
Django set up.
"""

from datetime import date, timedelta
from typing import Any

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.cli.demo_life import Life, actor, at_place
from shouwang.rules.matching import load_matching
from shouwang.stages.programmes.employment.keeping import first_kept_day
from shouwang.stages.programmes.employment.operations import lists, proposals
from shouwang.stages.programmes.employment.operations.rounds import run_round
from shouwang.stages.programmes.employment.queries import matches

DAYS_AGO = (98, 6)  # the two rounds: of the first some placements have lasted three months
ASKED = 60  # proposals of a round that somebody goes to the door with
DECLINES = 4  # of so many one says no
ENDS = 5  # of so many placed one has left
WAIT = 3  # days from the offer to the first day of work
REASONS = ("far", "wage", "care", "found")
ENDINGS = ("quit", "health", "closed")


def live_employment(life: Life) -> None:
    """Match the demo's banner twice, let the villages ask, and publish the vacancies."""
    for days in DAYS_AGO:
        _round(life, life.day - timedelta(days=days))
    life.act(
        "vacancy lists", lists.publish_due, home=life.home, content=life.policy.content,
        rules=load_matching(life.policy.content), at=life.moment(life.day), by=SYSTEM,
        on=life.day,
    )  # fmt: skip


def _round(life: Life, day: date) -> None:
    clerk, content = actor(life, "clerk"), life.policy.content
    (banner,) = sorted(clerk.scope.places)
    made = life.act(
        "matching", run_round, home=life.home, content=content, rules=load_matching(content),
        banner=banner, at=life.moment(day), by=clerk, on=day,
    )  # fmt: skip
    if made is None:
        return
    wanted = matches.Wanted(round_id=made.pk, limit=ASKED)
    for number, each in enumerate(matches.proposals(wanted=wanted, on=life.day, scope=EVERYWHERE)):
        if number % 2 == 0:
            _answer(life, each, number // 2, day + timedelta(days=1))


def _answer(life: Life, proposal: Any, number: int, day: date) -> None:
    by = at_place(life, "village", proposal.village, "village")
    is_declined = number % DECLINES == DECLINES - 1
    told: dict[str, Any] = {"proposal_id": proposal.pk, "by": by}
    found = life.act(
        "answer", proposals.answer_proposal, version=proposal.version, accepts=not is_declined,
        reason=REASONS[number // DECLINES % len(REASONS)] if is_declined else "",
        at=life.moment(day), on=day, **told,
    )  # fmt: skip
    begins = day + timedelta(days=WAIT)
    if found is None or is_declined or begins > life.day:
        return
    found = life.act(
        "placement", proposals.place_seeker, version=found.version, placed_date=begins,
        at=life.moment(begins), on=begins, **told,
    )  # fmt: skip
    if found is None:
        return
    when: dict[str, Any] = {"at": life.moment(life.day), "on": life.day}
    if number % ENDS == ENDS - 1:
        life.act("placement", proposals.end_placement, version=found.version, ended_date=life.day,
                 reason=ENDINGS[number // ENDS % len(ENDINGS)], **when, **told)  # fmt: skip
    elif life.day >= first_kept_day(life.policy, found.placed_date, on=life.day):
        life.act("placement", proposals.confirm_kept, policy=life.policy, version=found.version,
                 **when, **told)  # fmt: skip

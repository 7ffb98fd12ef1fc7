"""A matching round of a banner: the best assignment becomes proposals."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.calc.matching import NOWHERE, Assignment, Pairs, best, greedy
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.matching import MatchingRules
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import fail_outside
from shouwang.stages.programmes.employment import facts
from shouwang.stages.programmes.employment.eligibility import Judge, Post, Seeker, Verdict
from shouwang.stages.programmes.employment.enums import ProposalState
from shouwang.stages.programmes.employment.models import Proposal, Round

MATCHERS = (Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
# Whoever has one of these is not proposed another post; what is only offered gives way.
HELD = (ProposalState.ACCEPTED, ProposalState.PLACED, ProposalState.KEPT)
# Those of which the department's list may not know yet that they are filled.
TAKEN = (ProposalState.ACCEPTED, ProposalState.PLACED)
# Of a judged pair.
COLUMNS = ("seeker", "post", "score")
# Told to the job after so many seekers.
EVERY = 100
Pair = tuple[Seeker, Post, Verdict]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An assignment that has been computed and not been kept yet."""

    snapshot: int
    seekers: int
    vacancies: int
    pairs: int
    chosen: Sequence[Pair]
    total: int
    greedy: Assignment


def run_round(
    *,
    home: Home,
    content: Content,
    rules: MatchingRules,
    banner: str,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    at: datetime,
    by: Actor,
    on: date,
) -> Round:
    """Match a banner's open seekers and vacancies, and propose what comes of it.

    Who has accepted a post or is in one keeps it; offers that nobody has answered give way. A post
    that somebody declined is not proposed to them again.

    Args:
        progress: Told how many seekers of how many have been judged.

    Raises:
        NotAllowed: if it is not for their role.
        NotFound: if the banner is outside the scope.
        InputProblems: if nobody seeks work there, or no vacancy is open.
    """
    if not by.has_role(*MATCHERS):
        raise NotAllowed(_("this is not for your role"))
    fail_outside(banner, content, by.scope)
    drawn = _drawn(home, content, rules, banner, progress, by=by, on=on)
    return _keep(content, banner, drawn, at, by, on)


def _drawn(
    home: Home, content: Content, rules: MatchingRules, banner: str,
    progress: Callable[[int, int], None], *, by: Actor, on: date,
) -> Drawn:  # fmt: skip
    told: dict[str, Any] = {
        "home": home,
        "content": content,
        "banner": banner,
        "on": on,
        "scope": by.scope,
    }
    bound = set(
        Proposal.objects.filter(banner=banner, state__in=HELD).values_list("person", flat=True)
    )
    seekers = [each for each in facts.seekers(rules=rules, **told) if each.person not in bound]
    taken = _taken(banner)
    posts = [each for each in facts.posts(**told) if each.left > taken[each.vacancy]]
    problems = []
    if not seekers:
        problems.append(Problem(content.regions[banner].name, _("nobody is registered as seeking")))
    if not posts:
        problems.append(Problem(content.regions[banner].name, _("no vacancy is open")))
    if problems:
        raise InputProblems(problems)
    pairs = _pairs(Judge(rules, on=on), seekers, posts, banner, progress)
    left = np.array([each.left - taken[each.vacancy] for each in posts], dtype=np.int64)
    numbers = np.array(
        [(who, where, verdict.score) for who, where, verdict in pairs], dtype=np.int64
    ).reshape(-1, len(COLUMNS))
    asked = Pairs(len(seekers), left, numbers[:, 0], numbers[:, 1], numbers[:, 2])
    found = best(asked)
    verdicts = {(who, where): verdict for who, where, verdict in pairs}
    chosen = [
        (seekers[who], posts[where], verdicts[who, where])
        for who, where in enumerate(found.post.tolist())
        if where != NOWHERE
    ]
    return Drawn(facts.snapshot(home, content), len(seekers), int(left.sum()), len(pairs), chosen,
                 found.total, greedy(asked))  # fmt: skip


def _pairs(
    judge: Judge, seekers: Sequence[Seeker], posts: Sequence[Post], banner: str,
    progress: Callable[[int, int], None],
) -> list[tuple[int, int, Verdict]]:  # fmt: skip
    declined = set(
        Proposal.objects.filter(banner=banner, state=ProposalState.DECLINED)
        .values_list("person", "vacancy")
    )  # fmt: skip
    found = []
    for who, seeker in enumerate(seekers):
        if who % EVERY == 0:
            progress(who, len(seekers))
        for where, post in enumerate(posts):
            verdict = judge.verdict(seeker, post)
            if not verdict.bar and (seeker.person, post.vacancy) not in declined:
                found.append((who, where, verdict))
    progress(len(seekers), len(seekers))
    return found


def _taken(banner: str) -> Counter[str]:
    return Counter(
        Proposal.objects.filter(banner=banner, state__in=TAKEN).values_list("vacancy", flat=True)
    )


@transaction.atomic
def _keep(
    content: Content, banner: str, drawn: Drawn, at: datetime, by: Actor, on: date
) -> Round:  # fmt: skip
    """Keep the round; whoever was placed while it was computed keeps what they have."""
    old = Proposal.objects.filter(banner=banner, state=ProposalState.OFFERED)
    replaced = old.update(state=ProposalState.SUPERSEDED, changed_by=by.label or by.name,
                          changed_at=at)  # fmt: skip
    bound = set(
        Proposal.objects.filter(
            person__in=[seeker.person for seeker, _post, _verdict in drawn.chosen], state__in=HELD
        ).values_list("person", flat=True)
    )
    chosen = [each for each in drawn.chosen if each[0].person not in bound]
    made = Round.objects.create(
        league=content.ancestors(banner)["league"], banner=banner, made_date=on, made_at=at,
        made_by=by.label or by.name, snapshot=drawn.snapshot, seekers=drawn.seekers,
        vacancies=drawn.vacancies, pairs=drawn.pairs, total=drawn.total,
        greedy=drawn.greedy.total, placed=len(chosen),
        greedy_placed=int((drawn.greedy.post != NOWHERE).sum()),
    )  # fmt: skip
    Proposal.objects.bulk_create(_proposal(made, *each, on=on) for each in chosen)
    audit.record(
        what="run_round", subject=f"round:{made.pk}", at=at, by=by, on=on,
        detail={"banner": banner, "placed": len(chosen), "replaced": replaced},
    )  # fmt: skip
    return made


def _proposal(made: Round, seeker: Seeker, post: Post, verdict: Verdict, *, on: date) -> Proposal:
    return Proposal(
        round=made, seeker=seeker.seeker, person=seeker.person, household=seeker.household,
        vacancy=post.vacancy, employer=post.employer or "", trade=post.trade or "",
        place_name=post.place_name or "", wage=post.wage, score=verdict.score,
        reasons=list(verdict.reasons), offered_date=on,
        **{level: seeker.place.get(level, "")
           for level in ("league", "banner", "township", "village")},
    )  # fmt: skip

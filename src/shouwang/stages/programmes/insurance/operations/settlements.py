"""Settles a banner's claims, keeps what differs, and what insurer and clerk answer to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, fail_outside, found_within, place_fields
from shouwang.stages.programmes.insurance import facts
from shouwang.stages.programmes.insurance.enums import DifferenceReason, DifferenceState
from shouwang.stages.programmes.insurance.models import Difference, Settlement
from shouwang.stages.programmes.insurance.settling import Settled, settle_claims
from shouwang.stages.programmes.insurance.terms import terms_of
from shouwang.stages.register.held import held

SETTLERS = ("clerk", "approver", "league", "region")
ANSWERERS = ("clerk", "approver")
# What may be said to a difference; `settled` is said by the next settlement alone.
ANSWERS = (DifferenceState.ACCEPTED, DifferenceState.CORRECTED, DifferenceState.OURS_WRONG)
LONGEST = 500  # characters, as wide as the column


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered to a difference."""

    state: str
    words: str


def settle_banner(
    *, home: Home, policy: Policy, banner: str, at: datetime, by: Actor, on: date
) -> Settlement:
    """Work out all claims of a banner by its product, and keep which of them differ.

    What has been answered stays answered while the figures are the same; a difference whose
    figures have changed is open again, one that is gone is settled.

    Raises:
        NotAllowed: if this is not for whoever asks.
        NotFound: if there is no such banner in their area, or no product in use there.
    """
    if not by.has_role(*SETTLERS):
        raise NotAllowed(_("the office of a banner or above settles claims"))
    content = policy.content
    fail_outside(banner, content, by.scope)
    if content.regions[banner].level != "banner":
        raise InputProblems([Problem("place", _("claims are settled banner by banner"))])
    terms = terms_of(policy, place=banner, on=on)
    found = held(home, content)
    places = content.ancestors(banner)
    place = tuple(places[level] for level in content.partition)
    settled = settle_claims(facts.claims_of(found, content, place=place), terms)
    version = terms.product.on(on)
    made = Settlement(
        league=places["league"],
        banner=banner,
        product=terms.product.name,
        product_from=version.start if version else on,
        snapshot=found.snapshot.id,
        day=on,
        at=at,
        made_by=by.label or by.name,
        **_counted(settled),
    )
    _keep(made, settled, content, at=at, by=by, on=on)
    return made


def _counted(settled: Sequence[Settled]) -> dict[str, int]:
    decided = [each for each in settled if each.fact.is_decided and each.ours is not None]
    return {
        "claims": len(settled),
        "agreed": sum(each.why is DifferenceReason.AGREES for each in settled),
        "differing": sum(each.differs for each in settled),
        "pending": sum(each.why is DifferenceReason.PENDING for each in settled),
        "unknown": sum(each.why is DifferenceReason.UNKNOWN for each in settled),
        "ours": sum(each.ours or 0 for each in decided),
        "theirs": sum(each.theirs or 0 for each in decided),
    }


@transaction.atomic
def _keep(
    made: Settlement, settled: Sequence[Settled], content: Content, *, at: datetime, by: Actor,
    on: date,
) -> None:  # fmt: skip
    made.save()
    kept = {each.case_number: each for each in Difference.objects.filter(banner=made.banner)}
    fresh = []
    for each in settled:
        before = kept.pop(each.fact.case_number, None)
        if not each.differs:
            if before is not None:
                _end(before, at=at, by=by)
            continue
        if before is None:
            fresh.append(_difference(made, each, content))
        else:
            _renew(before, made, each, at=at, by=by)
    for gone in kept.values():
        _end(gone, at=at, by=by)
    Difference.objects.bulk_create(fresh, batch_size=1000)
    audit.record(
        what="settle_banner", subject=f"settlement:{made.pk}", at=at, by=by, on=on,
        detail={"banner": made.banner, "product": made.product, "snapshot": made.snapshot,
                "claims": made.claims, "differing": made.differing},
    )  # fmt: skip


def _figures(made: Settlement, each: Settled) -> dict[str, object]:
    return {
        "kind": each.fact.kind,
        "product": made.product,
        "loss": each.fact.loss or 0,
        "other_paid": each.fact.other_paid or 0,
        "ours": each.ours or 0,
        "theirs": each.theirs or 0,
        "gap": each.gap,
        "why": each.why,
    }


def _difference(made: Settlement, each: Settled, content: Content) -> Difference:
    return Difference(
        settlement=made,
        case_number=each.fact.case_number,
        household=each.fact.household,
        reported_date=each.fact.reported_date,
        **_figures(made, each),
        **place_fields(content, each.fact.village),
    )


def _renew(before: Difference, made: Settlement, each: Settled, *, at: datetime, by: Actor) -> None:
    fields = _figures(made, each)
    same = all(getattr(before, name) == fields[name] for name in ("ours", "theirs", "why"))
    reopened: dict[str, object] = {"state": DifferenceState.OPEN} if not same else {}
    if before.state == DifferenceState.SETTLED:
        reopened = {"state": DifferenceState.OPEN}
    change(before, before.version, at=at, by=by, settlement=made, **fields, **reopened)


def _end(before: Difference, *, at: datetime, by: Actor) -> None:
    if before.state != DifferenceState.SETTLED:
        change(before, before.version, at=at, by=by, state=DifferenceState.SETTLED)


@transaction.atomic
def answer_difference(
    *, difference_id: int, version: int, reply: Reply, at: datetime, by: Actor, on: date
) -> Difference:
    """Write down what the insurer or the banner answers to a difference.

    Raises:
        NotAllowed: if this is not for whoever asks.
        NotFound: if there is no such difference in their area.
        InputProblems: with everything that is wrong with the answer.
        Stale: if somebody else has answered meanwhile.
    """
    if not by.has_role(*ANSWERERS):
        raise NotAllowed(_("the banner's clerk or approver answers a difference"))
    found = found_within(Difference.objects.all(), by.scope, pk=difference_id)
    words = reply.words.strip()
    problems = []
    if reply.state not in ANSWERS:
        problems.append(Problem("state", _("say which figure holds")))
    if not words:
        problems.append(Problem("words", _("say why")))
    elif len(words) > LONGEST or "\0" in words:
        problems.append(Problem("words", _("at most {count} characters").format(count=LONGEST)))
    if found.state == DifferenceState.SETTLED:
        problems.append(Problem("state", _("a later settlement found no difference any more")))
    if problems:
        raise InputProblems(problems)
    change(
        found, version, at=at, by=by, state=reply.state, answer=words,
        answered_by=by.label or by.name, answered_date=on,
    )  # fmt: skip
    audit.record(
        what="answer_difference", subject=f"difference:{found.pk}", at=at, by=by, on=on,
        detail={"state": reply.state},
    )  # fmt: skip
    return found

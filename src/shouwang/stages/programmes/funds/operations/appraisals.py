"""Self-appraisals: a banner writes to each item and signs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.funds import load_fund_rules
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, fail_outside
from shouwang.stages.programmes.funds.enums import AppraisalState
from shouwang.stages.programmes.funds.models import Appraisal
from shouwang.stages.programmes.funds.queries import appraisals as known
from shouwang.stages.programmes.funds.scoring import appraise

WRITERS = (Role.CLERK, Role.APPROVER)
SIGNERS = (Role.APPROVER,)
LONGEST = 1000  # characters to an item: half a page


class AppraisalSigned(ShouwangError):
    """The appraisal is signed: it stands as it was."""


@transaction.atomic
def write_appraisal(
    *,
    content: Content,
    banner: str,
    version: int,
    words: Mapping[str, str],
    at: datetime,
    by: Actor,
    on: date,
) -> Appraisal:
    """Keep what a banner says to the items of this year's appraisal; begun if it is not yet.

    Args:
        version: What was read; 0 if there was nothing.

    Raises:
        AppraisalSigned: if it is signed.
        Stale: if somebody else has written since.
        InputProblems: with all that is wrong.
    """
    found = _open(content, banner, WRITERS, by, on)
    rules = load_fund_rules(content)
    problems = [Problem(name, _("there is no such item")) for name in words
                if name not in rules.items]  # fmt: skip
    problems += [
        Problem(name, _("no more than {count} characters").format(count=LONGEST))
        for name, text in words.items()
        if len(text.strip()) > LONGEST
    ]
    if problems:
        raise InputProblems(problems)
    kept = {name: text.strip() for name, text in words.items() if text.strip()}
    if found is None:
        found = Appraisal.objects.create(
            banner=banner, league=content.ancestors(banner)["league"], year=on.year, version=0,
            changed_by=by.label or by.name, changed_at=at,
        )  # fmt: skip
    change(found, version, at=at, by=by, words=kept)
    audit.record(what="write_appraisal", subject=f"appraisal:{found.pk}", at=at, by=by, on=on,
                 detail={"items": len(kept)})  # fmt: skip
    return found


@transaction.atomic
def sign_appraisal(
    *,
    content: Content,
    banner: str,
    version: int,
    figures: Mapping[str, float | None],
    figures_day: date | None,
    at: datetime,
    by: Actor,
    on: date,
) -> Appraisal:
    """Sign it: the points are kept as they are told now.

    Args:
        figures: Indicator → its value for the banner.

    Raises:
        InputProblems: if items have no words, or there are no figures to go by.
    """
    found = _open(content, banner, SIGNERS, by, on)
    rules = load_fund_rules(content)
    written = found.words if found is not None else {}
    problems = [
        Problem(name, _("nothing is written to {item}").format(item=item.label))
        for name, item in rules.items.items()
        if not written.get(name)
    ]
    if figures_day is None:
        problems.append(Problem("figures", _("there are no figures yet")))
    if problems or found is None:
        raise InputProblems(problems)
    told = appraise(rules, figures)
    change(
        found, version, at=at, by=by, state=AppraisalState.SIGNED, signed_by=by.label or by.name,
        signed_date=on, figures_day=figures_day, total=str(told.total), grade=told.grade,
        points={each.item.name: _text(each.points) for each in told.items},
    )  # fmt: skip
    audit.record(what="sign_appraisal", subject=f"appraisal:{found.pk}", at=at, by=by, on=on,
                 detail={"total": found.total, "grade": found.grade})  # fmt: skip
    return found


def _open(
    content: Content, banner: str, roles: tuple[Role, ...], by: Actor, on: date
) -> Appraisal | None:
    fail_outside(banner, content, by.scope)
    if not by.has_role(*roles) or by.scope.level != "banner":
        raise NotAllowed(_("the self-appraisal is the banner's own"))
    found = known.appraisal(banner=banner, year=on.year, on=on, scope=by.scope)
    if found is not None and found.state == AppraisalState.SIGNED:
        raise AppraisalSigned(_("the appraisal is signed and stands"))
    return found


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)

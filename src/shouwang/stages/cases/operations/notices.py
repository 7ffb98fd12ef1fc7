"""What is done with notices: drawn up masked, posted with proof, expired, taken down."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.notices import Notices, Template, load_notices
from shouwang.stages.cases import wording
from shouwang.stages.cases.enums import FileKind, NoticeState
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.models import Attachment, Case, Notice, NoticeEntry
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.cases.queries import notices as known
from shouwang.stages.cases.receipts import notice_token
from shouwang.stages.cases.rulebook import nearest_first, rulebook
from shouwang.stages.cases.small_villages import Village
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, within
from shouwang.stages.register.queries import index

# Who draws up and posts the notice of a level.
MAKERS = {
    "village": (Role.VILLAGE, Role.TEAM, Role.TOWNSHIP),
    "township": (Role.TOWNSHIP,),
    "banner": (Role.CLERK, Role.APPROVER),
}
MOST_CASES = 200  # of one notice: a longer paper is not read
LONGEST_REASON = 200  # characters, as the column is wide


class NoticeNotWanted(ShouwangError):
    """These cases want no such notice: another step, another place, or it hangs already."""


class NoticeIsPast(ShouwangError):
    """The notice hangs already, or hangs no more; this cannot be done to it now."""


@transaction.atomic
def draft_notice(
    *, content: Content, case_ids: Collection[int], step: str, at: datetime, by: Actor, on: date
) -> Notice:
    """Draw up the notice of a step for cases of one procedure and one place, masked.

    Raises:
        NotFound: if a case is outside the scope.
        NoticeNotWanted: if they do not belong on one notice of this step.
    """
    cases = _cases(case_ids, by)
    notices = load_notices(content)
    template = _template(cases, step, notices)
    _fail_unless_maker(by, template.level)
    places = {getattr(case, template.level) for case in cases}
    if len(places) != 1:
        raise NoticeNotWanted(_("a notice is of one place: draw up one for each"))
    ready = known.ready_steps(cases=cases, notices=notices, on=on, scope=by.scope)
    late = [case.number for case in cases if step not in ready[case.pk]]
    if late:
        raise NoticeNotWanted(
            _("not yet to be announced, or announced already: {cases}").format(
                cases=_(", ").join(late)
            )
        )
    words = _words(cases, template, notices, content, by, on)
    _fail_if_leaking(words.title, words.text, words.shown, notices)
    villages = {case.village for case in cases}
    notice = Notice.objects.create(
        token=notice_token(),
        level=template.level,
        procedure=template.procedure,
        step=step,
        title=words.title,
        text=words.text,
        shown=list(words.shown),
        warnings=list(words.warnings),
        is_general=words.is_general,
        made_by=by.name,
        made_date=on,
        league=cases[0].league,
        banner=cases[0].banner,
        township=cases[0].township if template.level != "banner" else "",
        village=villages.pop() if len(villages) == 1 else "",
    )
    NoticeEntry.objects.bulk_create(NoticeEntry(notice=notice, case=case) for case in cases)
    _told("draft_notice", notice, at, by, on, cases=len(cases), step=step)
    return notice


@transaction.atomic
def post_notice(
    *,
    content: Content,
    notice_id: int,
    version: int,
    posted_date: date,
    at: datetime,
    by: Actor,
    on: date,
) -> Notice:
    """Say that a notice hangs; a photo of it on the wall must be attached, and nothing may leak.

    Raises:
        InputProblems: without a photo, or if something stands in it that may not be published.
    """
    notice = _found(notice_id, by, on, (NoticeState.DRAFT,))
    notices = load_notices(content)
    problems = []
    if not known.proofs(notice=notice, on=on, scope=by.scope):
        problems.append(
            Problem(
                _("proof of posting"), _("there is no photo of the notice on the wall"),
                _("take one that shows the whole notice and where it hangs"),
            )
        )  # fmt: skip
    if not notice.made_date <= posted_date <= on:
        problems.append(
            Problem(
                _("posted on"),
                _("the day lies between {start} and {end}").format(start=notice.made_date, end=on),
            )
        )
    if problems:
        raise InputProblems(problems)
    _fail_if_leaking(notice.title, notice.text, notice.shown, notices)
    until = _until(notice, posted_date, notices, content, by, on)
    change(
        notice, version, at=at, by=by, state=NoticeState.POSTED, posted_date=posted_date,
        posted_by=by.name, until_date=until, reason="",
    )  # fmt: skip
    _told("post_notice", notice, at, by, on, until=until.isoformat())
    return notice


def attach_paper(
    *,
    home: Home,
    content: Content,
    notice_id: int,
    data: bytes,
    name: str,
    at: datetime,
    by: Actor,
    on: date,
) -> Attachment:
    """Attach a paper that goes with a notice; whoever asks may be shown it, so nothing may leak.

    Raises:
        NoticeIsPast: if the notice has come down.
        InputProblems: with every place where something stands that may not be published.
    """
    notice = _found(notice_id, by, on, (NoticeState.DRAFT, *known.HANGING))
    return keep_file(
        home=home, data=data, name=name, owner=f"notice:{notice.pk}", kind=FileKind.PAPER,
        household=None, place=notice.place, words=load_notices(content).private_words, at=at,
        by=by, on=on,
    )  # fmt: skip


@transaction.atomic
def take_down_notice(
    *, notice_id: int, version: int, reason: str = "", at: datetime, by: Actor, on: date
) -> Notice:
    """Take a notice down: after its days for good; before, its days begin anew with a new posting.

    Raises:
        InputProblems: if its days are not over and no reason is given.
    """
    notice = _found(notice_id, by, on, (NoticeState.DRAFT, *known.HANGING))
    is_over = notice.state == NoticeState.EXPIRED or (
        notice.until_date is not None and notice.until_date < on
    )
    if not is_over:
        _fail_without_reason(reason)
    fields: dict[str, Any] = {"reason": reason.strip()}
    if is_over or notice.state == NoticeState.DRAFT:
        fields |= {
            "state": NoticeState.TAKEN_DOWN, "taken_down_date": on, "taken_down_by": by.name,
        }  # fmt: skip
    else:
        so_far = len(known.proofs(notice=notice, on=on, scope=by.scope))
        fields |= {
            "state": NoticeState.DRAFT, "posted_date": None, "until_date": None, "posted_by": "",
            "proofs_before": notice.proofs_before + so_far,
        }  # fmt: skip
    change(notice, version, at=at, by=by, **fields)
    _told("take_down_notice", notice, at, by, on, early=not is_over)
    return notice


@transaction.atomic
def expire_notices(*, at: datetime, by: Actor, on: date) -> int:
    """Mark the notices whose days are over, and return how many there are."""
    over = Notice.objects.filter(state=NoticeState.POSTED, until_date__lt=on)
    count = 0
    for notice in over.select_for_update():
        change(notice, notice.version, at=at, by=by, state=NoticeState.EXPIRED)
        _told("expire_notices", notice, at, by, on)
        count += 1
    return count


def extend_notice(
    *, notice: Notice, notices: Notices, at: datetime, by: Actor, on: date
) -> date | None:
    """Put the end of a notice off if an objection came in its last days; return the new end."""
    within_days = notices.late_within.number_on(on)
    days = notices.late_extends.number_on(on)
    if notice.until_date is None or within_days is None or days is None:
        return None
    until = on + timedelta(days=int(days))
    if (notice.until_date - on).days > int(within_days) or until <= notice.until_date:
        return None
    change(notice, notice.version, at=at, by=by, until_date=until)
    _told("extend_notice", notice, at, by, on, until=until.isoformat())
    return until


def _cases(case_ids: Collection[int], by: Actor) -> list[Case]:
    wanted = set(case_ids)
    if not wanted or len(wanted) > MOST_CASES:
        raise InputProblems(
            [
                Problem(
                    _("households"),
                    _("choose 1 to {count} households").format(count=MOST_CASES),
                )
            ]
        )
    found = list(
        within(Case.objects.all(), by.scope).filter(pk__in=wanted).order_by("village", "id")
    )
    if len(found) != len(wanted):
        raise NotFound(_("there is no such record in your area"))
    return found


def _template(cases: Sequence[Case], step: str, notices: Notices) -> Template:
    procedures = {case.procedure for case in cases}
    template = notices.template(procedures.pop(), step)
    if procedures or template is None:
        raise NoticeNotWanted(_("nothing says how a notice of these cases reads"))
    return template


def _words(
    cases: Sequence[Case],
    template: Template,
    notices: Notices,
    content: Content,
    by: Actor,
    on: date,
) -> wording.Worded:
    held = index.households(numbers=[case.household for case in cases], on=on, scope=by.scope)
    missing = [case.number for case in cases if case.household not in held]
    if missing:
        raise NoticeNotWanted(
            _("the register does not hold the household of {cases}").format(
                cases=_(", ").join(missing)
            )
        )
    villages = {
        code: Village.of(
            [each.head_name for each in index.households_of(village=code, on=on, scope=by.scope)]
        )
        for code in {case.village for case in cases}
    }
    return wording.worded(
        template,
        [
            wording.Household(held[case.household].head_name, case.get_kind_display(), case.village)
            for case in cases
        ],
        villages=villages,
        place=getattr(cases[0], template.level),
        days=_days(cases[0], template, content, on),
        notices=notices,
        content=content,
        on=on,
    )


def _days(case: Case, template: Template, content: Content, on: date) -> int | None:
    """How many days a notice hangs, as the procedure of its case says, or the template."""
    book = rulebook(content)
    places = nearest_first(case.place, content)
    notice = book.version(case.procedure, case.rules_from, places).step(template.step).notice
    if notice is not None:
        return notice.at_least.days_on(on, book.policy)
    number = template.hangs.number_on(on)
    return None if number is None else int(number)


def _until(
    notice: Notice, posted: date, notices: Notices, content: Content, by: Actor, on: date
) -> date:
    case = known.cases_in(notice=notice, on=on, scope=by.scope)[0]
    template = notices.template(notice.procedure, notice.step)
    book = rulebook(content)
    places = nearest_first(case.place, content)
    own = book.version(case.procedure, case.rules_from, places).step(notice.step).notice
    until = None
    if own is not None:
        until = own.at_least.after(
            posted, policy=book.policy, calendar=book.calendar, places=places
        )
    elif template is not None and (days := template.hangs.number_on(on)) is not None:
        until = posted + timedelta(days=int(days))
    if until is None:
        raise NoticeNotWanted(_("nothing says how many days it hangs"))
    return until


def _fail_if_leaking(
    title: str, text: str, shown: Sequence[dict[str, str]], notices: Notices
) -> None:
    lines = [title, text, *(" ".join(each.values()) for each in shown)]
    found = leaks_in("\n".join(lines), words=notices.private_words)
    if found:
        raise InputProblems(found)


def _fail_without_reason(reason: str) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_REASON or "\x00" in reason:
        raise InputProblems(
            [
                Problem(
                    _("reason"),
                    _("its days are not over: say why, in at most {count} characters").format(
                        count=LONGEST_REASON
                    ),
                )
            ]
        )


def _found(notice_id: int, by: Actor, on: date, states: Collection[NoticeState]) -> Notice:
    notice = known.notice(notice_id=notice_id, on=on, scope=by.scope)
    _fail_unless_maker(by, notice.level)
    if notice.state not in states:
        raise NoticeIsPast(
            _("the notice is “{state}”: this cannot be done to it").format(
                state=notice.get_state_display()
            )
        )
    return notice


def _fail_unless_maker(by: Actor, level: str) -> None:
    if not by.is_program and not by.has_role(*MAKERS[level]):
        raise NotAllowed(_("this notice is not for your office to draw up and post"))


def _told(what: str, notice: Notice, at: datetime, by: Actor, on: date, **detail: Any) -> None:
    audit.record(what=what, subject=f"notice:{notice.pk}", at=at, detail=detail, by=by, on=on)

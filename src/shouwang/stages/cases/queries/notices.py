"""What can be asked of notices: one, a page of them, which cases want one, what is to be done today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.rules.notices import Notices, Template
from shouwang.stages.cases.enums import FileKind, NoticeState, StepOutcome
from shouwang.stages.cases.models import Attachment, Case, Notice, NoticeEntry, StepTaken
from shouwang.stages.cases.queries.cases import IN_WORK
from shouwang.stages.org.scoping import found_within, within

LIMIT = 50  # rows of a page
MOST_CASES = 500  # of those that want a notice, looked through at once
HANGING = (NoticeState.POSTED, NoticeState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases of one place that want a notice of the same step."""

    template: Template
    place: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """What is to be done with notices today."""

    to_post: int
    hanging: int
    to_take_down: int


def notice(*, notice_id: int, on: date, scope: Scope) -> Notice:
    """Return a notice.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Notice.objects.all(), scope, pk=notice_id)


def notice_of_token(*, token: str, on: date, scope: Scope) -> Notice:
    """Return the notice whose page has that token, once it has been posted; for anybody.

    Raises:
        NotFound: if there is none, or it has never hung.
    """
    del on, scope
    found = Notice.objects.filter(token=token).exclude(posted_date=None).first()
    if found is None:
        raise NotFound(_("there is no such page"))
    return found


def is_open(*, notice: Notice, on: date, scope: Scope) -> bool:
    """Tell whether the days of a notice are running."""
    del scope
    return (
        notice.state == NoticeState.POSTED
        and notice.until_date is not None
        and on <= notice.until_date
    )


def page(
    *, state: str = "", after: int | None = None, limit: int = LIMIT, on: date, scope: Scope
) -> list[Notice]:
    """Return a page of notices, the newest first; one more than the page, if there are more.

    Args:
        state: A state, ``down`` for those to be taken down, or empty for all.
    """
    found = within(Notice.objects.all(), scope)
    if state == "down":
        found = found.filter(to_take_down(on=on, scope=scope))
    elif state:
        found = found.filter(state=state)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-id")[: limit + 1])


def today(*, on: date, scope: Scope) -> Today:
    """Return what is to be done today."""
    found = within(Notice.objects.all(), scope)
    return Today(
        to_post=found.filter(state=NoticeState.DRAFT).count(),
        hanging=found.filter(state=NoticeState.POSTED, until_date__gte=on).count(),
        to_take_down=found.filter(to_take_down(on=on, scope=scope)).count(),
    )


def cases_in(*, notice: Notice, on: date, scope: Scope) -> list[Case]:
    """Return the cases of a notice, in the order in which it shows them."""
    del on
    found = within(NoticeEntry.objects.all(), scope, path="case__").filter(notice=notice)
    return [entry.case for entry in found.select_related("case").order_by("id")]


def notices_of(*, case: Case, on: date, scope: Scope) -> list[Notice]:
    """Return the notices a case stands in, the newest first."""
    del on
    return list(within(Notice.objects.all(), scope).filter(entries__case=case).order_by("-id"))


def proofs(*, notice: Notice, on: date, scope: Scope) -> list[Attachment]:
    """Return the photos of the posting that runs now; those of one cut short are not among them."""
    del on
    found = within(Attachment.objects.all(), scope).filter(
        owner=f"notice:{notice.pk}", kind=FileKind.POSTING
    )
    return list(found.order_by("id"))[notice.proofs_before :]


def papers(*, notice: Notice, on: date, scope: Scope) -> list[Attachment]:
    """Return the papers that go with a notice, in the order in which they came."""
    del on
    found = within(Attachment.objects.all(), scope).filter(
        owner=f"notice:{notice.pk}", kind=FileKind.PAPER
    )
    return list(found.order_by("id"))


def waiting(*, notices: Notices, on: date, scope: Scope) -> list[Waiting]:
    """Return the cases whose step wants a notice that has not been drawn up, by place."""
    found = within(Case.objects.all(), scope).filter(state__in=IN_WORK)
    names = {each.procedure for each in notices.templates}
    steps = Q(steps__step__in={each.step for each in notices.templates})
    for each in notices.templates:
        if each.hangs:
            steps |= Q(next_steps__icontains=f'"{each.step}"')
    wanted = (
        found.filter(procedure__in=names)
        .filter(steps)
        .distinct()
        .order_by("-opened_date", "-id")[:MOST_CASES]
    )
    cases = list(wanted)
    ready = ready_steps(cases=cases, notices=notices, on=on, scope=scope)
    groups: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        for template in notices.templates:
            if template.procedure == case.procedure and template.step in ready[case.pk]:
                place = getattr(case, template.level)
                groups.setdefault((template.procedure, template.step, place), []).append(case)
    return [
        Waiting(own, place, tuple(group))
        for (procedure, step, place), group in sorted(groups.items())
        if (own := notices.template(procedure, step)) is not None
    ]


def ready_steps(
    *, cases: Sequence[Case], notices: Notices, on: date, scope: Scope
) -> dict[int, set[str]]:
    """Return by case the steps that want a notice now: done, or announced, and not yet told of."""
    del on, scope
    numbers = [case.pk for case in cases]
    done: dict[tuple[int, str], date] = {}
    for taken in StepTaken.objects.filter(
        case__in=numbers, outcome=StepOutcome.DONE, is_void=False
    ):
        done[taken.case_id, taken.step] = taken.taken_date
    told: dict[tuple[int, str], date] = {}
    live = NoticeEntry.objects.filter(case__in=numbers).exclude(
        notice__state=NoticeState.TAKEN_DOWN, notice__posted_date=None
    )
    for entry in live.select_related("notice"):
        key = entry.case_id, entry.notice.step
        told[key] = max(told.get(key, date.min), entry.notice.made_date)
    ready: dict[int, set[str]] = {}
    for case in cases:
        ready[case.pk] = {
            each.step
            for each in notices.templates
            if each.procedure == case.procedure
            and _wants(each, case, done.get((case.pk, each.step)), told.get((case.pk, each.step)))
        }
    return ready


def _wants(template: Template, case: Case, done: date | None, told: date | None) -> bool:
    is_next = bool(template.hangs) and template.step in case.next_steps
    if done is None and not is_next:
        return False
    return told is None or (done is not None and told < done)


def to_take_down(*, on: date, scope: Scope) -> Q:
    """Narrow notices (of whatever scope) to those whose days are over and that still hang."""
    del scope
    return Q(state=NoticeState.EXPIRED) | Q(state=NoticeState.POSTED, until_date__lt=on)

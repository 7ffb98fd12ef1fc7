"""The pages of notices: what is to be hung up and taken down today, one, its paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.stages.cases.enums import NoticeState
from shouwang.stages.cases.operations.notices import MAKERS
from shouwang.stages.cases.queries import notices, objections, self_reports
from shouwang.stages.cases.rulebook import nearest_first, rulebook
from shouwang.stages.cases.wording import seal_of
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.notices.codes import address, qr_code, rules
from shouwang.web.reading import whole
from shouwang.web.statuses import OK

READERS = ("village", "team", "township", "clerk", "approver", "league", "region")


# Who reads what was sent in.
LETTERS = ("township", "clerk", "approver", "league", "region")
TAGS = {
    NoticeState.DRAFT: "watch",
    NoticeState.POSTED: "good",
    NoticeState.EXPIRED: "bad",
    NoticeState.TAKEN_DOWN: "",
}


@page(*READERS)
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show what is to be done with notices, and the notices."""
    return list_page(request)


def list_page(request: HttpRequest, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the list, with what was refused, if something was."""
    asked = request.GET.get("state", "")
    state = asked if asked in {*NoticeState.values, "down"} else ""
    rows = notices.page(
        state=state, after=whole(request.GET.get("after")) or None, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    groups = [_group(request, each) for each in _waiting(request)]
    trail.saw(request, "notice_list", "notices", count=len(rows))
    said = {
        "today": notices.today(on=request.day, scope=request.scope),
        "groups": groups,
        "waiting": sum(len(each["cases"]) for each in groups),
        "rows": [(each, TAGS[NoticeState(each.state)]) for each in rows[: notices.LIMIT]],
        "next": rows[notices.LIMIT - 1].pk if len(rows) > notices.LIMIT else "",
        "state": state,
        "states": NoticeState,
        "objections": objections.count_open(on=request.day, scope=request.scope),
        "reports": self_reports.counts(on=request.day, scope=request.scope),
        "sees_letters": request.actor.has_role(*LETTERS),
        **more,
    }
    return render(request, "notices/list.html", said, status=status)


@page(*READERS)
@require_GET
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice."""
    return notice_page(request, notice_id)


def notice_page(
    request: HttpRequest, notice_id: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    """Return the page of a notice, with what was refused and what was typed, if something was."""
    found = notices.notice(notice_id=notice_id, on=request.day, scope=request.scope)
    trail.saw(request, "notice", f"notice:{found.pk}")
    is_over = found.until_date is not None and found.until_date < request.day
    hangs = found.state in notices.HANGING
    said = {
        **_paper(request, found),
        "tag": TAGS[NoticeState(found.state)],
        "cases": notices.cases_in(notice=found, on=request.day, scope=request.scope),
        "proofs": notices.proofs(notice=found, on=request.day, scope=request.scope),
        "papers": notices.papers(notice=found, on=request.day, scope=request.scope),
        "objections": found.objections.order_by("-id"),
        "may_act": request.actor.has_role(*MAKERS[found.level]),
        "sees_letters": request.actor.has_role(*LETTERS),
        "is_draft": found.state == NoticeState.DRAFT,
        "is_over": is_over and hangs,
        "is_hanging": hangs and not is_over,
        **more,
    }
    return render(request, "notices/notice.html", said, status=status)


@page(*READERS)
@require_GET
def printed(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice as the paper that hangs on the wall."""
    found = notices.notice(notice_id=notice_id, on=request.day, scope=request.scope)
    trail.saw(request, "notice_paper", f"notice:{found.pk}")
    return render(request, "notices/print.html", _paper(request, found))


@page(*READERS)
@require_GET
def qr(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Return the code of the page where anybody can object."""
    found = notices.notice(notice_id=notice_id, on=request.day, scope=request.scope)
    return qr_code(_objection_address(request, found))


def _paper(request: HttpRequest, found: Any) -> dict[str, Any]:
    content = place.content()
    code = getattr(found, found.level) or found.township or found.banner
    return {
        "notice": found,
        "seal": seal_of(code, content, rules()),
        "paragraphs": [line.strip() for line in found.text.splitlines() if line.strip()],
        "address": _objection_address(request, found),
    }


def _objection_address(request: HttpRequest, found: Any) -> str:
    return address(request, reverse("public:objection", args=[found.token]))


def _waiting(request: HttpRequest) -> list[notices.Waiting]:
    found = notices.waiting(notices=rules(), on=request.day, scope=request.scope)
    return [each for each in found if request.actor.has_role(*MAKERS[each.template.level])]


def _group(request: HttpRequest, found: notices.Waiting) -> dict[str, Any]:
    """Return cases that want the same notice, as the list shows them."""
    heads = index.households(
        numbers=[case.household for case in found.cases], on=request.day, scope=request.scope
    )
    procedure = rulebook(place.content()).procedures.get(found.template.procedure)
    return {
        "step": found.template.step,
        "label": _step_label(found),
        "procedure": procedure.label if procedure else found.template.procedure,
        "level": found.template.level,
        "place": found.place,
        "cases": [(case, heads.get(case.household)) for case in found.cases],
    }


def _step_label(found: notices.Waiting) -> str:
    """Return how the step is called, as the version of the first case words it."""
    book, content, case = rulebook(place.content()), place.content(), found.cases[0]
    version = book.version(case.procedure, case.rules_from, nearest_first(case.place, content))
    return version.step(found.template.step).label

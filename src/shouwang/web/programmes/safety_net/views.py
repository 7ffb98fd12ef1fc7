"""The pages of the double inclusion: the lines, one of them, the list for the department, who exits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import EVERYWHERE
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.queries import audit
from shouwang.stages.programmes.safety_net.enums import AnswerKind, Direction, LineState, Reason
from shouwang.stages.programmes.safety_net.operations import lists as acts
from shouwang.stages.programmes.safety_net.queries import lists
from shouwang.stages.programmes.safety_net.terms import terms_on
from shouwang.stages.register.queries import index
from shouwang.stages.reports.blocks import Book, Column, Sheet, Table
from shouwang.stages.reports.workbook import xlsx_of
from shouwang.web import place, trail
from shouwang.web.cases.shown import inner_places
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.programmes.safety_net import shown
from shouwang.web.reading import whole
from shouwang.web.statuses import OK, UNPROCESSABLE

LONGEST_PURPOSE = 200  # characters of what a list is taken for
WIDTHS = (14, 18, 12, 20, 12, 14, 8, 44, 10, 18, 24, 12)  # of the workbook's columns, characters
MOST_ROWS = 20_000  # of one workbook; more are taken banner by banner


@page(*shown.READERS)
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """Show the lines of the reconciliation, those without an answer first asked for."""
    return lines_page(request)


def lines_page(
    request: HttpRequest, *, status: int = OK, problems: Any = (), typed: Any = None
) -> HttpResponse:
    """Return the list, with what was refused if something was."""
    content, wanted = place.content(), shown.wanted_of(request.GET.dict())
    rows = lists.lines(
        wanted=wanted, after=whole(request.GET.get("after")), content=content, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    first, more = rows[: lists.LIMIT], rows[lists.LIMIT :]
    trail.saw(request, "net_lines", "net_lines", count=len(first))
    counts = lists.counts(place=wanted.place, content=content, on=request.day, scope=request.scope)
    standing = lists.standing(
        place=wanted.place, content=content, on=request.day, scope=request.scope
    )
    query = request.GET.copy()
    query.pop("after", None)
    told = {
        "rows": shown.rows_of(request, first),
        "wanted": wanted,
        "open": sum(each[0] for key, each in counts.items() if key[2] == LineState.OPEN),
        "directions": shown.directions(counts),
        "standing": standing,
        "sides": shown.sides(standing) if standing.banners else [],
        "places": inner_places(request.scope),
        "banners": _banners(request),
        "may_reconcile": request.actor.has_role(*acts.RECONCILERS),
        "choices": {"directions": Direction, "reasons": Reason, "states": LineState},
        "query": query.urlencode(),
        "next": f"{query.urlencode()}&after={first[-1].pk}" if more else "",
        "problems": problems,
        "typed": typed or {},
    }
    return render(request, "safety_net/lines.html", told, status=status)


def _banners(request: HttpRequest) -> list[tuple[str, str]]:
    content = place.content()
    return [
        (each.code, place.region_label(each.code))
        for each in content.regions_of("banner")
        if request.scope.covers(content.ancestors(each.code))
    ]


@page(*shown.READERS)
@require_GET
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Show a line: why it is there, and what was said to it."""
    return line_page(request, line_id)


def line_page(request: HttpRequest, line_id: int, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a line, with what was refused and what was typed, if something was."""
    found = lists.line(line_id=line_id, on=request.day, scope=request.scope)
    heads = index.households(numbers=[found.household], on=request.day, scope=request.scope)
    trail.saw(request, "net_line", f"net_line:{found.pk}")
    sought = audit.Sought(kind=AuditKind.WRITE, subject=f"net_line:{found.pk}")
    told = {
        **shown.row(found, heads.get(found.household)),
        "held": heads.get(found.household),
        "numbers": [
            (label, major_units(int(found.evidence[key])))
            for key, label in _labels().items()
            if isinstance(found.evidence.get(key), int)
        ],
        "answers": AnswerKind,
        "may_answer": found.state != LineState.ENDED and request.actor.has_role(*acts.ANSWERERS),
        "others": [
            each
            for each in (
                lists.lines_of(household=found.household, on=request.day, scope=request.scope)
                if found.household
                else ()
            )
            if each.pk != found.pk
        ],
        "history": audit.entries(sought=sought, on=request.day, scope=EVERYWHERE),
        **more,
    }
    return render(request, "safety_net/line.html", told, status=status)


def _labels() -> dict[str, str]:
    return {
        "income": _("income a head a year"),
        "line": _("dibao line a year"),
        "gap": _("below the line by"),
        "monthly": _("a month"),
    }


@page("region", "league", "approver", "clerk", "township")
@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Give out the lines as a workbook for the department, and ask what for."""
    purpose = request.POST.get("purpose", "").strip()
    problems = []
    if not purpose:
        problems.append(Problem("purpose", _("say what the list is for")))
    if len(purpose) > LONGEST_PURPOSE:
        problems.append(
            Problem("purpose", _("at most {count} characters").format(count=LONGEST_PURPOSE))
        )
    wanted, content = shown.wanted_of(request.GET.dict()), place.content()
    found = []
    for each in lists.all_lines(
        wanted=wanted, content=content, on=request.day, scope=request.scope
    ):
        found.append(each)
        if len(found) > MOST_ROWS:
            problems.append(
                Problem(
                    "place", _("more than {count} lines: choose a place").format(count=MOST_ROWS)
                )
            )
            break
    if problems:
        return lines_page(
            request, status=UNPROCESSABLE, problems=InputProblems(problems).problems,
            typed=request.POST,
        )  # fmt: skip
    trail.took(request, "net_book", "net_lines", purpose=purpose, count=len(found))
    name = f"double-inclusion-{request.day}.xlsx"
    return attachment(_book(request, found), name)


def _book(request: HttpRequest, found: list[Any]) -> bytes:
    labels = (
        _("banner"), _("village"), _("direction"), _("reason"), _("head of household"),
        _("household number"), _("people"), _("why"), _("state"), _("answer"), _("note"),
        _("answered"),
    )  # fmt: skip
    columns = tuple(Column(label, width=width) for label, width in zip(labels, WIDTHS, strict=True))
    regions = place.content().regions
    rows = [
        (
            regions[each["line"].banner].name,
            regions[each["line"].village].name if each["line"].village in regions else "",
            gettext(str(Direction(each["line"].direction).label)),
            gettext(str(Reason(each["line"].reason).label)),
            each["head"],
            str(each["line"].household or ""),
            each["line"].people,
            each["said"],
            gettext(str(LineState(each["line"].state).label)),
            gettext(str(AnswerKind(each["line"].answer).label)) if each["line"].answer else "",
            each["line"].note,
            each["line"].answered_date.isoformat() if each["line"].answered_date else "",
        )
        for each in shown.rows_of(request, found)
    ]
    title = _("Double inclusion: what the two lists do not agree on")
    sheet = Sheet(_("Double inclusion"), Table(columns, tuple(rows)), title=title)
    return xlsx_of(Book(title, request.day, (sheet,)))


@page(*shown.READERS)
@require_GET
def exits(request: HttpRequest) -> HttpResponse:
    """Show who is within the gradual exit: what was paid, what still is, and for how long."""
    content, wanted = place.content(), shown.wanted_of(request.GET.dict())
    rows = lists.exits(
        place=wanted.place, after=whole(request.GET.get("after")), content=content,
        on=request.day, scope=request.scope,
    )  # fmt: skip
    first, more = rows[: lists.LIMIT], rows[lists.LIMIT :]
    heads = index.households(
        numbers={each.household for each in first}, on=request.day, scope=request.scope
    )
    trail.saw(request, "net_exits", "net_exits", count=len(first))
    rules = terms_on(place.policy(), request.day).assistance.exits
    told = {
        "rows": [
            {
                "exit": each,
                "head": heads[each.household].head_name if each.household in heads else "",
                "rule": rules[each.rule].label if each.rule in rules else "",
                "left": shown.months_left(each.ended_date, len(each.paid), request.day),
                "total": sum(each.paid),
            }
            for each in first
        ],
        "wanted": wanted,
        "places": inner_places(request.scope),
        "next": f"place={wanted.place}&after={first[-1].pk}" if more else "",
    }
    return render(request, "safety_net/exits.html", told)

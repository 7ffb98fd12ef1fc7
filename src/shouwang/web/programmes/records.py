"""Lists of the rows of a feed, and a page a row: as the department sent it, with what belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.money import major_units
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.rules.programmes import Programme, RecordList, Related
from shouwang.stages.register.facts import is_shown, shown
from shouwang.stages.register.queries import index, rows as feed_rows
from shouwang.stages.register.queries.rows import PAGE, Row, Wanted
from shouwang.stages.screening.found import Found, findings_of
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.households.dossier import TAGS, eyes_of
from shouwang.web.navigation import EVERY
from shouwang.web.programmes.views import programme_of
from shouwang.web.record_keys import key_of, token_of

LARGE = "large"
MOST_TEXT = 40  # characters of what is sought
MOST_RELATED = 60  # rows of another feed on the page of a row
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a list shows it."""

    token: str
    title: str
    cells: Sequence[tuple[Column, str]]
    row: Row
    head: Any = None

    @property
    def place_code(self) -> str:
        """The lowest place it is known by."""
        return next(iter(self.row.place.values()), "")


@page(*sorted(EVERY))
@require_GET
def listing(request: HttpRequest, name: str, feed: str) -> HttpResponse:
    """Show the rows of a feed that the reader may see, a page of them."""
    programme, records, contract = _named(name, feed)
    wanted = _wanted(request, records, contract)
    needs_place = contract.size == LARGE and not wanted.place and not _is_narrow(request)
    told: list[Row] = []
    count = 0
    sums: dict[str, Any] = {}
    if not needs_place:
        told = _rows(request, feed, wanted)
        count, sums = feed_rows.sums(
            home=request.home, content=place.content(), feed=feed, wanted=wanted,
            columns=records.sums, on=request.day, scope=request.scope,
        )  # fmt: skip
    columns = [each for each in records.columns if each not in records.title]
    lines = _lines(request, contract, columns, records.title, told[:PAGE])
    if any(each.row.household for each in lines):
        trail.saw(request, "records", f"feed:{feed}", count=len(lines))
    query = request.GET.copy()
    query.pop("after", None)
    first = query.urlencode()
    if len(told) > PAGE:
        query["after"] = token_of(told[PAGE - 1].key)
    return render(request, "programmes/records.html", {
        "programme": programme, "records": records, "contract": contract, "lines": lines,
        "columns": [column for column, _text in lines[0].cells] if lines else [], "count": count,
        "sums": [(contract.column(each), _sum(contract.column(each), value))
                 for each, value in sums.items()],
        "filters": _filters(request, records, contract), "places": _offered(request),
        "wanted": wanted, "needs_place": needs_place, "text": wanted.text,
        "next": query.urlencode() if len(told) > PAGE else "", "first": first,
        "is_later": wanted.after is not None,
    })  # fmt: skip


@page(*sorted(EVERY))
@require_GET
def record(request: HttpRequest, name: str, feed: str, token: str) -> HttpResponse:
    """Show one row with the rows of other feeds that belong to it, and what the checks found."""
    programme, records, contract = _named(name, feed)
    found = feed_rows.row(
        home=request.home, content=place.content(), feed=feed, key=key_of(token, contract),
        is_shared=records.is_shared, on=request.day, scope=request.scope,
    )  # fmt: skip
    names = [each.name for each in contract.columns if each.is_kept]
    line = _lines(request, contract, names, records.title, [found])[0]
    trail.saw(request, "record", f"feed:{feed}", key=token)
    return render(request, "programmes/record.html", {
        "programme": programme, "records": records, "contract": contract, "line": line,
        "related": [_related(request, each, found) for each in records.related],
        "findings": _findings(contract, found), "tags": TAGS, "own": _own_page(request, records, found),
    })  # fmt: skip


def _named(name: str, feed: str) -> tuple[Programme, RecordList, Schema]:
    programme = programme_of(name)
    records = programme.records.get(feed)
    if records is None:
        raise NotFound(_("this programme has no such records"))
    return programme, records, place.content().contracts[feed]


def _is_narrow(request: HttpRequest) -> bool:
    """Tell whether a reader sees a banner at most."""
    content, scope = place.content(), request.scope
    if scope.households is not None:
        return True
    deep = content.levels.index(content.coverage_level)
    return bool(scope.level) and content.levels.index(scope.level) >= deep


def _wanted(request: HttpRequest, records: RecordList, contract: Schema) -> Wanted:
    given = request.GET
    equal: dict[str, Any] = {}
    for name in records.filters:
        column, value = contract.column(name), given.get(name, "")
        if column.type is ColumnType.BOOLEAN and value in {YES, NO}:
            equal[name] = value == YES
        elif value in column.codes:
            equal[name] = value
    after = given.get("after", "")
    return Wanted(
        place=given.get("place", ""), equal=equal, text=given.get("q", "")[:MOST_TEXT].strip(),
        search=records.search, after=key_of(after, contract) if after else None, limit=PAGE + 1,
        is_shared=records.is_shared,
    )  # fmt: skip


def _rows(request: HttpRequest, feed: str, wanted: Wanted) -> list[Row]:
    return feed_rows.rows(
        home=request.home, content=place.content(), feed=feed, wanted=wanted, on=request.day,
        scope=request.scope,
    )  # fmt: skip


def _lines(
    request: HttpRequest, contract: Schema, columns: Sequence[str], title: Sequence[str],
    told: Sequence[Row],
) -> list[Line]:  # fmt: skip
    eyes = eyes_of(request.actor)
    content = place.content()
    seen = [
        each for each in map(contract.column, columns)
        if is_shown(each, eyes) and not each.is_reference
    ]  # fmt: skip
    numbers = {each.household for each in told if each.household is not None}
    heads = index.households(numbers=numbers, on=request.day, scope=request.scope)
    lines = []
    for each in told:
        head = heads.get(each.household or 0)
        words = [
            shown(each.values[name], contract.column(name), content)
            for name in title
            if is_shown(contract.column(name), eyes) and not contract.column(name).is_reference
        ]
        text = " · ".join(word for word in words if word) or (head.head_name if head else "")
        cells = [(column, shown(each.values[column.name], column, content)) for column in seen]
        lines.append(Line(token_of(each.key), text or str(each.key[0]), cells, each, head))
    return lines


def _sum(column: Column, value: Any) -> str:
    if value is None:
        return ""
    return major_units(int(value)) if column.type is ColumnType.MONEY else f"{value:,}"


def _filters(request: HttpRequest, records: RecordList, contract: Schema) -> list[dict[str, Any]]:
    """Return the columns by which the list is narrowed, with what may be chosen."""
    found = []
    for name in records.filters:
        column = contract.column(name)
        options = (
            [(YES, _("yes")), (NO, _("no"))]
            if column.type is ColumnType.BOOLEAN
            else [(word, labels[0] if labels else word) for word, labels in column.codes.items()]
        )
        found.append({"column": column, "options": options, "chosen": request.GET.get(name, "")})
    return found


def _offered(request: HttpRequest) -> list[str]:
    own = place.own_and_below(request.scope)
    return own if len(own) > 1 else []


def _own_page(request: HttpRequest, records: RecordList, found: Row) -> dict[str, str] | None:
    """Return the programme's own page of a row, if it has one that the reader may open."""
    opens = records.opens
    if opens is None or not request.actor.has_role(*opens.roles):
        return None
    return {"address": reverse(opens.url, args=[str(found.key[0])]), "label": opens.label}


def _related(request: HttpRequest, related: Related, of: Row) -> dict[str, Any]:
    """Return the rows of another feed that belong to a row, the newest first."""
    contract = place.content().contracts[related.feed]
    equal: Mapping[str, Any] = {theirs: of.values[own] for theirs, own in related.on.items()}
    told: list[Row] = []
    if all(value is not None for value in equal.values()):
        told = _rows(request, related.feed, Wanted(
            equal=equal, limit=MOST_RELATED, latest=related.latest, is_shared=True,
        ))  # fmt: skip
    lines = _lines(request, contract, related.columns, (), told)
    return {"related": related, "contract": contract, "lines": lines,
            "columns": [column for column, _text in lines[0].cells] if lines else [],
            "is_full": len(told) == MOST_RELATED}  # fmt: skip


def _findings(contract: Schema, found: Row) -> list[Found]:
    """Return what the latest run found of a row, where it is a subject of checks."""
    run, policy = place.latest_run(), place.policy()
    subjects = {check.of for check in policy.checks.values()}
    if run is None or contract.name not in subjects or len(contract.key) != 1:
        return []
    banner = found.place.get(policy.content.coverage_level, "")
    return findings_of(run, policy, subject=contract.name, key=str(found.key[0]), place=banner)

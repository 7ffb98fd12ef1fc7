"""The pages of measures: the list with what is late, and one with what was done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shouwang.base.access import EVERYWHERE
from shouwang.stages.cases.enums import MeasureState
from shouwang.stages.cases.operations.measures import PLANNERS
from shouwang.stages.cases.queries import files, measures
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.queries import audit
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.cases.shown import inner_places
from shouwang.web.guard import page
from shouwang.web.lately import lately
from shouwang.web.measures import owners
from shouwang.web.measures.rules import rules
from shouwang.web.navigation import EVERY
from shouwang.web.programmes.offers import link_of
from shouwang.web.reading import day, whole
from shouwang.web.statuses import OK

# The status of an answer that is a page (RFC 9110).
TAGS = {
    MeasureState.PLANNED: "",
    MeasureState.UNDER_WAY: "",
    MeasureState.DELIVERED: "good",
    MeasureState.ENDED: "",
    MeasureState.CANCELLED: "",
}
MOST_WITHOUT = 20  # households without any measure that the list names


@page(*EVERY)
@require_GET
def measure_list(request: HttpRequest) -> HttpResponse:
    """Show measures, those that are due soonest first."""
    asked = request.GET
    region = place.content().regions.get(asked.get("place", ""))
    where = (region.level, region.code) if region is not None else None
    is_first_look = not set(asked) - {"place"}
    wanted = measures.Wanted(
        place=where,
        kind=asked.get("kind", ""),
        state="open" if is_first_look else asked.get("state", ""),
        is_late=asked.get("late") == "1",
        is_mismatch=asked.get("mismatch") == "1",
    )
    held = rules()
    rows = measures.page(
        wanted=wanted, after=_after(asked.get("after", "")), rules=held, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    shown, more = rows[: measures.LIMIT], rows[measures.LIMIT :]
    # Of one moment: the sentence above must not deny what the list below it shows.
    counts, without = lately(
        request, "measure_list", where,
        count=lambda: (
            measures.counts(place=where, rules=held, on=request.day, scope=request.scope),
            measures.cases_without_help(
                place=where, limit=MOST_WITHOUT, rules=held, on=request.day, scope=request.scope
            ),
        ),
    )  # fmt: skip
    heads = index.households(
        numbers=[*(each.household for each in shown), *(each.household for each in without)], on=request.day,
        scope=request.scope,
    )  # fmt: skip
    trail.saw(request, "measure_list", "measures", count=len(shown))
    said = {
        "rows": [line(each, heads.get(each.household), request) for each in shown],
        "owners": owners.labels(request, shown),
        "may_plan": request.actor.has_role(*PLANNERS),
        "without": [(case, heads.get(case.household)) for case in without],
        "counts": counts,
        "days": held.help_within.number_on(request.day),
        "wanted": wanted,
        "kinds": held.kinds.values(),
        "states": MeasureState,
        "places": inner_places(request.scope),
        "next": _next(request, shown[-1]) if more else "",
    }
    return render(request, "measures/list.html", said)


@page(*EVERY)
@require_GET
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show a measure."""
    return measure_page(request, measure_id)


def measure_page(
    request: HttpRequest, measure_id: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    """Return the page of a measure, with what was refused and what was typed, if something was."""
    found = measures.measure(measure_id=measure_id, on=request.day, scope=request.scope)
    held = index.households(numbers=[found.household], on=request.day, scope=request.scope)
    others = measures.measures_of(household=found.household, on=request.day, scope=request.scope)
    trail.saw(request, "measure", f"measure:{found.pk}")
    offered = owners.offered(request, found.place)
    said = {
        "line": line(found, held.get(found.household), request),
        "measure": found,
        "record": link_of(found.record_feed, found.record_key),
        "owners": owners.labels(request, [found]),
        "offered": offered,
        "written_owner": "" if found.owner in dict(offered) else found.owner,
        "fitting": _labels(found),
        "files": files.attachments_of(
            owner=f"measure:{found.pk}", on=request.day, scope=request.scope
        ),
        "others": [each for each in others if each.pk != found.pk],
        "money": measures.money_of(
            households=[found.household], on=request.day, scope=request.scope
        ).get(found.household),
        "history": _history(found, request),
        "may_act": request.actor.has_role(*PLANNERS),
        "is_open": found.state in measures.OPEN,
        "is_planned": found.state == MeasureState.PLANNED,
        "is_delivered": found.state == MeasureState.DELIVERED,
        **more,
    }
    return render(request, "measures/measure.html", said, status=status)


def line(found: Any, held: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a measure as a row shows it."""
    named = rules()
    return {
        "measure": found,
        "household": held,
        "kind": gettext(named.kind_label(found.kind)),
        "risk": gettext(named.risk_label(found.risk)),
        "tag": TAGS[MeasureState(found.state)],
        "is_late": measures.is_late(
            measure=found, rules=named, on=request.day, scope=request.scope
        ),
    }


def _labels(found: Any) -> list[str]:
    named = rules()
    return [gettext(named.kind_label(each)) for each in named.fitting(found.risk)]


def _after(text: str) -> measures.After | None:
    due, _sign, number = text.partition("_")
    read = day(due)
    return measures.After(read, whole(number)) if read and whole(number) else None


def _next(request: HttpRequest, last: Any) -> str:
    query = request.GET.copy()
    query["after"] = f"{last.due_date.isoformat()}_{last.pk}"
    query.setdefault("state", "open")
    return query.urlencode()


def _history(found: Any, request: HttpRequest) -> list[Any]:
    """Return what was done to a measure, the latest first; whoever sees it sees its history."""
    sought = audit.Sought(kind=AuditKind.WRITE, subject=f"measure:{found.pk}")
    return audit.entries(sought=sought, on=request.day, scope=EVERYWHERE)

"""Documents that name households: the watched ones, typical cases, a notice; masked where it says so."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from shouwang.lake.duck import read_source
from shouwang.stages.cases.enums import CaseState
from shouwang.stages.cases.masking import mask_name
from shouwang.stages.cases.queries import cases, measures, notices
from shouwang.stages.register.held import at_snapshot
from shouwang.stages.register.queries import index
from shouwang.stages.reports.composing import Gathered, Turn
from shouwang.stages.reports.gathering.asked import Asked, gathered, words_of
from shouwang.stages.reports.queries import consents
from shouwang.stages.reports.telling import day_text

Row = dict[str, Any]
WATCH, MEASURE = "watch", "measure"
MOST_STORIES = 60  # cases of a collection: more is no collection


def watched_sheets(asked: Asked) -> list[tuple[str, Sequence[Row]]]:
    """Return the watched households of a banner or township, a sheet a township."""
    content = asked.policy.content
    found = at_snapshot(asked.home.lake, content, asked.snapshot)
    at = tuple(asked.above(level) for level in content.partition)
    source = found.files(WATCH, at)
    rows = read_source(source).to_pylist() if source is not None else []
    held = index.households(
        numbers=[row["household"] for row in rows], on=asked.on, scope=asked.scope
    )
    helped = _helped(found.files(MEASURE, at))
    sheets: dict[str, list[Row]] = defaultdict(list)
    here = [
        (held[row["household"]], row) for row in rows
        if row["household"] in held
        and getattr(held[row["household"]], asked.level) == asked.place
    ]  # fmt: skip
    here.sort(key=lambda each: (each[0].township, each[0].village, each[0].household))
    for household, row in here:
        sheets[asked.name(household.township)].append(
            _watched(household, row, helped.get(household.household, 0), asked)
        )
    return list(sheets.items()) or [(asked.name(asked.place), [])]


def of_notice(asked: Asked) -> Gathered:
    """Return what the paper of a notice is made of; its names are masked already."""
    notice = notices.notice(
        notice_id=int(asked.parameters["notice"]), on=asked.on, scope=asked.scope
    )
    form = asked.practice.documents.words["date"]
    seal = asked.practice.notices.seal(
        asked.policy.content.regions[asked.place].kind, asked.name(asked.place)
    )
    words = words_of(asked) | {
        "title": notice.title,
        "text": notice.text,
        "until": day_text(notice.until_date, form) if notice.until_date else "",
        "posted": day_text(notice.posted_date, form) if notice.posted_date else "",
        "seal": seal,
    }
    shown = [{"name": each.get("name", ""), "kind": each.get("kind", ""),
              "place": each.get("place", "")} for each in notice.shown]  # fmt: skip
    return gathered(asked, words, lists={"shown": shown})


def of_stories(asked: Asked) -> Gathered:
    """Return what a collection of typical cases is made of: consent given, risk ended, masked."""
    found = [
        each for each in cases.ended_cases(on=asked.on, scope=asked.scope).values()
        if asked.level == asked.policy.content.levels[0]
        or getattr(each, asked.level) == asked.place
    ]  # fmt: skip
    agreed = consents.consents(case_ids=[each.pk for each in found], on=asked.on, scope=asked.scope)
    told = [each for each in found if each.pk in agreed][:MOST_STORIES]
    held = index.households(
        numbers=[each.household for each in told], on=asked.on, scope=asked.scope
    )
    turns = [
        _story(each, held[each.household], agreed[each.pk].story, asked)
        for each in told
        if each.household in held
    ]
    return gathered(asked, words_of(asked), turns={"stories": turns})


def _story(case: Any, household: Any, story: str, asked: Asked) -> Turn:
    form = asked.practice.documents.words
    done = measures.measures_of(household=case.household, on=asked.on, scope=asked.scope)
    # The title of a measure is typed by people and could name somebody: its kind is told instead.
    kinds = sorted({_word(asked, MEASURE, "kind", each.kind) for each in done})
    return Turn(
        {
            "name": mask_name(household.head_name),
            "village": asked.name(household.banner),  # no village: few live there
            "risk": form["comma"].join(_word(asked, WATCH, "risk", each) for each in case.risks)
            or _word(asked, WATCH, "risk", "other"),
            "kind": str(case.get_kind_display()),
            "opened": day_text(case.opened_date, form["date"]),
            "ended": day_text(case.closed_date, form["date"])
            if case.state == CaseState.ENDED and case.closed_date
            else "",
            "measures": form["measures"].format(measures=form["comma"].join(kinds))
            if kinds
            else "",
            "story": story,
        }
    )


def _watched(household: Any, row: Row, helped: int, asked: Asked) -> Row:
    return {
        "banner": asked.name(household.banner),
        "township": asked.name(household.township),
        "village": asked.name(household.village),
        "household": str(household.household),
        "head": household.head_name,
        "members": household.members,
        "status": _word(asked, "household", "status", household.status),
        "kind": _word(asked, WATCH, "kind", row["kind"]),
        "risk": _word(asked, WATCH, "risk", row["risk"]),
        "second_risk": _word(asked, WATCH, "second_risk", row["second_risk"]),
        "identified": row["identified_date"],
        "ended": row["ended_date"],
        "ended_way": _word(asked, WATCH, "ended_way", row["ended_way"]),
        "measures": helped,
    }


def _helped(source: Any) -> dict[int, int]:
    """Return household → how many measures run for it."""
    if source is None:
        return {}
    counts: dict[int, int] = defaultdict(int)
    for row in read_source(source).to_pylist():
        if row["ended_date"] is None:
            counts[row["household"]] += 1
    return counts


def _word(asked: Asked, feed: str, column: str, word: str | None) -> str:
    """Return how a word of a feed is written."""
    if not word:
        return ""
    codes = asked.policy.content.contracts[feed].column(column).codes
    return codes[word][0] if word in codes else str(word)

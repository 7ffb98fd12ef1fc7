"""``shouwang feeds status`` and ``letter``: which feeds are there, and what is written to those who owe."""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from shouwang.base.access import Scope
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home, date_option
from shouwang.cli.output import answers, console, show_json
from shouwang.lake.folder import Home as HomeFolder
from shouwang.lake.home import today
from shouwang.rules.content import Content, load_content
from shouwang.rules.letters import LetterForm, load_reminder
from shouwang.rules.load import load_policy
from shouwang.stages.ingest.letters import Letter, as_text, checks_behind, letters
from shouwang.stages.ingest.status import FeedStanding, Standing, State, late_ones, together

EVERYWHERE = Scope()

On = Annotated[
    datetime.date | None,
    typer.Option("--on", help="The day it is seen from; today by default.", parser=date_option,
                 metavar="DATE"),
]  # fmt: skip
Feeds = Annotated[
    list[str] | None, typer.Option("--feed", help="A feed, as `feeds list` names it; may repeat.")
]
Banner = Annotated[str, typer.Option("--banner", help="The code of one banner.")]


@answers
def status(
    *,
    home: Home = DEFAULT_HOME,
    feed: Feeds = None,
    banner: Banner = "",
    on: On = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--letters", help="Write the reminder letters into this folder.", file_okay=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which feeds are there, late, partial or drifting; with --feed or --banner by place."""
    place = home_that_is_there(home)
    day = on or today(place)
    content = load_content(place.content_dir)
    found = _standings(place, content, feed or (), banner, day)
    summary = [
        together(name, [each for each in found if each.feed == name])
        for name in dict.fromkeys(each.feed for each in found)
    ]
    written = [] if to is None else _write(_letters(place, content, found, day), _form(place), to)
    if as_json:
        show_json(_as_json(day, summary, found, written))
        return
    if feed or banner:
        console.print(_by_place(content, found), soft_wrap=False)
    else:
        console.print(_by_feed(content, summary), soft_wrap=False)
    late = len({each.feed for each in late_ones(found)})
    console.print(
        _("{day}: {late} of {feeds} feeds are missing something.").format(
            day=day, late=late, feeds=len(summary)
        ),
        markup=False,
        highlight=False,
    )
    for path in written:
        console.print(str(path), markup=False, highlight=False)


@answers
def letter(
    *,
    home: Home = DEFAULT_HOME,
    department: Annotated[
        str, typer.Option("--department", help="Only to this department, as `feeds list` names it.")
    ] = "",
    feed: Feeds = None,
    banner: Banner = "",
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Draft the letters that remind of what is late."""
    place = home_that_is_there(home)
    day = on or today(place)
    content = load_content(place.content_dir)
    departments = {each.department for each in content.contracts.values()}
    if department and department not in departments:
        words = _("one of: {words}").format(words=", ".join(sorted(departments)))
        message = _("there is no department {name}").format(name=repr(department))
        raise InputProblems([Problem("--department", message, words)])
    found = [
        each
        for each in _standings(place, content, feed or (), banner, day)
        if not department or content.contracts[each.feed].department == department
    ]
    drafted, layout = _letters(place, content, found, day), _form(place).layout
    if as_json:
        show_json([{**each.as_json(), "text": as_text(each, layout)} for each in drafted])
        return
    for each in drafted:
        console.print(as_text(each, layout), markup=False, highlight=False)
    if not drafted:
        console.print(_("nothing is late."))


def _standings(
    home: HomeFolder, content: Content, feeds: Sequence[str], banner: str, day: datetime.date
) -> list[Standing]:
    # Models want Django set up, and that wants the home.
    from shouwang.stages.ingest.standing import standings  # noqa: PLC0415

    return standings(
        home=home, feeds=feeds, banner=banner, on=day, scope=EVERYWHERE, content=content
    )


def _form(home: HomeFolder) -> LetterForm:
    form = load_reminder(home.content_dir)
    if form is None:
        message = _("the content has no form of a reminder")
        raise InputProblems([Problem("letters/reminder.yaml", message)])
    return form


def _letters(
    home: HomeFolder, content: Content, found: Iterable[Standing], day: datetime.date
) -> list[Letter]:
    form = _form(home)
    late = late_ones(found)
    checks = checks_behind(load_policy(home.content_dir)) if late else {}
    return letters(late, content=content, form=form, checks=checks, on=day)


def _write(drafted: Sequence[Letter], form: LetterForm, folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for each in drafted:
            path = folder / f"{each.name}.txt"
            path.write_text(as_text(each, form.layout), encoding="utf-8")
            paths.append(path)
    except OSError as error:
        message = _("the letters cannot be written: {fault}").format(fault=error.strerror)
        raise InputProblems([Problem("--letters", message)]) from None
    return paths


def _as_json(
    day: datetime.date,
    summary: Sequence[FeedStanding],
    found: Sequence[Standing],
    written: Sequence[Path],
) -> dict[str, Any]:
    return {
        "on": day,
        "feeds": [each.as_json() for each in summary],
        "banners": [each.as_json() for each in found],
        "letters": [str(path) for path in written],
    }


def _by_feed(content: Content, summary: Sequence[FeedStanding]) -> Table:
    words = _state_words()
    headings = (_("feed"), _("state"), _("period"), _("due"), _("days late"))
    columns = [Column(word, no_wrap=True) for word in headings]
    table = Table(*columns, Column(_("banners"), overflow="fold"), box=None)
    for each in summary:
        counted = ", ".join(
            f"{words[state]} {each.counts[state]}" for state in State if each.counts.get(state)
        )
        cells = (
            content.contracts[each.feed].label, words[each.state], _period(each.period),
            _day(each.due), str(each.days_late or ""), counted,
        )  # fmt: skip
        table.add_row(*map(escape, cells))
    return table


def _by_place(content: Content, found: Sequence[Standing]) -> Table:
    words = _state_words()
    one_feed = len({each.feed for each in found}) == 1
    one_place = len({each.place for each in found}) == 1
    headings = (_("state"), _("period"), _("due"), _("days late"), _("rows"), _("expected"),
                _("rows before"))  # fmt: skip
    # What is the same in all lines would only take their room.
    first = [*([] if one_feed else [_("feed")]), *([] if one_place else [_("banner")])]
    columns = [Column(word, overflow="fold") for word in first]
    table = Table(*columns, *(Column(word, no_wrap=True) for word in headings), box=None)
    for each in found:
        known = each.facts
        counts = (known.rows, known.expected, known.before) if known else (0, None, None)
        cells = (
            *([] if one_feed else [content.contracts[each.feed].label]),
            *([] if one_place else [f"{each.place} {content.regions[each.place].name}"]),
            words[each.state], _period(known.period if known else None), _day(each.due),
            str(each.days_late or ""),
            *("" if count is None else str(count) for count in counts),
        )  # fmt: skip
        table.add_row(*map(escape, cells))
    return table


def _state_words() -> dict[State, str]:
    return {
        State.NEVER: _("never"),
        State.LATE: _("late"),
        State.PARTIAL: _("partial"),
        State.DRIFTING: _("drifting"),
        State.ON_TIME: _("on time"),
    }


def _period(day: datetime.date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""

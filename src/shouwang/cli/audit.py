"""``shouwang audit verify``: proves that nobody has touched the audit log."""

import datetime
from typing import Annotated

import typer

from shouwang.base.access import EVERYWHERE
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import HAS_PROBLEMS, answers, console, error_console, show_json
from shouwang.lake.home import now, today

SHOWN = 20  # breaks that are listed


def anchor_option(text: str) -> tuple[datetime.date, str]:
    """Return the day and the hash of an anchor."""
    day, _sign, hash_ = text.partition("=")
    try:
        return datetime.date.fromisoformat(day), hash_.strip().lower()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no anchor like 2020-06-30=9f2c…") from None


@answers
def verify(
    *,
    home: Home = DEFAULT_HOME,
    anchors: Annotated[
        list[str],
        typer.Option("--anchor", help="A printed anchor, DAY=HASH; may be given several times."),
    ] = [],  # noqa: B006 - Typer reads the default, nobody changes it
    as_json: AsJson = False,
) -> None:
    """Prove the chain of the audit log; name the first broken link and exit with 1 if it is broken."""
    kept = dict(anchor_option(each) for each in anchors)
    place = home_that_is_there(home)
    from shouwang.stages.org.queries import audit  # noqa: PLC0415

    day = today(place)
    count = audit.count_sealed(on=day, scope=EVERYWHERE)
    breaks = audit.verify_chain(at=now(place), anchors=kept, on=day, scope=EVERYWHERE)
    latest = audit.latest_hash(on=day, scope=EVERYWHERE)
    if as_json:
        show_json(
            {
                "entries": count,
                "hash": latest,
                "is_whole": not breaks,
                "breaks": [{"where": each.where, "message": each.message} for each in breaks],
            }
        )
    elif breaks:
        for each in breaks[:SHOWN]:
            error_console.print(str(each), style="red", markup=False, highlight=False)
        error_console.print(
            _("{count} breaks; the first is {where}").format(
                count=len(breaks), where=breaks[0].where
            ),
            markup=False,
        )
    else:
        console.print(
            _("{count} entries, one sealing the next; nothing is missing. {hash}").format(
                count=count, hash=latest
            ),
            markup=False,
            highlight=False,
        )
    if breaks:
        raise typer.Exit(HAS_PROBLEMS)

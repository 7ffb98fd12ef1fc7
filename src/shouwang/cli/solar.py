"""``shouwang solar``: stations judged by their daily energy."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_CONTENT, AsJson, Content
from shouwang.cli.output import answers, console
from shouwang.rules.content import Content as Loaded, load_content
from shouwang.rules.solar import load_solar_rules
from shouwang.stages.programmes.solar.assessing import (
    Assessed,
    StationDays,
    assess,
    episodes,
    fault_days,
)
from shouwang.stages.programmes.solar.day_file import read_day_file

SHOWN = 40


@answers
def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Days of stations: a CSV file.")
    ],
    *,
    content: Content = DEFAULT_CONTENT,
    as_episodes: Annotated[
        bool, typer.Option("--episodes", help="A row an episode instead of a row a day.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell what is wrong with stations by their daily energy, and what it cost."""
    loaded = load_content(content)
    rules = load_solar_rules(loaded)
    days = _placed(read_day_file(file, rules), loaded)
    on = days.day(days.energy.shape[1] - 1)
    assessed = assess(days, rules, on)
    if not as_json:
        _show(assessed)
    elif as_episodes:
        _write(
            {"station": each.station, "date": str(each.first), "until": str(each.last),
             "kind": each.kind.word, "days": each.days, "lost_kwh": each.lost}
            for each in episodes(assessed)
        )  # fmt: skip
    else:
        _write(
            {"station": each.station, "date": str(each.day), "kind": each.kind.word,
             "lost_kwh": each.lost}
            for each in fault_days(assessed)
        )  # fmt: skip


def _placed(days: StationDays, content: Loaded) -> StationDays:
    """Return the stations with the league that each one's banner lies in."""
    league = content.partition[0]
    return replace(
        days, league=tuple(content.ancestors(code).get(league, "") for code in days.group)
    )


def _write(rows: Iterable[dict[str, Any]]) -> None:
    """Print one JSON list, a row a line: there may be a hundred thousand."""
    sys.stdout.write("[")
    for place, row in enumerate(rows):
        sys.stdout.write(",\n " if place else "\n ")
        sys.stdout.write(json.dumps(row, ensure_ascii=False))
    sys.stdout.write("\n]\n")


def _show(assessed: Assessed) -> None:
    found = list(episodes(assessed))
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for each in found:
        total = sums[each.kind.word]
        total[0], total[1], total[2] = total[0] + 1, total[1] + each.days, total[2] + each.lost
    table = Table(_("fault"), box=None)
    for heading in (_("episodes"), _("days"), _("lost kWh")):
        table.add_column(heading, justify="right")
    for word, (count, days, lost) in sums.items():
        table.add_row(word, f"{count:,}", f"{days:,}", f"{lost:,.0f}")
    console.print(table)
    worst = sorted(found, key=lambda each: -each.lost)[:SHOWN]
    listing = Table(_("station"), _("fault"), _("from"), _("to"), box=None)
    listing.add_column(_("lost kWh"), justify="right")
    for each in worst:
        listing.add_row(escape(each.station), each.kind.word, str(each.first), str(each.last),
                        f"{each.lost:,.0f}")  # fmt: skip
    console.print(listing)
    count = len(assessed.stations.names)
    console.print(_("{count} station(s) checked.").format(count=count))

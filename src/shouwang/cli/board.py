"""``shouwang board``: the figures of a day, kept from the latest run and the decisions, and shown."""

import datetime
import time
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.lake.home import now, today
from shouwang.lake.runs import stored_run
from shouwang.rules.practice import load_practice

FIELDS = ("indicator", "area", "group", "level", "place", "value", "above", "below", "low", "high",
          "why")  # fmt: skip


@answers
def keep(*, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Keep all indicators of today for the region, its leagues and banners."""
    opened = home_that_is_there(home)
    # Models want Django set up, and that wants the home.
    from shouwang.stages.board.operations.figures import keep_figures  # noqa: PLC0415
    from shouwang.stages.org.operations import audit  # noqa: PLC0415

    start = time.perf_counter()
    policy, practice = load_practice(opened.content_dir)
    run = stored_run(opened.lake / "runs")
    act: dict[str, Any] = {"at": now(opened), "by": SYSTEM, "on": today(opened)}
    audit.seal_entries(**act)
    found = keep_figures(home=opened, policy=policy, practice=practice, run=run, **act)
    answer: dict[str, Any] = {
        "figure_set": found.pk,
        "on": found.on,
        "run": found.run,
        "snapshot": found.snapshot,
        "audit_position": found.audit_position,
        "figures": found.figures.count(),
        "seconds": round(time.perf_counter() - start, 1),
    }
    if as_json:
        show_json(answer)
        return
    console.print(
        _("figures of {on}: {figures} from run {run} over snapshot {snapshot}, in {seconds} s")
        .format(**answer)
    )  # fmt: skip


@answers
def show(
    *,
    home: Home = DEFAULT_HOME,
    on: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day; the latest by default."),
    ] = None,
    level: Annotated[str, typer.Option(help="region, league or banner.")] = "region",
    group: Annotated[str, typer.Option(help="A group of areas.yaml; all by default.")] = "",
    indicator: Annotated[
        list[str] | None, typer.Option(help="Only this indicator; may be given again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the figures that were kept on a day."""
    opened = home_that_is_there(home)
    from shouwang.stages.board.queries import figures  # noqa: PLC0415

    day = on.date() if on is not None else today(opened)
    sets = figures.figure_sets(on=day, scope=EVERYWHERE)
    if not sets:
        raise InputProblems(
            [Problem(str(day), _("no figures have been kept by this day"),
                     _("run: shouwang board keep"))]
        )  # fmt: skip
    found = figures.figures(
        figure_set=sets[0], level=level, indicators=indicator, group=group, on=day,
        scope=EVERYWHERE,
    )  # fmt: skip
    if as_json:
        show_json(
            {
                "on": sets[0].on,
                "run": sets[0].run,
                "snapshot": sets[0].snapshot,
                "audit_position": sets[0].audit_position,
                "figures": [{name: getattr(each, name) for name in FIELDS} for each in found],
            }
        )
        return
    table = Table(_("indicator"), _("area"), _("place"), box=None)
    for heading in (_("value"), _("of"), _("why")):
        table.add_column(heading)
    for each in found:
        value = "" if each.value is None else f"{each.value:,.4g}"
        of = "" if each.below is None else f"{each.above:,} / {each.below:,}"
        table.add_row(escape(each.indicator), each.area, each.place, value, of, escape(each.why))
    console.print(table)

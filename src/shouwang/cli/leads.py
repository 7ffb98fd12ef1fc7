"""``shouwang leads``: leads raised from the latest run, and what waits where."""

from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.lake.home import now, today
from shouwang.lake.runs import stored_run
from shouwang.rules.load import load_policy
from shouwang.stages.org.scoping import LEVELS

# Fields of a raised run, in the order they are told.
COUNTS = ("findings", "raised", "continued", "cleared", "lost", "sent", "waiting")


@answers
def raise_(*, home: Home = DEFAULT_HOME, as_json: AsJson = False) -> None:
    """Raise leads from the latest run: at most one open lead a household, the first ones sent."""
    opened = home_that_is_there(home)
    # Models want Django set up, and that wants the home.
    from shouwang.stages.cases.operations.leads import raise_leads  # noqa: PLC0415

    run = stored_run(opened.lake / "runs")
    policy = load_policy(opened.content_dir, known_release=str(run.record.get("release", "")))
    found = raise_leads(
        home=opened, policy=policy, run=run, at=now(opened), by=SYSTEM, on=today(opened)
    )
    answer: dict[str, Any] = {"run": found.name, **{name: getattr(found, name) for name in COUNTS}}
    if as_json:
        show_json(answer)
        return
    console.print(
        _("run {run}: {raised} leads raised, {continued} findings go on, {cleared} are gone;"
          " {sent} leads sent, {waiting} wait").format(**answer)
    )  # fmt: skip


@answers
def list_leads(
    *,
    home: Home = DEFAULT_HOME,
    level: str = typer.Option("banner", help="league, banner, township or village."),
    as_json: AsJson = False,
) -> None:
    """List how many leads are open, due by Friday, overdue and not yet sent, by place."""
    opened = home_that_is_there(home)
    from shouwang.rules.content import load_content  # noqa: PLC0415
    from shouwang.stages.cases.queries import leads  # noqa: PLC0415

    if level not in LEVELS:
        raise typer.BadParameter(_("one of: {words}").format(words=", ".join(LEVELS)))
    content = load_content(opened.content_dir)
    counts = leads.counts_by_place(level=level, content=content, on=today(opened), scope=EVERYWHERE)
    rows = [
        {"place": code, "name": content.regions[code].name if code in content.regions else "",
         "open": each.open, "due": each.due, "overdue": each.overdue, "waiting": each.waiting}
        for code, each in sorted(counts.items())
    ]  # fmt: skip
    if as_json:
        show_json(rows)
        return
    heads = (_("place"), _("open"), _("due by Friday"), _("overdue"), _("not yet sent"))
    table = Table(*heads)
    for row in rows:
        numbers = (str(row[name]) for name in ("open", "due", "overdue", "waiting"))
        table.add_row(escape(f"{row['place']} {row['name']}"), *numbers)
    console.print(table)

"""``shouwang feeds fixes``: what a sender has to mend in its own data, village by village."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import HAS_PROBLEMS, answers, console, show_json
from shouwang.cli.runs import policy_of
from shouwang.lake.home import today
from shouwang.stages.screening.fixes import FixList

BYTE_ORDER_MARK = "utf-8-sig"  # by which spreadsheets know what they open


@answers
def fixes(
    number: Annotated[int, typer.Argument(help="The number of the delivery.", min=1)],
    *,
    home: Home = DEFAULT_HOME,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the list as a table (.csv).", dir_okay=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List where a pending delivery contradicts itself or the register, village by village.

    Households and persons go by their numbers; nothing personal is shown.
    """
    place = home_that_is_there(home)
    # Models want Django set up, and that wants the home.
    from shouwang.stages.screening.outlook import outlook_of  # noqa: PLC0415

    found = outlook_of(
        place,
        lambda: policy_of(place),
        number,
        on=today(place),
        progress=lambda _step, _share: None,
        is_asked=True,
    ).fixes
    if out is not None:
        try:
            out.write_text(found.as_csv(), encoding=BYTE_ORDER_MARK, newline="")
        except OSError as error:
            message = _("the file cannot be written: {fault}").format(fault=error.strerror)
            raise InputProblems([Problem(str(out), message)]) from None
    if as_json:
        show_json({"delivery": number, "out": str(out) if out else None, **found.as_json()})
    else:
        _show(found)
    if found.fixes:
        raise typer.Exit(HAS_PROBLEMS)


def _show(found: FixList) -> None:
    if found.skipped:
        console.print(found.skipped, markup=False)
        return
    table = Table(
        Column(_("village")), Column(_("check"), overflow="fold"), Column(_("rows"), justify="right"),
        box=None,
    )  # fmt: skip
    for village in found.villages():
        name = village["name"] or village["village"] or _("unknown")
        for label, count in village["checks"].items():
            table.add_row(escape(name), escape(label), f"{count:,}")
            name = ""
    console.print(table, soft_wrap=False)
    console.print(
        _("{count} rows to mend; {checks} checks of the data were run.").format(
            count=len(found.fixes), checks=found.checks
        )
    )

"""``shouwang funds``: money of the programmes, shared out by a formula."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.calc.allocation import Part
from shouwang.cli.options import AsJson
from shouwang.cli.output import answers, console, show_json
from shouwang.stages.programmes.funds.sharing import (
    FEN,
    Entry,
    Formula,
    fen,
    parse_weights,
    share_out,
)
from shouwang.stages.programmes.funds.sharing_file import Bounds, read_entries


@answers
def allocate(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="A CSV: banner, factors, floor, cap."),
    ],
    *,
    total: Annotated[str, typer.Option(metavar="YUAN", help="The sum to share out, in yuan.")],
    weights: Annotated[
        str, typer.Option(help="Columns and their weights, adding up to 1: poor=0.6,income=0.4")
    ],
    inverse: Annotated[
        str, typer.Option(help="Columns of which less calls for more, such as income: a,b")
    ] = "",
    floor: Annotated[
        str, typer.Option(help="The least a place gets: yuan for all, or a column.")
    ] = "",
    cap: Annotated[
        str, typer.Option(help="The most a place gets: yuan for all, or a column.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Share a sum out by factors, within floors and caps, closed to the fen."""
    amount, problems = fen(total, "--total", "total")
    weighed, faults = parse_weights(weights, "--weights")
    problems.extend(faults)
    entries, faults = read_entries(file, list(weighed), Bounds(floor, cap))
    problems.extend(faults)
    turned = frozenset(name.strip() for name in inverse.split(",") if name.strip())
    parts = _shared(entries, Formula(amount, weighed, turned), problems, file.name)
    if as_json:
        show_json(_answer(parts, amount or 0))
    else:
        _show(parts)


def _shared(
    entries: list[Entry], formula: Formula, problems: list[Problem], where: str
) -> list[Part]:
    """Share out, or name what is wrong with the cells and with the whole together."""
    try:
        parts = share_out(entries, formula, where=where)
    except InputProblems as error:
        raise InputProblems([*problems, *error.problems]) from None
    if problems:
        raise InputProblems(problems)
    return parts


def _answer(parts: list[Part], total: int) -> dict[str, Any]:
    return {
        "total": _yuan(total),
        "allocated": _yuan(sum(part.amount for part in parts)),
        "allocations": [
            {
                "banner": part.name,
                "share": round(float(part.share), 12),
                "amount": _yuan(part.amount),
                "amount_fen": part.amount,
                "bound": part.bound,
            }
            for part in parts
        ],
    }


def _yuan(amount: int) -> int | float:
    """Return fen as yuan; exact, as far as amounts of money go."""
    return amount // FEN if amount % FEN == 0 else amount / FEN


def _show(parts: list[Part]) -> None:
    table = Table(_("place"), box=None)
    for heading in (_("share"), _("yuan"), _("held by")):
        table.add_column(heading, justify="right")
    words = {"": "", "floor": _("floor"), "cap": _("cap")}
    for part in parts:
        table.add_row(escape(part.name), f"{float(part.share):.4%}", major_units(part.amount),
                      words[part.bound])  # fmt: skip
    console.print(table)
    console.print(_("Together {amount} yuan.").format(
        amount=major_units(sum(part.amount for part in parts))))  # fmt: skip

"""``shouwang plan``: an official work plan read into tasks."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.words import _
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.progress import bar
from shouwang.stages.ledger.parse.assemble import parse_plan
from shouwang.stages.ledger.parse.model import Plan, Quantity, Task, plan_document

LONGEST_SHOWN = 40


@answers
def parse(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The plan: .txt .docx .pdf .html")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Answer as one JSON document.")] = False,
) -> None:
    """Read a work plan: tasks, units, quantities, deadlines, and what could not be placed."""
    with bar(_("Reading the plan")):
        plan = parse_plan(file)
    if as_json:
        show_json(plan_document(plan))
    else:
        _show(plan)


def _show(plan: Plan) -> None:
    heading = " · ".join(part for part in (plan.title, plan.issuer, plan.date) if part)
    if heading:
        console.print(heading, style="bold", markup=False, highlight=False)
    tasks = Table()
    for column in (
        _("No."),
        _("Task"),
        _("Owner"),
        _("Partners"),
        _("Responsible"),
        _("Quantities"),
    ):
        tasks.add_column(column, overflow="fold")
    tasks.add_column(_("Due"), min_width=len("2020-12-31"))
    for task in plan.tasks:
        tasks.add_row(*(escape(cell) for cell in _row(task)))
    console.print(tasks)
    console.print(_("{count} task(s).").format(count=len(plan.tasks)))
    if plan.unplaced:
        _show_unplaced(plan)


def _row(task: Task) -> list[str]:
    units = task.units
    return [
        task.number,
        _short(task.title),
        "\u3001".join(units.owners),
        "\u3001".join(units.partners),
        "\u3001".join(units.joint),
        "\uff1b".join(_amount(quantity) for quantity in task.quantities),
        task.deadline,
    ]


def _amount(quantity: Quantity) -> str:
    sign = "" if quantity.comparator in {"=", "range"} else quantity.comparator
    value = quantity.value
    shown = f"{value[0]:,}-{value[1]:,}" if isinstance(value, tuple) else f"{value:,}"
    return f"{sign}{shown}{quantity.unit}"


def _show_unplaced(plan: Plan) -> None:
    listing = Table(title=_("Not in any task"))
    for column in (_("Line"), _("Text"), _("Why")):
        listing.add_column(column, overflow="fold")
    for each in plan.unplaced:
        listing.add_row(str(each.line), escape(_short(each.text)), each.why)
    console.print(listing)


def _short(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}\u2026"

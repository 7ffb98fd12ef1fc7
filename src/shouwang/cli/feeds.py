"""``shouwang feeds``: what the departments send, and the blank workbooks they fill in."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_CONTENT, AsJson, Content
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.packs import content_at
from shouwang.rules.content import load_content
from shouwang.stages.ingest import terms
from shouwang.stages.ingest.template import write_template

SUFFIX = ".xlsx"


@answers
def list_feeds(*, content: Content = DEFAULT_CONTENT, as_json: AsJson = False) -> None:
    """List the feeds: who sends what, how often, and what a delivery replaces."""
    contracts = load_content(content_at(content)).contracts.values()
    if as_json:
        show_json([_listed(contract) for contract in contracts])
        return
    words = (_("feed"), _("label"), _("who"), _("how often"), _("by when"), _("one row"))
    table = Table(*(Column(word, overflow="fold") for word in words), box=None)
    for each in contracts:
        cells = (
            each.name, each.label, each.department_label, terms.cadence_of(each),
            terms.due_of(each), terms.key_of(each),
        )  # fmt: skip
        table.add_row(*map(escape, cells))
    console.print(table, soft_wrap=False)


def _listed(contract: Schema) -> dict[str, Any]:
    return {
        "name": contract.name,
        "label": contract.label,
        "department": contract.department,
        "department_label": contract.department_label,
        "cadence": contract.cadence,
        "due_days": contract.due_days,
        "key": list(contract.key),
        "replaces": str(contract.replaces),
        "reject_limit": contract.reject_limit,
        "duplicate_limit": contract.duplicate_limit,
        "drift_limit": contract.drift_limit,
        "expected_rows": contract.expected_rows,
        "contact": asdict(contract.contact),
        "to_verify": list(contract.to_verify),
        "columns": [
            {
                "name": column.name,
                "label": column.label,
                "type": str(column.type),
                "unit": column.unit,
                "required": column.required,
                "blank": str(column.blank),
                "aliases": list(column.aliases),
                "codes": {word: list(labels) for word, labels in column.codes.items()},
                "personal": str(column.personal) if column.personal else None,
            }
            for column in contract.columns
        ],
        "note": contract.note,
    }


@answers
def template(
    name: Annotated[str, typer.Argument(help="The feed, as `feeds list` names it.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The workbook to write (.xlsx).")],
    content: Content = DEFAULT_CONTENT,
    as_json: AsJson = False,
) -> None:
    """Write the blank workbook of a feed, with headings, examples, lists and notes."""
    found = load_content(content_at(content))
    contract = found.contracts.get(name)
    problems = []
    if contract is None:
        problems.append(
            Problem(name, _("there is no feed of this name"),
                    _("one of: {words}").format(words=", ".join(found.contracts)))
        )  # fmt: skip
    if out.suffix.lower() != SUFFIX:
        problems.append(Problem(str(out), _("a workbook ends in .xlsx"), f"{out.stem}{SUFFIX}"))
    if problems or contract is None:
        raise InputProblems(problems)
    try:
        rows = write_template(contract, found, out)
    except OSError as error:
        message = _("the file cannot be written: {fault}").format(fault=error)
        raise InputProblems([Problem(str(out), message)]) from None
    columns = len(contract.columns)
    if as_json:
        show_json({"feed": name, "out": str(out), "columns": columns, "rows": rows})
        return
    console.print(
        _("{out}: {columns} columns, {rows} example rows to delete before it is sent.").format(
            out=out, columns=columns, rows=rows
        ),
        markup=False,
        highlight=False,
    )

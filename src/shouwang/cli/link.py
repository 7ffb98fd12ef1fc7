"""``shouwang link``: rows that no number joins are linked by what they say of a person."""

import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from shouwang.base.words import _
from shouwang.calc.linkage.weights import read_weights, write_weights
from shouwang.cli.options import AsJson, date_option
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.progress import step_bar
from shouwang.stages.ingest.linking.files import Answer, Asked, link_files
from shouwang.stages.ingest.linking.matching import Pair
from shouwang.stages.ingest.linking.training import train

SHOWN = 20


@answers
def link(
    left: Annotated[Path, typer.Argument(help="The rows to be linked: CSV, Excel or Parquet.")],
    right: Annotated[
        Path | None,
        typer.Argument(help="The rows they are linked to; without it, duplicates in the first."),
    ] = None,
    *,
    id_column: Annotated[
        str, typer.Option("--id", help="The column by which rows are named; else the first one.")
    ] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="What a column is: name=COLUMN; repeatable.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option("--truth", help="A CSV left,right of the true pairs.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option("--weights", help="Weights that --train has written.")
    ] = None,
    train_to: Annotated[
        Path | None,
        typer.Option("--train", help="Learn weights from these files and write them here."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="What new weights are called.")] = "",
    day: Annotated[
        datetime.date | None,
        typer.Option(
            "--date", help="The day that new weights carry.", parser=date_option, metavar="DATE"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Link rows that lack a good ID number to the people of another file, or find duplicates.

    Nothing is written. What is not sure is a question, not a link.
    """
    asked = Asked(
        left=left,
        right=right,
        id_column=id_column.strip(),
        mapping=_mapping(mapping or []),
        truth=truth,
        weights=read_weights(weights) if weights else None,
    )
    if train_to is not None:
        _train(asked, train_to, name=name.strip(), day=day, as_json=as_json)
        return
    with step_bar() as tell:
        answer = link_files(asked, tell)
    if as_json:
        show_json(answer.as_json())
    else:
        _show(answer)


def _train(
    asked: Asked, path: Path, *, name: str, day: datetime.date | None, as_json: bool
) -> None:
    if day is None or not name:
        raise typer.BadParameter(_("--train needs --name NAME and --date DATE"))
    with step_bar() as tell:
        weights = train(asked, tell, name=name, day=day)
    write_weights(weights, path)
    if as_json:
        show_json(weights.as_json())
    else:
        console.print(_("weights written to {path}").format(path=path), markup=False)


def _mapping(texts: list[str]) -> dict[str, str]:
    wrong = [text for text in texts if not all(part.strip() for part in text.split("=", 1)[:2])]
    wrong += [text for text in texts if "=" not in text]
    if wrong:
        raise typer.BadParameter(
            _("--map wants KIND=COLUMN and not {texts}").format(texts=", ".join(wrong))
        )
    return {kind.strip(): column.strip() for kind, column in (text.split("=", 1) for text in texts)}


def _show(answer: Answer) -> None:
    linked = answer.linked
    table = Table(show_header=False, box=None)
    rows = {_("links"): len(linked.pairs), _("questions"): len(linked.questions)}
    for label, count in rows.items():
        table.add_row(label, str(count))
    for label, share in (
        (_("precision"), answer.measured.get("precision")),
        (_("recall"), answer.measured.get("recall")),
    ):
        if share is not None:
            table.add_row(label, f"{share:.4f}")
    console.print(table)
    _list(_("links"), linked.pairs, answer)
    _list(_("questions"), linked.questions, answer)


def _list(title: str, pairs: tuple[Pair, ...], answer: Answer) -> None:
    if not pairs:
        return
    console.print(title, style="bold")
    for pair in pairs[:SHOWN]:
        left, right = answer.keys[pair.left], answer.keys[pair.right]
        line = f"{left} = {right}  {pair.probability:.3f}  {pair.why}"
        console.print(line, markup=False, highlight=False)
    if len(pairs) > SHOWN:
        console.print(_("… and {count} more").format(count=len(pairs) - SHOWN), markup=False)

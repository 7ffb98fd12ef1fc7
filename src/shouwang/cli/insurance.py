"""``shouwang insurance``: claims settled by a product, to the fen."""

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.calc.insurance import OUTCOMES, Fen, settle_many
from shouwang.cli.options import DEFAULT_CONTENT, AsJson, Content, date_option
from shouwang.cli.output import answers, console
from shouwang.rules.content import load_content
from shouwang.rules.insurance import Product, Version, read_product, read_products
from shouwang.stages.programmes.insurance.claims_file import Claims, read_claims

AT_ONCE = 20_000  # rows written at a time
SUFFIXES = (".yaml", ".yml")


@answers
def settle(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="Claims in CSV: claim, group, cause, loss, and where known other_paid, "
            "paid_before, loss_before; amounts in yuan.",
        ),
    ],
    *,
    product: Annotated[
        str, typer.Option("--product", help="The name of a product, or a product's file.")
    ],
    on: Annotated[
        datetime.date,
        typer.Option(
            "--on", help="The day by which the product is read.", parser=date_option, metavar="DATE"
        ),
    ],
    content: Content = DEFAULT_CONTENT,
    as_json: AsJson = False,
) -> None:
    """Work out what an insurance pays for each claim of a file."""
    wanted = _product(product, content)
    version = wanted.on(on)
    if version is None:
        raise InputProblems(
            [Problem("--on", _("{name} pays nothing on {day}").format(name=wanted.name, day=on),
                     _("in force from {day}").format(day=wanted.versions[0].start))]
        )  # fmt: skip
    claims = read_claims(file, wanted, version)
    lines = [rule.line for rule in version.rules]
    payout, outcome = settle_many(lines, claims.of, claims.amounts)
    if as_json:
        for piece in _document(wanted, on, claims, payout, outcome):
            sys.stdout.write(piece)
    else:
        _show(wanted, version, claims, payout, outcome)


def _product(name: str, content_dir: Path) -> Product:
    content = load_content(content_dir)
    problems: list[Problem] = []
    path = Path(name)
    if path.suffix in SUFFIXES:
        found = read_product(path, where=path.name, content=content, problems=problems)
    else:
        products = read_products(content, problems)
        found = products.get(name)
        if found is None and not problems:
            problems.append(
                Problem("--product", _("there is no product {name}").format(name=name),
                        _("one of: {words}").format(words=", ".join(products)))
            )  # fmt: skip
    if problems or found is None:
        raise InputProblems(problems)
    return found


def _document(
    product: Product, on: datetime.date, claims: Claims, payout: Fen, outcome: np.ndarray
) -> Iterator[str]:
    """Yield one JSON document, a line a claim, so that a million need no memory of their own."""
    head = {
        "product": product.name,
        "on": on.isoformat(),
        "claims": len(claims),
        "paid": int((payout > 0).sum()),
    }
    yield "{\n"
    for key, value in head.items():
        yield f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n"
    yield f'  "payout": {_yuan(int(payout.sum()))},\n  "settlements": [\n'
    words = [json.dumps(each.value) for each in OUTCOMES]
    quote = json.encoder.encode_basestring
    last = len(claims)
    for start in range(0, last, AT_ONCE):
        end = min(start + AT_ONCE, last)
        numbers = claims.number[start:end].to_pylist()
        rows = zip(numbers, payout[start:end].tolist(), outcome[start:end].tolist(), strict=True)
        text = ",\n".join(
            f'    {{"claim": {quote(number)}, "payout": {fen // 100}.{fen % 100:02}, '
            f'"outcome": {words[why]}}}'
            for number, fen, why in rows
        )
        yield text + (",\n" if end < last else "\n")
    yield "  ]\n}\n"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _show(
    product: Product, version: Version, claims: Claims, payout: Fen, outcome: np.ndarray
) -> None:
    console.print(
        _("{product}, in force from {day}: {claims} claims, {paid} paid, {sum} yuan.").format(
            product=product.label, day=version.start, claims=f"{len(claims):,}",
            paid=f"{int((payout > 0).sum()):,}", sum=major_units(int(payout.sum())),
        ), markup=False,
    )  # fmt: skip
    table = Table(_("outcome"), box=None)
    table.add_column(_("claims"), justify="right")
    table.add_column(_("payout"), justify="right")
    for place, each in enumerate(OUTCOMES):
        rows = outcome == place
        if rows.any():
            total = major_units(int(payout[rows].sum()))
            table.add_row(escape(each.value), f"{int(rows.sum()):,}", total)
    console.print(table)
    if not version.is_verified:
        console.print(_("The product still has to be verified: {basis}").format(
            basis=version.basis), markup=False)  # fmt: skip

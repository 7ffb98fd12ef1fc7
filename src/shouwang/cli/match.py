"""``shouwang match``: who takes which post, so that the scores add up to the most."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.words import _
from shouwang.calc.matching import best
from shouwang.cli.options import AsJson
from shouwang.cli.output import answers, console, show_json
from shouwang.stages.programmes.employment.instance import read_instance

SHOWN = 20


@answers
def match(
    file: Annotated[Path, typer.Argument(
        exists=True, dir_okay=False,
        help="JSON: seekers, posts with vacancies, eligible pairs with scores.")],
    *,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Assign seekers to posts so that the total score is the greatest there is."""
    instance = read_instance(file)
    assignment = best(instance.pairs)
    total = instance.total(assignment)
    placements = instance.placements(assignment)
    if as_json:
        exact = float(total) if isinstance(total, Decimal) else total
        show_json({"total_score": exact, "placements": placements})
        return
    table = Table(_("seeker"), _("post"), box=None)
    for each in placements[:SHOWN]:
        table.add_row(escape(str(each["seeker"])), escape(str(each["post"])))
    console.print(table)
    if len(placements) > SHOWN:
        console.print(_("… and {count} more").format(count=len(placements) - SHOWN))
    console.print(_("{placed} of {seekers} seeker(s) placed, total score {total}.").format(
        placed=len(placements), seekers=len(instance.seekers), total=total))  # fmt: skip

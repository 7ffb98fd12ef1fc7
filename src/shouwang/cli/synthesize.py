"""``shouwang synthesize``: make a region of invented people, with known truth."""

import dataclasses
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_CONTENT, AsJson, Content
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.progress import bar
from shouwang.synthetic.calibration import Comparison
from shouwang.synthetic.region import Report, synthesize as make_region

DEFAULT_SCALE = 0.01


@answers
def synthesize(
    *,
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    scale: Annotated[
        float, typer.Option(help="The share of the region's villages, above 0 and at most 1.")
    ] = DEFAULT_SCALE,
    seed: Annotated[int, typer.Option(help="The same seed gives the same region.", min=0)] = 1,
    claims: Annotated[
        int | None, typer.Option(help="Medical claims in all; by the scale if left out.", min=0)
    ] = None,
    content: Content = DEFAULT_CONTENT,
    as_json: AsJson = False,
) -> None:
    """Make an invented region: tables, deliveries and the truth about hardships."""
    start = time.perf_counter()
    with bar(_("making people up"), shown=not as_json) as advance:

        def progress(done: int, total: int) -> None:
            if done == 1:
                advance(total)
            advance(0)

        report = make_region(
            content_dir=content,
            out=out,
            scale=scale,
            seed=seed,
            claims=claims,
            progress=progress,
        )
    seconds = time.perf_counter() - start
    if as_json:
        show_json(_as_json(report, out, seconds))
    else:
        _show(report, out, seconds)


def _as_json(report: Report, out: Path, seconds: float) -> dict[str, Any]:
    answer = dataclasses.asdict(report)
    answer["comparisons"] = [
        {**dataclasses.asdict(each), "deviation": round(each.deviation, 4)}
        for each in report.comparisons
    ]
    return {**answer, "out": str(out), "seconds": round(seconds, 2)}


def _show(report: Report, out: Path, seconds: float) -> None:
    table = Table(box=None)
    for heading in (_("figure"), _("place"), _("year"), _("unit"), _("status")):
        table.add_column(heading, overflow="fold")
    for heading in (_("target"), _("generated"), _("off by")):
        table.add_column(heading, justify="right")
    for each in report.comparisons:
        table.add_row(each.label, each.place, str(each.year), each.unit, each.status,
                      _number(each.target), _number(each.generated), _deviation(each))  # fmt: skip
    console.print(table)
    console.print(
        _("{households} households, {people} people in {banners} banners; {planted} hardships, "
          "{visible} of them visible; in {folder}, {seconds} s.").format(
            households=f"{report.households:,}",
            people=f"{report.people:,}",
            banners=report.banners,
            planted=f"{sum(report.hardships.values()):,}",
            visible=f"{sum(report.visible.values()):,}",
            folder=out,
            seconds=f"{seconds:.1f}",
        )
    )  # fmt: skip
    console.print(_("Every person in it is invented."))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def _deviation(comparison: Comparison) -> str:
    return f"{comparison.deviation:+.1%}"

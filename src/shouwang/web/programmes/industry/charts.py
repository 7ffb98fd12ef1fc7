"""The risk matrix as a table of cells, and promised against paid as a chart with its table."""

from typing import Any

from shouwang.base.words import _
from shouwang.calc import risk
from shouwang.rules.project_rules import Matrix
from shouwang.stages.programmes.industry.risks import Cell
from shouwang.web.charts import Chart
from shouwang.web.programmes.industry.shown import GRADES

GRID = {"left": 48, "right": 12, "top": 32, "bottom": 24, "containLabel": True}  # pixels
TEN_THOUSAND_YUAN = 1_000_000  # fen
# The factors whose value is a share.
SHARES = frozenset({"price_fall", "one_product", "households_left"})


def matrix(cell: Cell, rules: Matrix) -> list[dict[str, Any]]:
    """Return the rows of the matrix, the likeliest first, with the cell the project stands in."""
    cuts = [(int(each.least), each.name) for each in rules.grades]
    labels = {each.name: each.label for each in rules.grades}
    found = []
    for probability in range(risk.STEPS, 0, -1):
        cells = []
        for impact in range(1, risk.STEPS + 1):
            grade = risk.graded(probability, impact, cuts)
            cells.append({
                "impact": impact, "tag": GRADES[grade], "label": labels[grade],
                "product": probability * impact,
                "is_here": (probability, impact) == (cell.probability, cell.impact),
            })  # fmt: skip
        found.append({"probability": probability, "cells": cells})
    return found


def kept(rows: list[dict[str, Any]]) -> Chart | None:
    """Return promised and received by tie as bars, in ten thousands of yuan."""
    if not rows:
        return None
    labels = [each["label"] for each in rows]
    promised = [round(each["sum"].money / TEN_THOUSAND_YUAN, 2) for each in rows]
    received = [round(each["sum"].received / TEN_THOUSAND_YUAN, 2) for each in rows]
    names = (_("what was promised"), _("what was received"))
    option = {
        "grid": GRID,
        "legend": {"top": 0, "data": list(names)},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "bar", "name": name, "data": values}
            for name, values in zip(names, (promised, received), strict=True)
        ],
    }
    return Chart(
        name="kept", title=_("promised and received, in ten thousands of yuan a year"),
        option=option, columns=(_("tie"), *names),
        rows=[(label, f"{one:,.2f}", f"{other:,.2f}")
              for label, one, other in zip(labels, promised, received, strict=True)],
    )  # fmt: skip

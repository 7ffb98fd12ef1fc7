"""Whether what a check finds has become worse since somebody looked; no database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp

from shouwang.rules.pack import Check

LOWER, HIGHER = -1, 1
# A comparison → which way its left side must go to be worse.
COMPARED: Mapping[type[exp.Expr], int] = {
    exp.LT: LOWER, exp.LTE: LOWER, exp.GT: HIGHER, exp.GTE: HIGHER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was known of a finding when its household was closed."""

    weight: int
    evidence: str


def directions(check: Check) -> dict[str, int]:
    """Return which way each number of a check must go to be worse: `LOWER` or `HIGHER`.

    Read from the comparisons of its own condition. A second number held against the same line
    only delimits the check: ``after_medical < line and income >= line`` says nothing of a greater
    income.
    """
    found: dict[str, int] = {}
    lines: set[str] = set()
    comparisons = [node for node in check.fails_when.walk(bfs=False) if type(node) in COMPARED]
    for node in comparisons:
        way = COMPARED[type(node)] * (HIGHER if _is_plain(node, check.fails_when) else LOWER)
        for side, other, sign in ((node.this, node.expression, way),
                                  (node.expression, node.this, -way)):  # fmt: skip
            if isinstance(side, exp.Column) and other.sql() not in lines:
                found.setdefault(side.name, sign)
        lines |= {node.this.sql(), node.expression.sql()}
    return found


def _is_plain(node: exp.Expr, top: exp.Expr) -> bool:
    """Tell whether an even number of negations stands above."""
    is_plain = True
    while node is not top and node.parent is not None:
        node = node.parent
        is_plain ^= isinstance(node, exp.Not)
    return is_plain


def is_worse(
    before: Remembered, *, weight: int, evidence: str, ways: Mapping[str, int], share: Decimal
) -> bool:
    """Tell whether a finding is heavier, or one of its numbers went the wrong way by a share.

    >>> before = Remembered(2, '{"income": 4000}')
    >>> is_worse(before, weight=2, evidence='{"income": 3500}', ways={"income": -1},
    ...          share=Decimal("0.1"))
    True
    >>> is_worse(before, weight=2, evidence='{"income": 3900}', ways={"income": -1},
    ...          share=Decimal("0.1"))
    False
    """
    if weight > before.weight:
        return True
    if evidence == before.evidence:
        return False
    was, now = _numbers(before.evidence), _numbers(evidence)
    for name, way in ways.items():
        if name not in was or name not in now:
            continue
        moved = (now[name] - was[name]) * way
        if moved > 0 and moved >= abs(was[name]) * share:
            return True
    return False


def _numbers(evidence: str) -> dict[str, Decimal]:
    values: dict[str, Any] = json.loads(evidence, parse_float=Decimal, parse_int=Decimal)
    return {name: value for name, value in values.items() if isinstance(value, Decimal)}

"""The texts of every step and check for the other engines, held so that a change is seen.

After a change that is meant, write them anew: ``REWRITE=1 python -m pytest tests/rules/test_dialects.py``.
"""

import datetime
import os
import re
from functools import cache
from pathlib import Path

import pytest

import shouwang
from shouwang.rules.compile import compile_policy
from shouwang.rules.load import load_policy

HELD = Path(__file__).parent / "dialects"
CONTENT = Path(shouwang.__file__).parent / "content"
DAYS = {"neimenggu": datetime.date(2020, 6, 30), "island": datetime.date(1912, 5, 1)}
DIALECTS = ("spark", "postgres")
# What passes through transpiling without an error and means something else there.
TRAPS = {
    "spark": [r"\bARG_M(AX|IN)\b", r"\bTRY_CAST\b", r"\bDATE_DIFF\(", r"\bAGE\(", r"\bSTRUCT\("],
    "postgres": [
        r"\bARG_M(AX|IN)\b",
        r"\bTRY_CAST\b",
        r"\bDATE_FROM_PARTS\b",
        r"\bDATE_DIFF\(",
        r"\bANY_VALUE\(",
        r"\bDATEDIFF\(",
    ],
}


@cache
def texts(content: str, dialect: str) -> str:
    """Return all steps and conditions of a content as text of an engine."""
    policy = load_policy(CONTENT / content)
    compiled = compile_policy(policy, on=DAYS[content])
    parts = [f"-- step {step.name}\n{step.sql(dialect)};" for step in compiled.steps]
    parts += [
        f"-- check {outcome.check.name}\n{outcome.condition.sql(dialect=dialect, pretty=True)};"
        for outcome in sorted(compiled.outcomes, key=lambda each: each.check.name)
    ]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("content", sorted(DAYS))
class TestTheTextsForOtherEngines:
    def test_are_those_that_are_held(self, content, dialect):
        held = HELD / f"{content}.{dialect}.sql"
        text = texts(content, dialect)
        if os.environ.get("REWRITE"):
            held.write_text(text, encoding="utf-8")
        assert text == held.read_text(encoding="utf-8")

    def test_hold_no_known_trap(self, content, dialect):
        text = texts(content, dialect)
        assert [trap for trap in TRAPS[dialect] if re.search(trap, text)] == []

    def test_divide_floating_numbers_only(self, content, dialect):
        """Integers divide differently from engine to engine."""
        divisions = re.findall(
            r"(.{0,80}?) / (.{0,40})", texts(content, dialect).replace("\n", " ")
        )
        assert divisions
        # The seconds of a day divide the exact seconds between two days.
        floating = ("CAST(", "86400 ")
        assert [pair for pair in divisions if not pair[1].startswith(floating)] == []


def test_every_check_is_held():
    text = (HELD / "neimenggu.spark.sql").read_text(encoding="utf-8")
    policy = load_policy(CONTENT / "neimenggu")
    assert [name for name in policy.checks if f"-- check {name}\n" not in text] == []

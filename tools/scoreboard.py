"""The page `docs/scoreboard.md`, written from what `shouwang score --json` has measured.

shouwang score --seeds 3 --json > score.json
python -m tools.scoreboard score.json
"""

import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "scoreboard.md"
HEAD = """\
# Scoreboard

No system we know of measures whether its warnings are right. This one does, on an invented region whose
truth is known: hardships are drawn first, by code that imports no rule; then the departments' data, with
their usual mistakes; then the checks read the data and are held against the truth.

Made by `shouwang score --seeds {runs} --json` and `python -m tools.scoreboard`: {runs} temporary homes at
scale 0.01 (about 45 thousand households each), every delivery taken in, published and screened. What the
figures cannot tell: how the checks do on real people. They are an upper bound, since the same office drew
the region and wrote the rules.

- **Recall**: of the hardships that a published row of the responsible department shows, those found by
  a check that looks for them. **Unseen**: hardships that no published row shows; of them *spoilt* were
  lost to a key or code that nobody could read, or to a key that stood twice.
- **Precision**: of the households (or projects, stations, loans ...) that a check flags, those with what it
  looks for. A check that looks for one sign of many has a low recall of its own and needs no more: the
  hardship is found by its neighbours.
- **Visits a find**: households with a finding that a village or township answers, for one in which what was
  looked for is there.
- **Not evaluable**: outcomes that could not be known: a value missing, a feed late.

"""


def page_of(score: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    every = score["overall"]
    counts = every["counts"]
    lines = [HEAD.format(runs=score["runs"])]
    lines += [
        "## Over all",
        "",
        "| | all runs | " + " | ".join(f"run {n}" for n in range(1, score["runs"] + 1)) + " |",
        "| --- |" + " ---: |" * (score["runs"] + 1),
    ]
    for name, label in (
        ("recall", "recall of visible hardship"),
        ("unseen", "hardship nobody could see"),
        ("precision", "precision of visits"),
        ("visits_per_find", "visits a find"),
        ("not_evaluable", "outcomes not evaluable"),
    ):
        values = [_value(name, each[name]) for each in (every, *score["each"])]
        lines.append(f"| {label} | " + " | ".join(values) + " |")
    lines += [
        "",
        f"Hardships planted: {counts['planted'] + counts['unseen']:,}, of which {counts['planted']:,} "
        f"visible, {counts['found']:,} found; {counts['spoilt']:,} spoilt. Households to be visited: "
        f"{counts['flagged']:,}, of which {counts['right']:,} rightly.",
        "",
        "## A feed withheld",
        "",
        "What the feed decides becomes not evaluable; outcomes that other facts decide (a check of "
        "exited households is clear for all others) stay as they are; nothing becomes clear.",
        "",
    ]
    for held in score["withheld"]:
        before, after = held["before"], held["after"]
        lines.append(
            f"- `{held['feed']}` withheld for {', '.join(held['places'])}: of {held['cells']} cells "
            f"({len(held['checks'])} checks) {before['hit']} hits became {after['hit']}, "
            f"not evaluable rose from {before['not_evaluable']:,} to {after['not_evaluable']:,}, "
            f"**{held['newly_clear']} became clear**."
        )
    lines += ["", "## Kinds of trouble", "", *_table(score["kinds"], "kind", "name")]
    lines += ["", "## Healthy households that look like trouble", ""]
    lines += ["| kind | planted | visited |", "| --- | ---: | ---: |"]
    lines += [f"| {a['kind']} | {a['planted']:,} | {a['visited']:,} |" for a in score["lookalikes"]]
    lines += ["", "## Checks", "", *_table(score["checks"], "check", "label")]
    return "\n".join(lines) + "\n"


def _table(rows: list[dict[str, Any]], heading: str, label: str) -> list[str]:
    lines = [
        f"| {heading} | flagged | right | visible | recall | unseen | precision | not evaluable |",
        "| --- |" + " ---: |" * 7,
    ]
    for row in rows:
        if "counts" not in row:
            continue
        counts = row["counts"]
        shares = (_value(name, row[name]) for name in
                  ("recall", "unseen", "precision", "not_evaluable"))  # fmt: skip
        lines.append(
            f"| {row[label]} | {counts['flagged']:,} | {counts['right']:,} | {counts['planted']:,} | "
            + " | ".join(shares) + " |"
        )  # fmt: skip
    return lines


def _value(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if name == "visits_per_find" else f"{value:.1%}"


def main() -> None:
    """Write the page from a file of figures."""
    score = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PAGE.write_text(page_of(score), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Leads raised from a run of a million invented findings, on the database of the settings.

    python benchmarks/leads.py [--findings 1000000] [--households 2900000] [--open 50000]

Makes a home with an invented register and a run, holds so many open leads of an earlier run, and
times `raise_leads`: a first time, again after a run in which most findings continue, and once more
for the same run. SQLite, or PostgreSQL if SHOUWANG_DATABASE_URL names an empty database.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import write_deltalake

DAY = date(2020, 6, 30)
AT = datetime(2020, 6, 30, 9, tzinfo=UTC)
SEED = 20200630
TABLE = "household"
CHECKS = {
    "income_below_monitoring_line": '{{"income_per_head":{0}.33,"monitoring_line":500000}}',
    "below_line_not_watched": '{{"income_per_head":{0}.33,"monitoring_line":500000,'
    '"status":"general","watched":false}}',
    "rigid_spending_over_income": '{{"net_income":{0},"rigid_spending":900000}}',
    "struck_by_disaster": '{{"disasters_lately":1}}',
}


def main() -> None:
    """Make the home, raise, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--households", type=int, default=2_900_000)
    parser.add_argument("--open", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shouwang-leads-") as scratch:
        measure(Path(scratch) / "home", asked)


def measure(root: Path, asked: argparse.Namespace) -> None:
    """Raise leads of three runs and print the seconds of each."""
    from shouwang.lake.home import create_home

    home = create_home(root, content="neimenggu", demo=True, day=DAY)
    os.environ["SHOUWANG_HOME"] = str(root)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shouwang.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from shouwang.base.access import SYSTEM
    from shouwang.rules.load import load_policy
    from shouwang.stages.cases.operations.leads import raise_leads

    policy = load_policy(home.content_dir)
    numbers, places = make_register(home.lake, policy.content, asked.households)
    draw = np.random.default_rng(SEED)
    held = draw.choice(len(numbers), asked.open, replace=False)
    many = draw.integers(0, len(numbers), asked.findings)
    runs = [
        ("held", held, timedelta(days=30), 0),
        ("first", many, timedelta(days=1), 0),
        ("next", many, timedelta(0), 1),
    ]
    for name, chosen, before, step in runs:
        run = make_run(home.lake / "runs", name, numbers, places, chosen, DAY - before, step)
        started, worked = time.perf_counter(), time.process_time()
        found = raise_leads(home=home, policy=policy, run=run, at=AT, by=SYSTEM, on=DAY - before)
        took, worked = time.perf_counter() - started, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(
            f"{name:>6}: {found.findings:>9,} findings, {found.raised:>8,} raised,"
            f" {found.continued:>8,} continued, {found.cleared:>7,} cleared, {found.sent:>6,} sent,"
            f" {found.waiting:>8,} waiting: {took:6.1f} s"
            f" ({worked:.1f} s of processor), {peak:,.0f} MB"
        )


def make_register(lake, content, count):
    """Write a register of so many households, spread over all villages."""
    villages = [each.code for each in content.regions_of("village")]
    order = np.arange(count)
    village = order * len(villages) // count
    numbers = (
        np.array([int(code[:6]) for code in villages])[village] * 1_000_000 + order % 1_000_000
    )
    up = [content.ancestors(code) for code in villages]
    words = {
        "village": villages,
        "banner": [each["banner"] for each in up],
        "league": [each["league"] for each in up],
    }
    columns = {"household": pa.array(numbers)}
    for name, codes in words.items():
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(village), codes).cast(pa.string())
    table = pa.table(columns)
    write_deltalake(str(lake / "tables" / TABLE), table, partition_by=["league", "banner"])
    record = {"id": 1, "on": DAY.isoformat(), "moment": AT.isoformat(), "actor": "bench",
              "tables": {TABLE: 0}, "delivery": None, "contracts": ""}  # fmt: skip
    (lake / "snapshots").mkdir(exist_ok=True)
    (lake / "snapshots" / "00000001.json").write_text(json.dumps(record))
    return numbers, {name: columns[name] for name in ("league", "banner")}


def make_run(runs, name, numbers, places, chosen, day, step):
    """Write a run: a finding a chosen household, of checks in turn; every tenth value has moved."""
    from shouwang.lake.runs import stored_run

    kinds = list(CHECKS)
    count = len(chosen)
    kind = np.arange(count) % len(kinds)
    income = 100_000 + (np.arange(count) * 7) % 390_000
    income = income - step * 1000 * (np.arange(count) % 10 == 0)
    evidence = [CHECKS[kinds[k]].format(i) for k, i in zip(kind, income, strict=True)]
    household = pa.array(numbers[chosen]).cast(pa.string())
    table = pa.table(
        {
            "subject": pa.array(["household"] * count),
            "key": household,
            "household": household,
            "check": pa.array([kinds[k] for k in kind]),
            "league": places["league"].take(pa.array(chosen)),
            "banner": places["banner"].take(pa.array(chosen)),
            "evidence": pa.array(evidence),
        }
    )
    keep = len(table) - step * (len(table) // 50)
    folder = runs / name / "findings"
    folder.mkdir(parents=True)
    pq.write_table(table.slice(0, keep), folder / "part.parquet")
    values = runs / name / "values_household"
    values.mkdir()
    nothing = {"household": pa.array([], pa.int64())}
    for column in ("income_per_head", "net_income", "rigid_spending", "disasters_lately"):
        nothing[column] = pa.array([], pa.float64())
    nothing |= {"status": pa.array([], pa.string()), "watched": pa.array([], pa.bool_())}
    pq.write_table(pa.table(nothing), values / "part.parquet")
    record = {"run": name, "as_of": day.isoformat(), "snapshot": 1}
    (runs / name / "run.json").write_text(json.dumps(record))
    return stored_run(runs, name)


if __name__ == "__main__":
    main()

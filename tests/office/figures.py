"""Kept figures for tests: every banner and league, every area, a few plain indicators; drawn by a seed."""

import json
import random
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.lake.runs import StoredRun, finish_run, new_run, table_file
from shouwang.stages.board.models import Figure, FigureSet
from tests.office import world

PLAIN = ("poor_people", "watched_unstable_people", "watched_marginal_people", "poor_helped_share")
BY_AREA = ("area_evaluable_share", "area_answered_share", "area_clear_share", "area_issues_open",
           "area_hits")  # fmt: skip
SHARES = {"area_evaluable_share", "area_answered_share", "area_clear_share", "poor_helped_share"}
RUN = "run-of-tests"
CHECK = "income_below_monitoring_line"
AREA = "monitoring"


def keep(on=world.DAY, *, seed=57, run=RUN, areas=None, **fixed):
    """Keep a set of figures; ``fixed`` are values by `banner__area__indicator`, or none at all."""
    content, rng = world.content(), random.Random(seed)
    made = FigureSet.objects.create(
        on=on, run=run, snapshot=1, release="0" * 64, made_by="system", is_finished=True,
        made_at=datetime.combine(on, world.AT.time(), tzinfo=world.AT.tzinfo) + timedelta(hours=1),
    )  # fmt: skip
    rows = []
    for level in ("region", "league", "banner"):
        for region in content.regions_of(level):
            for area in areas if areas is not None else practice_areas():
                rows += [_figure(made, level, region.code, n, area, rng, fixed) for n in BY_AREA]
            rows += [_figure(made, level, region.code, n, "", rng, fixed) for n in PLAIN]
    Figure.objects.bulk_create(rows)
    return made


def practice_areas():
    return [
        "assurance", "industry", "employment", "relocation", "microcredit", "monitoring",
        "village_team", "rectification",
    ]  # fmt: skip


def _figure(made, level, place, name, area, rng, fixed):
    key = f"{place}__{area}__{name}"
    if name not in SHARES:
        value = fixed.get(key, float(rng.choice([0, 0, 1, 2, 5, 13])))
        return Figure(figure_set=made, indicator=name, area=area, level=level, place=place,
                      value=value, why="" if value is not None else "not delivered")  # fmt: skip
    below = rng.randint(100, 4000)
    value = fixed.get(key, min(1, max(0.5, rng.gauss(0.96, 0.04))))
    if value is None:
        return Figure(figure_set=made, indicator=name, area=area, level=level, place=place,
                      value=None, why="not delivered: 医保结算")  # fmt: skip
    return Figure(
        figure_set=made, indicator=name, area=area, level=level, place=place, value=value,
        above=round(value * below), below=below, low=max(0, value - 0.01),
        high=min(1, value + 0.01),
    )  # fmt: skip


def run(home, banner, households=(), *, name=RUN, day=world.DAY) -> StoredRun:
    """Store a run that found one check in households of a banner, and one feed late there."""
    content = world.content()
    league = content.ancestors(banner)["league"]
    evidence = json.dumps({"income_per_head": 420000, "monitoring_line": 500000})
    findings = [
        {"subject": "household", "key": str(each), "household": str(each), "check": CHECK,
         "league": league, "banner": banner, "evidence": evidence}
        for each in households
    ]  # fmt: skip
    coverage = [
        {"check": CHECK, "banner": banner, "hit": len(findings), "clear": 90, "not_evaluable": 4,
         "late": "medical_claim"},
    ]  # fmt: skip
    with new_run(home.lake / "runs") as folder:
        for table, rows, schema in (
            ("findings", findings, [(each, pa.string()) for each in (
                "subject", "key", "household", "check", "league", "banner", "evidence")]),
            ("coverage", coverage, [("check", pa.string()), ("banner", pa.string()),
                                    ("hit", pa.int64()), ("clear", pa.int64()),
                                    ("not_evaluable", pa.int64()), ("late", pa.string())]),
        ):  # fmt: skip
            path = table_file(folder, table)
            path.parent.mkdir(parents=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(schema)), path)
        record = {"as_of": day.isoformat(), "snapshot": 1, "release": "0" * 64}
        return finish_run(home.lake / "runs", folder, name=name, record=record)

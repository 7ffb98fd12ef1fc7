"""Opens the office of a demo: decisions taken over, the index, accounts, leads, and a June lived in it.

Needs Django set up.
"""

import random
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.cli.demo_june import live
from shouwang.cli.demo_life import Life
from shouwang.cli.demo_plans import keep_ledger
from shouwang.cli.demo_programmes import live_programmes
from shouwang.cli.demo_supervision import supervise
from shouwang.cli.demo_village_teams import village_with_team
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.lake.runs import StoredRun
from shouwang.rules.pack import Policy
from shouwang.stages.board.operations.adopting import adopt_issues
from shouwang.stages.cases.operations import adopting, leads
from shouwang.stages.cases.queries import leads as lead_queries
from shouwang.stages.org.operations import demo as accounts
from shouwang.stages.org.queries import accounts as account_queries
from shouwang.stages.register.operations.index import refresh_index


def open_office(home: Home, policy: Policy, run: StoredRun, *, seed: int) -> dict[str, Any]:
    """Open the office of a demo unless it is open; return its accounts and what was lived."""
    content, on = policy.content, today(home)
    first = account_queries.account_named(username="village", on=on, scope=EVERYWHERE)
    told: dict[str, Any] = {"done": {}}
    if first is None:
        at = now(home)
        adopted = adopting.adopt(home=home, content=content, at=at, by=SYSTEM, on=on)
        issues = adopt_issues(home=home, content=content, at=at, by=SYSTEM, on=on)
        changed = refresh_index(home=home, content=content, at=at, by=SYSTEM, on=on)
        leads.raise_leads(home=home, policy=policy, run=run, at=at, by=SYSTEM, on=on)
        told |= {"indexed": changed, "adopted": adopted.cases, "issues": issues}
    villages = _villages(policy, on)
    made = accounts.make_demo_accounts(
        content=content, villages=villages, team_village=village_with_team(home, content, on=on),
        at=now(home), by=SYSTEM, on=on,
    )  # fmt: skip
    if first is None:
        life = Life(home, policy, _troubled(home), random.Random(seed))  # noqa: S311 - invented
        live(life)
        supervise(life)
        keep_ledger(life)
        live_programmes(life)
        told |= {"done": dict(life.done), "refusals": life.refusals[:10]}
    told["accounts"] = [
        {"username": each.username, "role": each.role, "place": each.place,
         "password": each.password}
        for each in made
    ]  # fmt: skip
    return told


def _villages(policy: Policy, on: date) -> list[str]:
    """The villages that have leads, the one with the most first."""
    counts = lead_queries.counts_by_place(
        level="village", content=policy.content, on=on, scope=EVERYWHERE
    )
    rows = sorted(counts.items(), key=lambda each: (-each[1].open, each[0]))
    return [code for code, _count in rows]


def _troubled(home: Home) -> frozenset[int]:
    """The households that really are in trouble, by the truth of the invented region."""
    path = home.root / "region" / "truth" / "hardships.parquet"
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    found: set[int] = set()
    for file in (each for each in files if each.exists()):
        found.update(pq.read_table(file, columns=["household"]).column(0).to_pylist())
    return frozenset(found)

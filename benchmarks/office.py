"""Builds a home at full size for the pages: lake, run, index, leads, accounts, quickly.

``python benchmarks/office.py --scale 1 --home DIR``; with ``SHOUWANG_DATABASE_URL`` set the decisions
go to that PostgreSQL. The lake is laid down as one snapshot, without intake; everybody is invented.
"""

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
OPEN_LEADS = 50_000
SIDES = ("village", "team", "township", "clerk", "league")


def main() -> None:
    """Build what is missing and print how long it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=0.001)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--leads", type=int, default=OPEN_LEADS, help="open leads to end up with")
    wanted = parser.parse_args()
    steps: dict[str, float] = {}
    start = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal start
        steps[name] = round(time.perf_counter() - start, 1)
        start = time.perf_counter()
        print(f"{name}: {steps[name]} s", file=sys.stderr, flush=True)

    from shouwang.lake.home import is_home, open_home
    from tests.office import lake

    if not is_home(wanted.home):
        lake.build(wanted.home, scale=wanted.scale, seed=wanted.seed, screened=False)
        lap("lake")
    home = open_home(wanted.home)
    if not (home.lake / "runs").is_dir():
        lake.screen(home)
        lap("screen")
    answer = open_the_office(home, wanted.leads, lap)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({**answer, "steps": steps, "peak_mb": peak // 1024,
                      "largest_child_mb": children // 1024}, indent=1))  # fmt: skip


def open_the_office(home, leads_wanted, lap):
    """Index, adopt, raise leads, open more until there are enough, make accounts."""
    from shouwang.base.access import SYSTEM
    from shouwang.cli.homes import use_home
    from shouwang.cli.runs import latest_run, policy_of

    use_home(home)
    from django.db.models import Count

    from shouwang.lake.home import now, today
    from shouwang.stages.cases.models import Case, Lead, Measure
    from shouwang.stages.cases.operations import adopting, leads
    from shouwang.stages.org.operations.demo import make_demo_accounts
    from shouwang.stages.register.models import Indexed
    from shouwang.stages.register.operations.index import refresh_index
    from tests.office.lake import keep_deliveries

    act = {"at": now(home), "by": SYSTEM, "on": today(home)}
    policy = policy_of(home)
    keep_deliveries(home)
    refresh_index(home=home, content=policy.content, **act)
    lap("index")
    adopting.adopt(home=home, content=policy.content, **act)
    lap("adopt")
    leads.raise_leads(home=home, policy=policy, run=latest_run(home), **act)
    lap("leads")
    missing = leads_wanted - Lead.objects.filter(state="open").count()
    if missing > 0:
        waiting = list(
            Lead.objects.filter(state="waiting").order_by("-rank", "id")
            .values_list("pk", flat=True)[:missing]
        )  # fmt: skip
        for first in range(0, len(waiting), 500):
            Lead.objects.filter(pk__in=waiting[first : first + 500]).update(
                state="open", sent_date=today(home), due_date=today(home)
            )
        lap("more leads")
    rows = Lead.objects.filter(state="open").values("village").annotate(n=Count("pk"))
    villages = [row["village"] for row in rows.order_by("-n", "village")]
    accounts = make_demo_accounts(content=policy.content, villages=villages, **act)
    lap("accounts")
    return {
        "households": Indexed.objects.count(),
        "cases": Case.objects.count(),
        "measures": Measure.objects.count(),
        "open_leads": Lead.objects.filter(state="open").count(),
        "waiting_leads": Lead.objects.filter(state="waiting").count(),
        "villages": len(villages),
        "accounts": [each.username for each in accounts],
        "database": os.environ.get("SHOUWANG_DATABASE_URL", "sqlite").split(":", 1)[0],
    }


if __name__ == "__main__":
    main()

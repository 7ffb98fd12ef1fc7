"""A finding to show: a red one, always the same for the same findings."""

from pathlib import Path

import duckdb
import pyarrow as pa

from shouwang.rules.pack import Policy


def sample_finding(findings: Path, policy: Policy) -> tuple[str, str] | None:
    """Return household and check of one finding that a village answers, or ``None``.

    The check is the first of the policy's red ones with findings; the household the smallest.
    """
    wanted = [
        check.name
        for check in policy.checks.values()
        if check.severity == "red" and check.of in policy.content.subjects
    ]
    order = pa.table({"check": wanted, "place": list(range(len(wanted)))})
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.register("wanted", order)
        found = engine.execute(
            'SELECT f.household, f."check" FROM '
            "read_parquet(?) AS f "
            'JOIN wanted AS w ON w."check" = f."check" WHERE f.household IS NOT NULL '
            "ORDER BY w.place, f.household LIMIT 1",
            [str(findings)],
        ).fetchone()
    return (found[0], found[1]) if found else None

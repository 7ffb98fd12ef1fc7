"""Runs as documents: what `screen --json` prints and what a kept run says of itself."""

from typing import Any

from shouwang.rules.pack import Policy
from shouwang.stages.screening.run import Screening

MILLI = 3  # digits of a second that are told


def as_answer(run: Screening, policy: Policy, *, sha256: str, seconds: float) -> dict[str, Any]:
    """Return a run as the document of ``screen --json``."""
    subjects = list(policy.content.subjects)
    checks = []
    for outcome in run.compiled.outcomes:
        count = run.coverage.total(outcome.check.name)
        checks.append(
            {
                "name": outcome.check.name,
                "label": outcome.check.label,
                "area": outcome.check.area,
                "hit": count.hit,
                "clear": count.clear,
                "not_evaluable": count.not_evaluable,
                "late": run.coverage.late_places(outcome.check.name),
            }
        )
    level = policy.content.coverage_level
    screened = {place for _subject, place in run.coverage.by_subject}
    return {
        "run": run.run,
        "release": run.release,
        "tables": run.tables,
        "as_of": run.as_of.isoformat(),
        "households": run.subjects.get(subjects[0], 0),
        "persons": run.subjects.get(subjects[1], 0) if len(subjects) > 1 else 0,
        "checks": checks,
        "no_subjects": [
            region.code
            for region in policy.content.regions_of(level)
            if region.code not in screened
        ],
        "not_in_force": list(run.compiled.not_in_force),
        "findings": run.findings,
        "findings_sha256": sha256,
        "seconds": round(seconds, MILLI),
    }

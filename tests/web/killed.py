"""Run as a process by `test_killed.py`: a worker with a slow task, and whoever asks for it."""

import sys
import time
from pathlib import Path

import django


def count(job, wanted):
    """Write a line a step, slowly."""
    for step in range(wanted["steps"]):
        with Path(wanted["file"]).open("a") as file:
            file.write(f"{step}\n")
        job.progress(step + 1, wanted["steps"])
        time.sleep(0.05)
    return {"said": "counted"}


def ask(file, steps, is_repeatable):
    """Ask for the task."""
    from shouwang.base.access import SYSTEM
    from shouwang.lake.home import now, today
    from shouwang.stages.org.operations import jobs
    from shouwang.web import place
    from shouwang.web.jobs.running import enqueue

    home = place.home()
    jobs.ask_for_job(
        task="count", label="count", wanted={"file": file, "steps": int(steps)}, enqueue=enqueue,
        is_repeatable=is_repeatable == "yes", at=now(home), by=SYSTEM, on=today(home),
    )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    from shouwang.web.jobs import worker
    from shouwang.web.jobs.registry import TASKS

    TASKS["count"] = count
    if sys.argv[1] == "work":
        worker.main()
    else:
        ask(*sys.argv[2:])

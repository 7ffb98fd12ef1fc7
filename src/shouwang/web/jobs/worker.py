"""The process that does background work: ``python -m shouwang.web.jobs.worker``; one a home."""

import os
import signal
import sys
from datetime import timedelta
from types import FrameType

import django
from filelock import FileLock

from shouwang.base.processes import end_with_parent

# The queue is asked so often for new work.
INTERVAL_SECONDS = 0.5
LOCK = ".worker.lock"


def main() -> None:
    """Do the work of the queue, one after the other, until told to go away."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.config.settings")
    django.setup()
    from shouwang.web import place  # noqa: PLC0415 - needs Django set up

    home = place.home()
    # Released by the system when the process dies, however it dies; a second one stands by.
    with FileLock(home.root / LOCK):
        _work_for(home.root)


def _work_for(root: os.PathLike[str]) -> None:
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415

    from shouwang.web import place  # noqa: PLC0415 - needs Django set up
    from shouwang.web.jobs.reaping import reap  # noqa: PLC0415 - needs Django set up
    from shouwang.web.jobs.running import going_away  # noqa: PLC0415 - needs Django set up
    from shouwang.web.jobs.timekeeping import Timekeeper  # noqa: PLC0415 - needs Django set up

    worker = Worker(
        queue_names=["*"],
        interval=INTERVAL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"worker-{os.getpid()}",
        excluded_queue_names=[],
    )

    def go_away(_number: int, _frame: FrameType | None) -> None:
        going_away.set()
        worker.running = False
        if not worker.running_task:
            sys.exit(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, go_away)
    reap(place.home(), silence=timedelta(0))  # whoever had this lock before is dead
    timekeeper = Timekeeper(place.home().root)
    timekeeper.start()
    worker.run()
    timekeeper.stop()


if __name__ == "__main__":
    main()

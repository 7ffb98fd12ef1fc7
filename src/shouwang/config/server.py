"""The process that serves the pages: ``python -m shouwang.config.server HOST PORT WORKERS``."""

import sys

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from shouwang.base.processes import end_with_parent

TARGET = "shouwang.config.served:application"
# Few: a page is mostly Python, of which a worker does one at a time; more threads only lengthen the
# wait of the slowest (measured with 50 users: 4 threads 616 ms at p95, 2 threads 376 ms).
THREADS_A_WORKER = 2
# A request that takes longer is given up when the server stops.
SECONDS_TO_STOP = 3


def main() -> None:
    """Serve until told to stop."""
    host, port, workers = sys.argv[1:]
    end_with_parent()
    Server(
        TARGET,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=THREADS_A_WORKER,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_STOP,
    ).serve()


if __name__ == "__main__":
    main()

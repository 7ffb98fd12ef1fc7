"""One contender, one run, in a process of its own; the answer is a line of JSON.

Called as ``child.py NAME TABLES OUT THREADS MEMORY``.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path

KIB = 1024


def main() -> None:
    """Import the contender, then time it from opening the tables to the written results."""
    name, tables, out, threads, memory = sys.argv[1:]
    start = time.perf_counter()
    contender = importlib.import_module(f"with_{name}")
    imported = time.perf_counter()
    contender.run(Path(tables), Path(out), threads=int(threads), memory=memory)
    done = time.perf_counter()
    answer = {"imports": imported - start, "seconds": done - imported, "megabytes": peak()}
    print(json.dumps(answer))


def peak() -> float:
    """Return the most memory this program held; ru_maxrss would count its parent's, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("VmHWM")) / KIB


if __name__ == "__main__":
    main()

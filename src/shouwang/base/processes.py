"""Processes that belong together: a child ends when its parent does, however that ended."""

import ctypes
import os
import signal
import sys

# Linux: "send me this signal when my parent dies" (prctl(2)).
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Let this process be told to stop when the one that started it is gone; on Linux alone."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before it was asked
        os.kill(os.getpid(), signal.SIGTERM)

"""Processes that are started together, begun again when they die, and stopped together."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _

LOOK_SECONDS = 0.3
SECONDS_TO_STOP = 5.0
# A process that dies sooner than this after its start, so many times, will not live.
SHORT_LIFE_SECONDS = 10.0
MOST_SHORT_LIVES = 3


class ChildFailed(ShouwangError):
    """A process died again and again."""


@dataclass
class Child:
    """A process that shall run."""

    label: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    short_lives: int = 0
    _started: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches us alone and we stop it."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            self.command, env=dict(environment), process_group=0
        )

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to what it started itself."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def note_death(self) -> None:
        """Count a short life, and end what it left behind.

        Raises:
            ChildFailed: if it has died too often right after its start.
        """
        self.signal(signal.SIGKILL)
        is_short = time.monotonic() - self._started < SHORT_LIFE_SECONDS
        self.short_lives = self.short_lives + 1 if is_short else 0
        if self.short_lives >= MOST_SHORT_LIVES:
            raise ChildFailed(
                _("{name} stops again and again; the lines above say why").format(name=self.label)
            )


def keep_alive(
    children: Sequence[Child],
    *,
    environment: Mapping[str, str],
    stopped: threading.Event,
    is_ready: Callable[[], bool],
    ready: Callable[[], None],
    died: Callable[[Child], None],
) -> None:
    """Run the processes until told to stop.

    Args:
        is_ready: Asked until it says yes; then ``ready`` is called once.
        died: Told of each that is begun again.

    Raises:
        ChildFailed: if one of them does not live.
    """
    is_told = False
    try:
        for child in children:
            child.start(environment)
        while not stopped.wait(LOOK_SECONDS):
            if not is_told and is_ready():
                is_told = True
                ready()
            for child in children:
                if not child.is_alive:
                    child.note_death()
                    died(child)
                    child.start(environment)
    finally:
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """Ask all to stop, and end those that do not within a few seconds."""
    for child in children:
        if child.is_alive:
            child.signal(signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.0, until - time.monotonic()))
            child.signal(signal.SIGKILL)
            child.process.wait()

"""The programmes in the June of a demo: each lives its month, if it has decisions to take.

A programme's part is ``demo_<name>.py`` with a function ``live_<name>(life)``.
"""

import importlib
from importlib.util import find_spec

from shouwang.cli.demo_life import Life
from shouwang.rules.programmes import load_programmes


def live_programmes(life: Life) -> None:
    """Let every programme of the content live its month."""
    for name in load_programmes(life.policy.content):
        module = f"shouwang.cli.demo_{name}"
        if find_spec(module) is not None:
            getattr(importlib.import_module(module), f"live_{name}")(life)

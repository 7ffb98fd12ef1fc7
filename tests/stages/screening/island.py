"""The invented islands as the tests of screening use them: content, tables, a run."""

import datetime
import shutil
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq

from shouwang.rules.load import load_policy
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import FINDINGS, screen
from shouwang.stages.screening.tables import open_folder

ISLAND = Path(str(files("shouwang") / "content" / "island"))
ON = datetime.date(1908, 12, 31)


@cache
def policy():
    return load_policy(ISLAND, examples=True)


def tables_copy(folder):
    """Return a copy of the islands' tables that a test may spoil."""
    shutil.copytree(ISLAND / "tables", folder)
    return folder


def run(tables, scratch, *, on=ON, threads=1, policy_=None, **more):
    """Screen a folder and return the run with its rows of findings."""
    scratch.mkdir(exist_ok=True)
    path = scratch / "findings.parquet"
    chosen = policy_ or policy()
    opened = open_folder(tables, chosen.content, scratch=scratch)
    with FileSink({FINDINGS: path}) as sink:
        done = screen(chosen, opened, on=on, sink=sink, threads=threads, memory="500MB", **more)
    return done, pq.read_table(path).to_pylist()

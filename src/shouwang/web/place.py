"""Where the pages are: the home of this process, its content and policy, its latest run."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import local

from django.conf import settings

from shouwang.base.access import Scope
from shouwang.base.errors import InputProblems, Problem
from shouwang.lake.folder import Home
from shouwang.lake.home import SETTINGS, open_home
from shouwang.lake.runs import RunMissing, StoredRun, stored_run
from shouwang.rules.content import Content
from shouwang.rules.load import load_policy
from shouwang.rules.pack import Policy
from shouwang.rules.practice import Practice, read_practice
from shouwang.stages.org.scoping import is_inside

KEPT = 8  # homes and policies a process remembers; there are more than one in tests only
NAMES = 20_000  # of places that a process remembers
DOWN = 2  # levels below one's own that are offered; deeper ones are reached from there
_own = local()


@lru_cache(maxsize=KEPT)
def _policy(content_dir: Path, known_release: str) -> Policy:
    return load_policy(content_dir, known_release=known_release)


@lru_cache(maxsize=KEPT)
def _practice(content_dir: Path) -> Practice:
    problems: list[Problem] = []
    practice = read_practice(_policy(content_dir, ""), problems)
    if problems:
        raise InputProblems(problems)
    return practice


@lru_cache(maxsize=KEPT)
def _opened(root: Path, stamp: tuple[int, int]) -> Home:
    """A home as its settings are; they are read again when the file has changed."""
    del stamp
    return open_home(root)


@contextmanager
def one_home() -> Iterator[Home]:
    """Keep to the home as it is now until it has been answered: a page asks for it a hundred times."""
    before = getattr(_own, "home", None)
    _own.home = found = _as_it_is()
    try:
        yield found
    finally:
        _own.home = before


def home() -> Home:
    """Return the home of this process."""
    kept: Home | None = getattr(_own, "home", None)
    return kept or _as_it_is()


def _as_it_is() -> Home:
    root = Path(settings.HOME)
    file = root / SETTINGS
    found = file.stat() if file.exists() else None
    return _opened(root, (found.st_mtime_ns, found.st_size) if found else (0, 0))


def policy() -> Policy:
    """Return the policy in force; read once a process, for a content changes with a release."""
    return _policy(home().content_dir, "")


def content() -> Content:
    """Return the content of the home."""
    return policy().content


def practice() -> Practice:
    """Return how the office works, as the content has it; read once a process."""
    return _practice(home().content_dir)


def latest_run() -> StoredRun | None:
    """Return the latest run, if there has been one."""
    try:
        return stored_run(home().lake / "runs")
    except RunMissing:
        return None


def own_and_below(scope: Scope) -> list[str]:
    """Return the codes of the places of a scope and of those up to two levels below them."""
    found = content()
    own = found.levels.index(scope.level) if scope.level in found.levels else 0
    return [
        region.code
        for level in found.levels[own : own + 1 + DOWN]
        for region in found.regions_of(level)
        if is_inside(region.code, found, scope)
    ]


def region_label(code: str) -> str:
    """Return the name of a region with those above it, below the whole."""
    found = content()
    chain = list(found.ancestors(code).values())
    names = [found.regions[each].name for each in reversed(chain)]
    return " › ".join(names[1:] or names)


def name_within(code: str, level: str) -> str:
    """Return the name of a region after those of the regions above it that lie below a level.

    Args:
        level: Level of the reader's own places; empty for who sees the whole region.
    """
    return _name_within(home().content_dir, code, level)


@lru_cache(maxsize=NAMES)
def _name_within(content_dir: Path, code: str, level: str) -> str:
    found = _policy(content_dir, "").content
    own = found.levels.index(level) if level in found.levels else 0
    below = found.levels[own + 1 :]
    chain = [each for name, each in found.ancestors(code).items() if name in below or each == code]
    return " ".join(found.regions[each].name for each in reversed(chain))

"""Opens and makes homes, and tells their day; the only module that reads the clock."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

import shouwang
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home, make_private_folder, write_new
from shouwang.lake.keys import create_keys

SHIPPED = Path(shouwang.__file__).parent / "content"
SETTINGS = "home.yaml"
KNOWN = ("content", "demo", "today", "utc_offset")
UTC_OFFSET_HOURS = 8  # China Standard Time
FARTHEST_HOURS = 14


class HomeMissing(ShouwangError):
    """There is no home in this folder."""


class HomeExists(ShouwangError):
    """There is something in this folder already."""


def is_home(root: Path) -> bool:
    """Tell whether a home lies in the folder."""
    return (root / SETTINGS).is_file()


def create_home(root: Path, *, content: str, demo: bool = False, day: date | None = None) -> Home:
    """Make a home in a new or empty folder and return it; its database comes with migrations.

    Args:
        content: The name of a shipped content, or the path of another.
        day: The day it shall always be there.

    Raises:
        HomeExists: if the folder holds anything.
        InputProblems: if there is no such content.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise HomeExists(_("{path} is not empty").format(path=root))
    content_dir = _content_dir(content)
    if content_dir is None:
        raise InputProblems([_no_content(content)])
    home = Home(root=root, content_dir=content_dir, demo=demo, fixed_day=day)
    for folder in (root, home.lake, home.uploads, home.staged):
        make_private_folder(folder)
    create_keys(home.keys)
    settings: dict[str, Any] = {
        "content": content if content == content_dir.name else str(content_dir.resolve()),
        "demo": demo,
        "utc_offset": UTC_OFFSET_HOURS,
    }
    if day is not None:
        settings["today"] = day
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=True)
    write_new(root / SETTINGS, text.encode("utf-8"))
    return open_home(root)


def open_home(root: Path) -> Home:
    """Return the home in a folder.

    Raises:
        HomeMissing: if there is none.
        InputProblems: if its ``home.yaml`` cannot be understood.
    """
    if not is_home(root):
        raise HomeMissing(_("there is no home in {path}").format(path=root))
    settings = _settings(root / SETTINGS)
    name = str(settings.get("content") or "")
    content_dir = _content_dir(name)
    problems = [] if content_dir else [_no_content(name)]
    day = settings.get("today")
    if isinstance(day, datetime) or not isinstance(day, date | None):
        problems.append(Problem(SETTINGS, _("today wants a date like 2020-01-31")))
    hours = settings.get("utc_offset", UTC_OFFSET_HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int) or abs(hours) > FARTHEST_HOURS:
        problems.append(Problem(SETTINGS, _("utc_offset wants whole hours")))
    if problems or content_dir is None:
        raise InputProblems(problems)
    zone = timezone(timedelta(hours=hours))
    demo = settings.get("demo") is True
    return Home(root=root, content_dir=content_dir, demo=demo, fixed_day=day, zone=zone)


def today(home: Home) -> date:
    """Return the day it is in this home."""
    return home.fixed_day or datetime.now(home.zone).date()


def now(home: Home) -> datetime:
    """Return this moment, on the day it is in this home."""
    moment = datetime.now(home.zone)
    if home.fixed_day is None:
        return moment
    return datetime.combine(home.fixed_day, moment.timetz())


def real_moment() -> datetime:
    """Return this moment by the real clock, whatever day a home stands at.

    Signs of life are compared between processes; a home whose day is fixed would lose one at
    midnight.
    """
    return datetime.now(UTC)


def _settings(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputProblems(
            [Problem(SETTINGS, _("no YAML: {fault}").format(fault=error))]
        ) from None
    if not isinstance(data, dict):
        raise InputProblems([Problem(SETTINGS, _("keys and values are wanted here"))])
    unknown = [
        Problem(
            SETTINGS,
            _("nobody knows the key {key}").format(key=key),
            _("one of: {words}").format(words=", ".join(KNOWN)),
        )
        for key in data
        if key not in KNOWN
    ]
    if unknown:
        raise InputProblems(unknown)
    return data


def _content_dir(name: str) -> Path | None:
    """A bare name is a shipped content, anything else a path."""
    for path in (SHIPPED / name, Path(name)) if name else ():
        if (path / "content.yaml").is_file():
            return path
    return None


def _no_content(name: str) -> Problem:
    return Problem(
        SETTINGS,
        _("there is no content {name}").format(name=repr(name)),
        _("the name of a shipped content or the path of a folder with content.yaml"),
    )

"""Content files as mappings that know their lines, and a reader that collects every fault."""

import datetime
import re
import reprlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.errors import Problem
from shouwang.base.words import _


class Entry(dict[str, Any]):
    """A mapping of a content file; remembers the file and the line of each key."""

    def __init__(self, where: str, line: int) -> None:
        super().__init__()
        self.file = where
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str = "") -> str:
        """Return the place of a key, or of the entry: ``checks.yaml:14``."""
        return f"{self.file}:{self.lines.get(key, self.line)}"

    @property
    def places(self) -> dict[str, str]:
        """The place of every key."""
        return {key: self.at(key) for key in self}


# The parser in C where the wheel has it: eight times as fast on a content directory.
_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# Bounds against files that only cost time or memory; the parser in C does not guard its stack.
DEEPEST = 100
LONGEST_NUMBER = 30  # digits, before and after the point
_BRACKET = re.compile(r"[\[\]{}]")
_STAIRCASE = re.compile(r"^[ ?-]{200,}", re.MULTILINE)
# Numbers as people write them. YAML would also read 010 as eight and 12:30 as 750.
_WHOLE = re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$")
_EXACT = re.compile(r"^[-+]?(?:[0-9][0-9_]*)?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?$")


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]
    """Plain YAML, but `no` is a word, numbers are exact and mappings know their lines."""

    file = ""
    problems: list[Problem]

    def entry(self, node: yaml.MappingNode) -> Entry:
        result = Entry(self.file, node.start_mark.line + 1)
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, _("a key is a word"))
                continue
            key = str(key_node.value)
            if key in result:
                self._fault(key_node, _("{key} is given twice").format(key=key))
            result[key] = self.construct_object(value_node, deep=True)
            result.lines[key] = line
        return result

    def number(self, node: yaml.ScalarNode) -> int | Decimal | None:
        text = str(node.value).replace("_", "")
        try:
            value = Decimal(text)
        except InvalidOperation:
            self._fault(node, _("{value} is no number").format(value=shown(text)))
            return None
        if max(abs(value.adjusted()), len(value.as_tuple().digits)) > LONGEST_NUMBER:
            self._fault(node, _("{value} is too long a number").format(value=shown(text)))
            return None
        is_whole = _WHOLE.match(text) is not None
        return int(value) if is_whole else value

    def day(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except (ValueError, OverflowError):
            self._fault(node, _("{value} is no date").format(value=shown(node.value)))
            return None

    def _fault(self, node: yaml.Node, message: str) -> None:
        self.problems.append(Problem(f"{self.file}:{node.start_mark.line + 1}", message))


def _only_what_people_write() -> None:
    own = {f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float")}
    _Loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] not in own]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    for name, pattern, first in (
        ("bool", re.compile(r"^(?:true|false)$"), "tf"),
        ("int", _WHOLE, "-+0123456789"),
        ("float", _EXACT, "-+.0123456789"),
    ):
        _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", pattern, list(first))
    _Loader.add_constructor("tag:yaml.org,2002:map", _Loader.entry)
    _Loader.add_constructor("tag:yaml.org,2002:int", _Loader.number)
    _Loader.add_constructor("tag:yaml.org,2002:float", _Loader.number)
    _Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.day)


_only_what_people_write()


LONGEST_QUOTE = 80  # characters of a value shown in a complaint
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = LONGEST_QUOTE


def shown(value: Any) -> str:
    """Return a value as a message shows it: a line at most, however large it is."""
    if isinstance(value, str):
        return _REPR.repr(value)
    if isinstance(value, int | Decimal | datetime.date):
        return as_written(value)
    return "{…}" if isinstance(value, dict) else "[…]"


def read_yaml(path: Path, *, where: str, problems: list[Problem]) -> Any:
    """Return what a YAML file holds, or ``None`` with a problem added if it cannot be read."""
    text = _text_of(path, where, problems)
    if text is None:
        return None
    if _too_deep(text):
        problems.append(Problem(where, _("the file nests too deep")))
        return None
    try:
        loader = _Loader(text)
    except yaml.YAMLError as error:
        problems.append(Problem(where, _no_yaml(error)))
        return None
    loader.file = where
    loader.problems = problems
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(f"{where}:{line}", _no_yaml(error.problem or error.context)))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(Problem(where, _no_yaml(error)))
    finally:
        loader.dispose()
    return None


def _text_of(path: Path, where: str, problems: list[Problem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(where, _("the file is missing")))
    except UnicodeDecodeError:
        problems.append(Problem(where, _("the file is not UTF-8"), _("save it as UTF-8")))
    except OSError as error:
        problems.append(
            Problem(where, _("the file cannot be read: {fault}").format(fault=error.strerror))
        )
    return None


def _no_yaml(fault: object) -> str:
    first = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
    return _("no YAML: {fault}").format(fault=first)


def _too_deep(text: str) -> bool:
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = max(depth + (1 if bracket in "[{" else -1), 0)
        if depth > DEEPEST:
            return True
    return _STAIRCASE.search(text) is not None


def read_entries(path: Path, *, where: str, problems: list[Problem]) -> list[Entry]:
    """Return the mappings of a YAML file that holds a list of them."""
    data = read_yaml(path, where=where, problems=problems)
    if data is None:
        return []
    if not isinstance(data, list):
        problems.append(Problem(where, _("a list is wanted here")))
        return []
    entries = []
    for each in data:
        if isinstance(each, Entry):
            entries.append(each)
        else:
            problems.append(
                Problem(where, _("{value} is no entry with keys").format(value=shown(each)))
            )
    return entries


def read_entry(path: Path, *, where: str, problems: list[Problem]) -> Entry | None:
    """Return the one mapping a YAML file holds."""
    before = len(problems)
    data = read_yaml(path, where=where, problems=problems)
    if isinstance(data, Entry):
        return data
    if len(problems) == before:
        problems.append(Problem(where, _("keys and values are wanted here")))
    return None


def given_twice(names: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield every name that stands a second time, at its place; of pairs of name and place."""
    seen: set[str] = set()
    for name, where in names:
        if name in seen:
            yield Problem(where, _("{key} is given twice").format(key=name))
        seen.add(name)


# What is written as one word or text.
WRITTEN = (str, int, Decimal, datetime.date)


def as_written(value: Any) -> str:
    """Return a value of a file as the text that stands there."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Fields:
    """Reads the fields of an entry, each in its type; faults go to ``problems``."""

    def __init__(self, entry: Entry, problems: list[Problem]) -> None:
        self.entry = entry
        self.problems = problems
        self.seen: set[str] = set()

    def fault(self, key: str, message: str, mend: str = "") -> None:
        """Add a problem at the line of the key."""
        self.problems.append(Problem(self.entry.at(key), message, mend))

    def any(self, key: str, *, required: bool = False) -> Any:
        """Return a value as it stands."""
        self.seen.add(key)
        value = self.entry.get(key)
        if value is None and required and not self._is_reported(key):
            self.fault(key, _("{key} is missing").format(key=key))
        return value

    def _is_reported(self, key: str) -> bool:
        """Tell whether the value is gone because it could not be read."""
        where = self.entry.at(key)
        return key in self.entry and any(problem.where == where for problem in self.problems)

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a text; numbers and dates are taken as they are written."""
        value = self.any(key, required=required)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, WRITTEN):
            self.fault(key, _("{key} wants a text").format(key=key))
            return default
        return str(value).strip()

    def word(self, key: str, words: Sequence[str], default: str = "") -> str:
        """Return one of the words."""
        value = self.text(key, default)
        if value in words:
            return value
        self.fault(
            key,
            _("{value} is no {key}").format(value=shown(value), key=key),
            _("one of: {words}").format(words=", ".join(words)),
        )
        return default or words[0]

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.any(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, _("{key} wants true or false").format(key=key))
            return default
        return value

    def number(self, key: str, default: Decimal | None = None) -> Decimal | None:
        """Return an exact number."""
        value = self.any(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fault(key, _("{key} wants a number").format(key=key))
            return default
        return Decimal(value)

    def whole(self, key: str, default: int = 0) -> int:
        """Return a whole number."""
        value = self.number(key, Decimal(default))
        if value is None or value != int(value):
            self.fault(key, _("{key} wants a whole number").format(key=key))
            return default
        return int(value)

    def day(self, key: str) -> datetime.date | None:
        """Return a date."""
        value = self.any(key, required=True)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if value is not None:
            self.fault(key, _("{key} wants a date like 2020-01-31").format(key=key))
        return None

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        value = self.any(key, required=required)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(each, WRITTEN) for each in listed):
            self.fault(key, _("{key} wants a list of words").format(key=key))
            return ()
        return tuple(as_written(each) for each in listed)

    def entries(self, key: str, *, required: bool = False) -> list[Entry]:
        """Return a list of entries."""
        value = self.any(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, Entry) for each in value):
            self.fault(key, _("{key} wants a list of entries").format(key=key))
            return []
        return list(value)

    def section(self, key: str, *, required: bool = False) -> Entry | None:
        """Return an entry inside this one."""
        value = self.any(key, required=required)
        if value is None or isinstance(value, Entry):
            return value
        self.fault(key, _("{key} wants keys and values").format(key=key))
        return None

    def close(self) -> None:
        """Report the keys that nobody asked for: they are typing mistakes."""
        for key in self.entry:
            if key not in self.seen:
                self.fault(
                    key,
                    _("nobody knows the key {key}").format(key=key),
                    _("one of: {words}").format(words=", ".join(sorted(self.seen))),
                )

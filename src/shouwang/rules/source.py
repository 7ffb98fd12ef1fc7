"""Content files as mappings that know their lines, and a reader that collects every fault."""

import datetime
import re
from collections.abc import Mapping, Sequence
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


# The parser in C where the wheel has it: eight times as fast on a content directory.
_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]
    """Plain YAML, but `no` is a word, numbers are exact and mappings know their lines."""

    file = ""
    problems: list[Problem]

    def entry(self, node: yaml.MappingNode) -> Entry:
        result = Entry(self.file, node.start_mark.line + 1)
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            line = key_node.start_mark.line + 1
            if key in result:
                self.problems.append(
                    Problem(f"{self.file}:{line}", _("{key} is given twice").format(key=key))
                )
            result[key] = self.construct_object(value_node, deep=True)
            result.lines[key] = line
        return result

    def exact(self, node: yaml.ScalarNode) -> Decimal | float:
        text = str(node.value).replace("_", "")
        try:
            return Decimal(text)
        except InvalidOperation:
            return float(text)


def _only_true_and_false() -> None:
    resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _Loader.yaml_implicit_resolvers = resolvers
    _Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
    )
    _Loader.add_constructor("tag:yaml.org,2002:map", _Loader.entry)
    _Loader.add_constructor("tag:yaml.org,2002:float", _Loader.exact)


_only_true_and_false()


def read_yaml(path: Path, *, where: str, problems: list[Problem]) -> Any:
    """Return what a YAML file holds, or ``None`` with a problem added if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(where, _("the file is missing")))
        return None
    except UnicodeDecodeError:
        problems.append(Problem(where, _("the file is not UTF-8"), _("save it as UTF-8")))
        return None
    loader = _Loader(text)
    loader.file = where
    loader.problems = problems
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        fault = str(error.problem or error.context or error)
        problems.append(Problem(f"{where}:{line}", _("no YAML: {fault}").format(fault=fault)))
    except (yaml.YAMLError, ValueError) as error:
        problems.append(Problem(where, _("no YAML: {fault}").format(fault=error)))
    finally:
        loader.dispose()
    return None


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
                Problem(where, _("{value} is no entry with keys").format(value=repr(each)))
            )
    return entries


def read_entry(path: Path, *, where: str, problems: list[Problem]) -> Entry | None:
    """Return the one mapping a YAML file holds."""
    data = read_yaml(path, where=where, problems=problems)
    if data is None or isinstance(data, Entry):
        return data
    problems.append(Problem(where, _("keys and values are wanted here")))
    return None


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
        if value is None and required:
            self.fault(key, _("{key} is missing").format(key=key))
        return value

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a text; numbers and dates are taken as they are written."""
        value = self.any(key, required=required)
        if value is None:
            return default
        if isinstance(value, bool | Mapping | list):
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
            _("{value} is no {key}").format(value=repr(value), key=key),
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
        if isinstance(value, list) and not any(isinstance(each, Mapping | list) for each in value):
            return tuple(str(each) for each in value)
        if isinstance(value, Mapping | list):
            self.fault(key, _("{key} wants a list of words").format(key=key))
            return ()
        return (str(value),)

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

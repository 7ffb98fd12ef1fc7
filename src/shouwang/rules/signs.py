"""What looks like ticking boxes: `signs.yaml`, each sign an indicator with its line."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "signs.yaml"


@dataclass(frozen=True, slots=True)
class Sign:
    """A share that, where it is great, somebody should look at; it proves nothing.

    Attributes:
        meaning: What it may mean, and what it may mean instead.
        line: From which share on it is a sign; the lower end of the interval must reach it.
        least: Of how many at least.
    """

    name: str
    label: str
    meaning: str
    indicator: str
    line: Dated
    least: Dated
    where: str
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Signs:
    """What `signs.yaml` holds.

    Attributes:
        together: How many visits by one person in one minute are too many to have been made.
        last_days: How many days of a month are its end.
        copied_length: From how many characters on a note is no mere "all well".
        copied_times: How often the same note is copied.
    """

    together: Dated = NEVER
    last_days: Dated = NEVER
    copied_length: Dated = NEVER
    copied_times: Dated = NEVER
    signs: Mapping[str, Sign] = field(default_factory=dict)


NUMBERS = ("together", "last_days", "copied_length", "copied_times")


def load_signs(content: Content) -> Signs:
    """Return the signs of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    signs = read_signs(content, problems)
    if problems:
        raise InputProblems(problems)
    return signs


def read_signs(content: Content, problems: list[Problem]) -> Signs:
    """Return the signs of a content, none if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return Signs()
    fields = Fields(entry, problems)
    numbers = {name: read_dated(fields, name) for name in NUMBERS}
    for name, dated in numbers.items():
        if not dated:
            fields.fault(name, _("{key} is missing").format(key=name))
    signs: dict[str, Sign] = {}
    for one in fields.entries("signs"):
        sign = _sign(one, problems)
        if sign.name in signs:
            message = _("{key} is given twice").format(key=sign.name)
            problems.append(Problem(one.at("name"), message))
        signs[sign.name] = sign
    fields.close()
    return Signs(**numbers, signs=signs)


def _sign(entry: Entry, problems: list[Problem]) -> Sign:
    fields = Fields(entry, problems)
    sign = Sign(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        meaning=fields.text("meaning", required=True),
        indicator=fields.text("indicator", required=True),
        line=read_dated(fields, "line"),
        least=read_dated(fields, "least"),
        where=entry.at(),
        places=entry.places,
    )
    for name in ("line", "least"):
        if not getattr(sign, name):
            fields.fault(name, _("{key} is missing").format(key=name))
    fields.close()
    return sign


def lint_signs(signs: Signs, indicators: Collection[str]) -> Iterator[Problem]:
    """Yield every fault of the signs that shows beside the indicators."""
    for sign in signs.signs.values():
        if sign.indicator and sign.indicator not in indicators:
            yield Problem(
                sign.at("indicator"),
                _("there is no indicator {name}").format(name=shown(sign.indicator)),
            )

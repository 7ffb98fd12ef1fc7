"""Forms of letters: what an office writes to another, as content with places to fill in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.source import Entry, Fields, read_entry, shown

FOLDER = "letters"
REMINDER = "reminder"
# What may stand in braces in each text of a reminder.
PLACES: Mapping[str, tuple[str, ...]] = {
    "issuer": (),
    "office": (),
    "number": ("year",),
    "title": ("subject",),
    "title_of_several": ("subject", "count"),
    "addressee": ("place", "department", "contact"),
    "own_addressee": ("place", "department", "contact"),
    "opening": ("day", "count"),
    "item": ("number", "label", "periods", "due", "days", "places"),
    "item_never": ("number", "label", "periods", "due", "days", "places"),
    "affected": ("places", "checks", "count"),
    "affected_few": ("places", "checks", "count"),
    "closing": ("answer",),
    "ending": (),
    "contact": ("issuer", "office", "contact"),
    "attachment": (),
    "attachment_item": ("label", "periods"),
    "attachment_line": ("parent", "count", "places"),
    "all_places": ("count",),
    "some_places": ("places", "count"),
    "comma": (),
    "date": ("year", "month", "day"),
}
CADENCES: Mapping[str, tuple[str, ...]] = {
    "month": ("year", "month"),
    "quarter": ("year", "quarter"),
    "year": ("year",),
}
NUMBERS = ("answer_days", "most_places", "most_checks")
LAYOUT = ("line", "indent", "signature", "day")


@dataclass(frozen=True, slots=True)
class LetterForm:
    """A form.

    Attributes:
        texts: What is written where, by the names of `PLACES`.
        periods: Cadence → how a period is written.
        numbers: Days to answer in, and how many places and checks a letter lists.
        layout: Characters of a line, of the indent, and right of signature and day.
        own_department: Whose offices are written to by their own names.
    """

    label: str
    texts: Mapping[str, str]
    periods: Mapping[str, str]
    numbers: Mapping[str, int]
    layout: Mapping[str, int]
    own_department: str = ""

    def write(self, name: str, **values: object) -> str:
        """Return a text with its places filled in."""
        return self.texts[name].format(**values)


def load_reminder(content_dir: Path) -> LetterForm | None:
    """Return the form of the reminder; ``None`` if the content has none.

    Raises:
        InputProblems: with all faults of the file.
    """
    path = content_dir / FOLDER / f"{REMINDER}.yaml"
    if not path.exists():
        return None
    problems: list[Problem] = []
    entry = read_entry(path, where=f"{FOLDER}/{path.name}", problems=problems)
    form = _form(entry, problems) if entry is not None else None
    if problems or form is None:
        raise InputProblems(problems)
    return form


def _form(entry: Entry, problems: list[Problem]) -> LetterForm:
    fields = Fields(entry, problems)
    fields.text("name", required=True)
    form = LetterForm(
        label=fields.text("label", required=True),
        texts={name: _text(fields, name) for name in PLACES},
        periods=_periods(fields),
        numbers={name: _number(fields, name) for name in NUMBERS},
        layout=_layout(fields),
        own_department=fields.text("own_department"),
    )
    fields.close()
    return form


def _text(fields: Fields, name: str) -> str:
    text = fields.text(name, required=True)
    for message, mend in _faults(text, PLACES[name]):
        fields.fault(name, message, mend)
    return text


def _faults(text: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        wanted = [name for _text, name, *_rest in Formatter().parse(text) if name is not None]
    except ValueError as error:
        yield _("braces do not match: {fault}").format(fault=error), "{…}"
        return
    for name in wanted:
        if name not in known:
            message = _("nobody fills in {place}").format(place=shown(f"{{{name}}}"))
            yield message, _("one of: {words}").format(words=", ".join(known) or "-")


def _number(fields: Fields, name: str) -> int:
    value = fields.whole(name, 1)
    if value < 1:
        fields.fault(name, _("{key} wants a whole number from 1").format(key=name))
    return value


def _periods(fields: Fields) -> dict[str, str]:
    section = fields.section("periods", required=True)
    if section is None:
        return {}
    each = Fields(section, fields.problems)
    found = {}
    for cadence, known in CADENCES.items():
        found[cadence] = each.text(cadence, required=True)
        for message, mend in _faults(found[cadence], known):
            each.fault(cadence, message, mend)
    each.close()
    return found


def _layout(fields: Fields) -> dict[str, int]:
    section = fields.section("layout", required=True)
    if section is None:
        return {}
    each = Fields(section, fields.problems)
    found = {name: each.whole(name) for name in LAYOUT}
    each.close()
    return found

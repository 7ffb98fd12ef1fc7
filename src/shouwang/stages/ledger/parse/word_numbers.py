"""Automatic numbers of a Word document: Word draws them, the text does not hold them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from shouwang.base import numerals

CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "japaneseDigitalTenThousand",
    "taiwaneseDigital",
}
CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
BRACKETED = "decimalEnclosedParen"
WITHOUT_NUMBER = {"bullet", "none"}

# Where circled and bracketed figures begin in Unicode and how many there are; levels of a list.
FIRST_CIRCLED = 0x2460
FIRST_BRACKETED = 0x2474
LAST_SIGN = 20
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    writing: str
    text: str
    start: int = 1


@dataclass(slots=True)
class Numbers:
    """The lists of a document and how far each has counted."""

    lists: Mapping[str, tuple[str, Mapping[int, Level]]]
    styles: Mapping[str, tuple[str, int]]
    counts: dict[str, list[int]] = field(default_factory=dict)

    def next_number(self, paragraph: Any) -> str:
        """Return the number Word draws before this paragraph, or ``""``; counts it."""
        list_id, level = self._of(paragraph)
        if list_id not in self.lists:
            return ""
        shared, levels = self.lists[list_id]
        counts = self.counts.setdefault(shared, [0] * LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else _start(levels, level)
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        if level not in levels or levels[level].writing in WITHOUT_NUMBER:
            return ""
        return _drawn(levels, level, counts)

    def _of(self, paragraph: Any) -> tuple[str, int]:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return "", 0
        style = properties.find(qn("w:pStyle"))
        list_id, level = self.styles.get(_value(style), ("", 0))
        own = properties.find(qn("w:numPr"))
        if own is not None:
            own_id = _value(own.find(qn("w:numId")))
            list_id = own_id or list_id
            level = int(_value(own.find(qn("w:ilvl"))) or level)
        return list_id, min(level, LEVELS - 1)


def of_document(document: Any) -> Numbers:
    """Return the lists that a document (of python-docx) declares."""
    part = _numbering_part(document)
    if part is None:
        return Numbers({}, {})
    shared = {
        each.get(qn("w:abstractNumId")): dict(_levels(each))
        for each in part.iter(qn("w:abstractNum"))
    }
    lists = {}
    for each in part.iter(qn("w:num")):
        name = _value(each.find(qn("w:abstractNumId")))
        levels = dict(shared.get(name, {}))
        overrides = list(_overrides(each, levels))
        levels.update(overrides)
        list_id = each.get(qn("w:numId"))
        lists[list_id] = (f"{name}:{list_id}" if overrides else name, levels)
    return Numbers(lists, dict(_styles(document)))


def _numbering_part(document: Any) -> Any:
    try:
        return document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return None


def _levels(abstract: Any) -> Iterator[tuple[int, Level]]:
    for each in abstract.iter(qn("w:lvl")):
        yield (
            int(each.get(qn("w:ilvl"))),
            Level(
                writing=_value(each.find(qn("w:numFmt"))) or "decimal",
                text=_value(each.find(qn("w:lvlText"))),
                start=int(_value(each.find(qn("w:start"))) or 1),
            ),
        )


def _overrides(number: Any, levels: Mapping[int, Level]) -> Iterator[tuple[int, Level]]:
    for each in number.iter(qn("w:lvlOverride")):
        place = int(each.get(qn("w:ilvl")))
        start = _value(each.find(qn("w:startOverride")))
        if start and place in levels:
            yield place, Level(levels[place].writing, levels[place].text, int(start))


def _styles(document: Any) -> Iterator[tuple[str, tuple[str, int]]]:
    for style in document.styles.element.iter(qn("w:style")):
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is not None:
            level = int(_value(number.find(qn("w:ilvl"))) or 0)
            yield style.get(qn("w:styleId")), (_value(number.find(qn("w:numId"))), level)


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")


def _start(levels: Mapping[int, Level], level: int) -> int:
    return levels[level].start if level in levels else 1


def _drawn(levels: Mapping[int, Level], level: int, counts: list[int]) -> str:
    text = levels[level].text
    for place in range(level + 1):
        count = counts[place] or _start(levels, place)
        writing = levels[place].writing if place in levels else "decimal"
        text = text.replace(f"%{place + 1}", _written(count, writing))
    return text


def _written(count: int, writing: str) -> str:
    if writing in CHINESE:
        return numerals.chinese(count)
    if writing in CIRCLED and count <= LAST_SIGN:
        return chr(FIRST_CIRCLED + count - 1)
    if writing == BRACKETED and count <= LAST_SIGN:
        return chr(FIRST_BRACKETED + count - 1)
    return str(count)

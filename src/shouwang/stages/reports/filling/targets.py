"""What a slot of a form may be filled with: a place, an indicator, a column of the register."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shouwang.base.tables import Column
from shouwang.rules.content import Content
from shouwang.rules.practice import Practice


class Kind(StrEnum):
    """The kinds of target."""

    PLACE = "place"  # place:village, place:name, place:code
    NUMBER = "number"  # the row's number
    DAY = "day"  # the day of the figures
    OFFICE = "office"  # who fills the form in
    INDICATOR = "indicator"  # indicator:poor_people
    HOUSEHOLD = "household"  # household:head_name, a column of the register
    PERSON = "person"  # person:name
    BLANK = "blank"  # left for the hand: a remark, a signature
    FORMULA = "formula"  # the form computes it
    NOBODY = "nobody"  # no feed and no record says it


@dataclass(frozen=True, slots=True)
class Target:
    """What fills a slot.

    Attributes:
        word: As it is kept: ``indicator:poor_people``.
        label: As people know it.
        names: All words by which headings may call it.
    """

    word: str
    label: str
    names: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What kind it is."""
        return Kind(self.word.partition(":")[0])

    @property
    def name(self) -> str:
        """What it is within its kind."""
        return self.word.partition(":")[2]


SIMPLE = (Kind.NUMBER, Kind.DAY, Kind.OFFICE, Kind.BLANK, Kind.FORMULA, Kind.NOBODY)


def targets(content: Content, practice: Practice) -> Mapping[str, Target]:
    """Return all targets by their words."""
    found = [
        *(Target(kind.value, kind.value) for kind in SIMPLE),
        *(Target(f"{Kind.PLACE}:{level}", level) for level in content.levels[1:]),
        Target(f"{Kind.PLACE}:name", "name"),
        Target(f"{Kind.PLACE}:code", "code"),
        *(
            Target(f"{Kind.INDICATOR}:{each.name}", each.label, (each.label,))
            for each in practice.indicators.values()
            if not each.is_by_area
        ),
        *_columns(content, Kind.HOUSEHOLD),
        *_columns(content, Kind.PERSON),
    ]
    return {each.word: each for each in found}


def column_of(content: Content, target: Target) -> Column:
    """Return the register's column that a target of a list names."""
    return content.contracts[content.subjects[target.kind.value].table].column(target.name)


def _columns(content: Content, kind: Kind) -> Iterator[Target]:
    subject = content.subjects.get(kind.value)
    if subject is None:
        return
    for column in content.contracts[subject.table].columns:
        if column.personal in SECRET:
            continue
        names = (column.label, *column.aliases)
        yield Target(f"{kind}:{column.name}", column.label or column.name, names)


# Personal columns that no form is given: they are asked for one by one, with a purpose.
SECRET = ("id", "phone", "account")

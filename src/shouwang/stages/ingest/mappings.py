"""What a sender's headings and words mean: answered once by a person, kept by sender and feed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shouwang.base.codes import Region
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.spelling import clean, heading
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.stages.ingest.headings import Claims

ANSWERED = (ColumnType.REGION, ColumnType.CODE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What persons have said of a sender's files of a feed.

    Attributes:
        headings: A heading, or a group of headings → the contract's column; ``""`` for none.
        values: The contract's column → a word in it → the code it stands for.
        version: Which version of what is kept; ``None`` if nothing is.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: int | None = None

    def __bool__(self) -> bool:
        return bool(self.headings or self.values)

    def with_newer(self, newer: "Answers") -> "Answers":
        """Return both; where they differ the newer ones count."""
        headings = {heading(text): (text, name) for text, name in self.headings.items()}
        headings |= {heading(text): (text, name) for text, name in newer.headings.items()}
        columns = {*self.values, *newer.values}
        return Answers(
            headings=dict(headings.values()),
            values={
                name: {**self.values.get(name, {}), **newer.values.get(name, {})}
                for name in sorted(columns)
            },
            version=self.version,
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers as a person writes them.

    Attributes:
        headings: Each ``heading=column``; with nothing after it the heading is no column.
        words: Each ``column:word=code``.
        links: Each ``row=person``; it counts for this file only and is not remembered.
    """

    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


NOTHING_ANSWERED = Answered()


def read_answers(
    answered: Answered,
    *,
    schema: Schema,
    regions: Mapping[str, Region],
) -> Answers:
    """Return what the answers mean for a contract.

    Raises:
        InputProblems: with every one that cannot be understood.
    """
    problems: list[Problem] = []
    names = {heading(column.label): column.name for column in schema.columns}
    names |= {column.name: column.name for column in schema.columns}
    headings = dict(_headings(answered.headings, names, problems))
    values: dict[str, dict[str, str]] = {}
    for name, word, code in _values(answered.words, schema, regions, problems):
        values.setdefault(name, {})[word] = code
    if problems:
        raise InputProblems(problems)
    return Answers(headings, values)


def _headings(
    maps: Sequence[str], names: Mapping[str, str], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    for each in maps:
        text, mark, wanted = each.rpartition("=")
        name = names.get(heading(wanted), "")
        if not mark or not heading(text):
            problems.append(
                Problem("--map", _("{text} is not heading=column").format(text=repr(each)))
            )
        elif wanted.strip() and not name:
            problems.append(
                Problem(
                    "--map",
                    _("{name} is no column of the contract").format(name=repr(wanted)),
                    _("one of: {words}").format(words=", ".join(dict.fromkeys(names.values()))),
                )
            )
        else:
            yield text.strip(), name


def _values(
    answers: Sequence[str],
    schema: Schema,
    regions: Mapping[str, Region],
    problems: list[Problem],
) -> Iterator[tuple[str, str, str]]:
    claims = Claims(schema)
    for each in answers:
        text, mark, code = each.rpartition("=")
        named, colon, word = text.replace("\uff1a", ":").partition(":")
        form = heading(named.rpartition("/")[2])
        name = claims.columns.get(form)
        if not (mark and colon and clean(word)):
            problems.append(
                Problem("--answer", _("{text} is not column:word=code").format(text=repr(each)))
            )
        elif name is None or schema.column(name).type not in ANSWERED:
            problems.append(
                Problem(
                    "--answer",
                    _("{name} is no column of the contract whose words have codes").format(
                        name=repr(named)
                    ),
                )
            )
        elif not _is_code(schema.column(name), code.strip(), regions):
            problems.append(
                Problem(
                    "--answer",
                    _("{code} is no code of {label}").format(
                        code=repr(code), label=schema.column(name).label
                    ),
                )
            )
        else:
            yield name, clean(word), code.strip()


def _is_code(column: Column, code: str, regions: Mapping[str, Region]) -> bool:
    if column.type is ColumnType.CODE:
        return code in column.codes
    region = regions.get(code)
    return region is not None and region.level == column.level

"""A content directory as one value: levels, regions, subjects, money, contracts."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from shouwang.base.codes import Region
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.rules.contract import NAME, SYSTEM_COLUMNS, read_contracts
from shouwang.rules.regions import read_regions
from shouwang.rules.source import Entry, Fields, read_entry, shown
from shouwang.rules.units import WORD

REFERENCES = {"household": ColumnType.HOUSEHOLD, "person": ColumnType.PERSON}
KEY_TYPES = ("text", "integer")
LAST = "\U0010ffff"  # the greatest character: it ends a range of names with one beginning


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check can be about: households, persons, or the rows of a feed.

    Attributes:
        table: The feed that lists them.
        key: The column that names one.
        parent: The subject each belongs to, and the column that names it; both may be ``""``.
        region: The column with the region's code, or ``""``.
        where: Which rows count, as an expression, or ``""`` for all.
        where_at: The place of that expression, for problems with it.
    """

    name: str
    table: str
    key: str
    key_type: str = "text"
    parent: str = ""
    parent_column: str = ""
    region: str = ""
    where: str = ""
    where_at: str = ""


@dataclass(frozen=True, slots=True)
class IdRule:
    """How persons' ID numbers are checked.

    Attributes:
        invented: First and last county code of the block that invented people carry.
        counties: First and last county code that the region has had in any year; the codes of
            today if there is none.
    """

    rule: str = ""
    invented: tuple[str, str] | None = None
    counties: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a region's content says, except its packs."""

    root: Path
    name: str
    label: str
    levels: tuple[str, ...]
    partition: tuple[str, ...]
    money_unit: str
    money_minor: int
    subjects: Mapping[str, Subject]
    id_rule: IdRule
    contracts: Mapping[str, Schema]
    regions: Mapping[str, Region]
    digest: str
    _of_levels: dict[str, tuple[Region, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _by_name: dict[str, list[tuple[str, int]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    @property
    def key_types(self) -> dict[str, str]:
        """Subject → ``integer`` or ``text``: what its numbers are."""
        return {subject.name: subject.key_type for subject in self.subjects.values()}

    @property
    def coverage_level(self) -> str:
        """The level by which it is known what has been delivered."""
        return self.partition[-1]

    def ancestors(self, code: str) -> dict[str, str]:
        """Return level → code for a region and everything above it."""
        found: dict[str, str] = {}
        region = self.regions.get(code)
        while region is not None:
            found[region.level] = region.code
            region = self.regions.get(region.parent) if region.parent else None
        return found

    def is_money(self, column: Column) -> bool:
        """Whether the column is kept in minor units."""
        return column.type is ColumnType.MONEY

    def regions_of(self, level: str) -> tuple[Region, ...]:
        """Return the regions of a level in the order of the file."""
        if level not in self._of_levels:
            self._of_levels[level] = tuple(
                each for each in self.regions.values() if each.level == level
            )
        return self._of_levels[level]

    def regions_named(self, level: str, beginning: str) -> list[Region]:
        """Return the regions of a level whose name begins so, in the order of the file."""
        regions = self.regions_of(level)
        if level not in self._by_name:
            self._by_name[level] = sorted((each.name, at) for at, each in enumerate(regions))
        named = self._by_name[level]
        first, end = (bisect_left(named, (bound,)) for bound in (beginning, beginning + LAST))
        return [regions[at] for at in sorted(at for _name, at in named[first:end])]


def load_content(content_dir: Path) -> Content:
    """Return a content directory.

    Raises:
        InputProblems: with all faults of its files.
    """
    problems: list[Problem] = []
    content = read_content(content_dir, problems)
    if problems or content is None:
        raise InputProblems(problems)
    return content


def read_content(content_dir: Path, problems: list[Problem]) -> Content | None:
    """Return the content as far as it can be read; the faults are added to ``problems``."""
    path = content_dir / "content.yaml"
    entry = read_entry(path, where="content.yaml", problems=problems)
    if entry is None:
        return None
    fields = Fields(entry, problems)
    unit, minor = _money(fields)
    levels = fields.texts("levels", required=True)
    content = Content(
        root=content_dir,
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        levels=levels,
        partition=fields.texts("partition", required=True),
        money_unit=unit,
        money_minor=minor,
        subjects=_subjects(fields),
        id_rule=_id_rule(fields),
        contracts=read_contracts(content_dir, problems, money=unit),
        regions=read_regions(content_dir, problems, levels=levels),
        digest=_digest(content_dir),
    )
    fields.close()
    if not content.contracts:
        problems.append(Problem("feeds/", _("there is no feed contract")))
    problems.extend(_contradictions(content, entry))
    return content


def _money(fields: Fields) -> tuple[str, int]:
    section = fields.section("money", required=True)
    if section is None:
        return "", 1
    each = Fields(section, fields.problems)
    unit = each.text("unit", required=True)
    minor = each.whole("minor", 1)
    each.close()
    if unit and not WORD.match(unit):
        each.fault("unit", _("{unit} is no unit").format(unit=shown(unit)), "CNY")
    if minor < 1:
        each.fault("minor", _("minor wants a whole number from 1"))
    return unit, max(minor, 1)


def _subjects(fields: Fields) -> dict[str, Subject]:
    section = fields.section("subjects", required=True)
    subjects: dict[str, Subject] = {}
    for name, value in (section or {}).items():
        if not isinstance(value, Entry):
            fields.fault("subjects", _("{key} wants keys and values").format(key=name))
            continue
        each = Fields(value, fields.problems)
        parent = next((other for other in subjects if other in value), "")
        subjects[name] = Subject(
            name=name,
            table=each.text("table", required=True),
            key=each.text("key", required=True),
            key_type=each.word("key_type", KEY_TYPES, "text"),
            parent=parent,
            parent_column=each.text(parent) if parent else "",
            region=each.text("region"),
            where=each.text("where"),
            where_at=value.at("where"),
        )
        each.close()
    return subjects


def _id_rule(fields: Fields) -> IdRule:
    section = fields.section("id_number")
    if section is None:
        return IdRule()
    each = Fields(section, fields.problems)
    each.any("invented_note")
    each.any("counties_note")
    invented, counties = _block(each, "invented"), _block(each, "counties")
    rule = each.text("rule")
    each.close()
    return IdRule(rule, invented, counties)


def _block(fields: Fields, key: str) -> tuple[str, str] | None:
    """The first and the last of a block of codes."""
    section = fields.section(key)
    if section is None:
        return None
    ends = Fields(section, fields.problems)
    block = ends.text("from", required=True), ends.text("to", required=True)
    ends.close()
    return block


def _contradictions(content: Content, entry: Entry) -> Iterator[Problem]:
    yield from _faulty_levels(content, entry)
    section = entry.get("subjects")
    if not content.subjects:
        yield Problem(entry.at("subjects"), _("there is no subject"))
    for subject in content.subjects.values():
        where = section.at(subject.name) if isinstance(section, Entry) else entry.at("subjects")
        yield from _faulty_subject(content, subject, where)
    for contract in content.contracts.values():
        counted = contract.expected_rows
        if isinstance(counted, str) and counted not in {*content.levels, *content.subjects}:
            yield Problem(
                contract.where,
                _("{name} is neither a subject nor a level").format(name=shown(counted)),
                _("one of: {words}").format(words=", ".join([*content.levels, *content.subjects])),
            )
        for column in contract.columns:
            if column.name in content.partition:
                yield Problem(
                    contract.where,
                    _("{name} is a column of the system").format(name=column.name),
                )
            if column.level and column.level not in content.levels:
                yield Problem(
                    contract.where,
                    _("{name} is no level").format(name=shown(column.level)),
                    _("one of: {words}").format(words=", ".join(content.levels)),
                )


def _faulty_levels(content: Content, entry: Entry) -> Iterator[Problem]:
    """Levels are names, each once, and the partition is some of them."""
    for key, names in (("levels", content.levels), ("partition", content.partition)):
        if not names:
            yield Problem(entry.at(key), _("there is no level"))
        for position, name in enumerate(names):
            if name in names[:position]:
                yield Problem(entry.at(key), _("{key} is given twice").format(key=name))
            if not NAME.match(name) or name in SYSTEM_COLUMNS:
                yield Problem(entry.at(key), _("{value} is no name").format(value=shown(name)))
    yield from _faulty_partition(content, entry.at("partition"))


def _faulty_partition(content: Content, where: str) -> Iterator[Problem]:
    for name in content.partition:
        if name not in content.levels:
            yield Problem(where, _("{name} is no level").format(name=shown(name)))
    known = [name for name in content.levels if name in content.partition]
    if known != [name for name in content.partition if name in content.levels]:
        message = _("the levels of the partition go from above to below")
        yield Problem(where, message, ", ".join(known))


def _faulty_subject(content: Content, subject: Subject, where: str) -> Iterator[Problem]:
    """A subject's table names each subject once, in columns that are there."""
    if not NAME.match(subject.name):
        yield Problem(where, _("{value} is no name").format(value=shown(subject.name)))
    if subject.name in content.contracts and subject.table != subject.name:
        yield Problem(
            where, _("{name} is a feed, and not the table of it").format(name=subject.name)
        )
    table = content.contracts.get(subject.table)
    if table is None:
        yield Problem(where, _("there is no feed {name}").format(name=shown(subject.table)))
        return
    names = {column.name for column in table.columns}
    for name in (subject.key, subject.parent_column, subject.region):
        if name and name not in names:
            yield Problem(
                where, _("{name} is no column of {feed}").format(name=shown(name), feed=table.name)
            )
    if subject.key in names and table.key != (subject.key,):
        yield Problem(
            where,
            _("{feed} may name one {subject} in several rows: its key is {key}").format(
                feed=table.name, subject=subject.name, key=", ".join(table.key)
            ),
        )
    wanted = REFERENCES.get(subject.name)
    if wanted and subject.key in names and table.column(subject.key).type is not wanted:
        yield Problem(
            where, _("the key of a {subject} is of type {type}").format(
                subject=subject.name, type=wanted)
        )  # fmt: skip


def _digest(content_dir: Path) -> str:
    """The hash of every file that decides what facts mean: contracts and settings."""
    digest = hashlib.sha256()
    paths = [content_dir / "content.yaml", *sorted((content_dir / "feeds").glob("*.yaml"))]
    for path in paths:
        if path.exists():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def decimal_text(value: Decimal) -> str:
    """Return a number as people write it: without exponent and idle zeros.

    >>> decimal_text(Decimal("5000.00"))
    '5000'
    """
    return f"{value.normalize():f}"

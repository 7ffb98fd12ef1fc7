"""A content directory as one value: levels, regions, subjects, money, contracts."""

import csv
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shouwang.base.codes import Region
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.rules.contract import read_contracts
from shouwang.rules.source import Entry, Fields, read_entry

REGION_FILES = ("regions.csv.gz", "regions.csv")
KEY_TYPES = ("text", "integer")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check can be about: households, persons, or the rows of a feed.

    Attributes:
        table: The feed that lists them.
        key: The column that names one.
        parent: The subject each belongs to, and the column that names it; both may be ``""``.
        region: The column with the region's code, or ``""``.
        where: Which rows count, as an expression, or ``""`` for all.
    """

    name: str
    table: str
    key: str
    key_type: str = "text"
    parent: str = ""
    parent_column: str = ""
    region: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class IdRule:
    """How persons' ID numbers are checked.

    Attributes:
        invented: First and last county code of the block that invented people carry.
    """

    rule: str = ""
    invented: tuple[str, str] | None = None


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
        return tuple(each for each in self.regions.values() if each.level == level)


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
    money = fields.section("money", required=True)
    money_fields = Fields(money, problems) if money is not None else None
    content = Content(
        root=content_dir,
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        levels=fields.texts("levels", required=True),
        partition=fields.texts("partition", required=True),
        money_unit=money_fields.text("unit", required=True) if money_fields else "",
        money_minor=money_fields.whole("minor", 1) if money_fields else 1,
        subjects=_subjects(fields),
        id_rule=_id_rule(fields),
        contracts=read_contracts(content_dir, problems),
        regions=_regions(content_dir, problems),
        digest=_digest(content_dir),
    )
    fields.close()
    if not content.contracts:
        problems.append(Problem("feeds/", _("there is no feed contract")))
    problems.extend(_contradictions(content, entry))
    return content


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
        )
        each.close()
    return subjects


def _id_rule(fields: Fields) -> IdRule:
    section = fields.section("id_number")
    if section is None:
        return IdRule()
    each = Fields(section, fields.problems)
    block = each.section("invented")
    each.any("invented_note")
    rule = each.text("rule")
    each.close()
    if block is None:
        return IdRule(rule)
    ends = Fields(block, fields.problems)
    return IdRule(rule, (ends.text("from", required=True), ends.text("to", required=True)))


def _regions(content_dir: Path, problems: list[Problem]) -> dict[str, Region]:
    path = next(
        (content_dir / name for name in REGION_FILES if (content_dir / name).exists()), None
    )
    if path is None:
        problems.append(Problem("regions.csv", _("the file is missing")))
        return {}
    opener = gzip.open if path.suffix == ".gz" else open
    regions: dict[str, Region] = {}
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                region = Region(
                    row["code"],
                    row["name"],
                    row["level"],
                    row["parent_code"] or None,
                    row.get("kind") or "",
                )
            except KeyError as error:
                problems.append(
                    Problem(path.name, _("{column} is missing").format(column=error.args[0]))
                )
                return {}
            if region.code in regions:
                problems.append(
                    Problem(
                        f"{path.name}:{number}", _("{key} is given twice").format(key=region.code)
                    )
                )
            regions[region.code] = region
    problems.extend(
        Problem(
            path.name,
            _("{code} hangs under {parent}, which is not there").format(
                code=each.code, parent=each.parent
            ),
        )
        for each in regions.values()
        if each.parent and each.parent not in regions
    )
    return regions


def _contradictions(content: Content, entry: Entry) -> list[Problem]:
    problems = [
        Problem(entry.at("partition"), _("{name} is no level").format(name=level))
        for level in content.partition
        if level not in content.levels
    ]
    for subject in content.subjects.values():
        table = content.contracts.get(subject.table)
        if table is None:
            problems.append(
                Problem(
                    entry.at("subjects"), _("there is no feed {name}").format(name=subject.table)
                )
            )
            continue
        names = {column.name for column in table.columns}
        problems += [
            Problem(
                entry.at("subjects"),
                _("{name} is no column of {feed}").format(name=name, feed=subject.table),
            )
            for name in (subject.key, subject.parent_column, subject.region)
            if name and name not in names
        ]
    levels = {region.level for region in content.regions.values()}
    problems += [
        Problem(entry.at("levels"), _("{name} is no level").format(name=level))
        for level in sorted(levels - set(content.levels))
    ]
    return problems


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

"""Packs read from a content directory into one policy; faults come with file and line."""

import datetime
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlglot import exp

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content, read_content
from shouwang.rules.expression import ExpressionUnreadable, parse_expression
from shouwang.rules.gaps import read_gaps
from shouwang.rules.lint import lint
from shouwang.rules.pack import (
    UNREADABLE,
    Check,
    DatedValue,
    Example,
    Pack,
    Parameter,
    Policy,
    Total,
    Value,
    Variable,
)  # fmt: skip
from shouwang.rules.source import (
    Entry,
    Fields,
    read_entries,
    read_entry,
    shown,
)  # fmt: skip
from shouwang.rules.units import NONE, Unit, UnitUnreadable

SEVERITIES = ("red", "orange", "yellow")
ANSWERERS = ("village", "township", "banner", "league", "region", "department")
OUTCOMES = ("hit", "clear", "not_evaluable")
PARAMETER_TYPES = ("number", "text", "date")
TO_VERIFY = "to-verify"
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
# Days as of which rules are read: far enough from the ends of the calendar for any window.
EARLIEST = datetime.date(1000, 1, 1)
LATEST = datetime.date(9000, 1, 1)  # datetime ends at 9999
DAYS = re.compile(r"^([0-9]{1,4}) days?$")


def load_policy(content_dir: Path, *, examples: bool = False, known_release: str = "") -> Policy:
    """Return a content directory's policy, linted.

    Args:
        examples: Whether to read the examples too; a run does not need them.
        known_release: A release that has been linted before; it is not linted again.

    Raises:
        InputProblems: with every fault of contracts and packs.
    """
    problems: list[Problem] = []
    policy = read_policy(content_dir, problems, examples=examples)
    if policy is not None and policy.digest != known_release:
        problems.extend(lint(policy))
    if problems or policy is None:
        raise InputProblems(problems)
    return policy


def read_policy(
    content_dir: Path, problems: list[Problem], *, examples: bool = True
) -> Policy | None:
    """Return the policy as far as it can be read; the faults are added to ``problems``."""
    content = read_content(content_dir, problems)
    if content is None:
        return None
    reader = _Reader(content, problems)
    folders = sorted(path.parent for path in (content_dir / "packs").glob("*/pack.yaml"))
    stray = [path for path in sorted((content_dir / "packs").glob("*")) if path.is_dir()]
    problems.extend(
        Problem(f"packs/{path.name}/pack.yaml", _("the file is missing"))
        for path in stray
        if path not in folders
    )
    for folder in folders:
        reader.read_pack(folder, examples=examples)
    return Policy(
        content=content,
        packs=reader.packs,
        parameters=reader.parameters,
        variables=reader.variables,
        checks=reader.checks,
        examples=tuple(reader.examples),
        digest=_digest(content, folders),
        gaps=read_gaps(content_dir, problems),
    )


class _Reader:
    """Reads the files of pack after pack; a name may be given only once among them all."""

    def __init__(self, content: Content, problems: list[Problem]) -> None:
        self.content = content
        self.problems = problems
        self.packs: dict[str, Pack] = {}
        self.parameters: dict[str, Parameter] = {}
        self.variables: dict[str, Variable] = {}
        self.checks: dict[str, Check] = {}
        self.examples: list[Example] = []
        self.places: dict[str, str] = {}

    def read_pack(self, folder: Path, *, examples: bool) -> None:
        where = f"packs/{folder.name}"
        entry = read_entry(folder / "pack.yaml", where=f"{where}/pack.yaml", problems=self.problems)
        if entry is None:
            return
        fields = Fields(entry, self.problems)
        pack = Pack(
            name=fields.text("name", required=True),
            label=fields.text("label", required=True),
            note=fields.text("note"),
        )
        fields.close()
        if pack.name in self.packs:
            fields.fault("name", _("{key} is given twice").format(key=pack.name))
        self.packs[pack.name] = pack
        for name, read in (
            ("parameters", self._parameter),
            ("variables", self._variable),
            ("checks", self._check),
        ):
            path = folder / f"{name}.yaml"
            if path.exists():
                for each in read_entries(
                    path, where=f"{where}/{path.name}", problems=self.problems
                ):
                    read(each, pack.name)
        for path in sorted((folder / "examples").glob("*.yaml")) if examples else ():
            self._examples(path, f"{where}/examples/{path.name}")

    # -------------------------------------------------------------- parameters

    def _parameter(self, entry: Entry, pack: str) -> None:
        fields = Fields(entry, self.problems)
        type_ = fields.word("type", PARAMETER_TYPES, "number")
        unit = self._unit(fields)
        parameter = Parameter(
            name=self._new_name(fields),
            label=fields.text("label", required=True),
            unit=unit,
            type=type_,
            values=tuple(
                value
                for each in fields.entries("values", required=True)
                if (value := self._dated(each, type_, unit)) is not None
            ),
            pack=pack,
            where=entry.at(),
            places=entry.places,
        )
        fields.any("note")
        fields.close()
        self.parameters[parameter.name] = parameter

    def _dated(self, entry: Entry, type_: str, unit: Unit) -> DatedValue | None:
        fields = Fields(entry, self.problems)
        start = fields.day("from")
        value = self._value(fields, type_, unit)
        basis = fields.text("basis")
        status = fields.text("status")
        if status not in {"", TO_VERIFY, "verified"}:
            fields.fault(
                "status",
                _("{value} is no {key}").format(value=shown(status), key="status"),
                TO_VERIFY,
            )
        fields.any("note")
        fields.close()
        if start is None or value is None:
            return None
        return DatedValue(start, value, basis, status != TO_VERIFY, entry.at())

    def _value(self, fields: Fields, type_: str, unit: Unit) -> Value | None:
        value = fields.any("value", required=True)
        if value is None:
            return None
        wanted: dict[str, tuple[type, ...]] = {
            "number": (int, Decimal), "text": (str,), "date": (datetime.date,),
        }  # fmt: skip
        if isinstance(value, bool) or not isinstance(value, wanted[type_]):
            fields.fault("value", _("{value} is no {type}").format(value=shown(value), type=type_))
            return None
        if isinstance(value, int | Decimal):
            return in_minor_units(Decimal(value), unit, self.content)
        return value if isinstance(value, datetime.date) else str(value)

    # --------------------------------------------------------------- variables

    def _variable(self, entry: Entry, pack: str) -> None:
        fields = Fields(entry, self.problems)
        name = self._new_name(fields)
        of = fields.text("of", required=True)
        source = fields.text("from")
        total, text = (
            self._total(fields) if source else (None, fields.text("formula", required=True))
        )
        where = fields.text("where") if source else ""
        tree = self._tree(fields, total.value if total else "formula", text)
        if total is Total.COUNT:
            tree = None
            if text and text != "rows":
                fields.fault("count", _("a count goes over rows"), "count: rows")
        variable = Variable(
            name=name,
            label=fields.text("label", required=True),
            of=of,
            unit=self._unit(fields),
            formula=tree,
            pack=pack,
            where=entry.at(),
            source=source,
            total=total,
            condition=self._tree(fields, "where", where) if where else None,
            covers=fields.whole("covers", 1) if source else 1,
            text=text if not where else f"{text} | {where}",
            places=entry.places,
        )
        fields.any("note")
        fields.any("basis")
        fields.close()
        self.variables[name] = variable

    def _total(self, fields: Fields) -> tuple[Total, str]:
        given = [each for each in Total if each.value in fields.entry]
        if len(given) != 1:
            words = ", ".join(Total)
            fields.fault(
                "from",
                _("a total over rows says exactly one of: {words}").format(words=words),
            )
            return Total.COUNT, "rows"
        return given[0], fields.text(given[0].value)

    # ------------------------------------------------------------------ checks

    def _check(self, entry: Entry, pack: str) -> None:
        fields = Fields(entry, self.problems)
        text = fields.text("fails_when", required=True)
        tree = self._tree(fields, "fails_when", text)
        answer = fields.section("answer", required=True)
        by, days = self._answer(answer) if answer is not None else ("", 0)
        check = Check(
            name=self._new_name(fields),
            label=fields.text("label", required=True),
            of=fields.text("of", required=True),
            area=fields.text("area", required=True),
            fails_when=tree if tree is not None else UNREADABLE,
            text=text,
            message=fields.text("message", required=True),
            severity=fields.word("severity", SEVERITIES),
            risk=fields.text("risk"),
            answer_by=by,
            answer_days=days,
            basis=fields.text("basis"),
            pack=pack,
            where=entry.at(),
            rule=", ".join(fields.texts("rule")),
            note=fields.text("note"),
            finds=fields.texts("finds"),
            is_verified=fields.text("status") != TO_VERIFY,
            places=entry.places,
        )
        fields.close()
        self.checks[check.name] = check

    def _answer(self, entry: Entry) -> tuple[str, int]:
        fields = Fields(entry, self.problems)
        by = fields.word("by", ANSWERERS)
        within = fields.text("within", required=True)
        fields.close()
        match = DAYS.match(within)
        if match is None:
            fields.fault(
                "within", _("{value} is no number of days").format(value=shown(within)), "15 days"
            )
            return by, 0
        return by, int(match[1])

    # ---------------------------------------------------------------- examples

    def _examples(self, path: Path, where: str) -> None:
        data = read_entry(path, where=where, problems=self.problems)
        if data is None:
            return
        fields = Fields(data, self.problems)
        check = fields.text("check", required=True)
        for each in fields.entries("examples", required=True):
            example = self._example(each, check)
            if example is not None:
                self.examples.append(example)
        fields.close()

    def _example(self, entry: Entry, check: str) -> Example | None:
        fields = Fields(entry, self.problems)
        as_of = fields.day("as_of")
        if as_of is not None and not EARLIEST <= as_of <= LATEST:
            fields.fault("as_of", _("{day} is no day of this age").format(day=as_of))
        given: dict[str, list[Any]] = {}
        for feed, rows in (fields.section("given", required=True) or {}).items():
            listed = rows if isinstance(rows, list) else [rows]
            if not all(isinstance(row, Entry) for row in listed):
                fields.fault("given", _("{key} wants a list of entries").format(key=feed))
                continue
            given[feed] = listed
        example = Example(
            check=check,
            about=fields.text("about", required=True),
            as_of=as_of or datetime.date.min,
            given=given,
            undelivered=frozenset(fields.texts("undelivered")),
            expect=fields.word("expect", OUTCOMES),
            where=entry.at(),
        )
        fields.close()
        return example if as_of else None

    # ------------------------------------------------------------------- parts

    def _tree(self, fields: Fields, key: str, text: str) -> exp.Expr | None:
        if not text:
            return None
        try:
            return parse_expression(text)
        except ExpressionUnreadable as error:
            fields.fault(key, str(error))
            return None

    def _unit(self, fields: Fields) -> Unit:
        try:
            return Unit.parse(fields.text("unit", "1"))
        except UnitUnreadable as error:
            fields.fault("unit", str(error))
            return NONE

    def _new_name(self, fields: Fields) -> str:
        name = fields.text("name", required=True)
        if name and not NAME.match(name):
            fields.fault(
                "name",
                _("{value} is no name").format(value=shown(name)),
                _("small letters, digits and _, a letter first"),
            )
        before = self.places.setdefault(name, fields.entry.at("name"))
        if name and before != fields.entry.at("name"):
            fields.fault(
                "name", _("{name} is there already, at {where}").format(name=name, where=before)
            )
        return name


def in_minor_units(value: Decimal, unit: Unit, content: Content) -> Decimal:
    """Return an amount with a money unit in minor units, anything else as it is."""
    return value * Decimal(content.money_minor) ** unit.power(content.money_unit)


def _digest(content: Content, folders: Iterable[Path]) -> str:
    """The release: one hash over everything that decides what a run finds."""
    digest = hashlib.sha256(content.digest.encode())
    for folder in folders:
        for name in ("parameters.yaml", "variables.yaml", "checks.yaml"):
            path = folder / name
            if path.is_file():
                digest.update(f"{folder.name}/{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()

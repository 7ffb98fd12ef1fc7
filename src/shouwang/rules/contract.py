"""Feed contracts: read from ``feeds/*.yaml`` into schemas, with every fault reported."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shouwang.base.errors import Problem
from shouwang.base.spelling import heading
from shouwang.base.tables import Blank, Column, ColumnType, Contact, Personal, Replaces, Schema
from shouwang.base.words import _
from shouwang.rules.source import WRITTEN, Entry, Fields, as_written, read_entry, shown
from shouwang.rules.units import Unit, UnitUnreadable

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
CADENCES = ("month", "quarter", "year", "event")
SIZES = ("small", "large")
SYSTEM_COLUMNS = ("period", "sender", "delivery", "row")
# Tables of the system: what has been delivered where.
SYSTEM_TABLES = ("covered", "delivered")
DIGITS = 18  # of a decimal in the lake, before and after the point
LIMITS = ("reject_limit", "duplicate_limit", "drift_limit")
ESTIMATES = ("due_days", *LIMITS, "expected_rows", "contact")
NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.MONEY})
# What a resident's ID number says of its holder, and the columns that can hold it.
FROM_ID = {"birth_date": ColumnType.DATE, "sex": ColumnType.CODE}
SEXES = ("male", "female")
BLANKS = {Blank.ZERO: NUMBERS, Blank.NO: frozenset({ColumnType.BOOLEAN})}


def read_contracts(content_dir: Path, problems: list[Problem], *, money: str) -> dict[str, Schema]:
    """Return the contracts that can be read; the faults are added to ``problems``.

    Args:
        money: The unit of money: amounts in it are kept in minor units, by money columns alone.
    """
    contracts: dict[str, Schema] = {}
    for path in sorted((content_dir / "feeds").glob("*.yaml")):
        where = f"feeds/{path.name}"
        entry = read_entry(path, where=where, problems=problems)
        schema = _schema(entry, path, problems, money) if entry is not None else None
        if entry is None or schema is None:
            continue
        if schema.name != path.stem:
            problems.append(
                Problem(entry.at("name"), _("the name differs from the file's"), path.stem)
            )
        contracts[schema.name] = schema
    return contracts


def _schema(entry: Entry, path: Path, problems: list[Problem], money: str) -> Schema | None:
    fields = Fields(entry, problems)
    listed = [
        (column, each)
        for each in fields.entries("columns", required=True)
        if (column := _column(each, problems, money)) is not None
    ]
    schema = Schema(
        name=_name(fields, "name"),
        label=fields.text("label", required=True),
        department=_name(fields, "department"),
        department_label=fields.text("department_label", required=True),
        cadence=fields.word("cadence", CADENCES),
        due_days=fields.whole("due_days"),
        key=fields.texts("key", required=True),
        replaces=Replaces(fields.word("replaces", [each.value for each in Replaces])),
        date=fields.text("date"),
        reject_limit=float(fields.number("reject_limit", Decimal(0)) or 0),
        duplicate_limit=float(fields.number("duplicate_limit", Decimal(0)) or 0),
        drift_limit=_share(fields, "drift_limit"),
        expected_rows=_expected_rows(fields),
        contact=_contact(fields),
        to_verify=fields.texts("to_verify"),
        size=fields.word("size", SIZES, "small"),
        note=fields.text("note"),
        columns=tuple(column for column, _entry in listed),
        where=entry.file,
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    fields.close()
    problems.extend(_contradictions(schema, entry))
    problems.extend(_doubles(listed))
    return schema if schema.name else None


def _share(fields: Fields, key: str) -> float | None:
    value = fields.number(key)
    return None if value is None else float(value)


def _expected_rows(fields: Fields) -> int | str:
    value = fields.any("expected_rows")
    if isinstance(value, str) and NAME.match(value):
        return value
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    fields.fault(
        "expected_rows",
        _("expected_rows wants a whole number from 1, or the subject of which each has a row"),
    )
    return 0


def _contact(fields: Fields) -> Contact:
    section = fields.section("contact")
    if section is None:
        return Contact()
    each = Fields(section, fields.problems)
    contact = Contact(each.text("office", required=True), each.text("telephone"))
    each.close()
    return contact


def _column(entry: Entry, problems: list[Problem], money: str) -> Column | None:
    fields = Fields(entry, problems)
    types = [each.value for each in ColumnType]
    personal = fields.text("personal")
    if personal and personal not in list(Personal):
        words = ", ".join(Personal)
        fields.fault(
            "personal",
            _("{value} is no kind of personal data").format(value=shown(personal)),
            _("one of: {words}").format(words=words),
        )
        personal = ""
    column = Column(
        name=_name(fields, "name"),
        type=ColumnType(fields.word("type", types)),
        label=fields.text("label", required=True),
        unit=fields.text("unit", "1"),
        aliases=fields.texts("aliases"),
        codes=_codes(fields),
        codes_under=_codes_under(fields),
        required=fields.flag("required"),
        blank=Blank(fields.word("blank", [each.value for each in Blank], "unknown")),
        personal=Personal(personal) if personal else None,
        visible_to=frozenset(fields.texts("visible_to")),
        scale=fields.whole("scale", 2),
        level=fields.text("level"),
        minimum=fields.text("minimum") or None,
        maximum=fields.text("maximum") or None,
        from_id=fields.text("from_id"),
        open_ended=fields.flag("open_ended"),
        card=fields.flag("card"),
        note=fields.text("note"),
    )
    fields.close()
    for key, message, mend in (
        *_misfits(column), *_id_misfits(column), *_unit_misfits(column, money)
    ):  # fmt: skip
        fields.fault(key, message, mend)
    return column if column.name else None


def _misfits(column: Column) -> Iterator[tuple[str, str, str]]:
    """What a column says of itself that its type cannot hold: key, message, mend."""
    if column.type is ColumnType.CODE and not column.codes:
        yield "codes", _("a code column needs its list of codes"), ""
    if column.type is not ColumnType.CODE and column.codes:
        yield "codes", _("only a code column has codes"), "type: code"
    if column.name in SYSTEM_COLUMNS:
        yield "name", _("{name} is a column of the system").format(name=column.name), ""
    if column.blank in BLANKS and column.type not in BLANKS[column.blank]:
        message = _("a blank {type} cannot be {blank}")
        message = message.format(type=column.type, blank=column.blank)
        yield "blank", message, "blank: unknown"
    if not 0 <= column.scale <= DIGITS:
        yield "scale", _("scale lies between 0 and {most}").format(most=DIGITS), ""
    if column.level and column.type is not ColumnType.REGION:
        yield "level", _("only a region has a level"), "type: region"
    if column.type is ColumnType.REGION and not column.level:
        yield "level", _("a region column says of which level its codes are"), ""
    yield from _faulty_bounds(column)


def _id_misfits(column: Column) -> Iterator[tuple[str, str, str]]:
    """What a column says of ID numbers that its type cannot hold: key, message, mend."""
    wanted = FROM_ID.get(column.from_id)
    if column.from_id and wanted is None:
        message = _("an ID number does not say {value}").format(value=shown(column.from_id))
        yield "from_id", message, _("one of: {words}").format(words=", ".join(FROM_ID))
    elif wanted is not None and column.type is not wanted:
        message = _("what an ID number says of {value} is a {kind}")
        yield "from_id", message.format(value=column.from_id, kind=wanted), f"type: {wanted}"
    elif wanted is ColumnType.CODE and not set(SEXES) <= set(column.codes):
        yield "codes", _("the sexes are {words}").format(words=", ".join(SEXES)), ""
    if column.open_ended and (column.type is not ColumnType.DATE or column.required):
        yield "open_ended", _("only a date that may be empty has no end"), "type: date"
    if column.card and column.personal is not Personal.ID:
        yield "card", _("only an ID number stands on a card"), "personal: id"


def _faulty_bounds(column: Column) -> Iterator[tuple[str, str, str]]:
    bounds = {"minimum": column.minimum, "maximum": column.maximum}
    given = {key: text for key, text in bounds.items() if text is not None}
    faulty = {key: text for key, text in given.items() if not _is_bound(text, column.type)}
    for key, text in faulty.items():
        message = _("{value} is no {type}").format(value=shown(text), type=column.type)
        yield key, message, ""
    if len(given) == len(bounds) and not faulty:
        low, high = (
            date.fromisoformat(text).toordinal() if column.type is ColumnType.DATE
            else Decimal(text)
            for text in (given["minimum"], given["maximum"])
        )  # fmt: skip
        if low > high:
            yield "maximum", _("the maximum is less than the minimum"), ""


def _unit_misfits(column: Column, money: str) -> Iterator[tuple[str, str, str]]:
    """A unit must be readable, or nothing can be checked; money has one kind of column."""
    try:
        unit = Unit.parse(column.unit)
    except UnitUnreadable as error:
        yield "unit", str(error), f"{money}/year"
        return
    is_money = column.type is ColumnType.MONEY
    if unit.powers and column.type not in NUMBERS:
        yield "unit", _("a {kind} has no unit").format(kind=column.type), ""
    elif is_money and unit.power(money) != 1:
        yield "unit", _("money is counted in [{unit}]").format(unit=money), f"unit: {money}"
    elif not is_money and unit.power(money):
        yield "type", _("only a money column counts in [{unit}]").format(unit=money), "type: money"


def _is_bound(text: str, type_: ColumnType) -> bool:
    try:
        if type_ is ColumnType.DATE:
            date.fromisoformat(text)
            return True
        return type_ in NUMBERS and Decimal(text).is_finite()
    except (ValueError, InvalidOperation):
        return False


def _codes(fields: Fields) -> Mapping[str, tuple[str, ...]]:
    entry = fields.section("codes")
    if entry is None:
        return {}
    codes: dict[str, tuple[str, ...]] = {}
    claimed: dict[str, str] = {}
    for word, labels in entry.items():
        listed = labels if isinstance(labels, list) else [labels]
        if not all(label is None or isinstance(label, WRITTEN) for label in listed):
            where = entry.at(word)
            message = _("{key} wants a list of words").format(key=word)
            fields.problems.append(Problem(where, message))
            continue
        codes[word] = tuple(as_written(label) for label in listed if label is not None)
        for label in (word, *codes[word]):
            if not heading(label):
                message = _("a label of {word} is empty").format(word=word)
                fields.problems.append(Problem(entry.at(word), message))
            # As intake compares them: half width, small letters, no blanks.
            elif claimed.setdefault(heading(label), word) != word:
                fields.problems.append(
                    Problem(
                        entry.at(word),
                        _("{label} stands for {one} and for {other}").format(
                            label=label, one=claimed[heading(label)], other=word
                        ),
                    )
                )
    return codes


def _codes_under(fields: Fields) -> Mapping[str, Mapping[str, str]]:
    """The labels that stand for a word under one heading only."""
    entry = fields.section("codes_under")
    under: dict[str, Mapping[str, str]] = {}
    if entry is None:
        return under
    words = set(fields.section("codes") or ())
    for text, labels in entry.items():
        if not isinstance(labels, Entry) or not all(
            isinstance(word, WRITTEN) and as_written(word) in words for word in labels.values()
        ):
            fields.fault(
                "codes_under",
                _("{key} wants labels, and for each a word of the codes").format(key=text),
            )
            continue
        under[text] = {label: as_written(word) for label, word in labels.items()}
    return under


def _name(fields: Fields, key: str) -> str:
    value = fields.text(key, required=True)
    if value and not NAME.match(value):
        fields.fault(
            key,
            _("{value} is no name").format(value=shown(value)),
            _("small letters, digits and _, a letter first"),
        )
    return value


def _contradictions(schema: Schema, entry: Entry) -> Iterator[Problem]:
    names = [column.name for column in schema.columns]
    if len(set(schema.key)) < len(schema.key):
        yield Problem(entry.at("key"), _("the key names a column twice"))
    if schema.replaces is Replaces.PERIOD and not schema.has_period:
        yield Problem(
            entry.at("replaces"),
            _("what comes in no periods replaces none"),
            "replaces: all, replaces: nothing",
        )
    if schema.name in SYSTEM_TABLES:
        yield Problem(
            entry.at("name"), _("{name} is a table of the system").format(name=schema.name)
        )
    for key, wanted in (("key", schema.key), ("date", (schema.date,) if schema.date else ())):
        for name in wanted:
            if name not in names:
                yield Problem(entry.at(key), _("{name} is no column").format(name=name))
            elif not schema.column(name).required:
                # A row without its key cannot be corrected, one without its day is never latest.
                yield Problem(
                    entry.at(key),
                    _("the {key} column {name} is not required").format(key=key, name=name),
                    "required: true",
                )
    yield from _without_id(schema, entry)
    yield from _faulty_terms(schema, entry, names)


def _without_id(schema: Schema, entry: Entry) -> Iterator[Problem]:
    """Columns that an ID number would fill, where no row has one."""
    if any(column.personal is Personal.ID for column in schema.columns):
        return
    for column in schema.columns:
        if column.from_id:
            message = _("{name} is taken from an ID number, and no column has one")
            yield Problem(entry.at("columns"), message.format(name=column.name), "personal: id")


def _faulty_terms(schema: Schema, entry: Entry, names: list[str]) -> Iterator[Problem]:
    if schema.date in names and schema.column(schema.date).type is not ColumnType.DATE:
        yield Problem(entry.at("date"), _("{name} is no date").format(name=schema.date))
    for limit in LIMITS:
        if not 0 <= (getattr(schema, limit) or 0) <= 1:
            yield Problem(entry.at(limit), _("a share lies between 0 and 1"))
    for key in schema.to_verify:
        if key not in entry or key not in ESTIMATES:
            yield Problem(
                entry.at("to_verify"),
                _("{key} is no limit of this contract").format(key=shown(key)),
                _("one of: {words}").format(words=", ".join(ESTIMATES)),
            )
    if schema.due_days < 0:
        yield Problem(entry.at("due_days"), _("due_days wants a whole number from 0"))


def _doubles(listed: list[tuple[Column, Entry]]) -> Iterator[Problem]:
    """Two columns of one name, or of one heading: no file could tell them apart."""
    claimed: dict[str, str] = {}
    seen: set[str] = set()
    for column, entry in listed:
        if column.name in seen:
            yield Problem(entry.at("name"), _("{name} is given twice").format(name=column.name))
            continue
        seen.add(column.name)
        for key, text in (
            ("name", column.name),
            ("label", column.label),
            *(("aliases", alias) for alias in column.aliases),
            *(("codes_under", each) for each in column.codes_under),
        ):
            # As intake compares them: half width, small letters, no blanks.
            owner = claimed.setdefault(heading(text), column.name)
            if owner != column.name:
                yield Problem(
                    entry.at(key),
                    _("{one} and {other} both claim the heading {heading}").format(
                        one=owner, other=column.name, heading=text
                    ),
                    _("give each a heading of its own"),
                )

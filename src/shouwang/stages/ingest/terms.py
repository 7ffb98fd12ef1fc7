"""What a feed contract asks for, said in words: for the workbook a sender fills in, and the docs."""

import re
from collections.abc import Mapping

from shouwang.base.tables import Blank, Column, ColumnType, Personal, Replaces, Schema
from shouwang.base.words import _
from shouwang.rules.units import NONE, Unit

# Text between the signs of a unit.
_WORD = re.compile(r"[^*/]+")


def kind_of(column: Column) -> str:
    """Return what kind of value a cell holds."""
    kinds: Mapping[ColumnType, str] = {
        ColumnType.TEXT: _("text"),
        ColumnType.CODE: _("one of a list"),
        ColumnType.BOOLEAN: _("yes or no"),
        ColumnType.INTEGER: _("whole number"),
        ColumnType.DECIMAL: _("a number"),
        ColumnType.MONEY: _("amount of money"),
        ColumnType.DATE: _("date, like 2020-01-31"),
        ColumnType.REGION: _("code of a division"),
        ColumnType.HOUSEHOLD: _("number of the household"),
        ColumnType.PERSON: _("number of the person"),
    }
    return _("ID number") if column.personal is Personal.ID else kinds[column.type]


def unit_of(column: Column) -> str:
    """Return the unit in the reader's words; nothing for what is only counted."""
    if Unit.parse(column.unit) == NONE:
        return ""
    words = {
        "CNY": _("CNY"), "year": _("yr"), "month": _("month"), "day": _("day"),
        "hour": _("hour"), "minute": _("minute"), "person": _("person"),
        "household": _("household"), "head": _("head"), "mu": _("mu"), "m2": _("m2"),
        "m": _("m"), "km": _("km"), "kg": _("kg"), "L": _("L"), "kW": _("kW"),
        "kWh": _("kWh"), "percent": _("percent"),
    }  # fmt: skip
    return _WORD.sub(lambda word: words.get(word[0], word[0]), column.unit)


def bounds_of(column: Column) -> str:
    """Return between which values a cell must lie."""
    if column.minimum and column.maximum:
        return _("{least} to {most}").format(least=column.minimum, most=column.maximum)
    if column.minimum:
        return _("{least} or more").format(least=column.minimum)
    return _("{most} or less").format(most=column.maximum) if column.maximum else ""


def blank_of(column: Column) -> str:
    """Return what an empty cell means."""
    if column.required:
        return _("must not be empty")
    return {
        Blank.UNKNOWN: _("unknown"),
        Blank.ZERO: _("counts as 0"),
        Blank.NO: _("counts as no"),
    }[column.blank]


def personal_of(column: Column) -> str:
    """Return why a column is personal, or nothing."""
    if column.personal is None:
        return ""
    return {
        Personal.ID: _("ID number: kept enciphered"),
        Personal.NAME: _("name"),
        Personal.PHONE: _("telephone"),
        Personal.ACCOUNT: _("account"),
        Personal.TEXT: _("personal text"),
    }[column.personal]


def cadence_of(contract: Schema) -> str:
    """Return how often a feed is sent."""
    return {
        "month": _("every month"),
        "quarter": _("every quarter"),
        "year": _("every year"),
        "event": _("whenever something happens"),
    }[contract.cadence]


def due_of(contract: Schema) -> str:
    """Return by when it is to be there."""
    if contract.has_period:
        message = _("within {days} days after the end of the period")
    else:
        message = _("within {days} days")
    if not contract.due_days:
        return _("by the end of the period") if contract.has_period else _("at once")
    return message.format(days=contract.due_days)


def expected_of(contract: Schema) -> str:
    """Return how many rows a place is expected to send at least, or nothing."""
    expected = contract.expected_rows
    if not expected:
        return ""
    if isinstance(expected, int):
        return _("{count} rows a place or more").format(count=expected)
    words = {"household": _("household"), "person": _("person"), "village": _("village")}
    return _("a row for every {subject}").format(subject=words.get(expected, expected))


def drift_of(contract: Schema) -> str:
    """Return how far a delivery may be from the sender's last one, or nothing."""
    if contract.drift_limit is None:
        return ""
    return _("up to {percent} of the rows, compared with the last delivery").format(
        percent=f"{contract.drift_limit:.0%}"
    )


def contact_of(contract: Schema) -> str:
    """Return the office in charge, with its telephone if it is known, or nothing."""
    return " ".join(each for each in (contract.contact.office, contract.contact.telephone) if each)


def replaces_of(contract: Schema) -> str:
    """Return what a new file takes the place of."""
    return {
        Replaces.ALL: _("a new file takes the place of all that the sender sent before: send all rows every time"),
        Replaces.PERIOD: _("a new file takes the place of what the sender sent for the same period"),
        Replaces.NOTHING: _("rows are added to those there are; a row with the same key corrects the earlier one"),
    }[contract.replaces]  # fmt: skip


def key_of(contract: Schema) -> str:
    """Return the headings that together name one row."""
    return " + ".join(contract.column(name).label for name in contract.key)


def labels_of(column: Column) -> list[str]:
    """Return the official label of each code, in the contract's order."""
    return [labels[0] if labels else word for word, labels in column.codes.items()]


def state_of_delivery(state: str) -> str:
    """Return the word for where a delivery stands."""
    words = {
        "pending": _("pending"),
        "published": _("published"),
        "withdrawn": _("withdrawn"),
        "refused": _("refused"),
        "unchanged": _("unchanged"),
    }
    return words[state]


def basis_of_difference(basis: str) -> str:
    """Return the words for what a delivery is compared with."""
    words = {
        "nothing": _("nothing: nothing is held of it"),
        "part": _("the sender's whole part"),
        "period": _("the same period"),
        "earlier_period": _("the period before"),
        "keys": _("the rows of the same keys"),
    }
    return words[basis]

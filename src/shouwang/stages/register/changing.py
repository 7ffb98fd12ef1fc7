"""What a change of a household does to the rows of the register: pure, over rows in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from shouwang.stages.register.enums import ChangeKind

Row = dict[str, Any]
# Why somebody or a household has left, in the words of the contracts.
DEATH, MARRIAGE = "death", "marriage"
MERGED, DIED_OUT, MOVED_OUT = "merged", "died_out", "moved_out"
HEAD = "head"
OTHER_RELATION = "other"
# What a new household takes over from the one it came out of: where and how it lives.
KEPT = ("village", "group_name", "status", "attribute", "main_cause", "exit_year", "pastoral")


class Told(Protocol):
    """A change as it was recorded."""

    household: int
    other: int | None
    kind: str
    people: list[int]
    new_village: str
    happened_date: date


@dataclass(slots=True)
class Register:
    """Rows by their key as text; what has been changed is remembered, in its order."""

    households: dict[str, Row]
    people: dict[str, Row]
    touched_households: dict[str, None] = field(default_factory=dict)
    touched_people: dict[str, None] = field(default_factory=dict)

    def household(self, number: int | None) -> Row | None:
        """Return a household that is about to be changed."""
        row = self.households.get(str(number))
        if row is not None:
            self.touched_households[str(number)] = None
        return row

    def members(self, household: int) -> list[Row]:
        """Return those who live in a household now."""
        return [
            row
            for row in self.people.values()
            if row["household"] == household and row["left_date"] is None
        ]

    def moved(self, people: Iterable[Row], household: int) -> None:
        """Let people live in another household."""
        for row in people:
            row["household"] = household
            self.touched_people[str(row["person"])] = None

    def gone(self, people: Iterable[Row], reason: str, on: date) -> None:
        """Let people leave the register."""
        for row in people:
            row["left_date"], row["left_reason"] = on, reason
            self.touched_people[str(row["person"])] = None

    def counted(self, household: int | None, reason: str, on: date) -> None:
        """Bring a household's number of members up to date; an empty one leaves the register."""
        row = self.household(household)
        if row is None or household is None:
            return
        count = len(self.members(household))
        if count:
            row["members"] = count
        elif row["left_date"] is None:
            row["left_date"], row["left_reason"] = on, reason


def apply(told: Told, register: Register) -> None:
    """Do to the rows what a change says; births and arrivals wait for the register's own delivery."""
    chosen = [row for row in register.members(told.household) if row["person"] in set(told.people)]
    day = told.happened_date
    match told.kind:
        case ChangeKind.SPLIT:
            _split(told, register, chosen)
        case ChangeKind.MERGE if told.other is not None:
            everybody = register.members(told.household)
            _relate(everybody)
            register.moved(everybody, told.other)
            register.counted(told.household, MERGED, day)
            register.counted(told.other, MERGED, day)
        case ChangeKind.MOVE:
            _move(told, register)
        case ChangeKind.DEATH:
            register.gone(chosen, DEATH, day)
            register.counted(told.household, DIED_OUT, day)
        case ChangeKind.MARRIED_OUT:
            _leave(told, register, chosen)
        case ChangeKind.MARRIED_IN if told.other is not None:
            arriving = [
                row for row in register.members(told.other) if row["person"] in set(told.people)
            ]
            _relate(arriving)
            register.moved(arriving, told.household)
            register.counted(told.other, MOVED_OUT, day)
            register.counted(told.household, MOVED_OUT, day)


def _split(told: Told, register: Register, chosen: list[Row]) -> None:
    parent = register.household(told.household)
    if parent is None or told.other is None or not chosen:
        return
    first = next((row for row in chosen if row["person"] == told.people[0]), chosen[0])
    made = dict.fromkeys(parent) | {name: parent.get(name) for name in KEPT}
    made |= {
        "household": told.other,
        "head_name": first["name"],
        "members": len(chosen),
        "village": told.new_village or parent["village"],
    }
    if "period" in parent:
        made["period"] = parent["period"]
    register.households[str(told.other)] = made
    register.touched_households[str(told.other)] = None
    _relate(chosen)
    first["relation"] = HEAD
    register.moved(chosen, told.other)
    register.counted(told.household, MOVED_OUT, told.happened_date)


def _move(told: Told, register: Register) -> None:
    row = register.household(told.household)
    if row is None:
        return
    row["village"] = told.new_village
    # Persons lie where their household lives: they are written again to lie down there.
    register.moved(register.members(told.household), told.household)


def _leave(told: Told, register: Register, chosen: list[Row]) -> None:
    if told.other is not None:
        _relate(chosen)
        register.moved(chosen, told.other)
        register.counted(told.other, MOVED_OUT, told.happened_date)
    else:
        register.gone(chosen, MARRIAGE, told.happened_date)
    register.counted(told.household, MOVED_OUT, told.happened_date)


def _relate(people: Iterable[Row]) -> None:
    """In another household nobody is its head, and what they are to the new head is not known."""
    for row in people:
        row["relation"] = OTHER_RELATION

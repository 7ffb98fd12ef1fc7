"""How clerks write people down: by ear, in a hurry, with digits exchanged, with columns left empty."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from shouwang.synthetic.assumptions import assumptions

FULL_WIDTH = 0xFEE0  # from a half-width character to its full-width form
ID_YEAR = slice(6, 8)  # the digits that old numbers of 15 lack
CENTURY = "19"
LONGEST_HAN = 3  # characters of a name with surname and given name
MONTHS = 12
Person = dict[str, Any]


class Clerk:
    """Writes people down with mistakes.

    Attributes:
        shares: Mistake → how often it is made. [0-1]
    """

    def __init__(self, shares: Mapping[str, float], rng: np.random.Generator) -> None:
        self.shares = shares
        self.rng = rng

    def written(self, person: Person) -> Person:
        """Return a person as written; the person stays as it is."""
        row = {**person, "birth": self._dated(person["birth"])}
        for name, mistake in MISTAKES.items():
            if self.rng.random() < self.shares.get(name, 0):
                mistake(self, row, person)
        return row

    def one_of(self, options: Any) -> Any:
        """Return one of some things."""
        return options[int(self.rng.integers(0, len(options)))]

    def _dated(self, day: str) -> str:
        return _date(self.one_of(assumptions("linkage").words("date_forms")), day)


def _date(form: str, day: str) -> str:
    year, month, date = (int(part) for part in day.split("-"))
    return form.format(y=year, m=month, d=date)


@cache
def _sounds() -> Mapping[str, str]:
    groups = assumptions("linkage").words("homophones")
    return {character: group for group in groups for character in group if len(group) > 1}


def _homophone(clerk: Clerk, row: Person, _person: Person) -> None:
    name = row["name"]
    places = [place for place, character in enumerate(name) if character in _sounds()]
    if places:
        place = clerk.one_of(places)
        others = _sounds()[name[place]].replace(name[place], "")
        row["name"] = name[:place] + clerk.one_of(others) + name[place + 1 :]


def _transliteration(clerk: Clerk, row: Person, _person: Person) -> None:
    table = assumptions("linkage").section("transliterations")
    parts = [part for part in table if part in row["name"]]
    if parts:
        part = clerk.one_of(parts)
        row["name"] = row["name"].replace(part, clerk.one_of(table[part]), 1)


def _old_form(_clerk: Clerk, row: Person, _person: Person) -> None:
    for new, old in assumptions("linkage").section("old_forms").items():
        row["name"] = row["name"].replace(new, old)


def _blanks(clerk: Clerk, row: Person, _person: Person) -> None:
    row["name"] = clerk.one_of((" ", "\u3000", "\u200b")).join(row["name"])


def _surname_lost(_clerk: Clerk, row: Person, _person: Person) -> None:
    clans = assumptions("linkage").words("clan_surnames")
    if len(row["name"]) > LONGEST_HAN and row["name"][0] in clans:
        row["name"] = row["name"][1:]


def _id_missing(clerk: Clerk, row: Person, _person: Person) -> None:
    row["id_number"] = clerk.one_of((None, "", "-"))


def _id_digits_swapped(clerk: Clerk, row: Person, _person: Person) -> None:
    number = row["id_number"]
    if number:
        place = int(clerk.rng.integers(6, 16))
        row["id_number"] = number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _id_digit_wrong(clerk: Clerk, row: Person, _person: Person) -> None:
    number = row["id_number"]
    if number:
        place = int(clerk.rng.integers(6, 17))
        digit = str((int(number[place]) + 1 + int(clerk.rng.integers(0, 9))) % 10)
        row["id_number"] = number[:place] + digit + number[place + 1 :]


def _id_old(_clerk: Clerk, row: Person, person: Person) -> None:
    number = row["id_number"]
    if number and number == person["id_number"] and number[ID_YEAR] == CENTURY:
        row["id_number"] = number[:6] + number[8:17]


def _id_full_width(_clerk: Clerk, row: Person, _person: Person) -> None:
    if row["id_number"]:
        row["id_number"] = "".join(chr(ord(char) + FULL_WIDTH) for char in row["id_number"])


def _id_end_lost(_clerk: Clerk, row: Person, person: Person) -> None:
    if row["id_number"]:
        row["id_number"] = person["id_number"][:15] + "000"


def _id_spaced(_clerk: Clerk, row: Person, _person: Person) -> None:
    if row["id_number"]:
        row["id_number"] = f"'{row['id_number'][:6]} {row['id_number'][6:]}"


def _birth_swapped(clerk: Clerk, row: Person, person: Person) -> None:
    year, month, day = person["birth"].split("-")
    if int(day) <= MONTHS and day != month:
        row["birth"] = clerk._dated(f"{year}-{day}-{month}")  # noqa: SLF001 - the clerk's own hand


def _birth_digit(clerk: Clerk, row: Person, person: Person) -> None:
    year, month, day = (int(part) for part in person["birth"].split("-"))
    part = int(clerk.rng.integers(0, 3))
    step = clerk.one_of((-1, 1))
    if part == 0:
        year += step * clerk.one_of((1, 10))
    elif part == 1:
        month = min(max(month + step, 1), 12)
    else:
        day = min(max(day + step, 1), 28)
    row["birth"] = clerk._dated(f"{year:04}-{month:02}-{day:02}")  # noqa: SLF001 - as above


def _birth_year(clerk: Clerk, row: Person, person: Person) -> None:
    told = assumptions("linkage")
    forms = told.words(clerk.one_of(("year_forms", "month_forms")))
    row["birth"] = _date(clerk.one_of(forms), person["birth"])


def _missing(column: str) -> "Callable[[Clerk, Person, Person], None]":
    def leave_out(_clerk: Clerk, row: Person, _person: Person) -> None:
        row[column] = None

    return leave_out


def _village_other(clerk: Clerk, row: Person, _person: Person) -> None:
    told = assumptions("linkage")
    first, second = told.words("villages.first"), told.words("villages.second")
    row["village"] = clerk.one_of(first) + clerk.one_of(second)


def _phone_other(clerk: Clerk, row: Person, _person: Person) -> None:
    prefix = str(assumptions("linkage").value("phone_prefix"))
    row["phone"] = f"{prefix}{int(clerk.rng.integers(10**7, 10**8))}"


def _sex_wrong(_clerk: Clerk, row: Person, person: Person) -> None:
    words = list(assumptions("linkage").section("sexes").values())
    row["sex"] = words[1 - words.index(person["sex"])]


MISTAKES: Mapping[str, Callable[[Clerk, Person, Person], None]] = {
    "homophone": _homophone,
    "transliteration": _transliteration,
    "old_form": _old_form,
    "surname_lost": _surname_lost,
    "blanks": _blanks,
    "id_digits_swapped": _id_digits_swapped,
    "id_digit_wrong": _id_digit_wrong,
    "id_old": _id_old,
    "id_end_lost": _id_end_lost,
    "id_spaced": _id_spaced,
    "id_full_width": _id_full_width,
    "id_missing": _id_missing,
    "birth_swapped": _birth_swapped,
    "birth_digit": _birth_digit,
    "birth_year": _birth_year,
    "birth_missing": _missing("birth"),
    "village_missing": _missing("village"),
    "village_other": _village_other,
    "household_missing": _missing("household"),
    "phone_missing": _missing("phone"),
    "phone_other": _phone_other,
    "sex_wrong": _sex_wrong,
}

"""An allocation by factors: what is given is tested whole, then shared out, then told."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.calc.allocation import Claim, Part, allocate, inverted, least, most, shares

FEN = 100  # in a yuan
# A number longer than this, or with more places before or after its point, is no amount of anything.
LONGEST_NUMBER = 40
PLACES = 18
WEIGHT = re.compile(r"\s*(?P<name>.+?)\s*[=:：]\s*(?P<value>\S+)\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as it is given.

    Attributes:
        where: What a person can open, such as the line of the file.
        factors: Factor → its value; ``None`` where it is missing.
        floor: Fen.
        cap: Fen; ``None`` if there is none.
    """

    where: str
    name: str
    factors: Mapping[str, Fraction | None]
    floor: int = 0
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """How a sum is shared out.

    Attributes:
        total: Fen; ``None`` where it could not be read, then only the rest is tested.
        weights: Factor → weight; they add up to 1.
        inverse: The factors of which less calls for more money, such as an income.
    """

    total: int | None
    weights: Mapping[str, Fraction]
    inverse: frozenset[str] = field(default=frozenset())


def number(text: str) -> Fraction | None:
    """Return a number that is written plainly, with or without thousands commas; else ``None``."""
    text = text.strip().replace(",", "").replace("，", "")
    if not text or len(text) > LONGEST_NUMBER:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or (value and abs(value.adjusted()) > PLACES):
        return None
    return Fraction(value)


def fen(text: str, where: str, what: str) -> tuple[int | None, list[Problem]]:
    """Return an amount in yuan as fen, or what is wrong with it."""
    value = number(text)
    if value is None:
        return None, [Problem(where, _("{what} is no amount: {value}").format(
            what=what, value=_shown(text)))]  # fmt: skip
    if value < 0:
        return None, [Problem(where, _("{what} is negative: {value}").format(
            what=what, value=_shown(text)))]  # fmt: skip
    if (value * FEN).denominator != 1:
        return None, [Problem(where, _("{what} is finer than a fen: {value}").format(
            what=what, value=_shown(text)))]  # fmt: skip
    return int(value * FEN), []


def parse_weights(text: str, where: str) -> tuple[dict[str, Fraction], list[Problem]]:
    """Return the weights of ``poor=0.3,income=0.7``, and what is wrong with them."""
    weights: dict[str, Fraction] = {}
    problems = []
    for part in filter(str.strip, re.split("[,，;；]", text)):
        match = WEIGHT.fullmatch(part)
        value = number(match["value"]) if match else None
        if match is None or value is None:
            problems.append(Problem(where, _("{part} is no weight").format(part=_shown(part)),
                                    _("write it like poor=0.3")))  # fmt: skip
        elif match["name"] in weights:
            problems.append(Problem(where, _("{name} is weighed twice").format(name=match["name"])))
        else:
            weights[match["name"]] = value
    if not weights and not problems:
        problems.append(Problem(where, _("there are no weights"), _("write them like poor=0.3")))
    return weights, problems


def share_out(entries: Sequence[Entry], formula: Formula, *, where: str) -> list[Part]:
    """Return what each place gets, in the order given, closed to the fen.

    Args:
        where: What the problems of the whole are named for.

    Raises:
        InputProblems: all at once, if anything is missing, negative, twice, or cannot be met.
    """
    problems = [
        *_of_the_formula(formula, where),
        *_of_the_entries(entries, formula, where),
        *_of_the_factors(entries, formula, where),
    ]
    claims = _bare(entries) if problems else _claims(entries, formula)
    total = formula.total or 0
    problems.extend(_of_the_bounds(claims, total, where))
    if problems or formula.total is None:
        raise InputProblems(problems)
    return allocate(total, claims)


def _of_the_formula(formula: Formula, where: str) -> Iterator[Problem]:
    if formula.total == 0:
        yield Problem(where, _("the total is nothing"), _("give an amount above 0"))
    if not formula.weights:
        return
    for name, weight in formula.weights.items():
        if weight < 0:
            yield Problem(where, _("the weight of {name} is negative").format(name=name))
    whole = sum(formula.weights.values())
    if whole != 1:
        yield Problem(
            where,
            _("the weights add up to {sum}, not to 1").format(sum=f"{float(whole):.6g}"),
            _("change them; they are not scaled by themselves, because that changes the formula"),
        )
    for name in sorted(formula.inverse - formula.weights.keys()):
        yield Problem(where, _("{name} is inverse but has no weight").format(name=name))


def _of_the_entries(entries: Sequence[Entry], formula: Formula, where: str) -> Iterator[Problem]:
    if not entries:
        yield Problem(where, _("there is no place to share among"))
    seen = Counter(entry.name for entry in entries)
    for entry in entries:
        if not entry.name:
            yield Problem(entry.where, _("the place has no name"))
        elif seen[entry.name] > 1:
            yield Problem(entry.where, _("{name} stands here {count} times").format(
                name=_shown(entry.name), count=seen[entry.name]),
                _("leave one row for each place"))  # fmt: skip
        if entry.cap is not None and entry.floor > entry.cap:
            yield Problem(entry.where, _("the floor {floor} is above the cap {cap}").format(
                floor=major_units(entry.floor), cap=major_units(entry.cap)))  # fmt: skip
        for name in formula.weights:
            yield from _of_a_value(entry, name, formula)


def _of_a_value(entry: Entry, name: str, formula: Formula) -> Iterator[Problem]:
    if name not in entry.factors:
        return
    value = entry.factors[name]
    if value is None:
        yield Problem(entry.where, _("{name} is missing").format(name=name),
                      _("fill it in; a blank is not taken for 0"))  # fmt: skip
    elif value < 0:
        yield Problem(entry.where, _("{name} is negative: {value}").format(
            name=name, value=f"{float(value):g}"))  # fmt: skip
    elif value == 0 and name in formula.inverse:
        yield Problem(entry.where, _("{name} is 0 and cannot be inverted").format(name=name))


def _of_the_factors(entries: Sequence[Entry], formula: Formula, where: str) -> Iterator[Problem]:
    for name in formula.weights:
        values = [entry.factors.get(name) for entry in entries]
        if entries and not any(name in entry.factors for entry in entries):
            known = ", ".join(sorted({each for entry in entries for each in entry.factors}))
            yield Problem(where, _("there is no column {name} to weigh").format(name=name),
                          _("columns: {names}").format(names=known) if known else "")  # fmt: skip
        elif entries and all(value == 0 for value in values):
            yield Problem(where, _("{name} is 0 everywhere: nothing can follow it").format(
                name=name))  # fmt: skip


def _bare(entries: Sequence[Entry]) -> list[Claim]:
    """Return the claims by their bounds alone, for what is wrong with these in any case."""
    return [Claim(entry.name, Fraction(1), entry.floor, entry.cap) for entry in entries]


def _of_the_bounds(claims: Sequence[Claim], total: int, where: str) -> Iterator[Problem]:
    if not claims or total <= 0:
        return
    floors, limit = least(claims), most(claims)
    if floors > total:
        yield Problem(where, _("the floors add up to {floors}, more than the total {total}").format(
            floors=major_units(floors), total=major_units(total)),
            _("lower floors by {amount} or raise the total").format(
                amount=major_units(floors - total)))  # fmt: skip
    if limit is not None and limit < total:
        yield Problem(
            where,
            _("no more than {limit} of {total} can be given out under the caps").format(
                limit=major_units(limit), total=major_units(total)),
            _("raise caps by {amount} or lower the total; who has no share gets the floor only"
              ).format(amount=major_units(total - limit)),
        )  # fmt: skip


def _claims(entries: Sequence[Entry], formula: Formula) -> list[Claim]:
    factors = {}
    for name in formula.weights:
        values = [entry.factors[name] or Fraction() for entry in entries]
        factors[name] = inverted(values) if name in formula.inverse else values
    return [
        Claim(entry.name, share, entry.floor, entry.cap)
        for entry, share in zip(entries, shares(factors, formula.weights), strict=True)
    ]


def _shown(text: str) -> str:
    return text.strip()[:LONGEST_NUMBER]

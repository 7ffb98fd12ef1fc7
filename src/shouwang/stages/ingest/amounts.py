"""Reads numbers as people write them; what is no exact number is never made into one in silence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from shouwang.base import numerals
from shouwang.base.words import _
from shouwang.stages.ingest.problems import Note, Rule
from shouwang.stages.ingest.reading import Reading, fault, warned
from shouwang.stages.ingest.vocabulary import WORDS

NUMBER = re.compile(r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$", re.ASCII)
GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([, '’])\d{3}(?:\1\d{3})*)(?:\.\d+)?$", re.ASCII)
TINY = re.compile(r"^-?\d(?:\.\d+)?e-\d{1,3}$", re.ASCII | re.IGNORECASE)
IN_BRACKETS = re.compile(r"^\(([\d,.]+)\)$", re.ASCII)
# One to three digits, a point, three digits: thousands or thousandths, nobody can tell.
POINTED = re.compile(r"^[+-]?[1-9]\d{0,2}\.\d{3}$", re.ASCII)
THOUSAND = 1000  # minor units: money that has three digits after the point
PER = re.compile("|".join(re.escape(word) for word in WORDS.per))

# What the columns of the lake can hold.
INT32 = 2**31 - 1
INT64 = 2**63 - 1
LARGEST_MONEY = Decimal(INT64)
DECIMAL_DIGITS = 18
LARGEST_DECIMAL = Decimal(10) ** DECIMAL_DIGITS
# A spreadsheet computes with so many digits; those after them are noise.
COMPUTED = Context(prec=15, rounding=ROUND_HALF_UP)
NOISE = 4  # digits after the point from which a number looks computed
COUNTED = frozenset({"1", "person", "household", "head"})  # units that a counter may stand for


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


FIGURE = r"(?:\d[\d,'’ ]*(?:\.\d*)?|\.\d+)"
WRITTEN = re.compile(
    rf"^(?P<before>{_any(WORDS.about_before)})?\s*"
    rf"(?:{_any(WORDS.money_marks)})?\s*"
    rf"(?P<sign>[+-]|{_any(WORDS.negative)})?\s*(?:{_any(WORDS.money_marks)})?\s*"
    rf"(?:(?P<figure>{FIGURE})\s*(?P<mid>{_any(WORDS.about_after)})?"
    rf"(?P<times>{_any(WORDS.multipliers)})?|(?P<numeral>[{numerals.NUMERALS}]+))\s*"
    rf"(?P<after>{_any(WORDS.about_after)})?\s*"
    rf"(?P<unit>[^\d\s+-]*?\d?)\s*(?P<last>{_any(WORDS.about_after)})?$",
    re.ASCII | re.IGNORECASE,
)
RANGE = re.compile(rf"^[^\d]*{FIGURE}[^\d]{{0,3}}(?:{_any(WORDS.ranges)})\s*\d", re.ASCII)
BOUND = re.compile(_any(WORDS.bounds))


@dataclass(frozen=True, slots=True)
class Measure:
    """The unit in which a column counts.

    Attributes:
        above: What is counted; ``1`` for things of any kind.
        below: For what each, as in ``person`` and ``year`` of an income.
    """

    above: str = "1"
    below: frozenset[str] = frozenset()

    @classmethod
    def of(cls, unit: str) -> "Measure":
        """Return the measure of a contract's unit: ``CNY/person/year``."""
        above, *below = unit.split("/")
        return cls(above, frozenset(below))

    def fault(self, written: str) -> Note | None:
        """Return what is wrong with a unit that stands after a number, or nothing."""
        above, *below = PER.split(written.casefold())
        each = [_units(word) for word in below]
        if not (above == "" or _units(above) or above in WORDS.counters) or not all(each):
            return not_a_number()
        agrees = above == "" or self.above in _units(above)
        agrees = agrees or (above in WORDS.counters and self.above in COUNTED)
        if agrees and all(units & self.below for units in each):
            return None
        return Note(
            Rule.UNIT,
            _("it is counted in {found}; here {wanted} is wanted").format(
                found=written, wanted=self.label or _("a plain number")
            ),
            _("convert it, and write digits only"),
        )

    @property
    def label(self) -> str:
        """The unit in the usual words; ``""`` for things of any kind."""
        return "/".join(
            WORDS.units.get(unit, (unit,))[0]
            for unit in (self.above, *sorted(self.below))
            if unit != PLAIN.above
        )


def _units(word: str) -> frozenset[str]:
    return WORDS.unit_words.get(word, frozenset())


PLAIN = Measure()
MONEY = Measure("money")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and whether it was written as one that is not exact."""

    number: Decimal
    is_about: bool = False


def read_integer(text: str, *, measure: Measure = PLAIN) -> Reading:
    """Return a whole number that a column of the lake can hold."""
    amount = read_amount(text, measure)
    if isinstance(amount, Note):
        return None, amount
    if amount.number != amount.number.to_integral_value():
        return fault(Rule.TYPE, _("it is no whole number"), _("write digits only"))
    if abs(amount.number) > INT32:
        return fault(Rule.RANGE, _("the number is too large"))
    return _told(int(amount.number), amount)


def read_decimal(text: str, *, scale: int, measure: Measure = PLAIN) -> Reading:
    """Return a number with as many digits after the point as the column keeps."""
    amount = read_amount(text, measure)
    if isinstance(amount, Note):
        return None, amount
    if abs(amount.number) >= LARGEST_DECIMAL:
        return fault(Rule.RANGE, _("the number is too large"))
    kept = amount.number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    if len(kept.as_tuple().digits) > DECIMAL_DIGITS:
        return fault(Rule.RANGE, _("the number is too large"))
    return _told(kept, amount)


def read_money(text: str, *, minor: int, measure: Measure = MONEY) -> Reading:
    """Return an amount in whole minor units; a finer one is rounded, with a warning."""
    if POINTED.match(text) and minor < THOUSAND:
        return fault(
            Rule.TYPE,
            _("the point may part thousands or a fraction"),
            _("write 1200 or 1200.50, without a point between thousands"),
        )
    amount = read_amount(text, measure)
    if isinstance(amount, Note):
        return None, amount
    exact = amount.number * minor
    if abs(exact) >= LARGEST_MONEY:
        return fault(Rule.RANGE, _("the number is too large"))
    whole = exact.to_integral_value(ROUND_HALF_UP)
    if whole == exact or amount.is_about:
        return _told(int(whole), amount)
    return warned(int(whole), Rule.ROUNDED, _("it is finer than the smallest coin and was rounded"))


def read_amount(text: str, measure: Measure) -> Amount | Note:
    """Return the number that a cleaned text stands for, or what keeps it from being one."""
    if NUMBER.match(text) or TINY.match(text):
        return Amount(_exact(text))
    bracketed = IN_BRACKETS.match(text)
    if bracketed:
        # Accountants put what is owed into brackets.
        amount = read_amount(bracketed[1].strip(), measure)
        return amount if isinstance(amount, Note) else Amount(-amount.number, amount.is_about)
    found = WRITTEN.match("".join(WORDS.formal_numerals.get(char, char) for char in text))
    if found is None:
        return _no_number(text)
    return _amount(found, measure, text)


def not_a_number() -> Note:
    """Return what is said of a text in which there is no number."""
    return Note(Rule.TYPE, _("it is no number"), _("write digits only"))


def _amount(found: re.Match[str], measure: Measure, text: str) -> Amount | Note:
    number = _figure(found) if found["figure"] else _numeral(found["numeral"])
    if number is None:
        return _no_number(text)
    if found["unit"]:
        note = measure.fault(found["unit"])
        if note is not None:
            return _no_number(text) if note.rule is Rule.TYPE else note
    is_negative = found["sign"] not in {None, "+"}
    is_about = any(found[group] for group in ("before", "mid", "after", "last"))
    return Amount(-number if is_negative else number, is_about)


def _figure(found: re.Match[str]) -> Decimal | None:
    figure = found["figure"].strip()
    if not NUMBER.match(figure):
        if not GROUPED.match(figure):
            return None
        figure = re.sub("[, '’]", "", figure)
    return _exact(figure) * WORDS.multipliers.get(found["times"] or "", Decimal(1))


def _numeral(text: str) -> Decimal | None:
    """The value of a numeral; two digits side by side are "two or three", no number."""
    if len(text) > 1 and numerals.is_digits(text):
        return None
    try:
        return Decimal(numerals.integer(text))
    except numerals.NotANumeral:
        return None


def _exact(figure: str) -> Decimal:
    number = Decimal(figure)
    _whole, _point, fraction = figure.partition(".")
    is_computed = len(fraction) >= NOISE and len(number.as_tuple().digits) > COMPUTED.prec
    return number.normalize(COMPUTED) if is_computed else number


def _no_number(text: str) -> Note:
    if RANGE.match(text):
        return Note(
            Rule.TYPE, _("it is a range, not one number"), _("write the one number that holds")
        )
    if BOUND.search(text):
        return Note(Rule.TYPE, _("it is a limit, not a number"), _("write the number itself"))
    return not_a_number()


def _told(value: int | Decimal, amount: Amount) -> Reading:
    if not amount.is_about:
        return value, None
    return warned(
        value,
        Rule.VALUE_APPROXIMATE,
        _("it was written as not exact, and taken as it stands"),
        _("write the exact number"),
    )

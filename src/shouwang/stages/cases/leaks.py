"""Finds ID numbers, phones, accounts and private words in a text that is about to be published."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.base.codes import CHECK_CHARACTERS, LENGTH, OLD_LENGTH, check_character, mask_id
from shouwang.base.errors import Problem
from shouwang.base.words import _

# The first two digits of an ID number: the provinces of GB/T 2260.
PROVINCES = frozenset(
    f"{block}{each}"
    for block, count in zip("1234567", (5, 3, 7, 6, 4, 5, 1), strict=True)
    for each in range(1, count + 1)
) | {"50", "81", "82", "83"}
BODY = LENGTH - 1  # characters before the check character
BIRTH = slice(6, 14)  # where an ID number tells the day of birth: year, month, day
OLD_BIRTH = slice(6, 12)  # and where one of fifteen digits does
YEAR_DIGITS = 4
EARLIEST_BIRTH = 1900  # the year before which nobody who has a number was born
LATEST_BIRTH = 2099
OLD_CENTURY = "19"  # of numbers with fifteen digits
# Signs between two digits that still read as one number: more, and it is another number.
MOST_BETWEEN = 3
MOST_DIGITS = 10**6  # of one stretch; a longer one is cut, for time
BETWEEN = frozenset("|_/\\.,*'\"()[]{}\u00b7\u3001\uff0c\uff5c\uff08\uff09\u3010\u3011")
CELLS = frozenset("\t\n\r\v\f|\uff5c")
JOINS = " -\u00a0\u3000\u2010\u2011\u2012\u2013\u2014\u2212\uff0d."
X_SIGNS = "Xx\uff38\uff58\u00d7\u0425\u0445\u03a7\u03c7"
# A mobile number (three digits of the operator, first 13 to 19) and a landline with its area code.
MOBILE = re.compile(r"^(?:0?0?86)?0?(1[3-9]\d{9})$")
MOBILE_PARTS = ((3, 4, 4), (3, 8), (4, 4, 3), (3, 3, 5), (7, 4))
LANDLINE = re.compile(r"(?<![\d.])\(?(0[1-9]\d{1,2})\)?[ \-]{0,3}([2-8]\d{6,7})(?![\d.]\d)(?!\d)")
# Accounts: card numbers by the first digits of their issuers (ISO/IEC 7812), with Luhn's check.
CARD = re.compile(r"^(?:62|60|4\d|5[1-5]|9558|35|36|81)\d+$")
CARD_LENGTHS = range(16, 20)
CARD_PART = 4


@dataclass(frozen=True, slots=True)
class _Token:
    """Digits that stand together.

    Attributes:
        before: What stands between it and the one before in the same stretch.
    """

    digits: str
    start: int
    is_chinese: bool
    before: str


def leaks_in(text: str, *, words: Mapping[str, Sequence[str]] | None = None) -> list[Problem]:
    """Return what may not be published in a text; no message repeats a number.

    Args:
        words: What a private word is about → the words.
    """
    lines = _Lines(text)
    found = {
        Problem(lines.at(start), message, mend)
        for start, message, mend in _leaks(text, words or {})
    }
    return sorted(found, key=lambda each: (lines.number(each.where), each.message))


class _Lines:
    """Tells in which line a character stands."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, position: int) -> str:
        """Return the place of a character, as people are told it."""
        return _("line {number}").format(number=bisect_right(self.starts, position))

    def number(self, where: str) -> int:
        """Return the number of the line in a place."""
        digits = re.sub(r"\D", "", where)
        return int(digits) if digits else 0


def _leaks(text: str, words: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, str, str]]:
    for stretch in _stretches(text):
        yield from _numbers(stretch)
    for match in LANDLINE.finditer(_half_width(text)):
        number = match[1] + match[2]
        yield match.start(), _phone(number), _("leave it out; an office is named, not its number")
    for about, listed in words.items():
        for word in listed:
            if (at := text.find(word)) >= 0:
                yield (
                    at,
                    _("“{word}” tells of {about}").format(word=word, about=about),
                    _("leave it out: name, village and kind are enough"),
                )


def _numbers(tokens: Sequence[_Token]) -> Iterator[tuple[int, str, str]]:
    """Yield the numbers of a stretch: the longest first, and no part of one again as another."""
    taken: set[int] = set()
    for find, say, mend in (
        (_id_numbers, _id_number, _("leave it out, or show it masked")),
        (_cards, _account, _("leave it out: accounts belong to the payment list")),
        (_mobiles, _phone, _("leave it out; the household can be reached by the village")),
    ):
        for first, last, start, digits in find(tokens):
            if not taken.intersection(range(first, last + 1)):
                taken.update(range(first, last + 1))
                yield start, say(digits), mend


def _id_number(digits: str) -> str:
    return _("an ID number ({masked})").format(masked=mask_id(digits))


def _account(digits: str) -> str:
    return _("a bank account ({masked})").format(masked=mask_id(digits))


def _phone(digits: str) -> str:
    return _("a telephone number ({masked})").format(masked=mask_id(digits))


Found = tuple[int, int, int, str]


def _id_numbers(tokens: Sequence[_Token]) -> Iterator[Found]:
    """In digits that stand together anywhere; across gaps where a number begins and ends."""
    for at, token in enumerate(tokens):
        for start in range(len(token.digits) - LENGTH + 1):
            window = token.digits[start : start + LENGTH]
            if _is_id(window, is_whole=len(token.digits) == LENGTH):
                yield at, at, token.start + start, window
        if _is_old_id(token.digits):
            yield at, at, token.start, token.digits
    for first, last in _runs(tokens, LENGTH):
        digits = "".join(token.digits for token in tokens[first : last + 1])
        is_all = last - first == len(tokens) - 1
        if _is_id(digits, is_whole=False) or (is_all and _is_old_id(digits)):
            yield first, last, tokens[first].start, digits


def _is_id(digits: str, *, is_whole: bool) -> bool:
    """Tell whether it is an ID number; standing alone it is one with a slip of the pen too."""
    if len(digits) != LENGTH or digits[:2] not in PROVINCES or not digits[:BODY].isdigit():
        return False
    year = digits[BIRTH][:YEAR_DIGITS]
    if not EARLIEST_BIRTH <= int(year) <= LATEST_BIRTH or not _is_day(digits[BIRTH]):
        return False
    return is_whole or (
        digits[BODY] in CHECK_CHARACTERS and check_character(digits[:BODY]) == digits[BODY]
    )


def _is_old_id(digits: str) -> bool:
    return (
        len(digits) == OLD_LENGTH
        and digits.isdigit()
        and digits[:2] in PROVINCES
        and _is_day(OLD_CENTURY + digits[OLD_BIRTH])
    )


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(digits)
    except ValueError:
        return False
    return True


def _cards(tokens: Sequence[_Token]) -> Iterator[Found]:
    for at, token in enumerate(tokens):
        if _is_card(token.digits):
            yield at, at, token.start, token.digits
    for first, last in _runs(tokens, CARD_LENGTHS.stop - 1):
        parts = tokens[first : last + 1]
        digits = "".join(part.digits for part in parts)
        sizes = [len(part.digits) for part in parts]
        is_grouped = all(size == CARD_PART for size in sizes[:-1]) and sizes[-1] <= CARD_PART
        if ((is_grouped and _are_joined(parts)) or _are_boxes(sizes)) and _is_card(digits):
            yield first, last, parts[0].start, digits


def _is_card(digits: str) -> bool:
    return len(digits) in CARD_LENGTHS and CARD.match(digits) is not None and _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[::-2]) + sum(doubled)) % 10 == 0


def _mobiles(tokens: Sequence[_Token]) -> Iterator[Found]:
    for at, token in enumerate(tokens):
        if match := MOBILE.match(token.digits):
            yield at, at, token.start + match.start(1), match[1]
    for first, last in _runs(tokens, LENGTH - 1):
        parts = tokens[first : last + 1]
        digits = "".join(part.digits for part in parts)
        match = MOBILE.match(digits)
        sizes = tuple(len(part.digits) for part in parts)
        prefix = len(digits) - len(match[1]) if match else 0
        local = sizes[1:] if prefix and sizes[0] == prefix else sizes
        is_grouped = local in MOBILE_PARTS or (len(local) == 1 and prefix)
        if match and ((is_grouped and _are_joined(parts)) or _are_boxes(sizes)):
            yield first, last, parts[0].start, match[1]


def _runs(tokens: Sequence[_Token], most: int) -> Iterator[tuple[int, int]]:
    """Yield first and last of tokens that together have not too many digits."""
    for first in range(len(tokens)):
        length = len(tokens[first].digits)
        for last in range(first + 1, len(tokens)):
            length += len(tokens[last].digits)
            if length > most:
                break
            yield first, last


def _are_joined(parts: Sequence[_Token]) -> bool:
    """Whether nothing but blanks and dashes stands between them: no two cells, no two lines."""
    return all(len(part.before) <= 1 and part.before in JOINS for part in parts[1:])


def _are_boxes(sizes: Sequence[int]) -> bool:
    """Whether each digit stands alone, as in the boxes of a form."""
    return set(sizes) == {1}


def _stretches(text: str) -> Iterator[list[_Token]]:
    """Yield the digits that stand near each other, as far as nothing else stands between."""
    tokens: list[_Token] = []
    between = ""
    end = -1
    for start, digits, is_chinese in _tokens(text):
        between = text[end:start] if end >= 0 else ""
        if tokens and not _is_gap(between):
            yield tokens
            tokens = []
        tokens.append(_Token(digits, start, is_chinese, between if tokens else ""))
        end = start + len(digits)
    if tokens:
        yield tokens


def _is_gap(between: str) -> bool:
    seen = [char for char in between if unicodedata.category(char) not in {"Cf", "Mn"}]
    return len(seen) <= MOST_BETWEEN and all(_is_between(char) for char in seen)


def _is_between(char: str) -> bool:
    return (
        char in BETWEEN or char in CELLS or unicodedata.category(char) in {"Zs", "Pd", "Zl", "Zp"}
    )


def _tokens(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield digits that stand together, in figures or in Chinese numerals, with their place."""
    parts: list[str] = []
    kind: bool | None = None
    for at, char in enumerate(text):
        value, is_chinese = _digit(char)
        if value == "X" and parts:
            yield at - len(parts), "".join(parts) + "X", bool(kind)
            parts = []
            continue
        if parts and (not value or is_chinese != kind or len(parts) >= MOST_DIGITS):
            yield at - len(parts), "".join(parts), bool(kind)
            parts = []
        if value == "X" and _stands_alone(text, at):
            yield at, "X", False
        elif value and value != "X":
            kind = is_chinese
            parts.append(value)
    if parts:
        yield len(text) - len(parts), "".join(parts), bool(kind)


def _stands_alone(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return not any(char.isalnum() for char in around)


def _digit(char: str) -> tuple[str, bool]:
    """Return the digit a character is, and whether it is a Chinese numeral; ``""`` for none."""
    if "0" <= char <= "9":
        return char, False
    if char.isascii():
        return ("X", False) if char in "Xx" else ("", False)
    if char in X_SIGNS:
        return "X", False
    value = unicodedata.numeric(char, -1)
    if value not in range(10):
        return "", False
    return str(int(value)), unicodedata.category(char) in {"Lo", "Nl"}


def _half_width(text: str) -> str:
    """Return a text of the same length with figures and brackets half as wide."""
    return "".join(
        single if len(single := unicodedata.normalize("NFKC", char)) == 1 else char for char in text
    )

"""Numbers as Chinese writes them: digits of both widths, 1.6 wan, and its own numerals."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_DIGITS: dict[str, int] = _TABLE["digits"]
_SMALL_POWERS: dict[str, int] = _TABLE["powers"]
_LARGE_POWERS: dict[str, int] = _TABLE["large_powers"]
_GAP: str = _TABLE["gap"]["sign"]
_WRITTEN = {value: char for char, value in reversed(_DIGITS.items())}

NUMERALS = "".join((*_DIGITS, *_SMALL_POWERS, *_LARGE_POWERS))
"""Every character a Chinese numeral may hold; a class for regular expressions."""

# Full-width digits, point and percent sign lie this far above the half-width ones.
_SHIFT = 0xFEE0
_HALF_WIDTH = {ord(char) + _SHIFT: char for char in "0123456789.%"}
_ARABIC = re.compile(
    rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)([{''.join((*_SMALL_POWERS, *_LARGE_POWERS))}]*)"
)

TEN = 10
# Each power once, from above to below, with the digit that counts it; gaps may stand between.
_DIGIT = "".join(char for char, value in _DIGITS.items() if value)
_GAPS = "".join(char for char, value in _DIGITS.items() if not value)
_SMALL = re.compile(
    f"[{_GAPS}]?".join(
        rf"([{_DIGIT}]?{char})?" if power == TEN else rf"((?:[{_DIGIT}]|^){char})?"
        for char, power in sorted(_SMALL_POWERS.items(), key=lambda item: -item[1])
    )
    + rf"[{_GAPS}]?([{_DIGIT}])?"
)


class NotANumeral(ValueError):
    """The text is no number in any form known here."""


def half_width(text: str) -> str:
    """Return the text with full-width digits, points and percent signs made half width.

    >>> half_width("\uff11\uff10\uff05")
    '10%'
    """
    return text.translate(_HALF_WIDTH)


def number(text: str) -> Decimal:
    """Return the value of a number in Arabic or Chinese writing, or in both.

    >>> number("12,000"), number("1.50")
    (Decimal('12000'), Decimal('1.50'))

    Raises:
        NotANumeral: if it is not one.
    """
    plain = half_width(text).replace(" ", "")
    if match := _ARABIC.fullmatch(plain):
        value = Decimal(match[1].replace(",", ""))
        for power in match[2]:
            value *= _SMALL_POWERS.get(power) or _LARGE_POWERS[power]
        return value
    return Decimal(integer(plain))


def is_digits(text: str) -> bool:
    """Tell whether a numeral has digits only, as years are written.

    >>> is_digits(chinese(5)), is_digits(chinese(10))
    (True, False)
    """
    return bool(text) and all(char in _DIGITS for char in text)


def integer(text: str) -> int:
    """Return the value of a whole number, of a numeral, or of a year written digit by digit.

    >>> integer("\uff11\uff12")
    12

    Raises:
        NotANumeral: if it is not one.
    """
    plain = half_width(text)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not plain or any(char not in NUMERALS for char in plain):
        raise NotANumeral(text)
    if is_digits(plain):
        return int("".join(str(_DIGITS[char]) for char in plain))
    return _by_powers(plain)


def _by_powers(text: str) -> int:
    """Return the value of a numeral with powers, split at its largest one.

    A digit right after a power counts the next lower one: three qian two is 3200; with a gap
    between them it is 3002.
    """
    for char, power in sorted(_LARGE_POWERS.items(), key=lambda item: -item[1]):
        before, found, after = text.partition(char)
        if not found:
            continue
        times = _by_powers(before) if before else 1
        rest = _lower_digit(after, power) or (_by_powers(after) if after else 0)
        if rest >= power:
            raise NotANumeral(text)
        return times * power + rest
    return _below_large(text)


def _lower_digit(text: str, power: int) -> int:
    """What a single digit after a power counts; 0 if there is no single digit."""
    return _DIGITS.get(text, 0) * power // TEN


def _below_large(text: str) -> int:
    found = _SMALL.fullmatch(text)
    if found is None or not text:
        raise NotANumeral(text)
    *parts, last = found.groups()
    total, lowest = 0, 1
    for part, power in zip(parts, sorted(_SMALL_POWERS.values(), reverse=True), strict=True):
        if part is not None:
            total += _DIGITS.get(part[0], 1) * power
            lowest = power
    if last is None:
        return total
    lower = _lower_digit(last, lowest) if lowest > TEN and text[-2] not in _GAPS else 0
    return total + (lower or _DIGITS[last])


def chinese(value: int) -> str:
    """Return a number from 1 to 9999 in Chinese numerals, as items are numbered.

    >>> [integer(chinese(value)) for value in (1, 10, 11, 20, 105, 110, 9999)]
    [1, 10, 11, 20, 105, 110, 9999]
    """
    rest, written, skipped = value, "", False
    for char, power in sorted(_SMALL_POWERS.items(), key=lambda item: -item[1]):
        digit, rest = divmod(rest, power)
        if digit:
            written += (_GAP if skipped and written else "") + _WRITTEN[digit] + char
        skipped = not digit
    if rest:
        written += (_GAP if skipped and written else "") + _WRITTEN[rest]
    # Eleven is "ten one", not "one ten one".
    is_teen = 0 <= value - min(_SMALL_POWERS.values()) < min(_SMALL_POWERS.values())
    return written[1:] if is_teen else written

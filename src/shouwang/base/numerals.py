"""Numbers as Chinese writes them: digits of both widths, 1.6 wan, and its own numerals."""

import re
from decimal import Decimal

# The numerals in the order zero (two forms), one … nine; "two" has a second form.
_DIGITS = {
    "\u3007": 0, "\u96f6": 0, "\u25cb": 0,
    "\u4e00": 1, "\u4e8c": 2, "\u4e24": 2, "\u4e09": 3, "\u56db": 4, "\u4e94": 5,
    "\u516d": 6, "\u4e03": 7, "\u516b": 8, "\u4e5d": 9,
}  # fmt: skip
_SMALL_POWERS = {"\u5341": 10, "\u767e": 100, "\u5343": 1000}
_WAN = "\u4e07"
_YI = "\u4ebf"
_LARGE_POWERS = {_WAN: 10**4, _YI: 10**8}

NUMERALS = "".join((*_DIGITS, *_SMALL_POWERS, *_LARGE_POWERS))
"""Every character a Chinese numeral may hold; a class for regular expressions."""

POWERS = "".join((*_SMALL_POWERS, *_LARGE_POWERS))
"""The characters that multiply what stands before them."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)} | {0xFF0E: ".", 0xFF05: "%"}
_ARABIC = re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)([{POWERS}]*)")


class NotANumeral(ValueError):
    """The text is no number in any form known here."""


def half_width(text: str) -> str:
    """Return the text with full-width digits, points and percent signs made half width.

    >>> half_width("\uff11\uff10\uff05")
    '10%'
    """
    return text.translate(_FULL_WIDTH)


def number(text: str) -> Decimal:
    """Return the value of a number in Arabic or Chinese writing, or in both.

    >>> number("1.6\u4e07"), number("12,000"), number("\u4e00\u5343\u4e8c\u767e\u4e09\u5341")
    (Decimal('16000.0'), Decimal('12000'), Decimal('1230'))

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


def integer(text: str) -> int:
    """Return the value of a whole number: ``12``, eleven in Chinese, or a year digit by digit.

    >>> integer("\u5341\u4e00"), integer("\u4e8c\u3007\u4e8c\u3007"), integer("\uff11\uff12")
    (11, 2020, 12)

    Raises:
        NotANumeral: if it is not one.
    """
    plain = half_width(text)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not plain or any(char not in NUMERALS for char in plain):
        raise NotANumeral(text)
    if all(char in _DIGITS for char in plain):
        return int("".join(str(_DIGITS[char]) for char in plain))
    return _by_powers(plain)


def _by_powers(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL_POWERS:
            section += (digit or 1) * _SMALL_POWERS[char]
            digit = 0
        else:
            # A larger power multiplies all that stands before it: 1,2 yi; 3 wan yi.
            power = _LARGE_POWERS[char]
            before = section + digit
            if total and power > _LARGE_POWERS[_WAN]:
                total = (total + before) * power
            else:
                total += (before or 1) * power
            section = digit = 0
    return total + section + digit


def chinese(value: int) -> str:
    """Return a number below ten thousand in Chinese numerals, as items are numbered.

    >>> [integer(chinese(value)) for value in (1, 10, 11, 20, 105, 110)]
    [1, 10, 11, 20, 105, 110]
    """
    digits = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
    zero = "\u96f6"
    written, skipped = "", False
    for char, power in sorted(_SMALL_POWERS.items(), key=lambda item: -item[1]):
        digit, value = divmod(value, power)
        if digit:
            written += (zero if skipped and written else "") + digits[digit] + char
        skipped = not digit
    if value:
        written += (zero if skipped and written else "") + digits[value]
    ten = digits[1] + "\u5341"
    return written.replace(ten, ten[1:], 1) if written.startswith(ten) else written

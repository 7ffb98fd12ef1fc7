"""Plain text: its encoding found out, its lines made paragraphs."""

import codecs

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.parse import wraps
from shouwang.stages.ledger.parse.document import Document

# In real texts nearly every character is of the 3755 common ones of GB 2312; text of another
# encoding read as GB 18030 is full of rare ones.
COMMON_FIRST_BYTES = range(0xB0, 0xD8)
LEAST_COMMON = 0.85
FEWEST_TO_JUDGE = 20
# Blocks of Unicode: Chinese, other alphabets, wide forms of Latin.
CJK = range(0x4E00, 0xA000)
FOREIGN = range(0x80, 0x2000)
WIDE_FORMS = range(0xFF00, 0xFFF0)
PRIVATE_USE = range(0xE000, 0xF900)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(content: bytes, where: str) -> Document:
    """Return the paragraphs of a plain text."""
    return document_of(decoded(content, where))


def document_of(text: str) -> Document:
    """Return the paragraphs of a text; hard wraps are taken back, page numbers taken out."""
    return wraps.document(wraps.lines_of(text))


def decoded(content: bytes, where: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 with a mark, or GB 18030.

    Raises:
        InputProblems: if it is in none of these.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding, where)
    if b"\0" in content:
        problem = Problem(
            where, _("is no text: it holds zero bytes"), _("save it as plain text in UTF-8")
        )
        raise InputProblems([problem])
    other = _gb18030(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        if other is None:
            raise InputProblems([_unknown_encoding(content, fault.start, where)]) from None
        return other
    # Some short Chinese words in GB 18030 are Cyrillic letters in UTF-8.
    return other if other and _has_chinese(other) and _is_other_script(text) else text


def _has_chinese(text: str) -> bool:
    return any(ord(char) in CJK for char in text)


def _is_other_script(text: str) -> bool:
    letters = [char for char in text if char.isalpha() and not char.isascii()]
    return bool(letters) and not _has_chinese(text)


def _strictly(content: bytes, encoding: str, where: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise InputProblems([_unknown_encoding(content, fault.start, where)]) from None


def _gb18030(content: bytes) -> str | None:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if _is_common(text) else None


def _is_common(text: str) -> bool:
    """Tell whether a decoded text is made of common characters."""
    if any(ord(char) < ord(" ") and char not in "\t\n\r\f" for char in text):
        return False
    written = [char for char in text if ord(char) in CJK]
    other = [char for char in text if ord(char) >= CJK.stop or ord(char) in FOREIGN]
    common = sum(_first_byte(char) in COMMON_FIRST_BYTES for char in written)
    judged = len(written) + sum(_is_foreign(char) for char in other)
    return judged < FEWEST_TO_JUDGE or common >= LEAST_COMMON * judged


def _is_foreign(char: str) -> bool:
    """Tell whether a character is of another script, or of none (private use)."""
    return ord(char) in PRIVATE_USE or (char.isalpha() and ord(char) not in WIDE_FORMS)


def _first_byte(char: str) -> int:
    try:
        return char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0


def _unknown_encoding(content: bytes, place: int, where: str) -> Problem:
    line = content.count(b"\n", 0, place) + 1
    return Problem(
        f"{where}:{line}",
        _("is neither UTF-8 nor GB 18030: the text cannot be read"),
        _("save it as UTF-8 and try again"),
    )

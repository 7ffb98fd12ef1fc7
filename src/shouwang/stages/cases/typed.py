"""What strangers type: whether a text can be kept, all faults told at once."""

from shouwang.base.errors import Problem
from shouwang.base.words import _


def faulty_text(where: str, text: str, longest: int, *, shortest: int = 0) -> list[Problem]:
    """Return what is wrong with a text, in characters as they are counted by people."""
    plain = text.strip()
    if "\x00" in text:
        return [Problem(where, _("it holds a character that is no text"))]
    if len(plain) > longest:
        return [Problem(where, _("it is longer than {count} characters").format(count=longest))]
    if len(plain) < shortest:
        return [Problem(where, _("write a few words"))]
    return []

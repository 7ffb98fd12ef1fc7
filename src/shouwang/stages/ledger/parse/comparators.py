"""The words around an amount that say whether it is a floor, a ceiling or about right."""

import functools
import re
from dataclasses import dataclass

from shouwang.stages.ledger.parse import vocabulary

EQUAL = "="
AT_LEAST = ">="
AT_MOST = "<="
VAGUE = ("=", "~")

# In characters: how far a bound reaches, how far a clause is looked through.
LONGEST_FAR = 18  # characters between a bound and its number
LONGEST_CLAUSE = 60


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An amount in its text; ``after_last`` is where the amount before it ends."""

    text: str
    after_last: int
    start: int
    end: int

    @property
    def before(self) -> str:
        """The clause up to the amount, no further back than the amount before it."""
        piece = self.text[max(self.after_last, self.start - LONGEST_CLAUSE) : self.start]
        return re.split(r"[，。；：,;:！!\n]", piece)[-1]

    @property
    def clause_end(self) -> str:
        """The rest of the clause after the amount, brackets in it included."""
        return re.split(r"[，。；,;：\n]", self.text[self.end : self.end + LONGEST_CLAUSE])[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparator and where its words begin and end, the amount between them.

    Attributes:
        is_within: Whether it says "within" of a stretch of time.
    """

    sign: str
    start: int
    end: int
    is_within: bool = False


def read(amount: Surroundings) -> Comparison:
    """Return how the text compares with this amount."""
    trailing = _trailing(amount)
    leading = _leading(amount)
    if trailing is not None:
        start = leading.start if leading else amount.start
        return Comparison(trailing.sign, start, trailing.end, trailing.is_within)
    if leading is not None:
        return leading
    return Comparison(_from_clause(amount), amount.start, amount.end)


@functools.cache
def _after() -> re.Pattern[str]:
    signs = "|".join(
        f"(?P<s{place}>{vocabulary.one_of(each['words'])})"
        for place, each in enumerate(vocabulary.entry("trailing"))
    )
    return re.compile(rf"\s*(?:[（(][^（）()]{{1,4}}[）)])?\s*(?:{signs})")


def _trailing(amount: Surroundings) -> Comparison | None:
    match = _after().match(amount.text, amount.end)
    if match is None:
        return None
    place = next(int(name[1:]) for name, value in match.groupdict().items() if value)
    within = match.group().strip() in vocabulary.words("years_within")
    sign = str(vocabulary.entry("trailing")[place]["sign"])
    return Comparison(sign, amount.start, match.end(), within)


@functools.cache
def _near() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (each["sign"], re.compile(rf"{vocabulary.one_of(each['near'])}(?:{_reach()})?\s*$"))
        for each in vocabulary.entry("bounds")
    )


def _reach() -> str:
    return vocabulary.one_of([*vocabulary.words("reach"), *vocabulary.words("linking")])


def _leading(amount: Surroundings) -> Comparison | None:
    """The longest bound right before the amount: "not below" is no "below"."""
    before = amount.before
    hits = [
        (match.start(), sign)
        for sign, pattern in _near()
        if (match := pattern.search(before)) and not _is_other_word(before, match)
    ]
    if not hits:
        return None
    start, sign = min(hits)
    return Comparison(sign, amount.start - len(before) + start, amount.end)


def _is_other_word(before: str, match: re.Match[str]) -> bool:
    return any(
        other.start() < match.start() < other.end()
        for other in vocabulary.matcher("not_bounds").finditer(before)
    )


def _from_clause(amount: Surroundings) -> str:
    """A bound some words before the amount, a condition, or a ceiling that "may" puts on it."""
    for each in vocabulary.entry("bounds"):
        pattern = vocabulary.one_of(each.get("far", ["\0"]))
        if re.search(rf"{pattern}[^、]{{1,{LONGEST_FAR}}}$", amount.before):
            return str(each["sign"])
    if _is_condition(amount):
        return AT_LEAST
    return AT_MOST if _may_receive().search(amount.before) else EQUAL


def _is_condition(amount: Surroundings) -> bool:
    """Whoever reaches 25 percent has a floor; a plan that reaches 40 percent aims at 40."""
    reaches = vocabulary.matcher("reach", after=rf"[^、]{{0,{LONGEST_FAR}}}$").search(amount.before)
    return bool(reaches) and amount.clause_end.rstrip("”）)").endswith(
        vocabulary.entry("condition_end")
    )


@functools.cache
def _may_receive() -> re.Pattern[str]:
    may, receive = vocabulary.entry("may"), vocabulary.any_of("receive")
    return re.compile(rf"{may}{receive}[^、]{{0,{LONGEST_FAR}}}$")

"""Two plans beside each other: which tasks came, went, or are the same with something changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz


@dataclass(frozen=True, slots=True)
class Compared:
    """A task as it is compared; sets are told as sorted tuples."""

    key: int
    number: str
    title: str
    text: str
    owners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    due: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed of a task: the field, what it was, what it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same task in two plans; ``likeness`` lies between 0 and 1."""

    before: Compared
    after: Compared
    likeness: float
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one plan differs from another."""

    added: tuple[Compared, ...]
    dropped: tuple[Compared, ...]
    changed: tuple[Pair, ...]
    same: tuple[Pair, ...]


def difference(
    before: Sequence[Compared], after: Sequence[Compared], *, same_from: float
) -> Difference:
    """Return how a plan differs from the one before it.

    Each task has one partner at most: the likeliest pairs are made first.

    Args:
        same_from: From which likeness on two tasks are the same.
    """
    pairs: list[Pair] = []
    used_before: set[int] = set()
    used_after: set[int] = set()
    for _likeness, _apart, _sum, i, j in sorted(_candidates(before, after, same_from)):
        if i in used_before or j in used_after:
            continue
        used_before.add(i)
        used_after.add(j)
        pairs.append(_pair(before[i], after[j], -_likeness))
    place = {id(each): place for place, each in enumerate(after)}
    pairs.sort(key=lambda pair: place[id(pair.after)])
    return Difference(
        added=tuple(each for j, each in enumerate(after) if j not in used_after),
        dropped=tuple(each for i, each in enumerate(before) if i not in used_before),
        changed=tuple(pair for pair in pairs if pair.changes),
        same=tuple(pair for pair in pairs if not pair.changes),
    )


def likeness(one: Compared, other: Compared, *, from_: float = 0.0) -> float:
    """Return how like two tasks are, from 0 to 1: half by the title, half by the text."""
    title = fuzz.ratio(one.title, other.title) / 100
    if title + 1 < 2 * from_:
        return 0.0  # not even the same text could make up for it
    return (title + fuzz.ratio(one.text, other.text) / 100) / 2


def _candidates(
    before: Sequence[Compared], after: Sequence[Compared], same_from: float
) -> Iterator[tuple[float, int, int, int, int]]:
    for i, one in enumerate(before):
        for j, other in enumerate(after):
            score = likeness(one, other, from_=same_from)
            if score >= same_from:
                # Which plan comes first decides nothing between pairs that are equally like.
                yield -score, abs(i - j), i + j, i, j


def _pair(one: Compared, other: Compared, score: float) -> Pair:
    return Pair(one, other, score, tuple(_changes(one, other)))


def _changes(one: Compared, other: Compared) -> Iterator[Changed]:
    for field in ("owners", "partners", "quantities"):
        was, now = getattr(one, field), getattr(other, field)
        if set(was) != set(now):
            yield Changed(field, "\u3001".join(was), "\u3001".join(now))
    for field in ("title", "text", "due"):
        if getattr(one, field) != getattr(other, field):
            yield Changed(field, getattr(one, field), getattr(other, field))

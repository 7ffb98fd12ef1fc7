"""Which target a heading most likely means; proposed to a person, never taken by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from shouwang.base.spelling import heading
from shouwang.stages.reports.filling.headings import bare, place_level, words
from shouwang.stages.reports.filling.model import Blank, Shape, Slot
from shouwang.stages.reports.filling.targets import Kind, Target

SURE = 100  # the heading is the target's own name
# Likeness below which a proposal only misleads.
LEAST = 55
PROPOSED = 5  # candidates shown
SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A target a heading may mean, and how alike they are: 0 to 100."""

    target: Target
    likeness: int


def candidates(
    slot: Slot,
    blank: Blank,
    targets: Mapping[str, Target],
    *,
    answered: Mapping[str, str] | None = None,
) -> list[Candidate]:
    """Return what a slot may mean, the likeliest first.

    Args:
        answered: Heading as it is compared → the target a person has given it in another form.
    """
    before = (answered or {}).get(fingerprint(slot, blank), "")
    if before in targets:
        return [Candidate(targets[before], SURE)]
    plain = _plain(slot, blank)
    if plain:
        return [Candidate(targets[plain], SURE)]
    wanted = _wanted_kinds(blank.shape)
    found = [
        Candidate(target, likeness)
        for target in targets.values()
        if target.kind in wanted and (likeness := _likeness(slot, target)) >= LEAST
    ]
    found.sort(key=lambda each: (-each.likeness, wanted.index(each.target.kind), each.target.word))
    return found[:PROPOSED]


def fingerprint(slot: Slot, blank: Blank) -> str:
    """Return how a heading is remembered: what it says, with its groups, in a sheet of its shape."""
    return f"{blank.shape.value} {heading(slot.heading)}"


def proposals(
    blank: Blank, targets: Mapping[str, Target], *, answered: Mapping[str, str] | None = None
) -> dict[str, list[Candidate]]:
    """Return slot → what it may mean."""
    return {slot.key: candidates(slot, blank, targets, answered=answered) for slot in blank.slots}


def _plain(slot: Slot, blank: Blank) -> str:
    """The target of a heading that says no more than where a row belongs, or nothing to compute."""
    own = heading(slot.heading.rpartition(SEPARATOR)[2])
    vocabulary = words()
    if blank.shape is not Shape.LINES:
        level = place_level(own)
        if level:
            return f"{Kind.PLACE}:{level}"
        if blank.shape is Shape.PLACES and own in vocabulary.place_names:
            return f"{Kind.PLACE}:name"
        if own in vocabulary.place_codes:
            return f"{Kind.PLACE}:code"
        if own in vocabulary.numbers:
            return Kind.NUMBER.value
    if own in vocabulary.days:
        return Kind.DAY.value
    return Kind.BLANK.value if own in vocabulary.by_hand else ""


def _wanted_kinds(shape: Shape) -> Sequence[Kind]:
    if shape is Shape.PEOPLE:
        return (Kind.PERSON, Kind.HOUSEHOLD)
    return (Kind.INDICATOR,)


def _likeness(slot: Slot, target: Target) -> int:
    own = bare(slot.heading.rpartition(SEPARATOR)[2])
    every = bare(slot.heading.replace(SEPARATOR, ""))
    return max((_alike(text, name) for text in _texts(own, every, slot) for name in target.names),
               default=0)  # fmt: skip


def _texts(own: str, every: str, slot: Slot) -> Iterator[str]:
    """A heading by itself, with its groups, and of a line the line alone."""
    yield from dict.fromkeys((own, every))
    if slot.row:
        yield bare(slot.heading.partition(SEPARATOR)[0])


def _alike(text: str, name: str) -> int:
    label = bare(name)
    if not text or not label:
        return 0
    if text == label:
        return SURE
    return round(min(fuzz.ratio(text, label), SURE - 1))

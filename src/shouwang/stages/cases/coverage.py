"""How far a campaign has come: doors and those gone to, by place, the least seen first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shouwang.stages.org.scoping import LEVELS


@dataclass(frozen=True, slots=True)
class Part:
    """A village's part of a campaign.

    Attributes:
        place: Level → code.
        signed: How many have signed its counts: 0, 1 (the village), 2 (the township too).
    """

    place: Mapping[str, str]
    doors: int
    seen: int
    signed: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """A place's part of a campaign.

    Attributes:
        villages: How many villages it has in the campaign; `signed` of them have been signed off.
    """

    code: str
    doors: int
    seen: int
    villages: int = 1
    signed: int = 0

    @property
    def unseen(self) -> int:
        """How many doors nobody has gone to."""
        return self.doors - self.seen

    @property
    def share(self) -> float | None:
        """The share of doors gone to; ``None`` where there is no door."""
        return self.seen / self.doors if self.doors else None


SIGNED_OFF = 2  # the village and the township


def roll_up(parts: Iterable[Part], level: str) -> list[Reach]:
    """Return the reach of every place of a level: the least share first, of equals the most unseen.

    Places without a door come last: there is nothing to see.
    """
    found: dict[str, list[int]] = {}
    for part in parts:
        sums = found.setdefault(part.place[level], [0, 0, 0, 0])
        sums[0] += part.doors
        sums[1] += part.seen
        sums[2] += 1
        sums[-1] += 1 if part.signed >= SIGNED_OFF else 0
    reaches = [Reach(code, *sums) for code, sums in found.items()]
    return sorted(reaches, key=_order)


def _order(reach: Reach) -> tuple[float, int, str]:
    return (1.0 + 1.0 if reach.share is None else reach.share, -reach.unseen, reach.code)


def whole(parts: Iterable[Reach], code: str = "") -> Reach:
    """Return the reach of all places together."""
    listed = list(parts)
    return Reach(
        code,
        sum(each.doors for each in listed),
        sum(each.seen for each in listed),
        sum(each.villages for each in listed),
        sum(each.signed for each in listed),
    )


def level_below(level: str) -> str:
    """Return by which places the coverage of a region is told: the next level down."""
    if level not in LEVELS:
        return LEVELS[0]
    place = LEVELS.index(level) + 1
    return LEVELS[min(place, len(LEVELS) - 1)]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the counts: what the visits say of an answer, and what the feeds say.

    Attributes:
        held: ``None`` where no feed says anything of it.
    """

    question: str
    answer: str
    found: int
    held: int | None

    @property
    def differs(self) -> bool:
        """Whether the feeds say another number."""
        return self.held is not None and self.held != self.found


def differences(
    counts: Mapping[str, Mapping[str, int]],
    held: Mapping[str, Mapping[str, int]],
    answers: Mapping[str, Iterable[str]],
) -> list[Difference]:
    """Return the lines of the counts, question by question, answer by answer.

    Args:
        answers: Question → its answers in their order; an answer nobody gave counts 0.
    """
    return [
        Difference(
            question,
            answer,
            counts.get(question, {}).get(answer, 0),
            held[question].get(answer, 0) if question in held else None,
        )
        for question, listed in answers.items()
        for answer in listed
    ]


def as_parts(found: Iterable[Any]) -> list[Part]:
    """Return the villages' records of a campaign as they are counted here."""
    return [
        Part(
            place=part.place,
            doors=part.households,
            seen=part.visited,
            signed=sum(
                day is not None for day in (part.village_signed_date, part.township_signed_date)
            ),
        )
        for part in found
    ]

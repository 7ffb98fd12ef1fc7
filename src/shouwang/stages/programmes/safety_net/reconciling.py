"""The two lists of a banner held against each other: every person has one reason, gaps are lines.

B are the people of registered and watched households, A those on the banner's list of assistance.
Both are counted by reason, and both counts add up to the people.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shouwang.stages.programmes.safety_net.enums import Direction, Reason
from shouwang.stages.programmes.safety_net.facts import Someone, by_household
from shouwang.stages.programmes.safety_net.paying import top_up_of
from shouwang.stages.programmes.safety_net.terms import Terms

ABLE = frozenset({"ordinary", "skilled", "weak"})
UNABLE = frozenset({"lost", "none"})
CALLED = frozenset({"dibao", "destitute"})
PRINT = 16  # characters of a fingerprint


@dataclass(frozen=True, slots=True)
class Line:
    """A gap between the lists, of a household or of one person of it.

    Attributes:
        person: 0 for the whole household.
        people: How many people it is about.
        evidence: What it was computed from; money in fen.
    """

    direction: Direction
    reason: Reason
    household: int
    person: int
    village: str
    people: int
    evidence: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, int, int]:
        """By what it is known from one time to the next."""
        return (self.direction.value, self.household, self.person)

    @property
    def fingerprint(self) -> str:
        """What changes when its evidence does."""
        told = json.dumps([self.reason.value, self.people, dict(self.evidence)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:PRINT]


@dataclass(slots=True)
class Found:
    """What a banner's two lists say.

    Attributes:
        listed: People on the list of assistance by reason (A). registered: people of registered
            and watched households by reason (B).
        exits: Who is within the gradual exit.
    """

    lines: list[Line] = field(default_factory=list)
    listed: Counter[Reason] = field(default_factory=Counter)
    registered: Counter[Reason] = field(default_factory=Counter)
    exits: list[Someone] = field(default_factory=list)


Stranger = tuple[int, str, int, str, int]


def reconcile(
    people: Iterable[Someone],
    strangers: Sequence[Stranger],
    *,
    banner: str,
    terms: Terms,
    waiting: Collection[int] = (),
) -> Found:
    """Hold the two lists of a banner against each other.

    Args:
        people: In the order of their households.
        strangers: Who is covered by the banner and not in its register.
        waiting: Households that have applied for cover.
    """
    found = Found()
    for group in by_household(list(people)):
        home = _Home(group, banner, terms, frozenset(waiting))
        home.tell(found)
    for person, kind, amount, village, household in strangers:
        reason = Reason.ELSEWHERE if village else Reason.NOT_HELD
        found.listed[reason] += 1
        evidence = {"kind": kind, "monthly": amount}
        found.lines.append(Line(Direction.APART, reason, household, person, village, 1, evidence))
    found.lines.sort(key=lambda line: line.key)
    return found


class _Home:
    """One household of the banner."""

    def __init__(
        self, group: Sequence[Someone], banner: str, terms: Terms, waiting: frozenset[int]
    ) -> None:
        self.group, self.banner, self.terms = group, banner, terms
        self.first = group[0]
        self.present = [each for each in group if each.present and not each.household_left]
        self.covered = [each for each in self.present if each.kind]
        self.has_applied = self.first.household in waiting

    def tell(self, found: Found) -> None:
        """Add the household's people and lines."""
        for each in self.group:
            if each.kind and each.from_banner == self.banner:
                found.listed[self._listed(each)] += 1
        found.lines.extend(self._unsupported())
        found.lines.extend(self._gone())
        found.lines.extend(self._identity())
        if self.first.is_registered:
            self._tell_registered(found)

    # ---------------------------------------------------------- on the list, and registered?

    def _listed(self, each: Someone) -> Reason:
        if not each.present or each.household_left:
            return Reason.DIED if each.left_reason == "death" else Reason.MOVED
        if each.is_registered:
            return Reason.SUPPORTED
        if each.was_watched:
            return Reason.RISK_ENDED
        return Reason.CHECKED if each.checked else Reason.UNCHECKED

    def _unsupported(self) -> Iterator[Line]:
        unchecked = [
            each
            for each in self.covered
            if each.from_banner == self.banner and self._listed(each) is Reason.UNCHECKED
        ]
        if unchecked:
            evidence = {
                "kinds": sorted({each.kind for each in unchecked}),
                "monthly": sum(each.amount for each in unchecked),
                **self._income(),
            }
            yield self._line(Direction.UNSUPPORTED, Reason.UNCHECKED, len(unchecked), evidence)

    def _gone(self) -> Iterator[Line]:
        for each in self.group:
            if not each.kind:
                continue
            evidence = {"kind": each.kind, "monthly": each.amount}
            reason = self._listed(each)
            if reason in {Reason.DIED, Reason.MOVED}:
                way = Direction.IDENTITY if reason is Reason.DIED else Direction.APART
                yield self._line(way, reason, 1, evidence, each.person)
            elif each.from_banner != self.banner:
                evidence["banner"] = each.from_banner
                yield self._line(Direction.APART, Reason.ELSEWHERE, 1, evidence, each.person)

    def _identity(self) -> Iterator[Line]:
        reason, called = self._differs(), self.first.attribute
        if reason is not None and self.present:
            kinds = sorted({each.kind for each in self.covered})
            yield self._line(
                Direction.IDENTITY, reason, len(self.present), {"attribute": called, "kinds": kinds}
            )

    def _differs(self) -> Reason | None:
        called, kinds = self.first.attribute, {each.kind for each in self.covered}
        if self.first.status in {"registered", "exited", "relapsed"}:
            if called in CALLED and not kinds:
                return Reason.CALLED_COVERED
            if called == "general" and kinds:
                return Reason.CALLED_GENERAL
            if called in CALLED and called not in kinds:
                return Reason.OTHER_KIND
        if self.first.watch_says_none and any(each.labour in ABLE for each in self.present):
            return Reason.LABOUR_DIFFERS
        return None

    # ---------------------------------------------------------- registered, and on the list?

    def _tell_registered(self, found: Found) -> None:
        due = self._due()
        gaps: Counter[Reason] = Counter()
        for each in self.present:
            reason = self._reason(each, due)
            found.registered[reason] += 1
            if each.ended is not None and not each.kind:
                found.exits.append(each)
            if reason in {Reason.SINGLE_DISABLED, Reason.SINGLE_ILL}:
                found.lines.append(
                    self._line(Direction.UNCOVERED, reason, 1, self._single(each), each.person)
                )
            elif reason in {Reason.BELOW_LINE, Reason.NO_LABOUR, Reason.HAS_ASSETS}:
                gaps[reason] += 1
        for reason, people in gaps.items():
            evidence = {**self._income(), "covered": len(self.covered)}
            evidence["monthly"] = top_up_of(self.present, self.first, self.terms).monthly
            if self.first.assets:
                evidence["assets"] = self.first.assets
            found.lines.append(self._line(Direction.UNCOVERED, reason, people, evidence))

    def _due(self) -> Reason | None:
        """Why the household as a whole should be covered, if it should."""
        income, line = self.first.income, self.terms.line * self.first.members
        if income is not None and income < line:
            return Reason.BELOW_LINE
        is_unable = bool(self.present) and all(each.labour in UNABLE for each in self.present)
        return Reason.NO_LABOUR if is_unable and not self.covered else None

    def _reason(self, each: Someone, due: Reason | None) -> Reason:
        if each.kind:
            return Reason.COVERED
        if each.coming is not None or self.has_applied:
            return Reason.WAITING
        if due is not None:
            return Reason.HAS_ASSETS if self.first.assets else due
        if each.ended is not None:
            return Reason.GRADUAL
        if self._may_be_single() and each.severe:
            return Reason.SINGLE_DISABLED
        if self.first.income is None:
            return Reason.INCOME_UNKNOWN
        is_low = self.first.income < self.terms.low_income * self.first.members
        if self._may_be_single() and each.ill and is_low:
            return Reason.SINGLE_ILL
        return Reason.BESIDE_SINGLE if self.covered else Reason.ABOVE_LINE

    def _may_be_single(self) -> bool:
        return self.first.status in {"registered", "relapsed"} or self.first.watched

    def _income(self) -> dict[str, int]:
        if self.first.income is None:
            return {}
        per_head = self.first.income // self.first.members
        return {"income": per_head, "line": self.terms.line, "gap": self.terms.line - per_head}

    def _single(self, each: Someone) -> dict[str, int]:
        paid = top_up_of([each], self.first, self.terms, is_single=True)
        return {**self._income(), "monthly": paid.monthly}

    def _line(
        self,
        direction: Direction,
        reason: Reason,
        people: int,
        evidence: Mapping[str, Any],
        person: int = 0,
    ) -> Line:
        home = self.first
        return Line(direction, reason, home.household, person, home.village, people, evidence)

"""Who may take which post, and how well it fits: the rules of the content over one pair."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from shouwang.rules.matching import MatchingRules, Trade

POOR: Final = frozenset({"registered", "exited", "relapsed"})
WEAK, ABLE = "weak", frozenset({"ordinary", "skilled", "weak"})
DAY, HOME = "day", "home"


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who looks for work, as the register and the labour office know them.

    Attributes:
        place: Level → code of where they live.
        age: Whole years; unknown if ``None``, as everything else may be.
        trade: What they want to do; `skills` what they can, `certified` what they were trained in.
        reach: How far they would go. [km]
        wish: Wage. [fen/month]
        has_earner: Whether somebody in the household earns wages.
        months: Full months since they registered.
    """

    seeker: str
    person: int
    household: int
    place: Mapping[str, str]
    age: int | None = None
    education: str | None = None
    labour: str | None = None
    status: str | None = None
    trade: str | None = None
    skills: str | None = None
    certified: tuple[str, ...] = ()
    reach: int | None = None
    leaves_region: bool | None = None
    wish: int | None = None
    care: str | None = None
    has_earner: bool | None = None
    months: int = 0


@dataclass(frozen=True, slots=True)
class Post:
    """A vacancy with what is left of it.

    Attributes:
        distance: From the seekers' banner; ``None`` if it is outside the region. [km]
        wage: [fen/month]
        left: How many more are wanted.
    """

    vacancy: str
    left: int
    distance: float | None
    employer: str | None = None
    carrier: str | None = None
    trade: str | None = None
    place_name: str | None = None
    wage: int | None = None
    age_to: int | None = None
    skill: str | None = None
    is_boarding: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of a pair.

    Attributes:
        score: 0 if it is barred.
        reasons: Why it fits, words of the content's points.
        bar: Why not, a word of its bars; empty if it may be.
    """

    score: int
    reasons: tuple[str, ...] = ()
    bar: str = ""


class Judge:
    """The rules as they are on a day."""

    def __init__(self, rules: MatchingRules, *, on: date) -> None:
        self.rules = rules
        self._points = rules.points_on(on)
        self._limits = {name: rules.limit(name, on) for name in rules.limits}
        self._degree = {name: place for place, name in enumerate(rules.education)}
        self._kinds = lru_cache(maxsize=None)(self._find_kinds)
        self._asked = lru_cache(maxsize=None)(self._find_asked)

    def verdict(self, seeker: Seeker, post: Post) -> Verdict:
        """Return whether a seeker may take a post, and how well it fits."""
        bar = next(self._bars(seeker, post), "")
        if bar:
            return Verdict(0, bar=bar)
        counted = {name: self._points[name] for name in self._reasons(seeker, post)}
        counted["near"] = self._near(seeker, post)
        reasons = tuple(name for name in self._points if counted.get(name))
        return Verdict(sum(counted.values()), reasons)

    def _bars(self, seeker: Seeker, post: Post) -> Iterator[str]:
        oldest = post.age_to or self._limits["age_to"]
        if seeker.age is not None and not self._limits["age_from"] <= seeker.age <= oldest:
            yield "age"
        if post.distance is None and not seeker.leaves_region:
            yield "region"
        if post.distance is not None and post.distance > self._reach(seeker):
            yield "distance"
        if self._is_bound(seeker, post):
            yield "care"
        yield from self._lacks(seeker, post)

    def _lacks(self, seeker: Seeker, post: Post) -> Iterator[str]:
        """Yield what of strength, schooling or certificates is missing."""
        kinds = self._kinds(post.trade)
        if seeker.labour == WEAK and any(each.is_heavy for each in kinds):
            yield "heavy"
        education, is_certified = self._asked(post.skill)
        own = self._degree.get(seeker.education or "")
        if education and own is not None and own < self._degree[education]:
            yield "education"
        if is_certified and not self._is_of_the_trade(post, seeker.certified):
            yield "certificate"

    def _reasons(self, seeker: Seeker, post: Post) -> Iterator[str]:
        yield "base"
        if self._is_of_the_trade(post, [seeker.trade]):
            yield "trade"
        if self._is_of_the_trade(post, [seeker.skills, *seeker.certified]):
            yield "skill"
        if seeker.wish is not None and post.wage is not None and post.wage >= seeker.wish:
            yield "wage"
        if seeker.has_earner is False:
            yield "no_earner"
        if seeker.status in POOR:
            yield "poor"
        if seeker.months >= self.rules.waited_months:
            yield "waited"

    def _near(self, seeker: Seeker, post: Post) -> int:
        """Return the points for being near: all of them at home, none at the end of the reach."""
        reach = self._reach(seeker)
        if post.distance is None or reach <= 0:
            return self._points["near"] if post.distance == 0 else 0
        return round(self._points["near"] * (1 - float(post.distance) / float(reach)))

    def _reach(self, seeker: Seeker) -> Decimal:
        return self._limits["reach_km"] if seeker.reach is None else Decimal(seeker.reach)

    def _is_bound(self, seeker: Seeker, post: Post) -> bool:
        """Tell whether they have somebody to care for and the post is too far for that."""
        limits = {DAY: self._limits["care_day_km"], HOME: self._limits["care_home_km"]}
        limit = limits.get(seeker.care or "")
        return limit is not None and (post.distance is None or post.distance > limit)

    def _is_of_the_trade(self, post: Post, told: Iterable[str | None]) -> bool:
        kinds = {each.name for each in self._kinds(post.trade)}
        for text in told:
            if text and (text == post.trade or kinds & {each.name for each in self._kinds(text)}):
                return True
        return False

    def _find_kinds(self, text: str | None) -> tuple[Trade, ...]:
        if not text:
            return ()
        return tuple(each for each in self.rules.trades if any(word in text for word in each.words))

    def _find_asked(self, text: str | None) -> tuple[str, bool]:
        """Return the education and whether a certificate a post asks for."""
        asked = [
            each for each in self.rules.demands if text and any(word in text for word in each.words)
        ]
        degrees = [each.education for each in asked if each.education]
        highest = max(degrees, key=self._degree.__getitem__, default="")
        return highest, any(each.is_certified for each in asked)


def posts_for(judge: Judge, seeker: Seeker, posts: Sequence[Post]) -> list[tuple[Post, Verdict]]:
    """Return the posts a seeker may take, the best first."""
    found = [(post, judge.verdict(seeker, post)) for post in posts if post.left > 0]
    fitting = [each for each in found if not each[1].bar]
    return sorted(fitting, key=lambda each: (-each[1].score, each[0].vacancy))


def seekers_for(
    judge: Judge, post: Post, seekers: Sequence[Seeker]
) -> list[tuple[Seeker, Verdict]]:  # fmt: skip
    """Return the seekers who may take a post, the best first."""
    found = [(seeker, judge.verdict(seeker, post)) for seeker in seekers]
    fitting = [each for each in found if not each[1].bar]
    return sorted(fitting, key=lambda each: (-each[1].score, each[0].seeker))


def bars_of(judge: Judge, seeker: Seeker, posts: Sequence[Post]) -> dict[str, int]:
    """Return how many posts each bar keeps from a seeker, the most first."""
    counted: dict[str, int] = {}
    for post in posts:
        bar = judge.verdict(seeker, post).bar
        if bar:
            counted[bar] = counted.get(bar, 0) + 1
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))

"""A project of the lake as it is judged: its risk, its points, what may come of it."""

from dataclasses import dataclass
from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.project_rules import RuleSet
from shouwang.stages.programmes.industry import rulebook
from shouwang.stages.programmes.industry.facts import INDUSTRIAL, Facts, facts_in, facts_of
from shouwang.stages.programmes.industry.income import Outlook, outlook
from shouwang.stages.programmes.industry.points import Score, score
from shouwang.stages.programmes.industry.risks import Cell, cell
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.stages.register.queries.rows import Row, Wanted, row, rows

FEED = "project"
ALIVE = ("building", "running", "idle", "stopped")
MOST = 3_000  # projects of a banner; more than any has


@dataclass(frozen=True, slots=True)
class Judged:
    """A project with what is said of it; it has no outlook if no household can be reckoned with."""

    row: Row
    rules: RuleSet
    facts: Facts
    cell: Cell
    score: Score
    outlook: Outlook | None
    line: float


def judged(
    *, home: Home, content: Content, number: str, seed: int | None = None, on: date, scope: Scope
) -> Judged:
    """Return a project of the scope as it is judged on a day.

    Args:
        seed: Of the simulation; the number of the snapshot it is made from, if none is given.

    Raises:
        NotFound: if there is none in the scope.
    """
    found = row(
        home=home, content=content, feed=FEED, key=(number,), is_shared=True, on=on, scope=scope
    )
    rules = rulebook.project_rules(content, on)
    try:
        lake = held(home, content)
    except RegisterEmpty:
        raise NotFound(_("there is no such record in your area")) from None
    facts = facts_of(lake, content, found.values, on)
    # Money of parameters is kept in minor units.
    line = (rulebook.number(content, rulebook.POVERTY_LINE, on) or 0.0) / content.money_minor
    drawn = lake.snapshot.id if seed is None else seed
    return Judged(
        row=found,
        rules=rules,
        facts=facts,
        cell=cell(facts, rules.matrix),
        score=score(facts, rules.performance, on),
        outlook=outlook(facts, rules.simulation, line=line, seed=drawn),
        line=line,
    )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A project of a banner with its cell and its points."""

    row: Row
    cell: Cell
    score: Score


def ranked(*, home: Home, content: Content, place: str, on: date, scope: Scope) -> list[Ranked]:
    """Return the industrial projects of a banner, or of a place in it, the riskiest first.

    Raises:
        NotFound: if the place is no banner nor in one, or is far from the scope's.
    """
    county = content.ancestors(place).get(content.coverage_level) if place else None
    if county is None:
        raise NotFound(_("there is no such place in your area"))
    found = rows(
        home=home, content=content, feed=FEED, wanted=Wanted(place=place, limit=MOST), on=on,
        scope=scope,
    )  # fmt: skip
    alive = [
        each for each in found
        if each.values["category"] in INDUSTRIAL and each.values["state"] in ALIVE
    ]  # fmt: skip
    if not alive:
        return []
    rules = rulebook.project_rules(content, on)
    facts = facts_in(held(home, content), content, [each.values for each in alive], on)
    made = [
        Ranked(each, cell(around, rules.matrix), score(around, rules.performance, on))
        for each, around in zip(alive, facts, strict=True)
    ]
    return sorted(made, key=_worst)


def _worst(each: Ranked) -> tuple[float, float, str]:
    points = each.score.share if each.score.share is not None else 0.0
    return -each.cell.probability * each.cell.impact, points, str(each.row.key[0])

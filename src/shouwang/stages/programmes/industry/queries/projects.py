"""A project of the lake as it is judged: its risk, its points, what may come of it."""

from dataclasses import dataclass
from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.project_rules import RuleSet
from shouwang.stages.programmes.industry import rulebook
from shouwang.stages.programmes.industry.facts import Facts, facts_of
from shouwang.stages.programmes.industry.income import Outlook, outlook
from shouwang.stages.programmes.industry.points import Score, score
from shouwang.stages.programmes.industry.risks import Cell, cell
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.stages.register.queries.rows import Row, row

FEED = "project"


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
    line = rulebook.number(content, rulebook.POVERTY_LINE, on) or 0.0
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

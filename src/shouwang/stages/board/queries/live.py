"""Indicators measured now, for the places of any level down to the village."""

from collections.abc import Collection, Sequence
from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.rules.practice import Practice
from shouwang.stages.board.figuring import figure, with_parts
from shouwang.stages.board.ground import Ground, Wish
from shouwang.stages.board.measured import Measured
from shouwang.stages.board.queries.decided import decisions


def measure(
    *,
    home: Home,
    policy: Policy,
    practice: Practice,
    run: StoredRun,
    names: Collection[str],
    level: str,
    places: Collection[str] | None = None,
    group: str = "",
    on: date,
    scope: Scope,
) -> list[Measured]:
    """Return indicators for places of one level, as of a day, from a run and the decisions.

    An indicator told by area comes once for each area.

    Args:
        places: Codes of that level; all in the scope by default.

    Raises:
        NotFound: if a place is none of that level within the scope.
        InputProblems: if there is no such indicator, group or level.
    """
    _fail_if_unknown(policy.content, practice, names, level, group)
    wanted = _places(policy.content, level, places, scope)
    if not wanted:
        return []
    wish = Wish(with_parts(practice.indicators, names), {level: wanted}, (group,))
    found = figure(Ground(home, policy, practice, run, wish, decisions, on=on, scope=scope))
    named = set(names)
    return [each for each in found if each.indicator in named]


def _fail_if_unknown(
    content: Content, practice: Practice, names: Collection[str], level: str, group: str
) -> None:
    problems = [
        Problem(name, _("there is no indicator {name}").format(name=repr(name)))
        for name in names
        if name not in practice.indicators
    ]
    if level not in content.levels:
        words = ", ".join(content.levels)
        message = _("{name} is no level").format(name=repr(level))
        problems.append(Problem(level, message, _("one of: {words}").format(words=words)))
    if group and group not in practice.areas.groups:
        words = ", ".join(practice.areas.groups)
        message = _("there is no group {name}").format(name=repr(group))
        problems.append(Problem(group, message, _("one of: {words}").format(words=words)))
    if problems:
        raise InputProblems(problems)


def _places(
    content: Content, level: str, places: Collection[str] | None, scope: Scope
) -> Sequence[str]:
    seen = [
        region.code
        for region in content.regions_of(level)
        if scope.covers(content.ancestors(region.code))
    ]
    if places is None:
        return seen
    known = set(seen)
    for code in places:
        if code not in known:
            raise NotFound(
                _("there is no {level} {code} in your area").format(level=level, code=code)
            )
    return list(dict.fromkeys(places))

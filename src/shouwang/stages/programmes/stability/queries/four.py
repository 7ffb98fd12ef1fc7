"""The four of a banner: what the lake says of each, with what has been explained."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.dates import months_before
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.programmes.stability import facts, policies, rulebook
from shouwang.stages.programmes.stability.enums import Matter, Verdict
from shouwang.stages.programmes.stability.facts import Gap, Quarter, Term
from shouwang.stages.programmes.stability.places import banner_in
from shouwang.stages.programmes.stability.policies import Compared, Lost, Windows
from shouwang.stages.programmes.stability.queries import explanations
from shouwang.stages.programmes.stability.responsibility import Change, changes_of
from shouwang.stages.programmes.stability.said import Told, accepted, policy_key
from shouwang.stages.programmes.stability.verdicts import (
    Evidence,
    quarter_of,
    quarters,
    verdict_of,
)
from shouwang.stages.register.held import Held, held

PAGE = 50  # rows
Trend = list[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the four.

    Attributes:
        trend: Quarter → how many, the oldest first.
    """

    matter: Matter
    evidence: Evidence
    trend: Trend

    @property
    def verdict(self) -> Verdict:
        """How it stands."""
        return verdict_of(self.evidence)


@dataclass(frozen=True, slots=True)
class Four:
    """The four of a banner.

    Attributes:
        money: State → what was due of it in the last year, in fen.
    """

    banner: str
    panels: Mapping[Matter, Panel]
    changes: list[Change]
    compared: list[Compared]
    windows: Windows
    gaps: list[Gap]
    inspections: list[Quarter]
    uninspected: list[tuple[str, bool, date | None]]
    money: Mapping[str, int]
    told: Told

    @property
    def due(self) -> int:
        """All that was due: paid + pending + returned + lowered + stopped."""
        return sum(self.money.values())


def four(*, home: Home, content: Content, banner: str, on: date, scope: Scope) -> Four:
    """Return the four of a banner.

    Raises:
        NotFound: if the banner is not in the scope.
        RegisterEmpty: if nothing has been delivered yet.
    """
    banner_in(content, banner, scope)
    found = held(home, content)
    told = explanations.of_banner(banner=banner, on=on, scope=scope)
    starts = quarters(on)
    place = facts.place_of(content, banner)
    terms = facts.terms_of(found, content, banner)
    changes = _changes(content, terms or [], on)
    windows, rows = _compared(found, content, place, policies.SAME, on)
    gaps = _gaps(found, content, banner, on)
    inspections = facts.quarters_of(found, content, banner, since=starts[0])
    missed = _uninspected(found, content, banner, on)
    panels = {
        Matter.LEADER: Panel(
            Matter.LEADER,
            _evidence(
                [each.term.term for each in changes if each.is_fault], len(terms or []), told,
                Matter.LEADER, is_seen=terms is not None,
            ),
            _counted(starts, [each.term.ended for each in changes if each.is_fault]),
        ),
        Matter.POLICY: Panel(
            Matter.POLICY,
            _evidence(
                [policy_key(each.kind, on) for each in rows if each.is_worse], len(rows), told,
                Matter.POLICY, is_seen=bool(windows),
            ),
            _trend(starts, policies.cut_by_quarter(found, place, since=starts[0])),
        ),
        Matter.HELPER: Panel(
            Matter.HELPER,
            _evidence(
                [str(each.household) for each in gaps or []],
                facts.households_helped(found, content, banner), told, Matter.HELPER,
                is_seen=gaps is not None,
            ),
            _counted(starts, [each.since for each in gaps or []]),
        ),
        Matter.INSPECTION: Panel(
            Matter.INSPECTION,
            _evidence([code for code, _key, _last in missed or []], 0, told, Matter.INSPECTION,
                      is_seen=inspections is not None and missed is not None),
            _trend(starts, _by_quarter(inspections or [])),
        ),
    }  # fmt: skip
    return Four(
        banner=banner, panels=panels, changes=changes, compared=rows, windows=windows,
        gaps=gaps or [], inspections=inspections or [], uninspected=missed or [],
        money=policies.by_state(found, place, since=months_before(on, 12), on=on), told=told,
    )  # fmt: skip


def terms(*, home: Home, content: Content, banner: str, on: date, scope: Scope) -> list[Term]:
    """Return the terms of office told of a banner.

    Raises:
        NotFound, RegisterEmpty: see `four`.
    """
    del on
    banner_in(content, banner, scope)
    return facts.terms_of(held(home, content), content, banner) or []


def changes(*, home: Home, content: Content, banner: str, on: date, scope: Scope) -> list[Change]:
    """Return who went within the time that is looked at.

    Raises:
        NotFound, RegisterEmpty: see `four`.
    """
    told = terms(home=home, content=content, banner=banner, on=on, scope=scope)
    return _changes(content, told, on)


def comparison(
    *, home: Home, content: Content, place: str, basis: str, on: date, scope: Scope
) -> tuple[Windows, list[Compared]]:
    """Return the policies of a banner, or of all banners of the scope, before and now.

    Args:
        place: A banner; empty for the whole scope, if that is a region or a league.

    Raises:
        NotFound, RegisterEmpty: see `four`.
    """
    # Who may not see it is told so before anything is opened.
    if place:
        where = facts.place_of(content, banner_in(content, place, scope))
    else:
        where = _own(content, scope)
    return _compared(held(home, content), content, where, basis, on)


def lost(
    *, home: Home, content: Content, banner: str, kind: str, basis: str, after: int = 0,
    on: date, scope: Scope,
) -> list[Lost]:  # fmt: skip
    """Return a page of those who lost a kind of policy; one more, if there are more.

    Raises:
        NotFound, RegisterEmpty: see `four`.
    """
    banner_in(content, banner, scope)
    found, place = held(home, content), facts.place_of(content, banner)
    windows = _windows(found, content, place, basis, on)
    return policies.lost_people(
        found, content, place, windows, kind=kind, after=after, limit=PAGE + 1
    )


def gaps(
    *, home: Home, content: Content, banner: str, after: int = 0, on: date, scope: Scope
) -> list[Gap]:
    """Return a page of the gaps in who helps whom; one more, if there are more.

    Raises:
        NotFound, RegisterEmpty: see `four`.
    """
    banner_in(content, banner, scope)
    found = _gaps(held(home, content), content, banner, on, after=after, limit=PAGE + 1)
    return found or []


def _changes(content: Content, told: Sequence[Term], on: date) -> list[Change]:
    return changes_of(
        told, months=rulebook.number(content, rulebook.LEADER_MONTHS, on),
        gap_days=rulebook.number(content, rulebook.GAP_DAYS, on), on=on,
    )  # fmt: skip


def _own(content: Content, scope: Scope) -> tuple[str, ...]:
    """The partition of somebody who sees a league, a banner, or everything.

    Raises:
        NotFound: for whoever sees less, or several: they ask for one banner.
    """
    if not scope.regions and scope.households is None:
        return ()
    if scope.level not in content.partition or len(scope.places) != 1 or scope.households:
        raise NotFound(_("there is no such place in your area"))
    chain = content.ancestors(min(scope.places))
    return tuple(chain[level] for level in content.partition if level in chain)


def _windows(found: Held, content: Content, place: Sequence[str], basis: str, on: date) -> Windows:
    return policies.windows_of(
        policies.months_delivered(found, place), basis=basis,
        months=rulebook.number(content, rulebook.COMPARE_MONTHS, on), on=on,
    )  # fmt: skip


def _compared(
    found: Held, content: Content, place: Sequence[str], basis: str, on: date
) -> tuple[Windows, list[Compared]]:
    windows = _windows(found, content, place, basis, on)
    rows = policies.compared(found, content, place, windows)
    if basis == policies.LATELY:
        regular = policies.regular_kinds(found, place, windows)
        rows = [each for each in rows if each.kind in regular]
    return windows, rows


def _gaps(
    found: Held, content: Content, banner: str, on: date, *, after: int = 0, limit: int = 0
) -> list[Gap] | None:
    return facts.gaps_of(
        found, content, banner, months=rulebook.number(content, rulebook.HELPER_MONTHS, on),
        since=months_before(on, 12), on=on, after=after, limit=limit,
    )  # fmt: skip


def _uninspected(
    found: Held, content: Content, banner: str, on: date
) -> list[tuple[str, bool, date | None]] | None:
    months = rulebook.number(content, rulebook.KEY_MONTHS, on)
    return facts.uninspected(found, content, banner, since=months_before(on, months), on=on)


def _evidence(
    keys: Sequence[str], of: int, told: Told, matter: Matter, *, is_seen: bool
) -> Evidence:
    explained = accepted(told, matter)
    return Evidence(tuple(dict.fromkeys(keys)), of, is_seen=is_seen, explained=explained)


def _counted(starts: Sequence[date], days: Sequence[date | None]) -> Trend:
    counts = Counter(quarter_of(each) for each in days if each is not None)
    return _trend(starts, counts)


def _by_quarter(rows: Sequence[Quarter]) -> dict[date, int]:
    counts: Counter[date] = Counter()
    for each in rows:
        counts[each.start] += each.count
    return counts


def _trend(starts: Sequence[date], counts: Mapping[date, int]) -> Trend:
    return [(each, counts.get(each, 0)) for each in starts]

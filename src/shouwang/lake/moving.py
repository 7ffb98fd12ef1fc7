"""Moves: when a household or person comes to live elsewhere, all that is held of them goes along."""

from dataclasses import replace

from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.ground import Ground, Plan, held_rows
from shouwang.lake.landing import SUBJECT, Hop, Landed, land
from shouwang.lake.rewrite import Change
from shouwang.lake.snapshots import Desk

# What names a row wherever it lies.
ROW = ("delivery", "row")


def removals(ground: Ground, desk: Desk, *, feed: str, landed: Landed) -> list[Change]:
    """Return what else changes when rows of the register come: the rows of those who move.

    Args:
        feed: The table of the register that the rows are for.
    """
    if desk.base is None or feed not in desk.base.tables or not landed.files:
        return []
    ways = {
        name: plan.placement.hops[: tables.index(feed) + 1]
        for name, plan in ground.plans.items()
        if feed in (tables := [hop.table for hop in plan.placement.hops])
        and name in desk.base.tables
    }
    if not ways:
        return []
    key = next(iter(ways.values()))[-1].key
    sql.keep(desk.work.connection, "movers", _movers(ground, desk, ground.plans[feed], key, landed))
    if not sql.count(desk.work.connection, "movers"):
        return []
    return [
        change
        for name, way in ways.items()
        if (change := _removal(ground, desk, ground.plans[name], way)) is not None
    ]


def _movers(ground: Ground, desk: Desk, plan: Plan, key: str, landed: Landed) -> exp.Select:
    """The subjects whose new row lies elsewhere than the one that is held, with the new place."""
    places = plan.shape.places
    new = landed.rows(plan.shape, (key, *places)).subquery("new")
    old = held_rows(ground.lake, plan.shape, desk.base).subquery("old")
    same_subject = sql.column(key, "new").eq(sql.column(key, "old"))
    return (
        exp.select(
            sql.column(key, "new").as_(SUBJECT), *(sql.column(each, "new") for each in places)
        )
        .from_(new)
        .join(old, on=same_subject)
        .where(exp.not_(sql.same(places, "new", "old")))
        .distinct()
    )


def _removal(ground: Ground, desk: Desk, plan: Plan, way: tuple[Hop, ...]) -> Change | None:
    rows = land(
        desk.work,
        shape=plan.shape,
        rows=held_rows(ground.lake, plan.shape, desk.base),
        homes=_through(ground, desk, way),
        column=plan.placement.column,
        folder=desk.work.new_folder("moved"),
    )
    return Change(replace(plan.shape, group=ROW), rows) if rows.files else None


def _through(ground: Ground, desk: Desk, way: tuple[Hop, ...]) -> exp.Select:
    """The movers as the subjects that the first step of the way finds."""
    tree = exp.select("*").from_("movers")
    for hop in reversed(way[:-1]):
        shape = ground.plans[hop.table].shape
        rows = held_rows(ground.lake, shape, desk.base).subquery("via")
        here = sql.column(hop.gives, "via").eq(sql.column(SUBJECT, "target"))
        places = (sql.column(each, "target") for each in shape.places)
        tree = (
            exp.select(sql.column(hop.key, "via").as_(SUBJECT), *places)
            .from_(rows)
            .join(tree.subquery("target"), on=here)
        )
    return tree

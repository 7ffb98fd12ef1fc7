"""The rows of projects: what the store and the ledger of their progress say."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.benefits import Benefits
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, day_cells, fen
from shouwang.synthetic.draw import Array, around, between, chance, choose, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.funds import Funds
from shouwang.synthetic.months import day_number, month_dates, told
from shouwang.synthetic.operators import operator_numbers
from shouwang.synthetic.projects import (
    BUILDING,
    LINES,
    LINKS,
    ROLES,
    RUNNING,
    STATES,
    Projects,
    categories,
)
from shouwang.synthetic.world import World

NATURES = ("new", "extended", "rebuilt", "continued")
ASSETS = ("operating", "public", "household")


def project_rows(world: World, projects: Projects, benefits: Benefits, funds: Funds) -> Rows:
    """Return a row for each project of the store."""
    rng = world.streams.of("project rows")
    rules = assumptions("projects")
    count = projects.count
    active = benefits.count(benefits.active, count)
    entered = projects.entered < NEVER
    start, end = projects.planned
    villages = len(world.plan.villages)
    columns: dict[str, Cells] = {
        "project": projects.number,
        "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
        "village": Coded(
            np.where(projects.village < villages, projects.village, -1), world.plan.villages
        ),
        "category": Coded(projects.category, categories()),
        "line": Coded(projects.line, LINES),
        "nature": Coded(_known(rng, "nature", _drawn(rng, "nature", NATURES, count)), NATURES),
        "project_year": projects.year.astype(np.int32),
        **_told(rng, world, projects),
        "budget": fen(projects.budget),
        "entered_date": day_cells(projects.entered.astype(np.int32), NEVER),
        "notice_days": Known(_whole(rng, "notice_days", count), entered),
        "notice_levels": Known(_whole(rng, "notice_levels", count), entered),
        "planned_start": start.astype(np.int32),
        "planned_end": end.astype(np.int32),
        "started_date": day_cells(projects.started.astype(np.int32), NEVER),
        "finished_date": day_cells(projects.finished.astype(np.int32), NEVER),
        "accepted_date": day_cells(projects.accepted.astype(np.int32), NEVER),
        "state": Coded(projects.state, STATES),
        "operator": Coded(projects.operator.astype(np.int32), operator_numbers(world, projects)),
        "link": Coded(benefits.link.astype(np.int8), LINKS),
        "contract_until": _contract(rng, projects),
        "households_planned": _planned(rng, projects, active),
        **_kept_up(rng, projects),
        **_earned(rng, projects, benefits.link),
    }
    first = np.where(entered, projects.entered, np.minimum(projects.started, start))
    return Rows(
        "project",
        columns,
        day=np.minimum(first, told("day")).astype(np.int32),
        masks=_masks(projects, benefits, active, funds)
        | {
            "dividend_past": _past(columns["dividend_due_date"], columns["dividend_due"]),
            "entered_lately": projects.entered >= day_number(rules.value("store_from")),
        },
    )


def _past(due: Cells, amount: Cells) -> Array:
    """Return which dividends were due so long ago that nobody waits for them any more."""
    assert isinstance(due, Known)  # noqa: S101 - made above
    waits = assumptions("projects").whole("dividend.waits")
    past: Array = due.known & (told("day") - due.values > waits) & (np.asarray(amount) > 0)
    return past


def _masks(projects: Projects, benefits: Benefits, active: Array, funds: Funds) -> dict[str, Array]:
    """Return the rows that each fault can befall, and those at fault with their households."""
    rules = assumptions("projects")
    spent, budget = funds.spent(projects.count), fen(projects.budget)
    days = {
        name: np.where(day < NEVER, told("day") - day, -1)
        for name, day in (("finished", projects.finished), ("accepted", projects.accepted))
    }
    runs = projects.state == RUNNING
    many = active >= assumptions("benefits").whole("driving_least")
    money = projects.own_money & ~projects.outside
    near = {name: rules.number(f"money.{name}") * budget for name in ("prepaid", "spent_out")}
    return {
        "fault:low_participation": benefits.low,
        "fault:loose_link": benefits.loose,
        "driving": runs & many & projects.of("industrial"),
        "idling": runs & (active > 0),
        "accepted_long": days["accepted"] > rules.number("money.accepted_days"),
        "finished_long": (days["finished"] > rules.number("money.finished_days"))
        & (days["accepted"] >= 0),
        "prepaid": money & (projects.state == BUILDING) & (spent > near["prepaid"]),
        "spent_out": money & (spent >= near["spent_out"]),
        "settled": money
        & (days["accepted"] > rules.number("money.settled_days"))
        & (spent >= near["spent_out"]),
    }


def _drawn(rng: np.random.Generator, path: str, words: tuple[str, ...], count: int) -> Array:
    return choose_words(rng, assumptions("projects").shares(path), words, count)


def _known(rng: np.random.Generator, name: str, places: Array) -> Array:
    """Return places of which some are not known."""
    share = assumptions("projects").number(f"unknown.{name}")
    return np.where(chance(rng, share, len(places)), -1, places).astype(np.int16)


def _whole(rng: np.random.Generator, path: str, count: int) -> Array:
    words, shares = assumptions("projects").shares(path)
    return np.array([int(word) for word in words], dtype=np.int32)[choose(rng, shares, count)]


def _told(rng: np.random.Generator, world: World, projects: Projects) -> dict[str, Cells]:
    """Return what is told in words: name, site, unit, task, target, ties and money."""
    rules = assumptions("projects")
    count, banner = projects.count, world.plan.name
    words = rules.section("words")
    lines = [str(words["line"][word]) for word in LINES] + [""]
    names = [banner + line + str(words["name"][each]) for each in categories() for line in lines]
    units = {word: [banner + str(each) for each in words["unit"][word]] for word in categories()}
    starts = np.cumsum([0, *(len(each) for each in units.values())])
    many = np.diff(starts)[projects.category]
    unit = starts[projects.category] + (rng.random(count) * many).astype(np.int64)
    site = (projects.village == len(world.plan.villages)).astype(np.int8)
    oldest = projects.entered < day_number(rules.value("store_from"))
    without = oldest & chance(rng, rules.number("old_without"), count)
    tied = np.where(projects.link >= 0, projects.link, LINKS.index("none"))
    mechanisms = tuple(str(words["mechanism"][word]) for word in LINKS)
    columns: dict[str, Cells] = {
        "project_name": Coded(
            projects.category * len(lines) + np.where(projects.line < 0, len(LINES), projects.line),
            tuple(names),
        ),
        "site": Coded(
            _known(rng, "site", site),
            (str(words["site"]["village"]), banner + words["site"]["banner"]),
        ),
        "responsible_unit": Coded(
            _known(rng, "responsible_unit", unit),
            tuple(each for group in units.values() for each in group),
        ),
        "task": Coded(_known(rng, "task", projects.category), _words("task")),
        "target": Coded(np.where(without, -1, projects.category), _words("target")),
        "mechanism": Coded(np.where(without, -1, tied).astype(np.int8), mechanisms),
    }
    for name in ("beneficiaries", "timetable", "funding"):
        listed = rules.words(f"words.{name}")
        drawn = rng.integers(0, len(listed), count)
        columns[name] = Coded(_known(rng, name, drawn), listed)
    return columns


def _words(name: str) -> tuple[str, ...]:
    named = assumptions("projects").section(f"words.{name}")
    return tuple(str(named[word]) for word in categories())


def _contract(rng: np.random.Generator, projects: Projects) -> Known:
    """Return until when the contracts run: of running projects beyond the day."""
    rules = assumptions("projects")
    count = projects.count
    ahead = between(rng, rules.span("contract_ahead"), count)
    past = between(rng, rules.span("contract_past"), count)
    over = projects.done & (projects.state != RUNNING)
    days = told("day") + np.rint(np.where(over, -past, ahead)).astype(np.int64)
    known = projects.done | (projects.link >= 0)
    return Known(days.astype(np.int32), known)


def _planned(rng: np.random.Generator, projects: Projects, active: Array) -> Array:
    """Return how many households a project was to help, not far from those it does."""
    rules = assumptions("benefits")
    count = projects.count
    reached = between(rng, rules.span("planned"), count)
    other = between(rng, rules.span("planned_before"), count)
    near = np.maximum(np.floor(active / reached), active > 0)
    runs = (projects.state == RUNNING) & (projects.link >= 0)
    return np.rint(np.where(runs, near, other)).astype(np.int32)


def _kept_up(rng: np.random.Generator, projects: Projects) -> dict[str, Cells]:
    """Return scale, insurance, orders, upkeep, asset and what the people think of it."""
    rules = assumptions("projects")
    count = projects.count
    industrial, done = projects.of("industrial"), projects.done
    planned = np.ceil(around(rng, rules.number("scale.mean"), rules.number("scale.spread"), count))
    reached = np.ceil(planned * between(rng, rules.span("scale.reached"), count))
    insured = chance(rng, rules.number("insured"), count)
    orders = np.where(
        insured,
        between(rng, rules.span("orders.insured"), count),
        between(rng, rules.span("orders.uninsured"), count),
    )
    asset = np.zeros(count, dtype=np.int8)
    for word in rules.section("asset"):
        chosen = np.flatnonzero(projects.category == categories().index(word))
        asset[chosen] = _drawn(rng, f"asset.{word}", ASSETS, len(chosen))
    accepted = projects.accepted < NEVER
    due = accepted & (told("day") - projects.accepted > rules.number("confirmed.days"))
    confirmed = due | chance(rng, rules.number("confirmed.later"), count)
    confirmed &= asset != ASSETS.index("household")
    begun = projects.started < NEVER
    liked = np.round(between(rng, rules.span("satisfaction"), count), 1)
    return {
        "planned_scale": planned,
        "actual_scale": Known(reached, done),
        "insured": Known(insured, industrial),
        "order_share": Known(np.round(orders, 1), industrial),
        "upkeep": Known(np.ones(count, dtype=bool), done),
        "asset_kind": Coded(asset, ASSETS),
        "asset_confirmed": Known(confirmed, accepted | (asset == ASSETS.index("household"))),
        "satisfaction": Known(liked, begun),
    }


def _earned(rng: np.random.Generator, projects: Projects, link: Array) -> dict[str, Cells]:
    """Return profit and dividends: some had one bad year, some dividends are not due yet."""
    rules = assumptions("projects")
    count = projects.count
    earns = projects.done & projects.of("helping")
    year = month_dates()[-1].year
    new_year = day_number(month_dates()[-1].replace(month=1, day=1))
    before = day_number(month_dates()[-1].replace(year=year - 1, month=1, day=1))
    last_known, before_known = (
        earns & (projects.finished < new_year),
        earns & (projects.finished < before),
    )
    gain, other = (
        projects.budget * between(rng, rules.span("profit.share"), count) for _year in range(2)
    )
    loss = -projects.budget * between(rng, rules.span("profit.loss"), count)
    bad = chance(rng, rules.number("profit.bad_year"), count) & before_known
    which = chance(rng, 1 / 2, count)
    shares = [ROLES.index(word) for word in rules.words("dividend.links")]
    pays = (projects.state == RUNNING) & np.isin(link, shares)
    amount = np.where(
        pays, projects.budget * between(rng, rules.span("dividend.share"), count), 0.0
    )
    spans = rules.value("dividend.due")
    weights = np.array([float(each["share"]) for each in spans])
    place = choose(rng, weights / weights.sum(), count)
    low, high = (
        np.array([day_number(each[end]) for each in spans])[place] for end in ("from", "to")
    )
    due = rng.integers(low, high + 1)
    paid = np.where(place == 0, fen(amount), 0)
    told_of = earns & ~chance(rng, rules.number("profit.blank"), count)
    last = np.where(last_known, np.where(bad & which, loss, gain), 0.0)
    earlier = np.where(before_known, np.where(bad & ~which, loss, other), 0.0)
    return {
        "profit_last_year": Known(fen(last), told_of | last_known),
        "profit_year_before": Known(fen(earlier), told_of | before_known),
        "dividend_due": fen(amount),
        "dividend_due_date": Known(due.astype(np.int32), pays),
        "dividend_paid": paid,
    }

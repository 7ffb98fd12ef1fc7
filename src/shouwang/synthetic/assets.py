"""What projects left behind, and what villages take in together: assets and collective income."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import numbered, serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import month_dates, told
from shouwang.synthetic.project_rows import ASSETS
from shouwang.synthetic.projects import RUNNING, Projects, categories
from shouwang.synthetic.world import World

OPERATING, _PUBLIC, HOUSEHOLD = range(3)
OWNERS = ("banner", "township", "village", "household")
USES = ("used", "rented", "idle", "lost", "scrapped")
USED, RENTED, IDLE = range(3)
SOURCES = ("own", "rent", "land", "share", "solar", "service", "subsidy", "other")
VILLAGE_DIGITS, SOURCE_DIGITS, YEAR_DIGITS = 12, 1, 4
UNTIL_TEN = 10_000  # shares in ten thousandths, so that parts add up


def asset_rows(world: World, projects: Projects, kept: Rows) -> Rows:
    """Return a row for each project that has been accepted: what it left.

    Args:
        kept: The rows of the projects, with the kind of their asset.
    """
    rules = assumptions("assets")
    rng = world.streams.of("assets")
    chosen = np.flatnonzero(projects.accepted < NEVER)
    count = len(chosen)
    kinds = kept.columns["asset_kind"]
    assert isinstance(kinds, Coded)  # noqa: S101 - made there
    kind = kinds.places[chosen]
    running = projects.state[chosen] == RUNNING
    formed = projects.accepted[chosen].astype(np.int32)
    idle = ~running & (kind != HOUSEHOLD)
    rented = ~idle & (kind == OPERATING) & chance(rng, rules.number("rented"), count)
    use = np.select([idle, rented], [IDLE, RENTED], USED)
    lately = told("day") - np.rint(between(rng, rules.span("idle_days"), count)).astype(np.int64)
    since = np.where(idle, np.maximum(lately, formed), formed)
    earned = projects.budget[chosen] * between(rng, rules.span("income"), count)
    villages = len(world.plan.villages)
    village = projects.village[chosen]
    own = np.where(village < villages, OWNERS.index("village"), OWNERS.index("banner"))
    owner = np.where(kind == HOUSEHOLD, OWNERS.index("household"), own)
    keepers = rules.words("keepers")
    keeper = rng.integers(0, len(keepers), count)
    return Rows(
        "asset",
        {
            "asset": serials(world.plan.code, "A", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "village": Coded(np.where(village < villages, village, -1), world.plan.villages),
            "project": Coded(chosen, projects.numbers),
            "asset_name": Coded(projects.category[chosen], _names()),
            "kind": Coded(kind, ASSETS),
            "owner_level": Coded(owner, OWNERS),
            "value": fen(projects.budget[chosen]),
            "formed_date": formed,
            "confirmed": np.ones(count, dtype=bool),
            "use_state": Coded(use, USES),
            "use_since": since.astype(np.int32),
            "income": Known(
                fen(np.where(use == IDLE, 0, np.maximum(earned, 1))), kind == OPERATING
            ),
            "keeper": Coded(np.where(kind == HOUSEHOLD, -1, keeper), keepers),
        },
        day=formed,
        masks={
            "in_use": np.isin(use, [USED, RENTED]),
            "formed_long": told("day") - formed > rules.whole("formed_long"),
            "earning": np.isin(use, [USED, RENTED])
            & (kind == OPERATING)
            & (told("day") - formed > rules.whole("earning")),
        },
    )


def _names() -> tuple[str, ...]:
    named = assumptions("assets").section("names")
    return tuple(str(named[word]) for word in categories())


def collective_rows(world: World, villages: Rows) -> Rows:
    """Return what each village took in, by source, in the last year and the one before.

    Args:
        villages: The rows of the villages: the last year adds up to what they say.
    """
    rules = assumptions("assets")
    rng = world.streams.of("collective income")
    place = villages.columns["village"]
    whole = villages.columns["collective_income"]
    assert isinstance(place, Coded)  # noqa: S101 - made there
    assert isinstance(whole, np.ndarray)  # noqa: S101 - made there
    year = month_dates()[-1].year
    parts = [
        _year(rng, place.places, total, year - back)
        for back, total in (
            (1, whole),
            (2, whole * between(rng, rules.span("collective.before"), len(whole))),
        )
    ]
    where, source, amount, years = (
        np.concatenate([part[number] for part in parts]) for number in range(4)
    )
    count = len(where)
    kept = between(rng, rules.span("collective.kept"), count)
    return Rows(
        "collective_income",
        {
            "entry": numbered(
                (np.array([int(code) for code in world.plan.villages])[where], VILLAGE_DIGITS),
                (years, YEAR_DIGITS),
                (source, SOURCE_DIGITS),
            ),
            "village": Coded(where, world.plan.villages),
            "income_year": years.astype(np.int32),
            "source": Coded(source, SOURCES),
            "due": np.rint(amount / kept).astype(np.int64),
            "amount": amount.astype(np.int64),
            "in_books": np.ones(count, dtype=bool),
        },
        day=np.full(count, told("day") - rules.whole("collective.told"), dtype=np.int32),
        masks={"paid": amount > rules.whole("collective.least_fen")},
    )


def _year(
    rng: np.random.Generator, place: Array, total: Array, year: int
) -> tuple[Array, Array, Array, Array]:
    """Split what each village took in over two or three sources, to the fen."""
    rules = assumptions("assets")
    count = len(place)
    first = choose_words(rng, rules.shares("collective.sources"), SOURCES, count)
    second = (first + rng.integers(1, len(SOURCES), count)) % len(SOURCES)
    share = np.rint(between(rng, rules.span("collective.first"), count) * UNTIL_TEN)
    fens = total.astype(np.int64)
    main = fens * share.astype(np.int64) // UNTIL_TEN
    return (
        np.concatenate([place, place]),
        np.concatenate([first, second]),
        np.concatenate([main, fens - main]),
        np.full(2 * count, year),
    )

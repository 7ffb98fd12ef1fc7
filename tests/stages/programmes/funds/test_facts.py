"""What the lake holds of money, over a small region: sums agree, idle pieces are listed once."""

import duckdb
import pytest

from shouwang.base.access import NotFound, Scope
from shouwang.stages.programmes.funds.queries import banners
from tests.office import world

DAYS = 180


@pytest.fixture(scope="module")
def lines(lake_home):
    files = f"{lake_home.home.lake}/tables/fund_line/**/*.parquet"
    return duckdb.sql(f"SELECT * FROM read_parquet('{files}', hive_partitioning = true)")


@pytest.fixture
def asked(lake_home):
    return {"home": lake_home.home, "content": world.content(), "on": world.DAY, "scope": Scope()}


def test_spending_adds_up_to_the_lines(lines, asked):
    found = banners.spending(place="", kind="all", **asked)
    (issued,) = lines.filter("fund_year = 2020").aggregate("sum(amount)").fetchall()[0]
    (paid,) = lines.filter("fund_year = 2020").aggregate("sum(paid)").fetchall()[0]
    assert sum(each.issued for each in found) == issued
    assert sum(each.paid for each in found) == paid
    assert all(sum(each.by_month.values()) == each.paid for each in found)
    one = found[0].banner
    (alone,) = banners.spending(place=one, kind="all", **asked)
    assert alone == found[0]
    kinds = [banners.spending(place=one, kind=kind, **asked)
             for kind in ("special", "integrated", "cooperation", "other")]  # fmt: skip
    assert sum(each.issued for told in kinds for each in told) == alone.issued


def test_idle_pieces_are_listed_once_the_largest_first(lines, asked):
    (count,) = lines.filter(
        f"arrived > 0 AND paid = 0 AND date_diff('day', issued_date, DATE '2020-06-30') > {DAYS}"
    ).aggregate("count(*)").fetchall()[0]  # fmt: skip
    told, after = [], None
    while page := banners.idle(place="", days=DAYS, after=after, limit=2, **asked):
        told += page
        after = (page[-1].arrived, page[-1].fund_line)
    assert len({each.fund_line for each in told}) == len(told) == count
    assert [each.arrived for each in told] == sorted((each.arrived for each in told), reverse=True)
    sums = banners.idle_sums(place="", days=DAYS, **asked)
    assert sum(each[1] for each in sums) == count
    assert sum(each[2] for each in sums) == sum(each.arrived for each in told)


def test_a_place_outside_is_none(asked):
    home, abroad = (world.content().ancestors(code)["league"] for code in world.villages())
    asked["scope"] = world_scope(home)
    assert {world.content().ancestors(each)["league"]
            for each in banners.banners(content=world.content(), on=world.DAY,
                                        scope=asked["scope"])} == {home}  # fmt: skip
    for place in (abroad, "nowhere"):
        with pytest.raises(NotFound):
            banners.spending(place=place, kind="all", **asked)


def world_scope(league):
    content = world.content()
    inside = {each.code for level in content.levels for each in content.regions_of(level)
              if content.ancestors(each.code).get("league") == league
              and content.levels.index(level) <= content.levels.index("banner")}  # fmt: skip
    return Scope(frozenset(inside), "league", frozenset({league}))

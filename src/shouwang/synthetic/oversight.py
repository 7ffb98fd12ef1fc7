"""The rows of what watches over the help: stations, teams, leaders, inspections, helpers, visits."""

from collections.abc import Iterator

from shouwang.synthetic.cases import case_rows
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.inspections import inspect, inspection_issue_rows, inspection_rows
from shouwang.synthetic.issues import issue_rows
from shouwang.synthetic.leaders import post_holder_rows
from shouwang.synthetic.livelihood import Livelihood
from shouwang.synthetic.pairings import helper_rows
from shouwang.synthetic.solar import build_stations, station_rows
from shouwang.synthetic.solar_books import station_balance_rows
from shouwang.synthetic.solar_days import station_day_rows, yield_days
from shouwang.synthetic.solar_money import station_payout_rows
from shouwang.synthetic.team_days import village_team_day_rows
from shouwang.synthetic.teams import fill_posts, team_post_rows
from shouwang.synthetic.visits import visit_rows
from shouwang.synthetic.world import World

OVERSIGHT = (
    "station",
    "station_day",
    "station_payout",
    "station_balance",
    "team_post",
    "village_team_day",
    "post_holder",
    "inspection",
    "inspection_issue",
    "issue",
    "helper",
    "visit",
    "case",
)


def oversight_rows(world: World, living: Livelihood, assistance: Rows) -> Iterator[Rows]:
    """Yield the rows of these feeds.

    Args:
        living: The incomes that the yearly survey goes by.
        assistance: The rows of social assistance: whom to visit and to check.
    """
    stations = build_stations(world)
    yields = yield_days(world, stations)
    yield station_rows(world, stations)
    yield station_day_rows(world, stations, yields)
    payouts = station_payout_rows(world, stations, yields)
    yield payouts
    yield station_balance_rows(world, stations, payouts)
    posts = fill_posts(world)
    yield team_post_rows(world, posts)
    yield village_team_day_rows(world, posts)
    yield post_holder_rows(world)
    inspections = inspect(world)
    yield inspection_rows(world, inspections)
    yield inspection_issue_rows(world, inspections)
    yield issue_rows(world, inspections)
    yield helper_rows(world)
    yield visit_rows(world, living, assistance)
    yield case_rows(world)

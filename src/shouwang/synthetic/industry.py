"""The feeds of villages, projects and their money, and prices, by what they follow from."""

from collections.abc import Iterator

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assets import asset_rows, collective_rows
from shouwang.synthetic.benefits import project_benefit_rows, tie
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.fund_trail import follow_money
from shouwang.synthetic.funds import fund, fund_line_rows
from shouwang.synthetic.operators import operator_rows
from shouwang.synthetic.prices import price_rows
from shouwang.synthetic.project_rows import project_rows
from shouwang.synthetic.projects import draw_projects
from shouwang.synthetic.villages import village_rows
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

INDUSTRY = ("village", "operator", "project", "project_benefit", "fund_line", "price",
            "asset", "collective_income", "fund_plan", "fund_payee")  # fmt: skip


def industry_rows(world: World, aid: Aid, jobs: Jobs, households: Rows) -> Iterator[Rows]:
    """Yield the rows of these feeds.

    Args:
        households: The register's, each in its place.
    """
    villages = village_rows(world, aid, jobs, households)
    yield villages
    projects = draw_projects(world)
    benefits = tie(world, projects)
    funds = fund(world, projects)
    yield operator_rows(world, projects, benefits)
    kept = project_rows(world, projects, benefits, funds)
    yield kept
    yield project_benefit_rows(world, projects, benefits)
    trail = follow_money(world, fund_line_rows(world, projects, funds))
    yield trail.lines
    yield price_rows(world)
    yield asset_rows(world, projects, kept)
    yield collective_rows(world, villages)
    yield trail.plan
    yield trail.payees

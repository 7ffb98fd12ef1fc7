"""Villages, projects, their households and money, prices: they agree, and are healthy but for faults."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from shouwang.synthetic.aid import assist
from shouwang.synthetic.arrow import Keys, delivered_table, lake_table
from shouwang.synthetic.assumptions import HERE, assumptions
from shouwang.synthetic.benefits import GENERAL, tie
from shouwang.synthetic.cells import Coded, Known
from shouwang.synthetic.faults import plant
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.funds import fund
from shouwang.synthetic.identity import person_ids
from shouwang.synthetic.industry import INDUSTRY, industry_rows
from shouwang.synthetic.livelihood import earn
from shouwang.synthetic.months import told
from shouwang.synthetic.projects import BUILDING, LISTED, PLANNED, ROLES, RUNNING, draw_projects
from shouwang.synthetic.register import keep_register
from shouwang.synthetic.registered import planted_register
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.work import employ
from shouwang.synthetic.world import World, make_world

SEED = 4
AT_WORK = [ROLES.index(word) for word in ("wage", "order", "custody", "own")]


@dataclass(frozen=True)
class Banner:
    world: World
    rows: dict


def banner(plan):
    world = make_world(plan, SEED)
    aid, jobs = assist(world), employ(world)
    register = keep_register(world, aid, jobs, earn(world, aid, jobs))
    households = planted_register(world, jobs, register)[0].final
    return Banner(world, {each.feed: each for each in industry_rows(world, aid, jobs, households)})


@pytest.fixture(scope="module")
def plans(content):
    return plan_region(content, scale=0.01, seed=SEED).banners[::6]


@pytest.fixture(scope="module")
def banners(plans):
    return [banner(plan) for plan in plans]


def values(rows, name):
    cells = rows.columns[name]
    return cells.values if isinstance(cells, Known) else np.asarray(cells)


def known(rows, name):
    cells = rows.columns[name]
    return cells.known if isinstance(cells, Known) else np.ones(rows.count, dtype=bool)


def is_word(rows, name, *words):
    cells = rows.columns[name]
    assert isinstance(cells, Coded)
    return np.isin(cells.places, [place for place, word in enumerate(cells.words) if word in words])


def test_the_rows_are_what_the_contracts_say(banners, content):
    for each in banners:
        keys = Keys(each.world.homes.number, each.world.people.number, person_ids(each.world))
        assert tuple(each.rows) == INDUSTRY
        for feed, rows in each.rows.items():
            contract = content.contracts[feed]
            table = lake_table(rows, contract, keys)
            assert table.select(list(contract.key)).num_rows == len(
                table.group_by(list(contract.key)).aggregate([])
            )
            rng = np.random.default_rng(1)
            sent = delivered_table(rows, contract, keys, personal={}, rng=rng)
            assert sent.num_rows == rows.count
            assert {name for name in table.column_names if table.column(name).null_count} <= {
                column.name for column in contract.columns if not column.required
            }


def test_the_same_seed_gives_the_same_rows(plans, banners):
    again = banner(plans[0])
    for feed, rows in banners[0].rows.items():
        for name, cells in rows.columns.items():
            other = again.rows[feed].columns[name]
            if isinstance(cells, pa.Array):
                assert cells.equals(other)
            elif isinstance(cells, Coded):
                assert np.array_equal(cells.places, other.places)
            else:
                assert np.array_equal(values(rows, name), values(again.rows[feed], name))


def test_villages_count_what_is_there(banners):
    for each in banners:
        world, rows = each.world, each.rows["village"]
        living, present = world.homes.living, world.people.present
        poor = (world.standing.status == REGISTERED)[world.people.household]
        assert values(rows, "households").sum() == np.count_nonzero(living)
        assert values(rows, "population").sum() == np.count_nonzero(present)
        assert values(rows, "poor_population").sum() == np.count_nonzero(present & poor)
        assert np.all(values(rows, "unsafe_houses") <= values(rows, "households"))
        assert np.all(values(rows, "dibao_households") <= values(rows, "dibao_people"))
        poor_village = values(rows, "poor_village")
        assert np.all(values(rows, "collective_income")[poor_village] >= 3_000_000)
        kept = values(rows, "workers") / np.maximum(values(rows, "workers_last_month"), 1)
        assert np.all(kept[values(rows, "workers_last_month") > 0] >= 0.8)


def test_the_money_of_a_project_adds_up_to_its_budget(banners):
    for each in banners:
        projects = draw_projects(each.world)
        funds = fund(each.world, projects)
        own = funds.project >= 0
        issued = np.bincount(
            funds.project[own], weights=funds.amount[own], minlength=projects.count
        )
        paid_for = projects.state != LISTED
        assert np.array_equal(issued[paid_for], projects.budget[paid_for] * 100)
        assert not issued[~paid_for].any()
        assert np.all(funds.amount[own] > 0)
        assert np.all(funds.paid <= funds.arrived)
        rows = each.rows["fund_line"]
        assert np.array_equal(values(rows, "paid"), funds.paid)
        assert np.all(funds.paid[~own] == 0)


def test_money_is_spent_as_far_as_the_work_has_come(banners):
    for each in banners:
        projects = draw_projects(each.world)
        spent = fund(each.world, projects).spent(projects.count) / (projects.budget * 100)
        settled = (projects.accepted < NEVER) & (told("day") - projects.accepted > 60)
        assert np.all(spent[settled] >= 0.9)
        assert np.all(spent[np.isin(projects.state, [LISTED, PLANNED])] <= 0.3)
        assert np.all(projects.started[projects.state >= BUILDING] < told("day"))


def test_healthy_money_keeps_to_the_schedule(banners):
    for each in banners:
        rows = each.rows["fund_line"]
        age = told("day") - values(rows, "issued_date")
        paid, amount = values(rows, "paid"), values(rows, "amount")
        year = values(rows, "fund_year")
        assert np.all(
            paid[(year == 2020) & (age > 60)] >= 0.5 * amount[(year == 2020) & (age > 60)]
        )
        assert np.all(paid[year < 2020] >= 0.92 * amount[year < 2020])
        waits = (rows.columns["project"].places < 0) & (values(rows, "arrived") > 0)
        assert np.all(age[waits] <= 30)
        assert np.all(values(rows, "published")[known(rows, "published") & (age > 30)])


def test_households_take_part_and_get_what_was_promised_but_for_faults(banners):
    faulty = 0
    for each in banners:
        projects = draw_projects(each.world)
        ties = tie(each.world, projects)
        rows = each.rows["project"]
        low, loose = rows.masks["fault:low_participation"], rows.masks["fault:loose_link"]
        counted = ties.active & (ties.kind != GENERAL)
        many = ties.count(counted, projects.count)
        part = ties.count(counted & np.isin(ties.role, AT_WORK), projects.count)
        running = (projects.state == RUNNING) & (many > 0)
        assert np.all(part[running & ~low] >= 0.3 * many[running & ~low])
        assert np.all(part[low] < 0.3 * many[low])
        promised, received = (
            np.bincount(
                ties.project[ties.active], weights=sums[ties.active], minlength=projects.count
            )
            for sums in (ties.promised, ties.received)
        )
        unlinked = is_word(rows, "link", "none")
        weak = received < 0.8 * promised
        assert np.array_equal((weak | unlinked) & running, loose)
        faulty += np.count_nonzero(low) + np.count_nonzero(loose)
    assert faulty


def test_nobody_benefits_from_what_has_stopped(banners):
    for each in banners:
        projects = draw_projects(each.world)
        ties = tie(each.world, projects)
        assert np.all(projects.state[ties.project[ties.active]] == RUNNING)
        planned = values(each.rows["project"], "households_planned")
        active = ties.count(ties.active, projects.count)
        runs = (projects.state == RUNNING) & projects.of("industrial")
        assert np.all(active[runs] >= 0.6 * planned[runs])


def test_the_failures_that_are_shown_are_those_that_befell(banners):
    befallen = 0
    for each in banners:
        rows = each.rows["project_benefit"]
        late = is_word(rows, "state", "failed") & (values(rows, "ended_date") > told("day") - 182)
        found = np.unique(rows.places("household")[late])
        shown = np.unique(each.world.hardships.homes("project_failed", shown=True))
        assert np.array_equal(found, shown)
        assert np.all(values(rows, "joined_date") < values(rows, "ended_date"))
        befallen += len(shown)
    assert befallen


def test_some_failures_are_old_and_only_look_alike(banners):
    assert sum(
        np.count_nonzero(each.rows["project_benefit"].masks["like:project_failed"])
        for each in banners
    )


def test_defunct_operators_carry_nothing_on(banners):
    for each in banners:
        projects = draw_projects(each.world)
        rows = each.rows["operator"]
        lives = np.isin(projects.state, [PLANNED, BUILDING, RUNNING]) & (projects.operator >= 0)
        carrying = np.isin(np.arange(rows.count), projects.operator[lives])
        assert not np.any(carrying & is_word(rows, "state", "stopped", "revoked", "cancelled"))
        assert not np.any(values(rows, "dishonest") & (values(rows, "overdue_dividend") > 0))


def test_prices_hold_in_the_last_months_and_slumped_before(banners):
    slumps = 0
    for each in banners:
        rows = each.rows["price"]
        told_of, latest = known(rows, "price_year_before"), rows.masks["latest"]
        ratio = values(rows, "price") / values(rows, "price_year_before")
        assert np.all(ratio[told_of & latest] > 0.7)
        slumps += np.count_nonzero(ratio[told_of & ~latest] < 0.7)
    assert slumps


@pytest.mark.parametrize("feed", sorted(set(INDUSTRY) - {"project_benefit", "fund_payee"}))
def test_every_declared_fault_can_be_planted(banners, feed):
    assert (HERE / "faults" / f"{feed}.yaml").exists()
    planted: set[str] = set()
    for each in banners:
        _rows, faults = plant(each.rows[feed], each.world)
        planted |= set(faults.kind)
    assert planted <= {*assumptions(f"faults/{feed}").names, *_made(banners, feed)}
    assert len(planted) > len(assumptions(f"faults/{feed}").names) / 2


def test_the_money_is_followed_to_builders_and_people(banners):
    wrong: dict[str, int] = {}
    for each in banners:
        lines, plan, payees = (each.rows[feed] for feed in ("fund_line", "fund_plan", "fund_payee"))
        over = lines.masks["fault:payees_over_paid"]
        numbers = lines.columns["fund_line"].to_pylist()
        of = np.array([numbers.index(one) for one in payees.columns["fund_line"].to_pylist()], int)
        reached = np.bincount(of, weights=payees.places("amount"), minlength=lines.count)
        trail = values(lines, "works_paid") + np.rint(reached).astype(int) - values(lines, "paid")
        assert np.all(trail[~over] == 0)
        assert np.all(reached[over] > values(lines, "paid")[over])
        held = values(lines, "arrived") - values(lines, "paid") - values(lines, "held")
        assert not held[known(lines, "held")].any()
        in_plan = lines.columns["plan_line"].places
        issued = np.bincount(in_plan[in_plan >= 0], minlength=plan.count,
                             weights=values(lines, "amount")[in_plan >= 0])  # fmt: skip
        assert np.array_equal(issued + values(plan, "to_issue"), values(plan, "planned"))
        assert np.all(values(plan, "last_year") <= values(plan, "planned"))
        for name, mask in payees.masks.items():
            wrong[name] = wrong.get(name, 0) + np.count_nonzero(mask)
    assert set(wrong) == {f"fault:payee_{word}" for word in ("dead", "moved", "out_of_scope")}
    assert sum(wrong.values())


def _made(banners, feed):
    return {
        name.removeprefix("fault:")
        for each in banners
        for name in each.rows[feed].masks
        if name.startswith("fault:")
    }


def test_every_accepted_project_left_an_asset_and_villages_income_adds_up(banners):
    for each in banners:
        projects = draw_projects(each.world)
        assets = each.rows["asset"]
        assert assets.count == np.count_nonzero(projects.accepted < NEVER)
        idle = is_word(assets, "use_state", "idle")
        assert not np.any(values(assets, "income")[idle] > 0)
        told_of, income = each.rows["village"], each.rows["collective_income"]
        last = values(income, "income_year") == values(income, "income_year").max()
        sums = np.bincount(
            income.columns["village"].places[last],
            weights=values(income, "amount")[last],
            minlength=len(each.world.plan.villages),
        )
        assert np.array_equal(
            sums[told_of.columns["village"].places], values(told_of, "collective_income")
        )
        assert np.all(values(income, "amount") <= values(income, "due"))

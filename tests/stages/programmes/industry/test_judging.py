"""Points, risk and outlook of a project, by hand; what is not known is told and never guessed."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.project_rule_files import load_project_rules
from shouwang.stages.programmes.industry.facts import Benefit, Facts
from shouwang.stages.programmes.industry.income import LEAST_TRIALS, outlook
from shouwang.stages.programmes.industry.points import score
from shouwang.stages.programmes.industry.risks import cell

DAY = date(2020, 6, 30)
RULES = load_project_rules(load_content(SHIPPED / "neimenggu")).on(DAY)
GOOD = {
    "project": "P", "county": "150421", "state": "running", "line": "mutton", "budget": 10_000_000,
    "planned_start": date(2019, 4, 1), "started_date": date(2019, 4, 1),
    "planned_end": date(2019, 9, 30), "finished_date": date(2019, 9, 30),
    "accepted_date": date(2019, 10, 10), "households_planned": 2, "profit_last_year": 1,
    "insured": True, "order_share": 60.0, "satisfaction": 95.0, "operator": "O",
}  # fmt: skip
OPERATOR = {"state": "open", "dishonest": False, "overdue_dividend": 0}


def benefit(household, role="own", promised=200_000, received=200_000, net=2_000_000, members=3):
    return Benefit(household, "exited", role, "active", promised, received, net, members)


def facts(**other):
    given = {
        "project": GOOD, "operator": OPERATOR, "benefits": (benefit(1), benefit(2)),
        "spent": 10_000_000, "price_change": 0.0, "line_share": 0.2,
    }  # fmt: skip
    return Facts(**(given | other))


class TestPoints:
    def test_all_of_a_hundred(self):
        found = score(facts(), RULES.performance, DAY)
        assert (found.points, found.possible, found.label) == (100, 100, "优")

    def test_in_between_by_proportion(self):
        # Half of what was promised gives none of 10; 75 % of the money spent gives half of 10.
        half = tuple(benefit(n, received=100_000) for n in (1, 2))
        found = score(facts(benefits=half, spent=7_500_000), RULES.performance, DAY)
        points = {each.item.name: each.points for each in found.items}
        assert points["kept_share"] == 0
        assert points["spent_share"] == pytest.approx(5)
        assert points["income_a_household"] == pytest.approx(7.5)
        assert found.points == pytest.approx(100 - 10 - 5 - 7.5)

    def test_what_is_not_known_is_neither_none_nor_full(self):
        found = score(facts(spent=None, benefits=()), RULES.performance, DAY)
        unknown = {each.item.name for each in found.unknown}
        assert unknown == {"spent_share", "income_a_household", "kept_share", "taking_part"}
        assert found.possible == 60
        assert found.share == pytest.approx(100 * found.points / 60)

    def test_what_is_not_due_is_not_late(self):
        early = GOOD | {"state": "planned", "planned_start": date(2020, 8, 1), "started_date": None,
                        "planned_end": date(2020, 11, 1), "finished_date": None,
                        "accepted_date": None}  # fmt: skip
        found = score(facts(project=early), RULES.performance, DAY)
        assert {"started_late", "finished_late", "accepted"} <= {
            each.item.name for each in found.unknown
        }

    def test_nothing_known_has_no_grade(self):
        found = score(Facts(project={"project": "P"}), RULES.performance, DAY)
        assert (found.share, found.grade) == (None, "")

    @given(
        st.fixed_dictionaries({
            "budget": st.none() | st.integers(0, 10**12),
            "satisfaction": st.none() | st.floats(0, 100),
            "profit_last_year": st.none() | st.integers(-(10**12), 10**12),
            "households_planned": st.none() | st.integers(0, 1000),
            "state": st.sampled_from(["listed", "planned", "building", "running", "idle"]),
        }),
        st.none() | st.integers(0, 10**13),
    )  # fmt: skip
    def test_never_outside_nought_to_a_hundred(self, project, spent):
        found = score(facts(project=GOOD | project, spent=spent), RULES.performance, DAY)
        assert 0 <= found.points <= found.possible <= 100


class TestRisk:
    def test_a_sound_project_is_at_the_foot(self):
        found = cell(facts(), RULES.matrix)
        assert (found.probability, found.impact, found.grade) == (1, 4, "low")
        assert found.unknown == 0

    def test_all_that_makes_trouble(self):
        bad = GOOD | {"insured": False, "order_share": 10.0, "profit_last_year": -5,
                      "households_planned": 50}  # fmt: skip
        gone = {"state": "revoked", "dishonest": True, "overdue_dividend": 5_000}
        found = cell(
            facts(project=bad, operator=gone, price_change=-0.2, line_share=0.6), RULES.matrix
        )
        assert all(each.holds for each in found.standings)
        assert (found.probability, found.grade) == (5, "high")
        assert "更换经营主体" in found.answers
        assert len(found.answers) == len(set(found.answers))

    def test_on_the_line(self):
        just, not_yet = (
            {each.factor.name: each.holds for each in
             cell(facts(price_change=-fall), RULES.matrix).standings}["price_fall"]
            for fall in (0.15, 0.1499)
        )  # fmt: skip
        assert (just, not_yet) == (True, False)

    def test_what_nobody_knows_is_told(self):
        found = cell(Facts(project={"project": "P", "operator": "O"}), RULES.matrix)
        assert found.probability == 1
        assert found.unknown == len(found.standings)


class TestOutlook:
    def test_a_wage_without_an_operator_is_sure(self):
        sure = GOOD | {"operator": None}
        homes = tuple(benefit(n, role="wage") for n in range(1, 6))
        found = outlook(
            facts(project=sure, operator=None, benefits=homes), RULES.simulation, line=4000, seed=1
        )
        assert (found.simulated.low, found.simulated.at_risk) == (10_000, 0)
        assert found.chance == 0

    def test_two_ties_of_a_household_are_one_home(self):
        homes = (benefit(1, role="wage"), benefit(1, role="own"))
        found = outlook(facts(benefits=homes), RULES.simulation, line=4000, seed=1)
        assert (found.households, found.simulated.promised) == (1, 4000)

    def test_who_cannot_be_reckoned_with_is_counted(self):
        homes = (benefit(1), benefit(2, net=None), benefit(3, promised=None), benefit(4, members=0))
        found = outlook(facts(benefits=homes), RULES.simulation, line=4000, seed=1)
        assert (found.households, found.left_out) == (1, 3)
        assert outlook(facts(benefits=homes[1:]), RULES.simulation, line=4000, seed=1) is None

    def test_a_dishonest_operator_fails_more_often(self):
        bad = OPERATOR | {"dishonest": True}
        one, other = (
            outlook(facts(operator=each), RULES.simulation, line=4000, seed=1)
            for each in (OPERATOR, bad)
        )
        assert other.chance > one.chance
        assert other.simulated.expected < one.simulated.expected

    def test_very_many_households_have_fewer_years(self):
        homes = tuple(benefit(n) for n in range(1, 6_001))
        found = outlook(facts(benefits=homes), RULES.simulation, line=4000, seed=1)
        assert found.trials.count == LEAST_TRIALS
        assert found.households == 6_000

"""The 40 checks as OpenFisca formulas over aggregates that were made before; counts of hits only.

Runs in an environment of its own: ``peer_openfisca.py PERSONS.parquet HOUSEHOLDS.parquet``.
OpenFisca has no unknown values: unknown numbers and conditions are NaN, which no comparison takes
for true, unknown texts and dates a number of their own. It cannot tell clear from not evaluable.
Its numbers are 32 bits wide; money is in fen, so that sums over 167,772 yuan lose their last digit.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from child import peak
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2020-06"
UNKNOWN = -1
NEVER = np.iinfo(np.int32).max
PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)
HOUSEHOLD = build_entity(
    key="household", plural="households", label="Household",
    roles=[{"key": "member", "plural": "members", "label": "Member"}],
)  # fmt: skip
TEXTS = {
    "status": ("general", "registered", "exited", "relapsed"),
    "watch_kind": ("unstable", "marginal", "shock"),
    "labour": ("ordinary", "skilled", "weak", "lost", "none"),
    "relation": ("head",),
    "house_grade": ("A", "B", "C", "D"),
    "house_renovation": ("none", "planned", "under_way", "done"),
    "water_quality": ("pass", "fail", "untested"),
    "water_source": ("piped", "well", "central_point", "cistern", "carted"),
}
CODES = {name: {word: number for number, word in enumerate(words)} for name, words in TEXTS.items()}
DATES = ("birth_date", "watch_identified")
OF_HOUSEHOLD = {"status", "watched", "watch_kind"}

Formula = Callable[[Callable[[str], Any]], Any]


def day(year: int, month: int, number: int) -> int:
    """Return a day as OpenFisca gets it: days since 1970."""
    return (date(year, month, number) - date(1970, 1, 1)).days


def code(name: str, *words: str) -> list[int]:
    """Return the numbers of some words."""
    return [CODES[name][word] for word in words]


def is_in(of: Callable[[str], Any], name: str, *words: str) -> Any:
    """Tell where a text is one of some words."""
    return np.isin(of(name), code(name, *words))


def is_poor(of: Callable[[str], Any]) -> Any:
    """Tell who is registered, or was."""
    return is_in(of, "status", "registered", "exited", "relapsed")


def is_true(value: Any) -> Any:
    """Tell where a condition is known to be true."""
    return value == 1


def is_false(value: Any) -> Any:
    """Tell where a condition is known to be false."""
    return value == 0


def rounded(value: Any) -> Any:
    """Round half up."""
    return np.floor(value + 0.5)


def per_head(amount: Any, members: Any) -> Any:
    """Divide by the members; by none is unknown."""
    return rounded(amount / np.where(members == 0, np.nan, members))


PERSON_CHECKS: dict[str, Formula] = {
    "school_age_child_not_on_roll": lambda of: (
        is_true(of("of_compulsory_age")) & (of("school_rows") == 0)
    ),
    "school_age_child_dropped_out": lambda of: (
        is_true(of("of_compulsory_age")) & is_true(of("dropped_out"))
    ),
    "schooling_cost_over_line": lambda of: of("schooling_cost") > 1000000,
    "not_in_basic_insurance": lambda of: (
        is_false(of("insured_basic")) & (of("birth_date") < day(2020, 4, 1))
    ),
    "no_serious_illness_cover": lambda of: (
        is_true(of("insured_as_resident")) & is_false(of("covered_for_serious_illness"))
    ),
    "wage_not_credible": lambda of: (
        is_true(of("worked_last_month"))
        & ((of("latest_wage") < 10000) | (of("latest_wage") > 3000000))
    ),
    "works_without_labour": lambda of: (
        is_in(of, "labour", "lost", "none") & (of("months_worked_lately") > 0)
    ),
    "exited_inpatient_cost": lambda of: is_poor(of) & (of("inpatient_self_paid_12m") >= 500000),
    "general_inpatient_cost": lambda of: (
        is_in(of, "status", "general") & (of("inpatient_self_paid_12m") >= 2000000)
    ),
    "outpatient_cost": lambda of: of("outpatient_self_paid_monthly") >= 50000,
    "new_serious_illness": lambda of: (
        (of("serious_claims_lately") > 0) & (of("serious_claims_before") == 0)
    ),
    "watched_costly_stay": lambda of: (
        is_true(of("watched"))
        & (of("inpatient_stays_12m") > 0)
        & (of("costliest_stay_12m") > 600000)
    ),
    "exited_medical_over_income_share": lambda of: (
        is_poor(of) & (of("medical_self_paid_12m") > 0.5 * 1528300)
    ),
    "low_income_medical_cost": lambda of: (
        (is_true(of("assisted")) | is_true(of("watched"))) & (of("medical_self_paid_12m") > 1000000)
    ),
    "general_medical_cost": lambda of: (
        is_false(of("assisted")) & is_false(of("watched")) & (of("medical_self_paid_12m") > 2600000)
    ),
    "marginal_compliant_cost": lambda of: (
        is_true(of("watched"))
        & is_in(of, "watch_kind", "marginal")
        & (of("compliant_self_paid_12m") >= 1000000)
    ),
    "job_lost": lambda of: (
        (of("birth_date") <= day(2004, 6, 30))
        & (of("birth_date") > day(1960, 6, 30))
        & (of("months_worked_before") >= 6)
        & (of("months_worked_lately") == 0)
    ),
    "severely_disabled_uncovered": lambda of: (
        (is_in(of, "status", "registered", "relapsed") | is_true(of("watched")))
        & is_true(of("severely_disabled"))
        & is_false(of("assisted"))
    ),
}
HOUSEHOLD_VARIABLES: dict[str, Formula] = {
    "members_present": lambda of: of.population.nb_persons().astype(float),
    "heads_present": lambda of: of.total(is_in(of.member, "relation", "head")),
    "labour_count": lambda of: of.known(
        of.total(is_in(of.member, "labour", "ordinary", "skilled", "weak")),
        of.member("labour") != UNKNOWN,
    ),
    "has_able": lambda of: of.any_of(
        is_in(of.member, "labour", "ordinary", "skilled", "weak"), of.member("labour") != UNKNOWN
    ),
    "household_self_paid_12m": lambda of: of.total(of.member("medical_self_paid_12m")),
    "household_schooling_cost": lambda of: of.total(of.member("schooling_cost")),
    "household_wages_lately": lambda of: of.total(of.member("wages_lately")),
    "household_wages_before": lambda of: of.total(of.member("wages_before")),
    "member_assisted": lambda of: of.any_true(of.member("assisted")),
    "member_newly_assisted": lambda of: of.any_true(of.member("newly_assisted")),
    "uninsured_members": lambda of: of.total(1 - of.member("insured_basic")),
    "child_out_of_school": lambda of: (
        of.total(
            is_true(of.member("of_compulsory_age"))
            & (is_true(of.member("dropped_out")) | (of.member("school_rows") == 0))
        )
        > 0
    ),
    "income_per_head": lambda of: per_head(of("net_income"), of("members")),
    "income_after_medical": lambda of: per_head(
        of("net_income") - of("household_self_paid_12m"), of("members")
    ),
    "rigid_spending": lambda of: of("household_self_paid_12m") + of("household_schooling_cost"),
    "monthly_wages_lately": lambda of: rounded(of("household_wages_lately") / 3),
    "monthly_wages_before": lambda of: rounded(of("household_wages_before") / 9),
    "water_line": lambda of: (
        np.where(is_true(of("water_is_hard_to_supply")), 20, 35) + 0 * of("water_is_hard_to_supply")
    ),
}


def _is_unsafe(of: Callable[[str], Any]) -> Any:
    return is_in(of, "house_grade", "C", "D") & ~is_true(of("house_repaired_since"))


def _is_poor_or_watched(of: Callable[[str], Any]) -> Any:
    return is_poor(of) | is_true(of("watched"))


HOUSEHOLD_CHECKS: dict[str, Formula] = {
    "lives_in_unsafe_house": lambda of: _is_unsafe(of) & is_true(of("house_lived_in")),
    "only_house_unsafe_and_unrepaired": lambda of: (
        _is_unsafe(of)
        & is_true(of("house_is_only_one"))
        & is_in(of, "house_renovation", "none")
        & (is_false(of("has_able")) | (of("income_per_head") < 500000))
    ),
    "house_damaged_by_disaster": lambda of: (
        (of("houses_damaged") > 0) & is_in(of, "house_renovation", "none", "planned", "under_way")
    ),
    "water_too_little": lambda of: of("water_litres") < of("water_line"),
    "water_quality_failed": lambda of: is_in(of, "water_quality", "fail"),
    "water_too_far": lambda of: (
        is_in(of, "water_source", "well", "central_point", "cistern", "carted")
        & ~(is_true(of("pastoral")) & is_in(of, "water_source", "central_point"))
        & (of("water_minutes") > 20)
        & ((of("water_metres") > 800) | (of("water_climb") > 80))
    ),
    "water_cut_off": lambda of: of("water_cut_days") > 30,
    "members_differ": lambda of: of("members") != of("members_present"),
    "not_one_head": lambda of: of("heads_present") != 1,
    "income_below_monitoring_line": lambda of: of("income_per_head") < 500000,
    "below_line_not_watched": lambda of: (
        is_in(of, "status", "exited", "general")
        & is_false(of("watched"))
        & (of("income_per_head") < 500000)
    ),
    "below_line_after_medical": lambda of: (
        (of("income_after_medical") < 500000) & (of("income_per_head") >= 500000)
    ),
    "rigid_spending_over_income": lambda of: of("rigid_spending") > of("net_income"),
    "low_income_household_medical_cost": lambda of: (
        is_in(of, "status", "general")
        & (of("income_per_head") < 887100)
        & (of("household_self_paid_12m") >= 2000000)
    ),
    "disaster_loss_over_income_share": lambda of: (
        (of("disaster_net_loss_12m") > 0.5 * of("net_income")) & (of("disaster_net_loss_12m") > 0)
    ),
    "livestock_loss": lambda of: (
        (of("livestock_disasters") > 0) & (of("livestock_share_lost") >= 20)
    ),
    "newly_assisted_not_watched": lambda of: (
        is_in(of, "status", "general", "exited")
        & is_false(of("watched"))
        & is_true(of("member_newly_assisted"))
    ),
    "household_wages_dropped": lambda of: (
        of("monthly_wages_lately") < 0.5 * of("monthly_wages_before")
    ),
    "watched_without_development": lambda of: (
        is_true(of("watched"))
        & (of("labour_count") > 0)
        & (of("watch_identified") <= day(2019, 12, 30))
        & (of("developmental_measures") == 0)
    ),
    "risk_ended_problem_back": lambda of: (
        is_true(of("risk_ended"))
        & (
            is_true(of("child_out_of_school"))
            | _is_unsafe(of)
            | is_in(of, "water_quality", "fail")
            | (of("water_cut_days") > 30)
            | (of("uninsured_members") > 0)
        )
    ),
    "no_labour_uncovered": lambda of: (
        _is_poor_or_watched(of) & is_false(of("has_able")) & is_false(of("member_assisted"))
    ),
    "low_income_uncovered": lambda of: (
        _is_poor_or_watched(of) & (of("income_per_head") < 591400) & is_false(of("member_assisted"))
    ),
}


class Of:
    """Gives a formula the values of its household or person by name."""

    def __init__(self, population: Any, period: Any) -> None:
        self.population = population
        self.period = period

    def __call__(self, name: str) -> Any:
        """Return the values of a variable; some of a person's are its household's."""
        if name in OF_HOUSEHOLD and self.population.entity.is_person:
            return self.population.household(name, self.period)
        return self.population(name, self.period)

    def member(self, name: str) -> Any:
        """Return the values of a variable of the members."""
        return self.population.members(name, self.period)

    def total(self, values: Any) -> Any:
        """Sum up the members."""
        return self.population.sum(values.astype(float))

    def known(self, values: Any, is_known: Any) -> Any:
        """Keep a value where it is known of all members."""
        return np.where(self.total(~is_known) > 0, np.nan, values)

    def any_of(self, is_true_: Any, is_known: Any) -> Any:
        """Tell whether it is true of any member: 1, 0, or NaN if it cannot be told."""
        hits = self.total(is_true_) > 0
        return np.where(hits, 1, self.known(np.zeros(len(hits)), is_known))

    def any_true(self, values: Any) -> Any:
        """Tell whether a condition is true of any member."""
        return self.any_of(is_true(values), ~np.isnan(values))


def variable(name: str, entity: Any, kind: type, formula: Formula | None = None) -> type[Variable]:
    """Return a variable of OpenFisca."""
    body: dict[str, Any] = {
        "value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH, "label": name,
    }  # fmt: skip
    if formula is not None:
        body["formula"] = lambda population, period: formula(Of(population, period))
    return type(name, (Variable,), body)


def as_input(column: pd.Series, name: str) -> Any:
    """Return a column as OpenFisca takes it."""
    if name in TEXTS:
        return column.map(CODES[name]).fillna(UNKNOWN).to_numpy(np.int32)
    if name in DATES:
        days = (pd.to_datetime(column) - pd.Timestamp(0)).dt.days
        return days.fillna(NEVER).to_numpy(np.int32)
    return column.astype("Float64").to_numpy(float, na_value=np.nan)


def main() -> None:
    """Build the simulation, set its inputs, calculate all checks."""
    persons = pd.read_parquet(sys.argv[1], dtype_backend="numpy_nullable")
    households = pd.read_parquet(sys.argv[2], dtype_backend="numpy_nullable")
    inputs = {
        "person": {
            name: as_input(persons[name], name)
            for name in persons.columns[2:]
            if name not in OF_HOUSEHOLD
        },
        "household": {name: as_input(households[name], name) for name in households.columns[1:]},
    }
    start = time.perf_counter()
    system = TaxBenefitSystem([PERSON, HOUSEHOLD])
    for key, entity in (("person", PERSON), ("household", HOUSEHOLD)):
        for name in inputs[key]:
            system.add_variable(
                variable(name, entity, int if name in TEXTS or name in DATES else float)
            )
    for name, formula in HOUSEHOLD_VARIABLES.items():
        system.add_variable(variable(name, HOUSEHOLD, float, formula))
    for entity, checks in ((PERSON, PERSON_CHECKS), (HOUSEHOLD, HOUSEHOLD_CHECKS)):
        for name, formula in checks.items():
            system.add_variable(variable(name, entity, bool, formula))
    builder = SimulationBuilder()
    builder.populations = system.instantiate_entities()
    builder.declare_person_entity("person", persons["person"].to_numpy())
    group = builder.declare_entity("household", households["household"].to_numpy())
    numbers = pd.Index(households["household"]).get_indexer(persons["household"])
    group.members_entity_id = numbers
    group.members_role = np.repeat(HOUSEHOLD.MEMBER, len(persons))
    simulation = builder.build(system)
    for values in inputs.values():
        for name, column in values.items():
            simulation.set_input(name, PERIOD, column)
    built = time.perf_counter()
    hits = {
        name: int(simulation.calculate(name, PERIOD).sum())
        for name in (*HOUSEHOLD_CHECKS, *PERSON_CHECKS)
    }
    done = time.perf_counter()
    answer = {"build": built - start, "seconds": done - start, "hits": hits, "megabytes": peak()}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()

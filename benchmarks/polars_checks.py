"""The 40 checks of checks.txt as Polars expressions, and the evidence of each as JSON text."""

from datetime import date

import polars as pl

C = pl.col
POOR = ["registered", "exited", "relapsed"]

# NULL stays NULL through & and |, as in SQL: true is a hit, false is clear, NULL cannot be told.
HOUSEHOLD: dict[str, pl.Expr] = {
    "lives_in_unsafe_house": C.house_unsafe & C.house_lived_in,
    "only_house_unsafe_and_unrepaired": C.house_unsafe
    & C.house_is_only_one
    & (C.house_renovation == "none")
    & (C.without_labour | (C.income_per_head < 500000)),
    "house_damaged_by_disaster": (C.houses_damaged > 0) & (C.house_renovation != "done"),
    "water_too_little": C.water_litres
    < pl.when(C.water_is_hard_to_supply.is_null())
    .then(None)
    .when("water_is_hard_to_supply")
    .then(20)
    .otherwise(35),
    "water_quality_failed": C.water_quality == "fail",
    "water_too_far": (C.water_source != "piped")
    & ~(C.pastoral & (C.water_source == "central_point"))
    & (C.water_minutes > 20)
    & ((C.water_metres > 800) | (C.water_climb > 80)),
    "water_cut_off": C.water_cut_days > 30,
    "members_differ": C.members != C.members_present,
    "not_one_head": C.heads_present != 1,
    "income_below_monitoring_line": C.income_per_head < 500000,
    "below_line_not_watched": C.status.is_in(["exited", "general"])
    & ~C.watched
    & (C.income_per_head < 500000),
    "below_line_after_medical": (C.income_after_medical < 500000) & (C.income_per_head >= 500000),
    "rigid_spending_over_income": C.rigid_spending > C.net_income,
    "low_income_household_medical_cost": (C.status == "general")
    & (C.income_per_head < 887100)
    & (C.household_self_paid_12m >= 2000000),
    "disaster_loss_over_income_share": (C.disaster_net_loss_12m > 0.5 * C.net_income)
    & (C.disaster_net_loss_12m > 0),
    "livestock_loss": (C.livestock_disasters > 0) & (C.livestock_share_lost >= 20),
    "newly_assisted_not_watched": C.status.is_in(["general", "exited"])
    & ~C.watched
    & C.member_newly_assisted,
    "household_wages_dropped": C.monthly_wages_lately < 0.5 * C.monthly_wages_before,
    "watched_without_development": C.watched
    & (C.labour_count > 0)
    & (C.watch_identified <= date(2019, 12, 30))
    & (C.developmental_measures == 0),
    "risk_ended_problem_back": C.risk_ended
    & (
        C.child_out_of_school
        | C.house_unsafe
        | (C.water_quality == "fail")
        | (C.water_cut_days > 30)
        | (C.uninsured_members > 0)
    ),
    "no_labour_uncovered": (C.status.is_in(POOR) | C.watched)
    & C.without_labour
    & ~C.member_assisted,
    "low_income_uncovered": (C.status.is_in(POOR) | C.watched)
    & (C.income_per_head < 591400)
    & ~C.member_assisted,
}
PERSON: dict[str, pl.Expr] = {
    "school_age_child_not_on_roll": C.of_compulsory_age & (C.school_rows == 0),
    "school_age_child_dropped_out": C.of_compulsory_age & C.dropped_out,
    "schooling_cost_over_line": C.schooling_cost > 1000000,
    "not_in_basic_insurance": ~C.insured_basic & (C.birth_date < date(2020, 4, 1)),
    "no_serious_illness_cover": C.insured_as_resident & ~C.covered_for_serious_illness,
    "wage_not_credible": C.worked_last_month
    & ((C.latest_wage < 10000) | (C.latest_wage > 3000000)),
    "works_without_labour": C.labour.is_in(["lost", "none"]) & (C.months_worked_lately > 0),
    "exited_inpatient_cost": C.status.is_in(POOR) & (C.inpatient_self_paid_12m >= 500000),
    "general_inpatient_cost": (C.status == "general") & (C.inpatient_self_paid_12m >= 2000000),
    "outpatient_cost": C.outpatient_self_paid_monthly >= 50000,
    "new_serious_illness": (C.serious_claims_lately > 0) & (C.serious_claims_before == 0),
    "watched_costly_stay": C.watched
    & (C.inpatient_stays_12m > 0)
    & (C.costliest_stay_12m > 600000),
    "exited_medical_over_income_share": C.status.is_in(POOR) & (C.self_paid_yearly > 0.5 * 1528300),
    "low_income_medical_cost": (C.assisted | C.watched) & (C.medical_self_paid_12m > 1000000),
    "general_medical_cost": ~C.assisted & ~C.watched & (C.medical_self_paid_12m > 2600000),
    "marginal_compliant_cost": C.watched
    & (C.watch_kind == "marginal")
    & (C.compliant_self_paid_12m >= 1000000),
    # 16 to 59 years old, without working out everybody's age.
    "job_lost": (C.birth_date <= date(2004, 6, 30))
    & (C.birth_date > date(1960, 6, 30))
    & (C.months_worked_before >= 6)
    & (C.months_worked_lately == 0),
    "severely_disabled_uncovered": (C.status.is_in(["registered", "relapsed"]) | C.watched)
    & C.severely_disabled
    & ~C.assisted,
}

# What the evidence of each check names, in alphabetical order.
NAMED = {
    "lives_in_unsafe_house": "house_grade house_lived_in house_repaired_since",
    "only_house_unsafe_and_unrepaired": (
        "house_is_only_one house_renovation house_unsafe income_per_head monitoring_line "
        "without_labour"
    ),
    "house_damaged_by_disaster": "house_renovation houses_damaged",
    "water_too_little": (
        "water_is_hard_to_supply water_litres water_litres_line water_litres_line_hard"
    ),
    "water_quality_failed": "water_quality",
    "water_too_far": (
        "fetch_climb_line fetch_metres_line fetch_minutes_line pastoral water_climb "
        "water_metres water_minutes water_source"
    ),
    "water_cut_off": "water_cut_days water_cut_line",
    "members_differ": "members members_present",
    "not_one_head": "heads_expected heads_present",
    "income_below_monitoring_line": "income_per_head monitoring_line",
    "below_line_not_watched": "income_per_head monitoring_line status watched",
    "below_line_after_medical": "income_after_medical income_per_head monitoring_line",
    "rigid_spending_over_income": "net_income rigid_spending",
    "low_income_household_medical_cost": (
        "household_self_paid_12m income_per_head low_income_insurance_line low_income_line status"
    ),
    "disaster_loss_over_income_share": (
        "disaster_loss_share disaster_net_loss_12m disaster_net_loss_yearly net_income"
    ),
    "livestock_loss": "livestock_disasters livestock_loss_line livestock_share_lost",
    "newly_assisted_not_watched": "member_newly_assisted status watched",
    "household_wages_dropped": "monthly_wages_before monthly_wages_lately wage_drop_share",
    "watched_without_development": (
        "as_of development_months developmental_measures labour_count watch_identified watched"
    ),
    "risk_ended_problem_back": (
        "child_out_of_school house_unsafe risk_ended uninsured_members water_cut_days "
        "water_cut_line water_quality"
    ),
    "no_labour_uncovered": "member_assisted status watched without_labour",
    "low_income_uncovered": "dibao_line income_per_head member_assisted status watched",
    "school_age_child_not_on_roll": "of_compulsory_age school_rows",
    "school_age_child_dropped_out": "dropped_out of_compulsory_age",
    "schooling_cost_over_line": "schooling_cost schooling_cost_line",
    "not_in_basic_insurance": "as_of birth_date insured_basic newborn_grace",
    "no_serious_illness_cover": "covered_for_serious_illness insured_as_resident",
    "wage_not_credible": "latest_wage wage_maximum wage_minimum worked_last_month",
    "works_without_labour": "labour months_worked_lately",
    "exited_inpatient_cost": "exited_inpatient_line inpatient_self_paid_12m status",
    "general_inpatient_cost": "general_inpatient_line inpatient_self_paid_12m status",
    "outpatient_cost": "outpatient_line outpatient_self_paid_monthly",
    "new_serious_illness": "serious_claims_before serious_claims_lately",
    "watched_costly_stay": "costliest_stay_12m inpatient_stays_12m watched watched_stay_line",
    "exited_medical_over_income_share": (
        "exited_medical_share rural_income_last_year self_paid_yearly status"
    ),
    "low_income_medical_cost": "assisted low_income_medical_line medical_self_paid_12m watched",
    "general_medical_cost": "assisted general_medical_line medical_self_paid_12m watched",
    "marginal_compliant_cost": (
        "compliant_self_paid_12m marginal_compliant_line watch_kind watched"
    ),
    "job_lost": (
        "age months_worked_before months_worked_lately regular_work_months "
        "working_age_from working_age_to"
    ),
    "severely_disabled_uncovered": "assisted severely_disabled status watched",
}
FIXED = {
    "as_of": '"2020-06-30"',
    "development_months": "6",
    "dibao_line": "591400",
    "disaster_loss_share": "0.5",
    "exited_inpatient_line": "500000",
    "exited_medical_share": "0.5",
    "fetch_climb_line": "80",
    "fetch_metres_line": "800",
    "fetch_minutes_line": "20",
    "general_inpatient_line": "2000000",
    "general_medical_line": "2600000",
    "heads_expected": "1",
    "livestock_loss_line": "20",
    "low_income_insurance_line": "2000000",
    "low_income_line": "887100",
    "low_income_medical_line": "1000000",
    "marginal_compliant_line": "1000000",
    "monitoring_line": "500000",
    "newborn_grace": "90",
    "outpatient_line": "50000",
    "regular_work_months": "6",
    "rural_income_last_year": "1528300",
    "schooling_cost_line": "1000000",
    "wage_drop_share": "0.5",
    "wage_maximum": "3000000",
    "wage_minimum": "10000",
    "watched_stay_line": "600000",
    "water_cut_line": "30",
    "water_litres_line": "35",
    "water_litres_line_hard": "20",
    "working_age_from": "16",
    "working_age_to": "59",
}
TEXTS = {
    "house_grade", "house_renovation", "labour", "status", "water_quality", "water_source",
    "watch_kind",
}  # fmt: skip
DATES = {"birth_date", "watch_identified"}


def evidence(check: str) -> pl.Expr:
    """Return the evidence of a check: what its condition names, with the values, as JSON."""
    parts: list[pl.Expr] = []
    text = "{"
    for name in NAMED[check].split():
        text += ("," if len(text) > 1 or parts else "") + f'"{name}":'
        if name in FIXED:
            text += FIXED[name]
            continue
        parts += [pl.lit(text), _json(name)]
        text = ""
    return pl.concat_str(*parts, pl.lit(text + "}"))


def _json(name: str) -> pl.Expr:
    value = C(name)
    if name == "age":
        number = C.birth_date.dt.year() * 10000 + C.birth_date.dt.month().cast(pl.Int32) * 100
        value = (20200630 - number - C.birth_date.dt.day()) // 10000
    if name not in TEXTS:
        value = value.cast(pl.String)
    if name in TEXTS or name in DATES:
        value = '"' + value + '"'
    return value.fill_null("null")

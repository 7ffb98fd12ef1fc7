"""The 40 checks with pandas, from the same Parquet files, with the three outcomes; no evidence.

Runs in an environment of its own: ``peer_pandas.py TABLES``. What has been delivered is not looked
at: the sample must have everything.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd
from child import peak

POOR = ["registered", "exited", "relapsed"]
AS_OF = pd.Timestamp("2020-06-30")
COLUMNS = {
    "household": [
        "household", "status", "members", "pastoral", "wage_income", "business_income",
        "property_income", "transfer_income", "business_cost", "left_date",
    ],
    "person": ["person", "household", "birth_date", "labour", "relation", "left_date"],
    "medical_claim": [
        "person", "kind", "settled_date", "self_paid", "compliant_self_paid", "serious_illness",
    ],
    "employment": ["person", "month", "working", "wage"],
    "insurance_enrolment": ["person", "year", "basic", "serious_cover"],
    "school_roll": ["person", "stage", "state", "cost_after_aid"],
    "social_assistance": ["person", "kind", "start_date", "end_date"],
    "disability": ["person", "category", "level"],
    "watch": ["household", "kind", "identified_date", "ended_date"],
    "housing_grade": [
        "household", "grade", "only_dwelling", "lived_in", "renovation", "done_date", "graded_date",
    ],
    "water_point": [
        "household", "source", "quality", "litres_per_day", "fetch_minutes", "fetch_metres",
        "fetch_climb", "cut_days", "hard_supply",
    ],
    "measure": ["household", "kind", "started_date", "ended_date"],
    "disaster": [
        "household", "happened_date", "loss", "compensated", "house_damage", "livestock_lost",
        "livestock_share",
    ],
}  # fmt: skip


def read(tables: Path, feed: str) -> pd.DataFrame:
    """Return the needed columns of a feed, with unknown values kept unknown."""
    single = tables / f"{feed}.parquet"
    path = single if single.exists() else tables / feed
    frame = pd.read_parquet(
        path, columns=COLUMNS[feed], dtype_backend="numpy_nullable", partitioning=None
    )
    for name in frame.columns:
        if name.endswith("_date") or name == "month":
            frame[name] = pd.to_datetime(frame[name])
        elif name in {"litres_per_day", "livestock_share"} or name.startswith("fetch_"):
            frame[name] = frame[name].astype("Float64")
    return frame


def word(texts: pd.Series, *words: str) -> pd.Series:
    """Tell where a text is one of some words; where it is unknown, so is that."""
    return texts.isin(words).astype("boolean").mask(texts.isna())


def total(values: pd.Series, by: pd.Series) -> pd.Series:
    """Sum up; a sum over something unknown is unknown."""
    unknown = values.isna().groupby(by).any()
    return values.groupby(by).sum().mask(unknown)


def any_of(values: pd.Series, by: pd.Series) -> pd.Series:
    """Tell whether it is true of any row; false only if it is known of all."""
    hit = values.fillna(value=False).groupby(by).any()
    unknown = values.isna().groupby(by).any()
    return hit.astype("boolean").mask(unknown & ~hit)


def between(days: pd.Series, after: str, to: str) -> pd.Series:
    """Tell which days are after one and not after another."""
    return (days > pd.Timestamp(after)) & (days <= pd.Timestamp(to))


def persons_of(tables: Path, households: pd.DataFrame) -> pd.DataFrame:
    """Return persons with everything from their feeds."""
    people = read(tables, "person")
    people = people[people["left_date"].isna()].drop(columns="left_date").set_index("person")
    people = people.join(households[["status", "watched", "watch_kind"]], on="household")
    born = people["birth_date"]
    people["of_compulsory_age"] = between(born, "2004-06-30", "2013-09-01").astype("boolean")

    add_claims(tables, people)
    add_work(tables, people)
    add_registers(tables, people)
    return people


def add_claims(tables: Path, people: pd.DataFrame) -> None:
    """Add what a person paid for care in a year."""
    claims = read(tables, "medical_claim")
    claims = claims[between(claims["settled_date"], "2019-06-30", "2020-06-30")]
    by, paid = claims["person"], claims["self_paid"]
    is_inpatient = word(claims["kind"], "inpatient")
    is_lately = claims["settled_date"] > pd.Timestamp("2020-04-30")
    inpatient = paid[is_inpatient].groupby(by[is_inpatient])
    quarter = ~is_inpatient & (claims["settled_date"] > pd.Timestamp("2020-03-30"))
    add(people, "medical_self_paid_12m", paid.groupby(by).sum(), 0)
    compliant = total(claims["compliant_self_paid"], by)
    add(people, "compliant_self_paid_12m", compliant, 0)
    add(people, "inpatient_self_paid_12m", inpatient.sum(), 0)
    add(people, "inpatient_stays_12m", inpatient.size(), 0)
    people["costliest_stay_12m"] = inpatient.max()
    add(people, "outpatient", paid[quarter].groupby(by[quarter]).sum(), 0)
    serious = claims["serious_illness"]
    add(people, "serious_claims_lately", (serious & is_lately).groupby(by).sum(), 0)
    add(people, "serious_claims_before", (serious & ~is_lately).groupby(by).sum(), 0)


def add_work(tables: Path, people: pd.DataFrame) -> None:
    """Add the months of work and their wages."""
    work = read(tables, "employment")
    work = work[work["working"]]
    by = work["person"]
    for name, after, to in (
        ("last", "2020-04-30", "2020-05-30"),
        ("lately", "2020-02-29", "2020-05-30"),
        ("before", "2019-05-30", "2020-02-29"),
    ):
        then = between(work["month"], after, to)
        add(people, f"months_worked_{name}", then.groupby(by).sum(), 0)
        add(people, f"wages_{name}", total(work["wage"][then], by[then]), 0)
    last = between(work["month"], "2020-04-30", "2020-05-30")
    wages = work["wage"][last].groupby(by[last])
    people["latest_wage"] = wages.max().mask(work["wage"][last].isna().groupby(by[last]).any())


def add_registers(tables: Path, people: pd.DataFrame) -> None:
    """Add insurance, school, assistance and disability."""
    insurance = read(tables, "insurance_enrolment")
    insurance = insurance[insurance["year"] == AS_OF.year].set_index("person")
    add(people, "insured_basic", word(insurance["basic"], "resident", "employee"), fill=False)
    add(people, "insured_as_resident", word(insurance["basic"], "resident"), fill=False)
    add(people, "covered_for_serious_illness", insurance["serious_cover"], fill=False)
    school = read(tables, "school_roll").set_index("person")
    costs = word(school["stage"], "senior", "vocational") & word(school["state"], "enrolled")
    add(people, "schooling_cost", school["cost_after_aid"].where(costs, 0), 0)
    add(people, "dropped_out", word(school["state"], "dropout"), fill=False)
    add(people, "school_rows", school.groupby(level=0).size(), 0)
    help_ = read(tables, "social_assistance")
    runs = help_["end_date"].isna() | (help_["end_date"] > AS_OF)
    is_assisted = word(help_["kind"], "dibao", "destitute") & runs
    is_new = between(help_["start_date"], "2020-04-30", "2020-06-30")
    add(people, "assisted", any_of(is_assisted.astype("boolean"), help_["person"]), fill=False)
    add(people, "newly_assisted", any_of(is_new.astype("boolean"), help_["person"]), fill=False)
    disabled = read(tables, "disability").set_index("person")
    is_mental = word(disabled["category"], "intellectual", "mental") & (disabled["level"] <= 3)
    add(people, "severely_disabled", (disabled["level"] <= 2) | is_mental, fill=False)


def add(frame: pd.DataFrame, name: str, values: pd.Series, fill: object) -> None:
    """Add a column by the key; who has no row gets ``fill``, what is unknown stays unknown."""
    column = values.reindex(frame.index)
    missing = ~frame.index.isin(values.index)
    if isinstance(fill, bool):
        column = column.astype("boolean")
    frame[name] = column.mask(missing, fill)


def households_with_watch(tables: Path) -> pd.DataFrame:
    """Return households with what persons need of them."""
    frame = read(tables, "household")
    frame = frame[frame["left_date"].isna()].drop(columns="left_date").set_index("household")
    incomes = ["wage_income", "business_income", "property_income", "transfer_income"]
    frame["net_income"] = frame[incomes].sum(axis=1, skipna=False) - frame["business_cost"]
    watch = read(tables, "watch").set_index("household")
    add(frame, "watched", watch["ended_date"].isna(), fill=False)
    add(frame, "risk_ended", watch["ended_date"].notna(), fill=False)
    frame["watch_identified"] = watch["identified_date"]
    frame["watch_kind"] = watch["kind"]
    return frame


def complete(tables: Path, frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Add the feeds of households and the sums over their members."""
    by = people["household"]
    labour = people["labour"]
    add(frame, "members_present", by.groupby(by).size(), 0)
    add(frame, "heads_present", word(people["relation"], "head").groupby(by).sum(), 0)
    able = word(labour, "ordinary", "skilled", "weak")
    add(frame, "labour_count", total(able.astype("Int64"), by), 0)
    add(frame, "without_labour", ~any_of(able, by), fill=True)
    for name, source in (
        ("household_self_paid_12m", "medical_self_paid_12m"),
        ("household_schooling_cost", "schooling_cost"),
        ("wages_lately", "wages_lately"),
        ("wages_before", "wages_before"),
    ):
        add(frame, name, total(people[source].astype("Int64"), by), 0)
    add(frame, "uninsured_members", total((~people["insured_basic"]).astype("Int64"), by), 0)
    add(frame, "member_assisted", any_of(people["assisted"], by), fill=False)
    add(frame, "member_newly_assisted", any_of(people["newly_assisted"], by), fill=False)
    out = people["of_compulsory_age"] & (people["dropped_out"] | (people["school_rows"] == 0))
    add(frame, "child_out_of_school", any_of(out, by), fill=False)
    for feed in ("housing_grade", "water_point"):
        frame = frame.join(read(tables, feed).set_index("household"))
    measure = read(tables, "measure")
    measure = measure[
        word(measure["kind"], "industry", "employment", "finance", "public_post")
        & (measure["started_date"] <= AS_OF)
        & (measure["ended_date"].isna() | (measure["ended_date"] > AS_OF))
    ]
    add(frame, "developmental_measures", measure.groupby("household").size(), 0)
    add_disasters(tables, frame)
    heads = frame["members"].mask(frame["members"] == 0).astype("Float64")
    frame["income_per_head"] = rounded(frame["net_income"] / heads)
    left = frame["net_income"] - frame["household_self_paid_12m"]
    frame["income_after_medical"] = rounded(left / heads)
    frame["monthly_lately"] = rounded(frame["wages_lately"] / 3)
    frame["monthly_before"] = rounded(frame["wages_before"] / 9)
    repaired = frame["done_date"].notna() & (frame["done_date"] > frame["graded_date"])
    frame["unsafe"] = word(frame["grade"], "C", "D") & ~repaired
    return frame


def add_disasters(tables: Path, frame: pd.DataFrame) -> None:
    """Add what disasters did to households."""
    events = read(tables, "disaster")
    events = events[events["happened_date"] <= AS_OF]
    by = events["household"]
    in_year = (events["happened_date"] > pd.Timestamp("2019-06-30")).astype("boolean")
    lately = (events["happened_date"] > pd.Timestamp("2020-03-30")).astype("boolean")
    is_damage = word(events["house_damage"], "partial", "destroyed")
    is_livestock = (events["livestock_lost"] > 0) & lately
    loss = (events["loss"] - events["compensated"]).where(in_year, 0)
    add(frame, "net_loss", total(loss, by), 0)
    add(frame, "houses_damaged", total((is_damage & in_year).astype("Int64"), by), 0)
    add(frame, "livestock_disasters", is_livestock.groupby(by).sum(), 0)
    share = events["livestock_share"][is_livestock]
    known = share.groupby(by[is_livestock])
    frame["share_lost"] = known.max().mask(share.isna().groupby(by[is_livestock]).any())


def rounded(value: pd.Series) -> pd.Series:
    """Round half up."""
    return (value + 0.5).floordiv(1)


def outcomes_of_persons(p: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the outcome of each check for all persons."""
    is_poor = word(p["status"], *POOR)
    return {
        "school_age_child_not_on_roll": p["of_compulsory_age"] & (p["school_rows"] == 0),
        "school_age_child_dropped_out": p["of_compulsory_age"] & p["dropped_out"],
        "schooling_cost_over_line": p["schooling_cost"] > 1000000,
        "not_in_basic_insurance": ~p["insured_basic"]
        & (p["birth_date"] < pd.Timestamp("2020-04-01")),
        "no_serious_illness_cover": p["insured_as_resident"] & ~p["covered_for_serious_illness"],
        "wage_not_credible": (p["months_worked_last"] > 0)
        & ((p["latest_wage"] < 10000) | (p["latest_wage"] > 3000000)),
        "works_without_labour": word(p["labour"], "lost", "none") & (p["months_worked_lately"] > 0),
        "exited_inpatient_cost": is_poor & (p["inpatient_self_paid_12m"] >= 500000),
        "general_inpatient_cost": word(p["status"], "general")
        & (p["inpatient_self_paid_12m"] >= 2000000),
        "outpatient_cost": rounded(p["outpatient"] / 3) >= 50000,
        "new_serious_illness": (p["serious_claims_lately"] > 0) & (p["serious_claims_before"] == 0),
        "watched_costly_stay": p["watched"]
        & (p["inpatient_stays_12m"] > 0)
        & (p["costliest_stay_12m"] > 600000),
        "exited_medical_over_income_share": is_poor & (p["medical_self_paid_12m"] > 0.5 * 1528300),
        "low_income_medical_cost": (p["assisted"] | p["watched"])
        & (p["medical_self_paid_12m"] > 1000000),
        "general_medical_cost": ~p["assisted"]
        & ~p["watched"]
        & (p["medical_self_paid_12m"] > 2600000),
        "marginal_compliant_cost": p["watched"]
        & word(p["watch_kind"], "marginal")
        & (p["compliant_self_paid_12m"] >= 1000000),
        "job_lost": between(p["birth_date"], "1960-06-30", "2004-06-30")
        & (p["months_worked_before"] >= 6)
        & (p["months_worked_lately"] == 0),
        "severely_disabled_uncovered": (word(p["status"], "registered", "relapsed") | p["watched"])
        & p["severely_disabled"]
        & ~p["assisted"],
    }


def outcomes_of_households(h: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the outcome of each check for all households."""
    is_poor_or_watched = word(h["status"], *POOR) | h["watched"]
    line = h["hard_supply"].map({True: 20, False: 35}).astype("Float64")
    is_low = h["income_per_head"] < 500000
    return {
        "lives_in_unsafe_house": h["unsafe"] & h["lived_in"],
        "only_house_unsafe_and_unrepaired": h["unsafe"]
        & h["only_dwelling"]
        & word(h["renovation"], "none")
        & (h["without_labour"] | is_low),
        "house_damaged_by_disaster": (h["houses_damaged"] > 0) & ~word(h["renovation"], "done"),
        "water_too_little": h["litres_per_day"] < line,
        "water_quality_failed": word(h["quality"], "fail"),
        "water_too_far": ~word(h["source"], "piped")
        & ~(h["pastoral"] & word(h["source"], "central_point"))
        & (h["fetch_minutes"] > 20)
        & ((h["fetch_metres"] > 800) | (h["fetch_climb"] > 80)),
        "water_cut_off": h["cut_days"] > 30,
        "members_differ": h["members"] != h["members_present"],
        "not_one_head": h["heads_present"] != 1,
        "income_below_monitoring_line": is_low,
        "below_line_not_watched": word(h["status"], "exited", "general") & ~h["watched"] & is_low,
        "below_line_after_medical": (h["income_after_medical"] < 500000)
        & (h["income_per_head"] >= 500000),
        "rigid_spending_over_income": h["household_self_paid_12m"] + h["household_schooling_cost"]
        > h["net_income"],
        "low_income_household_medical_cost": word(h["status"], "general")
        & (h["income_per_head"] < 887100)
        & (h["household_self_paid_12m"] >= 2000000),
        "disaster_loss_over_income_share": (h["net_loss"] > 0.5 * h["net_income"])
        & (h["net_loss"] > 0),
        "livestock_loss": (h["livestock_disasters"] > 0) & (h["share_lost"] >= 20),
        "newly_assisted_not_watched": word(h["status"], "general", "exited")
        & ~h["watched"]
        & h["member_newly_assisted"],
        "household_wages_dropped": h["monthly_lately"] < 0.5 * h["monthly_before"],
        "watched_without_development": h["watched"]
        & (h["labour_count"] > 0)
        & (h["watch_identified"] <= pd.Timestamp("2019-12-30"))
        & (h["developmental_measures"] == 0),
        "risk_ended_problem_back": h["risk_ended"]
        & (
            h["child_out_of_school"]
            | h["unsafe"]
            | word(h["quality"], "fail")
            | (h["cut_days"] > 30)
            | (h["uninsured_members"] > 0)
        ),
        "no_labour_uncovered": is_poor_or_watched & h["without_labour"] & ~h["member_assisted"],
        "low_income_uncovered": is_poor_or_watched
        & (h["income_per_head"] < 591400)
        & ~h["member_assisted"],
    }


def main() -> None:
    """Read, compute, count."""
    tables = Path(sys.argv[1])
    start = time.perf_counter()
    households = households_with_watch(tables)
    people = persons_of(tables, households)
    households = complete(tables, households, people)
    outcomes = {**outcomes_of_households(households), **outcomes_of_persons(people)}
    hits = {name: int(outcome.sum()) for name, outcome in outcomes.items()}
    unknown = {name: int(outcome.isna().sum()) for name, outcome in outcomes.items()}
    seconds = time.perf_counter() - start
    answer = {"seconds": seconds, "hits": hits, "not_evaluable": unknown, "megabytes": peak()}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()

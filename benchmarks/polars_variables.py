"""What the checks name, from the feeds: persons and households as lazy Polars frames.

Sums of money are whole numbers of fen; a filter that all sums of a feed share stands before them;
feeds with one row a person or household are joined without grouping them.
"""

from collections.abc import Callable
from datetime import date

import polars as pl

C = pl.col
AS_OF = date(2020, 6, 30)
YEAR_AGO = date(2019, 6, 30)
Scan = Callable[[str], pl.LazyFrame]


def if_there(flag: str, value: pl.Expr) -> pl.Expr:
    """Return the value where the feed has been delivered, else unknown."""
    return pl.when(flag).then(value)


def households_for_persons(scan: Scan, there: pl.LazyFrame) -> pl.LazyFrame:
    """Return households with their income and watch: what persons need of them comes first."""
    watch = scan("watch").select(
        "household",
        risk_ended=C.ended_date.is_not_null(),
        watched=C.ended_date.is_null(),
        watch_identified="identified_date",
        watch_kind="kind",
    )
    return (
        scan("household")
        .filter(C.left_date.is_null())
        .select(
            "household", "league", "banner", "status", "members", "pastoral",
            net_income=C.wage_income + C.business_income + C.property_income
            + C.transfer_income - C.business_cost,
        )
        .join(watch, on="household", how="left")
        .join(there, on="banner", how="left")
        .with_columns(
            watched=if_there("watch:1", C.watched.fill_null(value=False)),
            risk_ended=if_there("watch:1", C.risk_ended.fill_null(value=False)),
            watch_identified=if_there("watch:1", C.watch_identified),
            watch_kind=if_there("watch:1", C.watch_kind),
        )
    )  # fmt: skip


def _claims(scan: Scan) -> pl.LazyFrame:
    is_inpatient, is_serious = C.kind == "inpatient", C.serious_illness
    is_lately = C.settled_date > date(2020, 4, 30)
    return (
        scan("medical_claim")
        .filter((C.settled_date > YEAR_AGO) & (C.settled_date <= AS_OF))
        .select(
            "person",
            "self_paid",
            "compliant_self_paid",
            inpatient=pl.when(is_inpatient).then("self_paid"),
            outpatient=pl.when(~is_inpatient & (C.settled_date > date(2020, 3, 30))).then(
                "self_paid"
            ),
            lately=is_serious & is_lately,
            before=is_serious & ~is_lately,
        )
        .group_by("person")
        .agg(
            medical_self_paid_12m=C.self_paid.sum(),
            compliant=C.compliant_self_paid.sum(),
            compliant_unknown=C.compliant_self_paid.null_count(),
            inpatient_self_paid_12m=C.inpatient.sum(),
            costliest_stay_12m=C.inpatient.max(),
            inpatient_stays_12m=C.inpatient.count().cast(pl.Int64),
            outpatient_self_paid=C.outpatient.sum(),
            serious_claims_lately=C.lately.sum().cast(pl.Int64),
            serious_claims_before=C.before.sum().cast(pl.Int64),
        )
    )


def _work(scan: Scan) -> pl.LazyFrame:
    return (
        scan("employment")
        .filter(C.working)
        .select(
            "person",
            "wage",
            last=(C.month > date(2020, 4, 30)) & (C.month <= date(2020, 5, 30)),
            lately=(C.month > date(2020, 2, 29)) & (C.month <= date(2020, 5, 30)),
            before=(C.month > date(2019, 5, 30)) & (C.month <= date(2020, 2, 29)),
        )
        .select(
            "person",
            "last",
            "lately",
            "before",
            wage_last=pl.when("last").then("wage"),
            wage_lately=pl.when("lately").then("wage"),
            wage_before=pl.when("before").then("wage"),
        )
        .group_by("person")
        .agg(
            C.last.sum(),
            months_worked_lately=C.lately.sum().cast(pl.Int64),
            months_worked_before=C.before.sum().cast(pl.Int64),
            last_known=C.wage_last.count(),
            lately_known=C.wage_lately.count(),
            before_known=C.wage_before.count(),
            latest_wage=C.wage_last.max(),
            wages_lately=C.wage_lately.sum(),
            wages_before=C.wage_before.sum(),
        )
        .select(
            "person",
            "months_worked_lately",
            "months_worked_before",
            worked_last_month=C.last > 0,
            latest_wage=pl.when(C.last_known == C.last).then("latest_wage"),
            wages_lately=pl.when(C.lately_known == C.months_worked_lately).then("wages_lately"),
            wages_before=pl.when(C.before_known == C.months_worked_before).then("wages_before"),
        )
    )


def _insurance(scan: Scan) -> pl.LazyFrame:
    return (
        scan("insurance_enrolment")
        .filter(C.year == AS_OF.year)
        .select(
            "person",
            covered_for_serious_illness="serious_cover",
            insured_as_resident=C.basic == "resident",
            insured_basic=C.basic.is_in(["resident", "employee"]),
            enrolled=True,
        )
    )


def _school(scan: Scan) -> pl.LazyFrame:
    costs = C.stage.is_in(["senior", "vocational"]) & (C.state == "enrolled")
    return scan("school_roll").select(
        "person",
        dropped_out=C.state == "dropout",
        schooling_cost=pl.when(costs).then("cost_after_aid").otherwise(0),
        school_rows=pl.lit(1, pl.Int64),
    )


def _assistance(scan: Scan) -> pl.LazyFrame:
    runs = C.end_date.is_null() | (C.end_date > AS_OF)
    return (
        scan("social_assistance")
        .select(
            "person",
            assisted=C.kind.is_in(["dibao", "destitute"]) & runs,
            newly_assisted=(C.start_date > date(2020, 4, 30)) & (C.start_date <= AS_OF),
        )
        .group_by("person")
        .agg(C.assisted.any(), C.newly_assisted.any())
    )


def _disability(scan: Scan) -> pl.LazyFrame:
    is_mental = C.category.is_in(["intellectual", "mental"])
    return scan("disability").select(
        "person", severely_disabled=(C.level <= 2) | (is_mental & (C.level <= 3))
    )


def persons(scan: Scan, there: pl.LazyFrame, households: pl.LazyFrame) -> pl.LazyFrame:
    """Return persons with everything that their checks and their households need."""
    joined = (
        scan("person")
        .filter(C.left_date.is_null())
        .select("person", "household", "league", "banner", "birth_date", "labour", "relation")
        .join(_claims(scan), on="person", how="left")
        .join(_insurance(scan), on="person", how="left")
        .join(_work(scan), on="person", how="left")
        .join(_school(scan), on="person", how="left")
        .join(_assistance(scan), on="person", how="left")
        .join(_disability(scan), on="person", how="left")
        .join(
            households.select("household", "status", "watched", "watch_kind"),
            on="household",
            how="left",
        )
        .join(there, on="banner", how="left")
    )
    compliant = pl.when(C.compliant_unknown.is_null()).then(0).when(C.compliant_unknown == 0)
    has_worked = C.months_worked_lately.is_not_null()
    monthly = (C.outpatient_self_paid.fill_null(0) / 3 + 0.5).floor().cast(pl.Int64)
    claims, work = "medical_claim:12", "employment:12"
    return joined.select(
        "person", "household", "league", "banner", "birth_date", "labour", "relation", "status",
        "watched", "watch_kind",
        of_compulsory_age=(C.birth_date <= date(2013, 9, 1)) & (C.birth_date > date(2004, 6, 30)),
        medical_self_paid_12m=if_there(claims, C.medical_self_paid_12m.fill_null(0)),
        self_paid_yearly=if_there(claims, C.medical_self_paid_12m.fill_null(0)),
        inpatient_self_paid_12m=if_there(claims, C.inpatient_self_paid_12m.fill_null(0)),
        inpatient_stays_12m=if_there(claims, C.inpatient_stays_12m.fill_null(0)),
        costliest_stay_12m=if_there(claims, C.costliest_stay_12m),
        compliant_self_paid_12m=if_there(claims, compliant.then("compliant")),
        outpatient_self_paid_monthly=if_there("medical_claim:3", monthly),
        serious_claims_lately=if_there("medical_claim:2", C.serious_claims_lately.fill_null(0)),
        serious_claims_before=if_there(claims, C.serious_claims_before.fill_null(0)),
        insured_basic=if_there("insurance_enrolment:1", C.insured_basic.fill_null(value=False)),
        insured_as_resident=if_there(
            "insurance_enrolment:1", C.insured_as_resident.fill_null(value=False)
        ),
        covered_for_serious_illness=if_there(
            "insurance_enrolment:1",
            pl.when(C.enrolled.is_null()).then(statement=False)
            .otherwise("covered_for_serious_illness"),
        ),
        worked_last_month=if_there("employment:1", C.worked_last_month.fill_null(value=False)),
        latest_wage=if_there("employment:1", C.latest_wage),
        months_worked_lately=if_there("employment:3", C.months_worked_lately.fill_null(0)),
        months_worked_before=if_there(work, C.months_worked_before.fill_null(0)),
        wages_lately=if_there("employment:3", pl.when(has_worked).then("wages_lately").otherwise(0)),
        wages_before=if_there(work, pl.when(has_worked).then("wages_before").otherwise(0)),
        dropped_out=if_there("school_roll:1", C.dropped_out.fill_null(value=False)),
        school_rows=if_there("school_roll:1", C.school_rows.fill_null(0)),
        schooling_cost=if_there(
            "school_roll:1", pl.when(C.school_rows.is_null()).then(0).otherwise("schooling_cost")
        ),
        assisted=if_there("social_assistance:1", C.assisted.fill_null(value=False)),
        newly_assisted=if_there("social_assistance:1", C.newly_assisted.fill_null(value=False)),
        severely_disabled=if_there("disability:1", C.severely_disabled.fill_null(value=False)),
    )  # fmt: skip


def _members(persons: pl.LazyFrame) -> pl.LazyFrame:
    """Sum up the members of a household; a sum over something unknown is unknown."""
    sums = ("medical_self_paid_12m", "schooling_cost", "wages_lately", "wages_before")
    return (
        persons.select(
            "household", *sums, "assisted", "newly_assisted",
            head=C.relation == "head",
            works=C.labour.is_in(["ordinary", "skilled", "weak"]),
            able=~C.labour.is_in(["lost", "none"]),
            uninsured=~C.insured_basic,
            out=C.of_compulsory_age & (C.dropped_out | (C.school_rows == 0)),
        )
        .group_by("household")
        .agg(
            C.assisted.any(ignore_nulls=False),
            C.newly_assisted.any(ignore_nulls=False),
            C.able.any(ignore_nulls=False),
            C.out.any(ignore_nulls=False),
            *(C(name).sum() for name in (*sums, "works", "uninsured")),
            *(C(name).null_count().alias(f"{name}?") for name in (*sums, "works", "uninsured")),
            members_present=pl.len().cast(pl.Int64),
            heads_present=C.head.sum().cast(pl.Int64),
        )
        .select(
            "household", "members_present", "heads_present",
            labour_count=pl.when(C("works?") == 0).then(C.works.cast(pl.Int64)),
            without_labour=~C.able,
            household_self_paid_12m=pl.when(C("medical_self_paid_12m?") == 0)
            .then("medical_self_paid_12m"),
            household_schooling_cost=pl.when(C("schooling_cost?") == 0).then("schooling_cost"),
            wages_lately=pl.when(C("wages_lately?") == 0).then("wages_lately"),
            wages_before=pl.when(C("wages_before?") == 0).then("wages_before"),
            member_assisted="assisted",
            member_newly_assisted="newly_assisted",
            uninsured_members=pl.when(C("uninsured?") == 0).then(C.uninsured.cast(pl.Int64)),
            child_out_of_school="out",
        )
    )  # fmt: skip


def _measures(scan: Scan) -> pl.LazyFrame:
    return (
        scan("measure")
        .filter(
            C.kind.is_in(["industry", "employment", "finance", "public_post"])
            & (C.started_date <= AS_OF)
            & (C.ended_date.is_null() | (C.ended_date > AS_OF))
        )
        .group_by("household")
        .agg(developmental_measures=pl.len().cast(pl.Int64))
    )


def _disasters(scan: Scan) -> pl.LazyFrame:
    in_year = C.happened_date > YEAR_AGO
    is_livestock = (C.livestock_lost > 0) & (C.happened_date > date(2020, 3, 30))
    return (
        scan("disaster")
        .filter(C.happened_date <= AS_OF)
        .select(
            "household",
            in_year=in_year,
            loss=pl.when(in_year).then(C.loss - C.compensated),
            damage=C.house_damage.is_in(["partial", "destroyed"]) & in_year,
            livestock=is_livestock,
            share=pl.when(is_livestock).then("livestock_share"),
        )
        .group_by("household")
        .agg(
            C.in_year.sum(),
            C.loss.sum(),
            C.damage.sum().cast(pl.Int64),
            C.livestock.sum().cast(pl.Int64),
            C.share.max(),
            loss_known=C.loss.count(),
            damage_unknown=C.damage.null_count(),
            share_known=C.share.count(),
        )
        .select(
            "household",
            disaster_net_loss_12m=pl.when(C.loss_known == C.in_year).then("loss"),
            houses_damaged=pl.when(C.damage_unknown == 0).then("damage"),
            livestock_disasters="livestock",
            livestock_share_lost=pl.when(C.share_known == C.livestock).then("share"),
        )
    )


def households(scan: Scan, households: pl.LazyFrame, persons: pl.LazyFrame) -> pl.LazyFrame:
    """Return households with everything that their checks need."""
    grade = scan("housing_grade").select(
        "household", house_grade="grade", house_is_only_one="only_dwelling",
        house_lived_in="lived_in", house_renovation="renovation",
        house_repaired_since=C.done_date.is_not_null() & (C.done_date > C.graded_date),
    )  # fmt: skip
    water = scan("water_point").select(
        "household", water_source="source", water_quality="quality", water_litres="litres_per_day",
        water_minutes="fetch_minutes", water_metres="fetch_metres", water_climb="fetch_climb",
        water_cut_days="cut_days", water_is_hard_to_supply="hard_supply",
    )  # fmt: skip
    joined = (
        households.join(_members(persons), on="household", how="left")
        .join(grade, on="household", how="left")
        .join(water, on="household", how="left")
        .join(_measures(scan), on="household", how="left")
        .join(_disasters(scan), on="household", how="left")
    )
    has_members = C.members_present.is_not_null()
    has_disaster = C.livestock_disasters.is_not_null()

    def total(name: str, empty: object = 0) -> pl.Expr:
        return if_there("person:1", pl.when(has_members).then(name).otherwise(empty)).alias(name)

    def loss(name: str) -> pl.Expr:
        return if_there("disaster:1", pl.when(has_disaster).then(name).otherwise(0)).alias(name)

    known = joined.select(
        "household", "league", "banner", "status", "members", "pastoral", "net_income", "watched",
        "risk_ended", "watch_identified",
        *(total(name) for name in (
            "members_present", "heads_present", "labour_count", "household_self_paid_12m",
            "household_schooling_cost", "wages_lately", "wages_before", "uninsured_members",
        )),
        *(total(name, empty=False) for name in (
            "member_assisted", "member_newly_assisted", "child_out_of_school",
        )),
        total("without_labour", empty=True),
        *(if_there("housing_grade:1", C(name)).alias(name) for name in (
            "house_grade", "house_is_only_one", "house_lived_in", "house_renovation",
        )),
        *(if_there("water_point:1", C(name)).alias(name) for name in (
            "water_source", "water_quality", "water_litres", "water_minutes", "water_metres",
            "water_climb", "water_cut_days", "water_is_hard_to_supply",
        )),
        loss("disaster_net_loss_12m"), loss("houses_damaged"), loss("livestock_disasters"),
        # Without a row there is no day of repair, and no grade either.
        house_repaired_since=if_there(
            "housing_grade:1", C.house_repaired_since.fill_null(value=False)
        ),
        developmental_measures=if_there("measure:1", C.developmental_measures.fill_null(0)),
        livestock_share_lost=if_there("disaster:1", C.livestock_share_lost),
    )  # fmt: skip
    members = pl.when(C.members != 0).then("members")
    return known.with_columns(
        house_unsafe=C.house_grade.is_in(["C", "D"]) & ~C.house_repaired_since,
        disaster_net_loss_yearly=C.disaster_net_loss_12m,
        income_per_head=_rounded(C.net_income / members),
        income_after_medical=_rounded((C.net_income - C.household_self_paid_12m) / members),
        rigid_spending=C.household_self_paid_12m + C.household_schooling_cost,
        monthly_wages_lately=_rounded(C.wages_lately / 3),
        monthly_wages_before=_rounded(C.wages_before / 9),
    )


def _rounded(value: pl.Expr) -> pl.Expr:
    return (value + 0.5).floor().cast(pl.Int64)

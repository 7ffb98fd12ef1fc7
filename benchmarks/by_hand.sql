-- The 40 checks of checks.txt as of 30 June 2020, as a good analyst would write them for DuckDB:
-- the whole data at once, each feed scanned once, money in fen. Names after a dollar sign are paths.

-- What has been delivered: a feed is there if its latest period is not before May 2020 (June was
-- not yet due) and the months before it, as many as a check looks back, have come, too.
CREATE TEMP TABLE delivered AS SELECT * FROM read_parquet('$delivered');
CREATE TEMP TABLE months_there AS
WITH latest AS (
    SELECT feed, banner, max(period) AS last_period
    FROM delivered WHERE period <= DATE '2020-06-30'
    GROUP BY ALL HAVING last_period >= DATE '2020-05-01'
)
SELECT feed, banner,
    count(DISTINCT period) FILTER (period > last_period - INTERVAL 12 MONTH) AS of_12,
    count(DISTINCT period) FILTER (period > last_period - INTERVAL 3 MONTH) AS of_3,
    count(DISTINCT period) FILTER (period > last_period - INTERVAL 2 MONTH) AS of_2
FROM delivered JOIN latest USING (feed, banner) WHERE period <= last_period
GROUP BY ALL
UNION ALL
SELECT DISTINCT feed, banner, 0, 0, 0 FROM delivered WHERE period IS NULL;
CREATE TEMP TABLE there AS
SELECT banner,
    bool_or(feed = 'person') AS person,
    bool_or(feed = 'watch') AS watch,
    bool_or(feed = 'housing_grade') AS housing_grade,
    bool_or(feed = 'water_point') AS water_point,
    bool_or(feed = 'measure') AS measure,
    bool_or(feed = 'disaster') AS disaster,
    bool_or(feed = 'school_roll') AS school_roll,
    bool_or(feed = 'disability') AS disability,
    bool_or(feed = 'social_assistance') AS social_assistance,
    bool_or(feed = 'insurance_enrolment') AS insurance_enrolment,
    bool_or(feed = 'medical_claim' AND of_12 = 12) AS claims_12,
    bool_or(feed = 'medical_claim' AND of_3 = 3) AS claims_3,
    bool_or(feed = 'medical_claim' AND of_2 = 2) AS claims_2,
    bool_or(feed = 'employment') AS employment_1,
    bool_or(feed = 'employment' AND of_3 = 3) AS employment_3,
    bool_or(feed = 'employment' AND of_12 = 12) AS employment_12
FROM months_there GROUP BY banner;

-- Households with what persons need of them.
CREATE TEMP TABLE households AS
SELECT h.household, h.league, h.banner, h.status, h.members, h.pastoral,
    wage_income + business_income + property_income + transfer_income - business_cost AS net_income,
    CASE WHEN t.watch THEN w.household IS NOT NULL AND w.ended_date IS NULL END AS watched,
    CASE WHEN t.watch THEN w.household IS NOT NULL AND w.ended_date IS NOT NULL END AS risk_ended,
    CASE WHEN t.watch THEN w.identified_date END AS watch_identified,
    CASE WHEN t.watch THEN w.kind END AS watch_kind
FROM read_parquet('$household') h
LEFT JOIN read_parquet('$watch') w USING (household)
LEFT JOIN there t ON t.banner = h.banner
WHERE h.left_date IS NULL;

-- Persons with everything from their own feeds.
CREATE TEMP TABLE persons AS
WITH claims AS (
    SELECT person,
        sum(self_paid)::BIGINT AS medical_self_paid_12m,
        CASE WHEN count(compliant_self_paid) = count(*)
            THEN sum(compliant_self_paid)::BIGINT END AS compliant_self_paid_12m,
        coalesce(sum(self_paid) FILTER (kind = 'inpatient'), 0)::BIGINT AS inpatient_self_paid_12m,
        max(self_paid) FILTER (kind = 'inpatient') AS costliest_stay_12m,
        count(*) FILTER (kind = 'inpatient') AS inpatient_stays_12m,
        coalesce(sum(self_paid) FILTER (kind <> 'inpatient' AND settled_date > DATE '2020-03-30'),
            0)::BIGINT AS outpatient_self_paid,
        count(*) FILTER (serious_illness AND settled_date > DATE '2020-04-30')
            AS serious_claims_lately,
        count(*) FILTER (serious_illness AND settled_date <= DATE '2020-04-30')
            AS serious_claims_before
    FROM read_parquet('$medical_claim')
    WHERE settled_date > DATE '2019-06-30' AND settled_date <= DATE '2020-06-30'
    GROUP BY person
), months AS (
    SELECT person, wage,
        month > DATE '2020-04-30' AND month <= DATE '2020-05-30' AS is_last,
        month > DATE '2020-02-29' AND month <= DATE '2020-05-30' AS is_lately,
        month > DATE '2019-05-30' AND month <= DATE '2020-02-29' AS is_before
    FROM read_parquet('$employment') WHERE working
), work AS (
    SELECT person,
        count_if(is_last) > 0 AS worked_last_month,
        CASE WHEN count(wage) FILTER (is_last) = count_if(is_last)
            THEN max(wage) FILTER (is_last) END AS latest_wage,
        count_if(is_lately) AS months_worked_lately,
        count_if(is_before) AS months_worked_before,
        CASE WHEN count(wage) FILTER (is_lately) = count_if(is_lately)
            THEN coalesce(sum(wage) FILTER (is_lately), 0)::BIGINT END AS wages_lately,
        CASE WHEN count(wage) FILTER (is_before) = count_if(is_before)
            THEN coalesce(sum(wage) FILTER (is_before), 0)::BIGINT END AS wages_before
    FROM months GROUP BY person
), insurance AS (
    SELECT person, serious_cover AS covered_for_serious_illness,
        basic = 'resident' AS insured_as_resident,
        basic IN ('resident', 'employee') AS insured_basic
    FROM read_parquet('$insurance_enrolment') WHERE year = 2020
), school AS (
    SELECT person, state = 'dropout' AS dropped_out,
        CASE WHEN stage IN ('senior', 'vocational') AND state = 'enrolled'
            THEN cost_after_aid ELSE 0 END AS schooling_cost
    FROM read_parquet('$school_roll')
), assistance AS (
    SELECT person,
        bool_or(kind IN ('dibao', 'destitute')
            AND (end_date IS NULL OR end_date > DATE '2020-06-30')) AS assisted,
        bool_or(start_date > DATE '2020-04-30' AND start_date <= DATE '2020-06-30')
            AS newly_assisted
    FROM read_parquet('$social_assistance') GROUP BY person
), disabled AS (
    SELECT person,
        level <= 2 OR category IN ('intellectual', 'mental') AND level <= 3 AS severely_disabled
    FROM read_parquet('$disability')
)
SELECT p.person, p.household, p.league, p.banner, p.birth_date, p.labour, p.relation,
    h.status, h.watched, h.watch_kind,
    p.birth_date <= DATE '2013-09-01' AND p.birth_date > DATE '2004-06-30' AS of_compulsory_age,
    CASE WHEN t.claims_12 THEN coalesce(c.medical_self_paid_12m, 0) END AS medical_self_paid_12m,
    CASE WHEN t.claims_12 THEN CASE WHEN c.person IS NULL THEN 0
        ELSE c.compliant_self_paid_12m END END AS compliant_self_paid_12m,
    CASE WHEN t.claims_12 THEN coalesce(c.inpatient_self_paid_12m, 0) END
        AS inpatient_self_paid_12m,
    CASE WHEN t.claims_12 THEN c.costliest_stay_12m END AS costliest_stay_12m,
    CASE WHEN t.claims_12 THEN coalesce(c.inpatient_stays_12m, 0) END AS inpatient_stays_12m,
    CASE WHEN t.claims_3 THEN floor(coalesce(c.outpatient_self_paid, 0) / 3 + 0.5)::BIGINT END
        AS outpatient_self_paid_monthly,
    CASE WHEN t.claims_2 THEN coalesce(c.serious_claims_lately, 0) END AS serious_claims_lately,
    CASE WHEN t.claims_12 THEN coalesce(c.serious_claims_before, 0) END AS serious_claims_before,
    CASE WHEN t.insurance_enrolment THEN coalesce(i.insured_basic, false) END AS insured_basic,
    CASE WHEN t.insurance_enrolment THEN coalesce(i.insured_as_resident, false) END
        AS insured_as_resident,
    CASE WHEN t.insurance_enrolment THEN CASE WHEN i.person IS NULL THEN false
        ELSE i.covered_for_serious_illness END END AS covered_for_serious_illness,
    CASE WHEN t.employment_1 THEN coalesce(w.worked_last_month, false) END AS worked_last_month,
    CASE WHEN t.employment_1 THEN w.latest_wage END AS latest_wage,
    CASE WHEN t.employment_3 THEN coalesce(w.months_worked_lately, 0) END AS months_worked_lately,
    CASE WHEN t.employment_12 THEN coalesce(w.months_worked_before, 0) END AS months_worked_before,
    CASE WHEN t.employment_3 THEN CASE WHEN w.person IS NULL THEN 0
        ELSE w.wages_lately END END AS wages_lately,
    CASE WHEN t.employment_12 THEN CASE WHEN w.person IS NULL THEN 0
        ELSE w.wages_before END END AS wages_before,
    CASE WHEN t.school_roll THEN coalesce(s.dropped_out, false) END AS dropped_out,
    CASE WHEN t.school_roll THEN CASE WHEN s.person IS NULL THEN 0 ELSE 1 END END AS school_rows,
    CASE WHEN t.school_roll THEN CASE WHEN s.person IS NULL THEN 0
        ELSE s.schooling_cost END END AS schooling_cost,
    CASE WHEN t.social_assistance THEN coalesce(a.assisted, false) END AS assisted,
    CASE WHEN t.social_assistance THEN coalesce(a.newly_assisted, false) END AS newly_assisted,
    CASE WHEN t.disability THEN coalesce(d.severely_disabled, false) END AS severely_disabled
FROM read_parquet('$person') p
LEFT JOIN claims c USING (person)
LEFT JOIN work w USING (person)
LEFT JOIN insurance i USING (person)
LEFT JOIN school s USING (person)
LEFT JOIN assistance a USING (person)
LEFT JOIN disabled d USING (person)
LEFT JOIN households h ON h.household = p.household
LEFT JOIN there t ON t.banner = p.banner
WHERE p.left_date IS NULL;

-- Households with everything: their feeds, and their members summed up.
CREATE TEMP TABLE households_complete AS
WITH members AS (
    SELECT household,
        count(*) AS members_present,
        count_if(relation = 'head') AS heads_present,
        CASE WHEN count(labour) = count(*)
            THEN count_if(labour IN ('ordinary', 'skilled', 'weak')) END AS labour_count,
        CASE WHEN count_if(labour NOT IN ('lost', 'none')) > 0 THEN false
            WHEN count(labour) = count(*) THEN true END AS without_labour,
        CASE WHEN count(medical_self_paid_12m) = count(*)
            THEN sum(medical_self_paid_12m)::BIGINT END AS household_self_paid_12m,
        CASE WHEN count(schooling_cost) = count(*)
            THEN sum(schooling_cost)::BIGINT END AS household_schooling_cost,
        CASE WHEN count(wages_lately) = count(*) THEN sum(wages_lately)::BIGINT END AS wages_lately,
        CASE WHEN count(wages_before) = count(*) THEN sum(wages_before)::BIGINT END AS wages_before,
        CASE WHEN count_if(assisted) > 0 THEN true
            WHEN count(assisted) = count(*) THEN false END AS member_assisted,
        CASE WHEN count_if(newly_assisted) > 0 THEN true
            WHEN count(newly_assisted) = count(*) THEN false END AS member_newly_assisted,
        CASE WHEN count(insured_basic) = count(*)
            THEN count_if(NOT insured_basic) END AS uninsured_members,
        CASE WHEN count_if(of_compulsory_age AND (dropped_out OR school_rows = 0)) > 0 THEN true
            WHEN count(of_compulsory_age AND (dropped_out OR school_rows = 0)) = count(*)
            THEN false END AS child_out_of_school
    FROM persons GROUP BY household
), measures AS (
    SELECT household, count(*) AS developmental_measures
    FROM read_parquet('$measure')
    WHERE kind IN ('industry', 'employment', 'finance', 'public_post')
        AND started_date <= DATE '2020-06-30'
        AND (ended_date IS NULL OR ended_date > DATE '2020-06-30')
    GROUP BY household
), events AS (
    SELECT household, loss - compensated AS net_loss, livestock_share,
        happened_date > DATE '2019-06-30' AS in_year,
        house_damage IN ('partial', 'destroyed') AND happened_date > DATE '2019-06-30' AS is_damage,
        livestock_lost > 0 AND happened_date > DATE '2020-03-30' AS is_livestock
    FROM read_parquet('$disaster') WHERE happened_date <= DATE '2020-06-30'
), disasters AS (
    SELECT household,
        CASE WHEN count(net_loss) FILTER (in_year) = count_if(in_year)
            THEN coalesce(sum(net_loss) FILTER (in_year), 0)::BIGINT END AS disaster_net_loss_12m,
        CASE WHEN count(is_damage) = count(*) THEN count_if(is_damage) END AS houses_damaged,
        CASE WHEN count(is_livestock) = count(*) THEN count_if(is_livestock) END
            AS livestock_disasters,
        CASE WHEN count(is_livestock) = count(*)
            AND count(livestock_share) FILTER (is_livestock) = count_if(is_livestock)
            THEN max(livestock_share) FILTER (is_livestock) END AS livestock_share_lost
    FROM events GROUP BY household
), put_together AS (
    SELECT h.*,
        CASE WHEN t.person THEN coalesce(m.members_present, 0) END AS members_present,
        CASE WHEN t.person THEN coalesce(m.heads_present, 0) END AS heads_present,
        CASE WHEN t.person THEN if(m.household IS NULL, 0, m.labour_count) END AS labour_count,
        CASE WHEN t.person THEN if(m.household IS NULL, true, m.without_labour) END
            AS without_labour,
        CASE WHEN t.person THEN if(m.household IS NULL, 0, m.household_self_paid_12m) END
            AS household_self_paid_12m,
        CASE WHEN t.person THEN if(m.household IS NULL, 0, m.household_schooling_cost) END
            AS household_schooling_cost,
        CASE WHEN t.person THEN if(m.household IS NULL, 0, m.wages_lately) END AS wages_lately,
        CASE WHEN t.person THEN if(m.household IS NULL, 0, m.wages_before) END AS wages_before,
        CASE WHEN t.person THEN if(m.household IS NULL, false, m.member_assisted) END
            AS member_assisted,
        CASE WHEN t.person THEN if(m.household IS NULL, false, m.member_newly_assisted) END
            AS member_newly_assisted,
        CASE WHEN t.person THEN if(m.household IS NULL, 0, m.uninsured_members) END
            AS uninsured_members,
        CASE WHEN t.person THEN if(m.household IS NULL, false, m.child_out_of_school) END
            AS child_out_of_school,
        CASE WHEN t.housing_grade THEN g.grade END AS house_grade,
        CASE WHEN t.housing_grade THEN g.only_dwelling END AS house_is_only_one,
        CASE WHEN t.housing_grade THEN g.lived_in END AS house_lived_in,
        CASE WHEN t.housing_grade THEN g.renovation END AS house_renovation,
        CASE WHEN t.housing_grade THEN g.done_date IS NOT NULL AND g.done_date > g.graded_date END
            AS house_repaired_since,
        CASE WHEN t.water_point THEN w.source END AS water_source,
        CASE WHEN t.water_point THEN w.quality END AS water_quality,
        CASE WHEN t.water_point THEN w.litres_per_day END AS water_litres,
        CASE WHEN t.water_point THEN w.fetch_minutes END AS water_minutes,
        CASE WHEN t.water_point THEN w.fetch_metres END AS water_metres,
        CASE WHEN t.water_point THEN w.fetch_climb END AS water_climb,
        CASE WHEN t.water_point THEN w.cut_days END AS water_cut_days,
        CASE WHEN t.water_point THEN w.hard_supply END AS water_is_hard_to_supply,
        CASE WHEN t.measure THEN coalesce(e.developmental_measures, 0) END
            AS developmental_measures,
        CASE WHEN t.disaster THEN if(d.household IS NULL, 0, d.disaster_net_loss_12m) END
            AS disaster_net_loss_12m,
        CASE WHEN t.disaster THEN if(d.household IS NULL, 0, d.houses_damaged) END
            AS houses_damaged,
        CASE WHEN t.disaster THEN if(d.household IS NULL, 0, d.livestock_disasters) END
            AS livestock_disasters,
        CASE WHEN t.disaster THEN d.livestock_share_lost END AS livestock_share_lost
    FROM households h
    LEFT JOIN members m USING (household)
    LEFT JOIN read_parquet('$housing_grade') g USING (household)
    LEFT JOIN read_parquet('$water_point') w USING (household)
    LEFT JOIN measures e USING (household)
    LEFT JOIN disasters d USING (household)
    LEFT JOIN there t ON t.banner = h.banner
)
SELECT *,
    house_grade IN ('C', 'D') AND NOT house_repaired_since AS house_unsafe,
    floor(net_income / nullif(members, 0) + 0.5)::BIGINT AS income_per_head,
    floor((net_income - household_self_paid_12m) / nullif(members, 0) + 0.5)::BIGINT
        AS income_after_medical,
    household_self_paid_12m + household_schooling_cost AS rigid_spending,
    floor(wages_lately / 3 + 0.5)::BIGINT AS monthly_wages_lately,
    floor(wages_before / 9 + 0.5)::BIGINT AS monthly_wages_before
FROM put_together;

-- The outcome of each check: true is a hit, false is clear, NULL cannot be told.
CREATE TEMP TABLE household_outcomes AS SELECT *,
    house_unsafe AND house_lived_in AS lives_in_unsafe_house,
    house_unsafe AND house_is_only_one AND house_renovation = 'none' AND (without_labour
        OR income_per_head < 500000) AS only_house_unsafe_and_unrepaired,
    houses_damaged > 0 AND house_renovation <> 'done' AS house_damaged_by_disaster,
    water_litres < CASE WHEN water_is_hard_to_supply IS NULL THEN NULL WHEN
        water_is_hard_to_supply THEN 20 ELSE 35 END AS water_too_little,
    water_quality = 'fail' AS water_quality_failed,
    water_source <> 'piped' AND NOT (pastoral AND water_source = 'central_point') AND
        water_minutes > 20 AND (water_metres > 800 OR water_climb > 80) AS water_too_far,
    water_cut_days > 30 AS water_cut_off,
    members <> members_present AS members_differ,
    heads_present <> 1 AS not_one_head,
    income_per_head < 500000 AS income_below_monitoring_line,
    status IN ('exited', 'general') AND NOT watched AND income_per_head < 500000
        AS below_line_not_watched,
    income_after_medical < 500000 AND income_per_head >= 500000 AS below_line_after_medical,
    rigid_spending > net_income AS rigid_spending_over_income,
    status = 'general' AND income_per_head < 887100 AND household_self_paid_12m >= 2000000
        AS low_income_household_medical_cost,
    disaster_net_loss_12m > 0.5 * net_income AND disaster_net_loss_12m > 0
        AS disaster_loss_over_income_share,
    livestock_disasters > 0 AND livestock_share_lost >= 20 AS livestock_loss,
    status IN ('general', 'exited') AND NOT watched AND member_newly_assisted
        AS newly_assisted_not_watched,
    monthly_wages_lately < 0.5 * monthly_wages_before AS household_wages_dropped,
    watched AND labour_count > 0 AND watch_identified <= DATE '2019-12-30' AND
        developmental_measures = 0 AS watched_without_development,
    risk_ended AND (child_out_of_school OR house_unsafe OR water_quality = 'fail' OR
        water_cut_days > 30 OR uninsured_members > 0) AS risk_ended_problem_back,
    (status IN ('registered', 'exited', 'relapsed') OR watched) AND without_labour AND NOT
        member_assisted AS no_labour_uncovered,
    (status IN ('registered', 'exited', 'relapsed') OR watched) AND income_per_head <
        591400 AND NOT member_assisted AS low_income_uncovered
FROM households_complete;
CREATE TEMP TABLE person_outcomes AS SELECT *,
    (20200630 - (year(birth_date) * 10000 + month(birth_date) * 100 + day(birth_date))) // 10000
        AS years_old,
    of_compulsory_age AND school_rows = 0 AS school_age_child_not_on_roll,
    of_compulsory_age AND dropped_out AS school_age_child_dropped_out,
    schooling_cost > 1000000 AS schooling_cost_over_line,
    NOT insured_basic AND birth_date < DATE '2020-04-01' AS not_in_basic_insurance,
    insured_as_resident AND NOT covered_for_serious_illness AS no_serious_illness_cover,
    worked_last_month AND (latest_wage < 10000 OR latest_wage > 3000000) AS wage_not_credible,
    labour IN ('lost', 'none') AND months_worked_lately > 0 AS works_without_labour,
    status IN ('registered', 'exited', 'relapsed') AND inpatient_self_paid_12m >= 500000
        AS exited_inpatient_cost,
    status = 'general' AND inpatient_self_paid_12m >= 2000000 AS general_inpatient_cost,
    outpatient_self_paid_monthly >= 50000 AS outpatient_cost,
    serious_claims_lately > 0 AND serious_claims_before = 0 AS new_serious_illness,
    watched AND inpatient_stays_12m > 0 AND costliest_stay_12m > 600000 AS watched_costly_stay,
    status IN ('registered', 'exited', 'relapsed') AND medical_self_paid_12m > 0.5 *
        1528300 AS exited_medical_over_income_share,
    (assisted OR watched) AND medical_self_paid_12m > 1000000 AS low_income_medical_cost,
    NOT assisted AND NOT watched AND medical_self_paid_12m > 2600000 AS general_medical_cost,
    watched AND watch_kind = 'marginal' AND compliant_self_paid_12m >= 1000000
        AS marginal_compliant_cost,
    birth_date <= DATE '2004-06-30' AND birth_date > DATE '1960-06-30' AND
        months_worked_before >= 6 AND months_worked_lately = 0 AS job_lost,
    (status IN ('registered', 'relapsed') OR watched) AND severely_disabled AND NOT
        assisted AS severely_disabled_uncovered
FROM persons;

COPY (
WITH findings(subject, "key", household, "check", league, banner, evidence) AS (
SELECT 'household', household, household, 'lives_in_unsafe_house', league, banner,
    json_object('house_grade', house_grade, 'house_lived_in', house_lived_in,
        'house_repaired_since', house_repaired_since)
FROM household_outcomes WHERE lives_in_unsafe_house
UNION ALL
SELECT 'household', household, household, 'only_house_unsafe_and_unrepaired', league, banner,
    json_object('house_is_only_one', house_is_only_one, 'house_renovation', house_renovation,
        'house_unsafe', house_unsafe, 'income_per_head', income_per_head, 'monitoring_line',
        500000, 'without_labour', without_labour)
FROM household_outcomes WHERE only_house_unsafe_and_unrepaired
UNION ALL
SELECT 'household', household, household, 'house_damaged_by_disaster', league, banner,
    json_object('house_renovation', house_renovation, 'houses_damaged', houses_damaged)
FROM household_outcomes WHERE house_damaged_by_disaster
UNION ALL
SELECT 'household', household, household, 'water_too_little', league, banner,
    json_object('water_is_hard_to_supply', water_is_hard_to_supply, 'water_litres', water_litres,
        'water_litres_line', 35, 'water_litres_line_hard', 20)
FROM household_outcomes WHERE water_too_little
UNION ALL
SELECT 'household', household, household, 'water_quality_failed', league, banner,
    json_object('water_quality', water_quality)
FROM household_outcomes WHERE water_quality_failed
UNION ALL
SELECT 'household', household, household, 'water_too_far', league, banner,
    json_object('fetch_climb_line', 80, 'fetch_metres_line', 800, 'fetch_minutes_line', 20,
        'pastoral', pastoral, 'water_climb', water_climb, 'water_metres', water_metres,
        'water_minutes', water_minutes, 'water_source', water_source)
FROM household_outcomes WHERE water_too_far
UNION ALL
SELECT 'household', household, household, 'water_cut_off', league, banner,
    json_object('water_cut_days', water_cut_days, 'water_cut_line', 30)
FROM household_outcomes WHERE water_cut_off
UNION ALL
SELECT 'household', household, household, 'members_differ', league, banner,
    json_object('members', members, 'members_present', members_present)
FROM household_outcomes WHERE members_differ
UNION ALL
SELECT 'household', household, household, 'not_one_head', league, banner,
    json_object('heads_expected', 1, 'heads_present', heads_present)
FROM household_outcomes WHERE not_one_head
UNION ALL
SELECT 'household', household, household, 'income_below_monitoring_line', league, banner,
    json_object('income_per_head', income_per_head, 'monitoring_line', 500000)
FROM household_outcomes WHERE income_below_monitoring_line
UNION ALL
SELECT 'household', household, household, 'below_line_not_watched', league, banner,
    json_object('income_per_head', income_per_head, 'monitoring_line', 500000, 'status', status,
        'watched', watched)
FROM household_outcomes WHERE below_line_not_watched
UNION ALL
SELECT 'household', household, household, 'below_line_after_medical', league, banner,
    json_object('income_after_medical', income_after_medical, 'income_per_head', income_per_head,
        'monitoring_line', 500000)
FROM household_outcomes WHERE below_line_after_medical
UNION ALL
SELECT 'household', household, household, 'rigid_spending_over_income', league, banner,
    json_object('net_income', net_income, 'rigid_spending', rigid_spending)
FROM household_outcomes WHERE rigid_spending_over_income
UNION ALL
SELECT 'household', household, household, 'low_income_household_medical_cost', league, banner,
    json_object('household_self_paid_12m', household_self_paid_12m, 'income_per_head',
        income_per_head, 'low_income_insurance_line', 2000000, 'low_income_line', 887100,
        'status', status)
FROM household_outcomes WHERE low_income_household_medical_cost
UNION ALL
SELECT 'household', household, household, 'disaster_loss_over_income_share', league, banner,
    json_object('disaster_loss_share', 0.5, 'disaster_net_loss_12m', disaster_net_loss_12m,
        'disaster_net_loss_yearly', disaster_net_loss_12m, 'net_income', net_income)
FROM household_outcomes WHERE disaster_loss_over_income_share
UNION ALL
SELECT 'household', household, household, 'livestock_loss', league, banner,
    json_object('livestock_disasters', livestock_disasters, 'livestock_loss_line', 20,
        'livestock_share_lost', livestock_share_lost)
FROM household_outcomes WHERE livestock_loss
UNION ALL
SELECT 'household', household, household, 'newly_assisted_not_watched', league, banner,
    json_object('member_newly_assisted', member_newly_assisted, 'status', status, 'watched',
        watched)
FROM household_outcomes WHERE newly_assisted_not_watched
UNION ALL
SELECT 'household', household, household, 'household_wages_dropped', league, banner,
    json_object('monthly_wages_before', monthly_wages_before, 'monthly_wages_lately',
        monthly_wages_lately, 'wage_drop_share', 0.5)
FROM household_outcomes WHERE household_wages_dropped
UNION ALL
SELECT 'household', household, household, 'watched_without_development', league, banner,
    json_object('as_of', '2020-06-30', 'development_months', 6, 'developmental_measures',
        developmental_measures, 'labour_count', labour_count, 'watch_identified',
        watch_identified, 'watched', watched)
FROM household_outcomes WHERE watched_without_development
UNION ALL
SELECT 'household', household, household, 'risk_ended_problem_back', league, banner,
    json_object('child_out_of_school', child_out_of_school, 'house_unsafe', house_unsafe,
        'risk_ended', risk_ended, 'uninsured_members', uninsured_members, 'water_cut_days',
        water_cut_days, 'water_cut_line', 30, 'water_quality', water_quality)
FROM household_outcomes WHERE risk_ended_problem_back
UNION ALL
SELECT 'household', household, household, 'no_labour_uncovered', league, banner,
    json_object('member_assisted', member_assisted, 'status', status, 'watched', watched,
        'without_labour', without_labour)
FROM household_outcomes WHERE no_labour_uncovered
UNION ALL
SELECT 'household', household, household, 'low_income_uncovered', league, banner,
    json_object('dibao_line', 591400, 'income_per_head', income_per_head, 'member_assisted',
        member_assisted, 'status', status, 'watched', watched)
FROM household_outcomes WHERE low_income_uncovered
UNION ALL
SELECT 'person', person, household, 'school_age_child_not_on_roll', league, banner,
    json_object('of_compulsory_age', of_compulsory_age, 'school_rows', school_rows)
FROM person_outcomes WHERE school_age_child_not_on_roll
UNION ALL
SELECT 'person', person, household, 'school_age_child_dropped_out', league, banner,
    json_object('dropped_out', dropped_out, 'of_compulsory_age', of_compulsory_age)
FROM person_outcomes WHERE school_age_child_dropped_out
UNION ALL
SELECT 'person', person, household, 'schooling_cost_over_line', league, banner,
    json_object('schooling_cost', schooling_cost, 'schooling_cost_line', 1000000)
FROM person_outcomes WHERE schooling_cost_over_line
UNION ALL
SELECT 'person', person, household, 'not_in_basic_insurance', league, banner,
    json_object('as_of', '2020-06-30', 'birth_date', birth_date, 'insured_basic', insured_basic,
        'newborn_grace', 90)
FROM person_outcomes WHERE not_in_basic_insurance
UNION ALL
SELECT 'person', person, household, 'no_serious_illness_cover', league, banner,
    json_object('covered_for_serious_illness', covered_for_serious_illness, 'insured_as_resident',
        insured_as_resident)
FROM person_outcomes WHERE no_serious_illness_cover
UNION ALL
SELECT 'person', person, household, 'wage_not_credible', league, banner,
    json_object('latest_wage', latest_wage, 'wage_maximum', 3000000, 'wage_minimum', 10000,
        'worked_last_month', worked_last_month)
FROM person_outcomes WHERE wage_not_credible
UNION ALL
SELECT 'person', person, household, 'works_without_labour', league, banner,
    json_object('labour', labour, 'months_worked_lately', months_worked_lately)
FROM person_outcomes WHERE works_without_labour
UNION ALL
SELECT 'person', person, household, 'exited_inpatient_cost', league, banner,
    json_object('exited_inpatient_line', 500000, 'inpatient_self_paid_12m', inpatient_self_paid_12m,
        'status', status)
FROM person_outcomes WHERE exited_inpatient_cost
UNION ALL
SELECT 'person', person, household, 'general_inpatient_cost', league, banner,
    json_object('general_inpatient_line', 2000000, 'inpatient_self_paid_12m',
        inpatient_self_paid_12m, 'status', status)
FROM person_outcomes WHERE general_inpatient_cost
UNION ALL
SELECT 'person', person, household, 'outpatient_cost', league, banner,
    json_object('outpatient_line', 50000, 'outpatient_self_paid_monthly',
        outpatient_self_paid_monthly)
FROM person_outcomes WHERE outpatient_cost
UNION ALL
SELECT 'person', person, household, 'new_serious_illness', league, banner,
    json_object('serious_claims_before', serious_claims_before, 'serious_claims_lately',
        serious_claims_lately)
FROM person_outcomes WHERE new_serious_illness
UNION ALL
SELECT 'person', person, household, 'watched_costly_stay', league, banner,
    json_object('costliest_stay_12m', costliest_stay_12m, 'inpatient_stays_12m',
        inpatient_stays_12m, 'watched', watched, 'watched_stay_line', 600000)
FROM person_outcomes WHERE watched_costly_stay
UNION ALL
SELECT 'person', person, household, 'exited_medical_over_income_share', league, banner,
    json_object('exited_medical_share', 0.5, 'rural_income_last_year', 1528300, 'self_paid_yearly',
        medical_self_paid_12m, 'status', status)
FROM person_outcomes WHERE exited_medical_over_income_share
UNION ALL
SELECT 'person', person, household, 'low_income_medical_cost', league, banner,
    json_object('assisted', assisted, 'low_income_medical_line', 1000000, 'medical_self_paid_12m',
        medical_self_paid_12m, 'watched', watched)
FROM person_outcomes WHERE low_income_medical_cost
UNION ALL
SELECT 'person', person, household, 'general_medical_cost', league, banner,
    json_object('assisted', assisted, 'general_medical_line', 2600000, 'medical_self_paid_12m',
        medical_self_paid_12m, 'watched', watched)
FROM person_outcomes WHERE general_medical_cost
UNION ALL
SELECT 'person', person, household, 'marginal_compliant_cost', league, banner,
    json_object('compliant_self_paid_12m', compliant_self_paid_12m, 'marginal_compliant_line',
        1000000, 'watch_kind', watch_kind, 'watched', watched)
FROM person_outcomes WHERE marginal_compliant_cost
UNION ALL
SELECT 'person', person, household, 'job_lost', league, banner,
    json_object('age', years_old, 'months_worked_before', months_worked_before,
        'months_worked_lately', months_worked_lately, 'regular_work_months', 6,
        'working_age_from', 16, 'working_age_to', 59)
FROM person_outcomes WHERE job_lost
UNION ALL
SELECT 'person', person, household, 'severely_disabled_uncovered', league, banner,
    json_object('assisted', assisted, 'severely_disabled', severely_disabled, 'status', status,
        'watched', watched)
FROM person_outcomes WHERE severely_disabled_uncovered
)
SELECT subject, "key"::VARCHAR AS "key", household::VARCHAR AS household, "check", league, banner,
    evidence::VARCHAR AS evidence
FROM findings
) TO '$out/findings.parquet' (FORMAT parquet, COMPRESSION zstd);

CREATE TEMP MACRO outcomes(outcome) AS {
    'hit': count(*) FILTER (outcome),
    'clear': count(*) FILTER (NOT outcome),
    'not_evaluable': count(*) FILTER (outcome IS NULL)
};
COPY (
SELECT "check", banner, counts.hit, counts.clear, counts.not_evaluable
FROM (UNPIVOT (
    SELECT banner,
        outcomes(lives_in_unsafe_house) AS lives_in_unsafe_house,
        outcomes(only_house_unsafe_and_unrepaired) AS only_house_unsafe_and_unrepaired,
        outcomes(house_damaged_by_disaster) AS house_damaged_by_disaster,
        outcomes(water_too_little) AS water_too_little,
        outcomes(water_quality_failed) AS water_quality_failed,
        outcomes(water_too_far) AS water_too_far,
        outcomes(water_cut_off) AS water_cut_off,
        outcomes(members_differ) AS members_differ,
        outcomes(not_one_head) AS not_one_head,
        outcomes(income_below_monitoring_line) AS income_below_monitoring_line,
        outcomes(below_line_not_watched) AS below_line_not_watched,
        outcomes(below_line_after_medical) AS below_line_after_medical,
        outcomes(rigid_spending_over_income) AS rigid_spending_over_income,
        outcomes(low_income_household_medical_cost) AS low_income_household_medical_cost,
        outcomes(disaster_loss_over_income_share) AS disaster_loss_over_income_share,
        outcomes(livestock_loss) AS livestock_loss,
        outcomes(newly_assisted_not_watched) AS newly_assisted_not_watched,
        outcomes(household_wages_dropped) AS household_wages_dropped,
        outcomes(watched_without_development) AS watched_without_development,
        outcomes(risk_ended_problem_back) AS risk_ended_problem_back,
        outcomes(no_labour_uncovered) AS no_labour_uncovered,
        outcomes(low_income_uncovered) AS low_income_uncovered
    FROM household_outcomes GROUP BY banner
) ON COLUMNS(* EXCLUDE banner) INTO NAME "check" VALUE counts)
UNION ALL
SELECT "check", banner, counts.hit, counts.clear, counts.not_evaluable
FROM (UNPIVOT (
    SELECT banner,
        outcomes(school_age_child_not_on_roll) AS school_age_child_not_on_roll,
        outcomes(school_age_child_dropped_out) AS school_age_child_dropped_out,
        outcomes(schooling_cost_over_line) AS schooling_cost_over_line,
        outcomes(not_in_basic_insurance) AS not_in_basic_insurance,
        outcomes(no_serious_illness_cover) AS no_serious_illness_cover,
        outcomes(wage_not_credible) AS wage_not_credible,
        outcomes(works_without_labour) AS works_without_labour,
        outcomes(exited_inpatient_cost) AS exited_inpatient_cost,
        outcomes(general_inpatient_cost) AS general_inpatient_cost,
        outcomes(outpatient_cost) AS outpatient_cost,
        outcomes(new_serious_illness) AS new_serious_illness,
        outcomes(watched_costly_stay) AS watched_costly_stay,
        outcomes(exited_medical_over_income_share) AS exited_medical_over_income_share,
        outcomes(low_income_medical_cost) AS low_income_medical_cost,
        outcomes(general_medical_cost) AS general_medical_cost,
        outcomes(marginal_compliant_cost) AS marginal_compliant_cost,
        outcomes(job_lost) AS job_lost,
        outcomes(severely_disabled_uncovered) AS severely_disabled_uncovered
    FROM person_outcomes GROUP BY banner
) ON COLUMNS(* EXCLUDE banner) INTO NAME "check" VALUE counts)
) TO '$out/coverage.parquet' (FORMAT parquet, COMPRESSION zstd);

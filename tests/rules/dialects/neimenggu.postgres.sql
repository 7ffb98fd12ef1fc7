-- step household_0
SELECT
  "household",
  "league",
  "banner",
  "status",
  "wage_income",
  "business_income",
  "property_income",
  "transfer_income",
  "business_cost",
  "members",
  "pastoral",
  "cultivated_land",
  "grassland",
  "road_km",
  "relocated",
  "exit_year",
  "attribute"
FROM "household"
WHERE
  "left_date" IS NULL;

-- step person_0
SELECT
  "person",
  "household",
  "league",
  "banner",
  "birth_date",
  "labour",
  "education",
  "health",
  "months_working",
  "relation",
  "sex",
  "school_status"
FROM "person"
WHERE
  "left_date" IS NULL;

-- step departed_0
SELECT
  "person",
  "household",
  "league",
  "banner",
  "left_reason",
  "left_date",
  "labour"
FROM "person"
WHERE
  NOT (
    "left_date" IS NULL
  );

-- step village_0
SELECT
  "village",
  "league",
  "banner",
  "unsafe_houses",
  "households",
  "unsolved_water",
  "land",
  "workers",
  "workers_last_month",
  "poor_village",
  "collective_income",
  "poor_population",
  "population",
  "key_village"
FROM "village";

-- step resident_0
SELECT
  "household",
  "village",
  "league",
  "banner",
  "cultivated_land"
FROM "household"
WHERE
  "left_date" IS NULL;

-- step operator_0
SELECT
  "operator",
  "league",
  "banner",
  "state",
  "dishonest",
  "overdue_dividend"
FROM "operator";

-- step project_0
SELECT
  "project",
  "operator",
  "league",
  "banner",
  "entered_date",
  "budget",
  "started_date",
  "state",
  "accepted_date",
  "category",
  "profit_last_year",
  "profit_year_before",
  "households_planned",
  "link",
  "contract_until",
  "upkeep",
  "actual_scale",
  "planned_scale",
  "dividend_due_date",
  "dividend_paid",
  "dividend_due",
  "asset_kind",
  "asset_confirmed",
  "insured",
  "order_share",
  "satisfaction",
  "target",
  "mechanism",
  "notice_days",
  "notice_levels",
  "planned_start",
  "planned_end",
  "finished_date"
FROM "project";

-- step public_post_0
SELECT
  "agreement",
  "person",
  "league",
  "banner",
  "kind",
  "remark",
  "ended_date",
  "cadre_family",
  "until_date",
  "owed",
  "wage",
  "started_date",
  "noticed",
  "funded_by"
FROM "public_post";

-- step workshop_0
SELECT
  "workshop",
  "village",
  "league",
  "banner",
  "state",
  "poor_staff",
  "staff",
  "contract_months",
  "owed",
  "state_since"
FROM "workshop";

-- step training_0
SELECT
  "training",
  "person",
  "league",
  "banner",
  "wants_work",
  "ended_date"
FROM "training";

-- step vacancy_0
SELECT
  "vacancy",
  "league",
  "banner",
  "valid_until",
  "filled",
  "wanted",
  "wage"
FROM "vacancy";

-- step job_seeker_0
SELECT
  "seeker",
  "person",
  "league",
  "banner",
  "state",
  "registered_date",
  "last_offered_date",
  "employed_date"
FROM "job_seeker";

-- step training_base_0
SELECT
  "base",
  "league",
  "banner",
  "trained",
  "capacity",
  "classes",
  "state",
  "recognised_until",
  "due_placed",
  "placed"
FROM "training_base";

-- step fund_line_0
SELECT
  "fund_line",
  "project",
  "league",
  "banner",
  "spent_on",
  "fund_year",
  "issued_date",
  "paid",
  "amount",
  "arrived",
  "published",
  "plan_line",
  "held",
  "works_paid"
FROM "fund_line";

-- step fund_plan_0
SELECT
  "plan_line",
  "league",
  "banner",
  "fund_year",
  "planned",
  "last_year",
  "to_issue",
  "kind",
  "approved_date"
FROM "fund_plan";

-- step fund_payee_0
SELECT
  "payee",
  "person",
  "league",
  "banner",
  "purpose"
FROM "fund_payee";

-- step price_0
SELECT
  "quote",
  "league",
  "banner",
  "quoted_date",
  "price_year_before",
  "price"
FROM "price";

-- step asset_0
SELECT
  "asset",
  "village",
  "league",
  "banner",
  "use_state",
  "use_since",
  "kind",
  "confirmed",
  "formed_date",
  "income",
  "keeper"
FROM "asset";

-- step collective_income_0
SELECT
  "entry",
  "village",
  "league",
  "banner",
  "income_year",
  "amount",
  "due",
  "in_books"
FROM "collective_income";

-- step insurance_claim_0
SELECT
  "case_number",
  "household",
  "league",
  "banner",
  "paid_date",
  "state",
  "approved_date",
  "surveyed_date",
  "payout",
  "other_paid",
  "loss",
  "noticed_days",
  "borne",
  "kind",
  "reported_date"
FROM "insurance_claim";

-- step insurance_cover_0
SELECT
  "policy",
  "league",
  "banner",
  "end_date",
  "payouts",
  "premium",
  "balance_left",
  "people"
FROM "insurance_cover";

-- step microloan_0
SELECT
  "loan",
  "person",
  "league",
  "banner",
  "issued_date",
  "extended_until",
  "due_date",
  "amount",
  "term_months",
  "state",
  "secured",
  "rate",
  "subsidised_share",
  "balance",
  "used_by",
  "purpose",
  "overdue_days",
  "repayment_source",
  "applied_date",
  "repaid_amount",
  "written_off_amount"
FROM "microloan";

-- step compensation_fund_0
SELECT
  "fund",
  "league",
  "banner",
  "fund_amount",
  "balance_covered",
  "compensated",
  "recovered"
FROM "compensation_fund";

-- step case_0
SELECT
  "case_id",
  "household",
  "league",
  "banner",
  "state",
  "opened_date",
  "approved_date",
  "green_channel",
  "notice_from",
  "notice_until",
  "compared_date",
  "consent_date"
FROM "case";

-- step issue_0
SELECT
  "issue",
  "village",
  "league",
  "banner",
  "state",
  "due_date",
  "assigned_date",
  "has_measure",
  "owner_set",
  "has_evidence",
  "checked_by_other",
  "recurred"
FROM "issue";

-- step inspection_issue_0
SELECT
  "finding",
  "village",
  "league",
  "banner",
  "found_date",
  "handed_over"
FROM "inspection_issue";

-- step inspection_0
SELECT
  "inspection",
  "village",
  "league",
  "banner",
  "found",
  "reported_date",
  "ended_date",
  "kind",
  "households_seen"
FROM "inspection";

-- step relocation_0
SELECT
  "household",
  "league",
  "banner",
  "handed_over_date",
  "occupied",
  "old_site",
  "moved_in_date",
  "old_demolished_date",
  "area",
  "people",
  "debt",
  "sound_house",
  "school_joined",
  "care_joined",
  "certificate",
  "follow_up"
FROM "relocation";

-- step relocation_site_0
SELECT
  "site",
  "village",
  "league",
  "banner",
  "flats",
  "flats_occupied",
  "projects",
  "households",
  "project_households",
  "posts",
  "school_km",
  "clinic_km",
  "activities",
  "heads",
  "committee",
  "party_branch",
  "property",
  "old_due",
  "old_down",
  "mu_reclaimed",
  "mu_accepted",
  "site_debt"
FROM "relocation_site";

-- step station_0
SELECT
  "station",
  "village",
  "league",
  "banner",
  "reviewed_date",
  "kind",
  "capacity",
  "grid_near",
  "households_matched",
  "indebted",
  "company_share",
  "confirmed",
  "noticed_date",
  "grid_date",
  "in_subsidy_list",
  "connected"
FROM "station";

-- step post_holder_0
SELECT
  "term",
  "league",
  "banner",
  "role",
  "ended_date",
  "ended_reason",
  "succeeded_date"
FROM "post_holder";

-- step team_post_0
SELECT
  "post",
  "village",
  "league",
  "banner",
  "ended_date",
  "started_date",
  "ended_reason",
  "detached"
FROM "team_post";

-- step public_post_1
SELECT
  "p"."agreement",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."kind",
  "p"."remark",
  "p"."ended_date",
  "p"."cadre_family",
  "p"."until_date",
  "p"."owed",
  "p"."wage",
  "p"."started_date",
  "p"."noticed",
  "p"."funded_by",
  "parent"."household" AS "household"
FROM "public_post_0" AS p
LEFT JOIN "person_0" AS parent
  ON "p"."person" = "parent"."person";

-- step training_1
SELECT
  "p"."training",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."wants_work",
  "p"."ended_date",
  "parent"."household" AS "household"
FROM "training_0" AS p
LEFT JOIN "person_0" AS parent
  ON "p"."person" = "parent"."person";

-- step job_seeker_1
SELECT
  "p"."seeker",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."state",
  "p"."registered_date",
  "p"."last_offered_date",
  "p"."employed_date",
  "parent"."household" AS "household",
  "parent"."labour" AS "labour"
FROM "job_seeker_0" AS p
LEFT JOIN "person_0" AS parent
  ON "p"."person" = "parent"."person";

-- step fund_payee_by_fund_line
SELECT
  "s"."fund_line" AS "row:key",
  CAST(SUM("s"."amount") AS BIGINT) AS "payees_paid"
FROM "fund_payee" AS s
GROUP BY
  "s"."fund_line";

-- step fund_line_1
SELECT
  "p"."fund_line",
  "p"."project",
  "p"."league",
  "p"."banner",
  "p"."fund_year",
  "p"."issued_date",
  "p"."paid",
  "p"."amount",
  "p"."arrived",
  "p"."published",
  "p"."plan_line",
  "p"."held",
  "p"."works_paid",
  CASE
    WHEN "p"."spent_on" = 'payroll'
    THEN CAST(1 AS BIGINT)
    WHEN (
      "p"."spent_on" = 'payroll'
    ) IS NULL
    THEN NULL
    WHEN "p"."spent_on" = 'office_cost'
    THEN CAST(1 AS BIGINT)
    WHEN (
      "p"."spent_on" = 'office_cost'
    ) IS NULL
    THEN NULL
    WHEN "p"."spent_on" = 'debt'
    THEN CAST(1 AS BIGINT)
    WHEN (
      "p"."spent_on" = 'debt'
    ) IS NULL
    THEN NULL
    WHEN "p"."spent_on" = 'building'
    THEN CAST(1 AS BIGINT)
    WHEN (
      "p"."spent_on" = 'building'
    ) IS NULL
    THEN NULL
    WHEN "p"."spent_on" = 'vehicle'
    THEN CAST(1 AS BIGINT)
    WHEN (
      "p"."spent_on" = 'vehicle'
    ) IS NULL
    THEN NULL
    WHEN "p"."spent_on" = 'social'
    THEN CAST(1 AS BIGINT)
    WHEN (
      "p"."spent_on" = 'social'
    ) IS NULL
    THEN NULL
    ELSE CAST(0 AS BIGINT)
  END AS "barred_use",
  CASE WHEN "c"."fund_payee:1" THEN COALESCE("fund_payee_0"."payees_paid", 0) END AS "payees_paid",
  "parent"."entered_date" AS "entered_date"
FROM "fund_line_0" AS p
LEFT JOIN "fund_payee_by_fund_line" AS fund_payee_0
  ON "p"."fund_line" = "fund_payee_0"."row:key"
LEFT JOIN "project_0" AS parent
  ON "p"."project" = "parent"."project"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step fund_payee_1
SELECT
  "p"."payee",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."purpose",
  "parent"."household" AS "household"
FROM "fund_payee_0" AS p
LEFT JOIN "person_0" AS parent
  ON "p"."person" = "parent"."person";

-- step microloan_1
SELECT
  "p"."loan",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."issued_date",
  "p"."extended_until",
  "p"."due_date",
  "p"."amount",
  "p"."term_months",
  "p"."state",
  "p"."secured",
  "p"."rate",
  "p"."subsidised_share",
  "p"."balance",
  "p"."used_by",
  "p"."purpose",
  "p"."overdue_days",
  "p"."repayment_source",
  "p"."applied_date",
  "p"."repaid_amount",
  "p"."written_off_amount",
  "parent"."birth_date" AS "birth_date",
  CASE
    WHEN "p"."extended_until" IS NULL
    THEN "p"."due_date"
    ELSE "p"."extended_until"
  END AS "loan_due",
  "parent"."household" AS "household"
FROM "microloan_0" AS p
LEFT JOIN "person_0" AS parent
  ON "p"."person" = "parent"."person";

-- step public_payroll_by_person
SELECT
  "s"."person" AS "row:key",
  (
    "s"."started_date" <= CAST('2020-06-30' AS DATE)
    AND (
      "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
    )
  )
  AND "s"."kind" <> 'contract' AS "on_public_payroll"
FROM "public_payroll" AS s;

-- step social_assistance_by_person
SELECT
  "s"."person" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."kind" IN ('dibao', 'destitute')
      AND (
        "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."kind" IN ('dibao', 'destitute')
        AND (
          "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "assisted"
FROM "social_assistance" AS s
GROUP BY
  "s"."person";

-- step person_1
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."birth_date",
  "p"."labour",
  "p"."education",
  "p"."health",
  "p"."months_working",
  "p"."relation",
  "p"."sex",
  "p"."school_status",
  CAST(FLOOR(
    CAST((
      EXTRACT(YEAR FROM CAST('2020-06-30' AS DATE)) * 10000 + EXTRACT(MONTH FROM CAST('2020-06-30' AS DATE)) * 100 + EXTRACT(DAY FROM CAST('2020-06-30' AS DATE)) - (
        EXTRACT(YEAR FROM "p"."birth_date") * 10000 + EXTRACT(MONTH FROM "p"."birth_date") * 100 + EXTRACT(DAY FROM "p"."birth_date")
      )
    ) AS DOUBLE PRECISION) / CAST(10000 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "age",
  CASE
    WHEN "c"."public_payroll:1"
    THEN CASE
      WHEN "public_payroll_0"."row:key" IS NULL
      THEN FALSE
      ELSE "public_payroll_0"."on_public_payroll"
    END
  END AS "on_public_payroll",
  "parent"."status" AS "status",
  CASE
    WHEN "c"."social_assistance:1"
    THEN CASE
      WHEN "social_assistance_1"."row:key" IS NULL
      THEN FALSE
      ELSE "social_assistance_1"."assisted"
    END
  END AS "assisted"
FROM "person_0" AS p
LEFT JOIN "public_payroll_by_person" AS public_payroll_0
  ON "p"."person" = "public_payroll_0"."row:key"
LEFT JOIN "social_assistance_by_person" AS social_assistance_1
  ON "p"."person" = "social_assistance_1"."row:key"
LEFT JOIN "household_0" AS parent
  ON "p"."household" = "parent"."household"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step social_assistance_by_departed
SELECT
  "s"."person" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."kind" IN ('dibao', 'destitute')
      AND (
        "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."kind" IN ('dibao', 'destitute')
        AND (
          "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "assistance_running"
FROM "social_assistance" AS s
GROUP BY
  "s"."person";

-- step microloan_by_departed
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "loans_left"
FROM "microloan" AS s
WHERE
  "s"."state" = 'issued'
GROUP BY
  "s"."person";

-- step fund_payee_by_departed
SELECT
  "s"."person" AS "row:key",
  MAX("s"."paid_date") AS "payee_last_date",
  CAST(COUNT(*) AS BIGINT) AS "payee_rows"
FROM "fund_payee" AS s
GROUP BY
  "s"."person";

-- step policy_payment_by_departed
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "payments_lately"
FROM "policy_payment" AS s
WHERE
  "s"."state" = 'paid' AND "s"."due_date" > CAST('2020-03-30' AS DATE)
GROUP BY
  "s"."person";

-- step departed_1
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."left_reason",
  "p"."left_date",
  "p"."labour",
  CASE
    WHEN "c"."social_assistance:1"
    THEN CASE
      WHEN "social_assistance_0"."row:key" IS NULL
      THEN FALSE
      ELSE "social_assistance_0"."assistance_running"
    END
  END AS "assistance_running",
  CASE WHEN "c"."microloan:1" THEN COALESCE("microloan_1"."loans_left", 0) END AS "loans_left",
  CASE WHEN "c"."fund_payee:1" THEN "fund_payee_2"."payee_last_date" END AS "payee_last_date",
  CASE WHEN "c"."fund_payee:1" THEN COALESCE("fund_payee_2"."payee_rows", 0) END AS "payee_rows",
  CASE
    WHEN "c"."policy_payment:1"
    THEN COALESCE("policy_payment_3"."payments_lately", 0)
  END AS "payments_lately"
FROM "departed_0" AS p
LEFT JOIN "social_assistance_by_departed" AS social_assistance_0
  ON "p"."person" = "social_assistance_0"."row:key"
LEFT JOIN "microloan_by_departed" AS microloan_1
  ON "p"."person" = "microloan_1"."row:key"
LEFT JOIN "fund_payee_by_departed" AS fund_payee_2
  ON "p"."person" = "fund_payee_2"."row:key"
LEFT JOIN "policy_payment_by_departed" AS policy_payment_3
  ON "p"."person" = "policy_payment_3"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step project_benefit_by_project
SELECT
  "s"."project" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."promised"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."promised") AS BIGINT), 0)
  END AS "income_promised",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."received"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."received") AS BIGINT), 0)
  END AS "income_received",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" IN ('registered', 'exited', 'watched')
    AND "s"."role" IN ('wage', 'order', 'custody', 'own')) AS DOUBLE PRECISION) / CAST(NULLIF(COUNT(*) FILTER(WHERE
    "s"."kind" IN ('registered', 'exited', 'watched')), 0) AS DOUBLE PRECISION) AS "poor_taking_part",
  CAST(COUNT(*) AS BIGINT) AS "project_households_active"
FROM "project_benefit" AS s
WHERE
  "s"."state" = 'active'
GROUP BY
  "s"."project";

-- step fund_line_by_project
SELECT
  "s"."project" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."paid"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."paid") AS BIGINT), 0)
  END AS "project_spent"
FROM "fund_line" AS s
GROUP BY
  "s"."project";

-- step project_1
SELECT
  "p"."project",
  "p"."operator",
  "p"."league",
  "p"."banner",
  "p"."entered_date",
  "p"."budget",
  "p"."started_date",
  "p"."state",
  "p"."accepted_date",
  "p"."category",
  "p"."profit_last_year",
  "p"."profit_year_before",
  "p"."households_planned",
  "p"."link",
  "p"."contract_until",
  "p"."upkeep",
  "p"."actual_scale",
  "p"."planned_scale",
  "p"."dividend_due_date",
  "p"."dividend_paid",
  "p"."dividend_due",
  "p"."asset_kind",
  "p"."asset_confirmed",
  "p"."insured",
  "p"."order_share",
  "p"."satisfaction",
  "p"."target",
  "p"."mechanism",
  "p"."notice_days",
  "p"."notice_levels",
  "p"."planned_start",
  "p"."planned_end",
  "p"."finished_date",
  CASE
    WHEN "c"."project_benefit:1"
    THEN CASE
      WHEN "project_benefit_0"."row:key" IS NULL
      THEN 0
      ELSE "project_benefit_0"."income_promised"
    END
  END AS "income_promised",
  CASE
    WHEN "c"."project_benefit:1"
    THEN CASE
      WHEN "project_benefit_0"."row:key" IS NULL
      THEN 0
      ELSE "project_benefit_0"."income_received"
    END
  END AS "income_received",
  CASE WHEN "c"."project_benefit:1" THEN "project_benefit_0"."poor_taking_part" END AS "poor_taking_part",
  CASE
    WHEN "c"."project_benefit:1"
    THEN COALESCE("project_benefit_0"."project_households_active", 0)
  END AS "project_households_active",
  CASE
    WHEN "c"."fund_line:1"
    THEN CASE
      WHEN "fund_line_1"."row:key" IS NULL
      THEN 0
      ELSE "fund_line_1"."project_spent"
    END
  END AS "project_spent"
FROM "project_0" AS p
LEFT JOIN "project_benefit_by_project" AS project_benefit_0
  ON "p"."project" = "project_benefit_0"."row:key"
LEFT JOIN "fund_line_by_project" AS fund_line_1
  ON "p"."project" = "fund_line_1"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step insurance_claim_1
SELECT
  "p"."case_number",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."paid_date",
  "p"."state",
  "p"."approved_date",
  "p"."surveyed_date",
  "p"."payout",
  "p"."other_paid",
  "p"."loss",
  "p"."noticed_days",
  "p"."borne",
  "p"."kind",
  "p"."reported_date",
  "parent"."status" AS "status"
FROM "insurance_claim_0" AS p
LEFT JOIN "household_0" AS parent
  ON "p"."household" = "parent"."household";

-- step station_day_by_station
SELECT
  "s"."station" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."energy" < CAST(0.8 AS DOUBLE PRECISION) * CAST("s"."expected" AS DOUBLE PRECISION)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."energy" < CAST(0.8 AS DOUBLE PRECISION) * CAST("s"."expected" AS DOUBLE PRECISION)) AS BIGINT)
  END AS "days_of_low_yield",
  CAST(COUNT(*) AS BIGINT) AS "days_told",
  CAST(COUNT(*) FILTER(WHERE
    "s"."energy" = 0) AS BIGINT) AS "days_without_power"
FROM "station_day" AS s
WHERE
  "s"."day" > CAST('2020-04-30' AS DATE)
  AND "s"."day" <= CAST('2020-05-30' AS DATE)
GROUP BY
  "s"."station";

-- step station_payout_by_station
SELECT
  "s"."station" AS "row:key",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" = 'to_village'
      AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020) AS BIGINT),
    0
  ) AS "solar_brought_year",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" = 'cost'
      AND "s"."paid_date" > CAST('2019-06-30' AS DATE)
      AND "s"."paid_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT),
    0
  ) AS "solar_costs",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" = 'dividend'
      AND "s"."paid_date" > CAST('2019-06-30' AS DATE)
      AND "s"."paid_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT),
    0
  ) AS "solar_dividends",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" IN ('post_wage', 'works_wage', 'works', 'award', 'relief', 'dividend')
      AND "s"."paid_date" > CAST('2019-06-30' AS DATE)
      AND "s"."paid_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT),
    0
  ) AS "solar_given_out",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" IN ('post_wage', 'works_wage', 'works', 'award', 'relief', 'dividend')
      AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020) AS BIGINT),
    0
  ) AS "solar_given_year",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" IN ('settled', 'subsidy')
      AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020) AS BIGINT),
    0
  ) AS "solar_in_year",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" IN ('cost', 'to_village')
      AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020) AS BIGINT),
    0
  ) AS "solar_out_year",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" IN ('settled', 'subsidy')
      AND "s"."paid_date" > CAST('2019-06-30' AS DATE)
      AND "s"."paid_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT),
    0
  ) AS "solar_settled",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" IN ('post_wage', 'works_wage')
      AND "s"."paid_date" > CAST('2019-06-30' AS DATE)
      AND "s"."paid_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT),
    0
  ) AS "solar_to_labour",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      "s"."kind" = 'to_village'
      AND "s"."paid_date" > CAST('2019-06-30' AS DATE)
      AND "s"."paid_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT),
    0
  ) AS "solar_to_village"
FROM "station_payout" AS s
GROUP BY
  "s"."station";

-- step station_balance_by_station
SELECT
  "row:key",
  "solar_held",
  "solar_kept"
FROM (
  SELECT
    "s"."station" AS "row:key",
    "s"."held" AS "solar_held",
    "s"."kept" AS "solar_kept",
    ROW_NUMBER() OVER (
      PARTITION BY "s"."station"
      ORDER BY "s"."day" DESC NULLS LAST, "s"."station" DESC NULLS LAST
    ) AS "row:rank"
  FROM "station_balance" AS s
) AS r
WHERE
  "row:rank" = 1;

-- step station_balance_by_station_2
SELECT
  "row:key",
  "solar_held_before",
  "solar_kept_before"
FROM (
  SELECT
    "s"."station" AS "row:key",
    CASE WHEN CAST(EXTRACT(YEAR FROM "s"."day") AS BIGINT) < 2020 THEN "s"."held" END AS "solar_held_before",
    CASE WHEN CAST(EXTRACT(YEAR FROM "s"."day") AS BIGINT) < 2020 THEN "s"."kept" END AS "solar_kept_before",
    ROW_NUMBER() OVER (
      PARTITION BY "s"."station"
      ORDER BY "s"."day" DESC NULLS LAST, "s"."station" DESC NULLS LAST
    ) AS "row:rank"
  FROM "station_balance" AS s
  WHERE
    CAST(EXTRACT(YEAR FROM "s"."day") AS BIGINT) < 2020
) AS r
WHERE
  "row:rank" = 1;

-- step station_1
SELECT
  "p"."station",
  "p"."village",
  "p"."league",
  "p"."banner",
  "p"."reviewed_date",
  "p"."kind",
  "p"."capacity",
  "p"."grid_near",
  "p"."households_matched",
  "p"."indebted",
  "p"."company_share",
  "p"."confirmed",
  "p"."noticed_date",
  "p"."grid_date",
  "p"."in_subsidy_list",
  "p"."connected",
  CASE
    WHEN "c"."station_day:1"
    THEN CASE
      WHEN "station_day_0"."row:key" IS NULL
      THEN 0
      ELSE "station_day_0"."days_of_low_yield"
    END
  END AS "days_of_low_yield",
  CASE WHEN "c"."station_day:1" THEN COALESCE("station_day_0"."days_told", 0) END AS "days_told",
  CASE
    WHEN "c"."station_day:1"
    THEN COALESCE("station_day_0"."days_without_power", 0)
  END AS "days_without_power",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_brought_year", 0)
  END AS "solar_brought_year",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_costs", 0)
  END AS "solar_costs",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_dividends", 0)
  END AS "solar_dividends",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_given_out", 0)
  END AS "solar_given_out",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_given_year", 0)
  END AS "solar_given_year",
  CASE WHEN "c"."station_balance:12" THEN "station_balance_2"."solar_held" END AS "solar_held",
  CASE WHEN "c"."station_balance:12" THEN "station_balance_3"."solar_held_before" END AS "solar_held_before",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_in_year", 0)
  END AS "solar_in_year",
  CASE WHEN "c"."station_balance:12" THEN "station_balance_2"."solar_kept" END AS "solar_kept",
  CASE WHEN "c"."station_balance:12" THEN "station_balance_3"."solar_kept_before" END AS "solar_kept_before",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_out_year", 0)
  END AS "solar_out_year",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_settled", 0)
  END AS "solar_settled",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_to_labour", 0)
  END AS "solar_to_labour",
  CASE
    WHEN "c"."station_payout:12"
    THEN COALESCE("station_payout_1"."solar_to_village", 0)
  END AS "solar_to_village"
FROM "station_0" AS p
LEFT JOIN "station_day_by_station" AS station_day_0
  ON "p"."station" = "station_day_0"."row:key"
LEFT JOIN "station_payout_by_station" AS station_payout_1
  ON "p"."station" = "station_payout_1"."row:key"
LEFT JOIN "station_balance_by_station" AS station_balance_2
  ON "p"."station" = "station_balance_2"."row:key"
LEFT JOIN "station_balance_by_station_2" AS station_balance_3
  ON "p"."station" = "station_balance_3"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step village_team_day_by_team_post
SELECT
  "s"."post" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."state" = 'absent'
    AND "s"."day" > CAST('2020-04-30' AS DATE)
    AND "s"."day" <= CAST('2020-05-30' AS DATE)) AS BIGINT) AS "days_absent",
  CAST(COUNT(*) FILTER(WHERE
    "s"."state" IN ('present', 'duty')
    AND "s"."day" > CAST('2020-04-30' AS DATE)
    AND "s"."day" <= CAST('2020-05-30' AS DATE)) AS BIGINT) AS "days_in_village",
  CAST(COUNT(*) FILTER(WHERE
    "s"."state" = 'leave'
    AND "s"."day" > CAST('2019-06-30' AS DATE)
    AND "s"."day" <= CAST('2020-06-30' AS DATE)) AS BIGINT) AS "days_on_leave",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."state" = 'present'
        AND "s"."day" > CAST('2020-04-30' AS DATE)
        AND "s"."day" <= CAST('2020-05-30' AS DATE)
      )
      AND (
        "s"."visits"
      ) IS NULL) = 0
    THEN MIN("s"."visits") FILTER(WHERE
      "s"."state" = 'present'
      AND "s"."day" > CAST('2020-04-30' AS DATE)
      AND "s"."day" <= CAST('2020-05-30' AS DATE))
  END AS "doors_least",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."state" = 'present'
        AND "s"."day" > CAST('2020-04-30' AS DATE)
        AND "s"."day" <= CAST('2020-05-30' AS DATE)
      )
      AND (
        "s"."visits"
      ) IS NULL) = 0
    THEN MAX("s"."visits") FILTER(WHERE
      "s"."state" = 'present'
      AND "s"."day" > CAST('2020-04-30' AS DATE)
      AND "s"."day" <= CAST('2020-05-30' AS DATE))
  END AS "doors_most",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."day" > CAST('2020-04-30' AS DATE)
        AND "s"."day" <= CAST('2020-05-30' AS DATE)
      )
      AND (
        "s"."visits"
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM("s"."visits") FILTER(WHERE
        "s"."day" > CAST('2020-04-30' AS DATE)
        AND "s"."day" <= CAST('2020-05-30' AS DATE)) AS BIGINT),
      0
    )
  END AS "doors_of_month",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."state" = 'leave'
        AND "s"."visits" > 0
        AND "s"."day" > CAST('2019-06-30' AS DATE)
        AND "s"."day" <= CAST('2020-06-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."state" = 'leave'
      AND "s"."visits" > 0
      AND "s"."day" > CAST('2019-06-30' AS DATE)
      AND "s"."day" <= CAST('2020-06-30' AS DATE)) AS BIGINT)
  END AS "leave_days_with_doors"
FROM "village_team_day" AS s
GROUP BY
  "s"."post";

-- step team_post_1
SELECT
  "p"."post",
  "p"."village",
  "p"."league",
  "p"."banner",
  "p"."ended_date",
  "p"."started_date",
  "p"."ended_reason",
  "p"."detached",
  CASE
    WHEN "c"."village_team_day:1"
    THEN COALESCE("village_team_day_0"."days_absent", 0)
  END AS "days_absent",
  CASE
    WHEN "c"."village_team_day:1"
    THEN COALESCE("village_team_day_0"."days_in_village", 0)
  END AS "days_in_village",
  CASE
    WHEN "c"."village_team_day:12"
    THEN COALESCE("village_team_day_0"."days_on_leave", 0)
  END AS "days_on_leave",
  CASE WHEN "c"."village_team_day:1" THEN "village_team_day_0"."doors_least" END AS "doors_least",
  CASE WHEN "c"."village_team_day:1" THEN "village_team_day_0"."doors_most" END AS "doors_most",
  CASE
    WHEN "c"."village_team_day:1"
    THEN CASE
      WHEN "village_team_day_0"."row:key" IS NULL
      THEN 0
      ELSE "village_team_day_0"."doors_of_month"
    END
  END AS "doors_of_month",
  CASE
    WHEN "c"."village_team_day:12"
    THEN CASE
      WHEN "village_team_day_0"."row:key" IS NULL
      THEN 0
      ELSE "village_team_day_0"."leave_days_with_doors"
    END
  END AS "leave_days_with_doors"
FROM "team_post_0" AS p
LEFT JOIN "village_team_day_by_team_post" AS village_team_day_0
  ON "p"."post" = "village_team_day_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step watch_by_household
SELECT
  "s"."household" AS "row:key",
  "s"."ended_date" IS NULL AS "watched",
  "s"."kind" AS "watch_kind"
FROM "watch" AS s;

-- step person_by_household_1
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."assisted") > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."assisted"
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "member_assisted"
FROM "person_1" AS s
GROUP BY
  "s"."household";

-- step household_1
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."wage_income",
  "p"."members",
  "p"."pastoral",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."exit_year",
  "p"."attribute",
  CASE WHEN "c"."watch:1" THEN COALESCE("watch_0"."watched", FALSE) END AS "watched",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_1"."row:key" IS NULL
      THEN FALSE
      ELSE "person_1"."member_assisted"
    END
  END AS "member_assisted",
  CAST("p"."wage_income" AS BIGINT) + CAST("p"."business_income" AS BIGINT) + CAST("p"."property_income" AS BIGINT) + CAST("p"."transfer_income" AS BIGINT) - CAST("p"."business_cost" AS BIGINT) AS "net_income",
  CASE WHEN "c"."watch:1" THEN "watch_0"."watch_kind" END AS "watch_kind"
FROM "household_0" AS p
LEFT JOIN "watch_by_household" AS watch_0
  ON "p"."household" = "watch_0"."row:key"
LEFT JOIN "person_by_household_1" AS person_1
  ON "p"."household" = "person_1"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step team_post_by_village
SELECT
  "s"."village" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."role" = 'first_secretary'
        AND "s"."started_date" <= CAST('2020-06-30' AS DATE)
        AND (
          "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."role" = 'first_secretary'
      AND "s"."started_date" <= CAST('2020-06-30' AS DATE)
      AND (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      )) AS BIGINT)
  END AS "first_secretaries",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        NOT (
          "s"."ended_date" IS NULL
        )
        AND "s"."ended_date" <= CAST('2020-06-30' AS DATE)
      ) IS NULL
      OR (
        (
          NOT (
            "s"."ended_date" IS NULL
          )
          AND "s"."ended_date" <= CAST('2020-06-30' AS DATE)
        )
        AND (
          "s"."ended_date"
        ) IS NULL
      )) = 0
    THEN MAX("s"."ended_date") FILTER(WHERE
      NOT (
        "s"."ended_date" IS NULL
      )
      AND "s"."ended_date" <= CAST('2020-06-30' AS DATE))
  END AS "team_left_last",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."started_date" <= CAST('2020-06-30' AS DATE)
        AND (
          "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."started_date" <= CAST('2020-06-30' AS DATE)
      AND (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      )) AS BIGINT)
  END AS "team_members"
FROM "team_post" AS s
GROUP BY
  "s"."village";

-- step inspection_by_village
SELECT
  "s"."village" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."started_date" > CAST('2019-12-30' AS DATE)) AS BIGINT) AS "inspections_lately",
  CAST(COUNT(*) FILTER(WHERE
    "s"."started_date" > CAST('2020-03-30' AS DATE)) AS BIGINT) AS "inspections_quarter"
FROM "inspection" AS s
WHERE
  "s"."started_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."village";

-- step resident_by_village_1
SELECT
  "s"."village" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."cultivated_land"
      ) IS NULL) = 0
    THEN COALESCE(SUM("s"."cultivated_land"), 0)
  END AS "land_of_households"
FROM "resident_0" AS s
GROUP BY
  "s"."village";

-- step village_1
SELECT
  "p"."village",
  "p"."league",
  "p"."banner",
  "p"."unsafe_houses",
  "p"."households",
  "p"."unsolved_water",
  "p"."land",
  "p"."workers",
  "p"."workers_last_month",
  "p"."poor_village",
  "p"."collective_income",
  "p"."poor_population",
  "p"."population",
  "p"."key_village",
  CASE
    WHEN "c"."team_post:1"
    THEN CASE
      WHEN "team_post_0"."row:key" IS NULL
      THEN 0
      ELSE "team_post_0"."first_secretaries"
    END
  END AS "first_secretaries",
  CASE
    WHEN "c"."inspection:1"
    THEN COALESCE("inspection_1"."inspections_lately", 0)
  END AS "inspections_lately",
  CASE
    WHEN "c"."inspection:1"
    THEN COALESCE("inspection_1"."inspections_quarter", 0)
  END AS "inspections_quarter",
  CASE
    WHEN "c"."household:1"
    THEN CASE
      WHEN "resident_2"."row:key" IS NULL
      THEN 0
      ELSE "resident_2"."land_of_households"
    END
  END AS "land_of_households",
  CASE WHEN "c"."team_post:1" THEN "team_post_0"."team_left_last" END AS "team_left_last",
  CASE
    WHEN "c"."team_post:1"
    THEN CASE
      WHEN "team_post_0"."row:key" IS NULL
      THEN 0
      ELSE "team_post_0"."team_members"
    END
  END AS "team_members"
FROM "village_0" AS p
LEFT JOIN "team_post_by_village" AS team_post_0
  ON "p"."village" = "team_post_0"."row:key"
LEFT JOIN "inspection_by_village" AS inspection_1
  ON "p"."village" = "inspection_1"."row:key"
LEFT JOIN "resident_by_village_1" AS resident_2
  ON "p"."village" = "resident_2"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step project_by_operator_1
SELECT
  "s"."operator" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "projects_run"
FROM "project_1" AS s
WHERE
  "s"."state" IN ('planned', 'building', 'running')
GROUP BY
  "s"."operator";

-- step operator_1
SELECT
  "p"."operator",
  "p"."league",
  "p"."banner",
  "p"."state",
  "p"."dishonest",
  "p"."overdue_dividend",
  CASE WHEN "c"."project:1" THEN COALESCE("project_0"."projects_run", 0) END AS "projects_run"
FROM "operator_0" AS p
LEFT JOIN "project_by_operator_1" AS project_0
  ON "p"."operator" = "project_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step fund_line_by_fund_plan
SELECT
  "s"."plan_line" AS "row:key",
  COALESCE(
    CAST(SUM("s"."amount") FILTER(WHERE
      NOT (
        "s"."project" IS NULL
      )) AS BIGINT),
    0
  ) AS "plan_allocated",
  CAST(SUM("s"."amount") AS BIGINT) AS "plan_issued"
FROM "fund_line" AS s
GROUP BY
  "s"."plan_line";

-- step fund_plan_1
SELECT
  "p"."plan_line",
  "p"."league",
  "p"."banner",
  "p"."fund_year",
  "p"."planned",
  "p"."last_year",
  "p"."to_issue",
  "p"."kind",
  "p"."approved_date",
  CASE WHEN "c"."fund_line:1" THEN COALESCE("fund_line_0"."plan_allocated", 0) END AS "plan_allocated",
  CASE WHEN "c"."fund_line:1" THEN COALESCE("fund_line_0"."plan_issued", 0) END AS "plan_issued"
FROM "fund_plan_0" AS p
LEFT JOIN "fund_line_by_fund_plan" AS fund_line_0
  ON "p"."plan_line" = "fund_line_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step public_post_2
SELECT
  "p"."agreement",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."kind",
  "p"."remark",
  "p"."household",
  "p"."ended_date",
  "p"."cadre_family",
  "p"."until_date",
  "p"."owed",
  "p"."wage",
  "p"."started_date",
  "p"."noticed",
  "p"."funded_by",
  "parent"."age" AS "age",
  "parent"."on_public_payroll" AS "on_public_payroll",
  "parent"."status" AS "status"
FROM "public_post_1" AS p
LEFT JOIN "person_1" AS parent
  ON "p"."person" = "parent"."person";

-- step job_seeker_2
SELECT
  "p"."seeker",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."state",
  "p"."registered_date",
  "p"."last_offered_date",
  "p"."household",
  "p"."labour",
  "p"."employed_date",
  "parent"."status" AS "status"
FROM "job_seeker_1" AS p
LEFT JOIN "person_1" AS parent
  ON "p"."person" = "parent"."person";

-- step fund_payee_2
SELECT
  "p"."payee",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."purpose",
  "p"."household",
  "parent"."status" AS "status"
FROM "fund_payee_1" AS p
LEFT JOIN "person_1" AS parent
  ON "p"."person" = "parent"."person";

-- step microloan_2
SELECT
  "p"."loan",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."issued_date",
  "p"."extended_until",
  "p"."due_date",
  "p"."amount",
  "p"."household",
  "p"."term_months",
  "p"."state",
  "p"."secured",
  "p"."rate",
  "p"."subsidised_share",
  "p"."balance",
  "p"."used_by",
  "p"."purpose",
  "p"."overdue_days",
  "p"."loan_due",
  "p"."repayment_source",
  "p"."applied_date",
  "p"."repaid_amount",
  "p"."written_off_amount",
  CAST(FLOOR(
    CAST((
      EXTRACT(YEAR FROM "p"."issued_date") * 10000 + EXTRACT(MONTH FROM "p"."issued_date") * 100 + EXTRACT(DAY FROM "p"."issued_date") - (
        EXTRACT(YEAR FROM "p"."birth_date") * 10000 + EXTRACT(MONTH FROM "p"."birth_date") * 100 + EXTRACT(DAY FROM "p"."birth_date")
      )
    ) AS DOUBLE PRECISION) / CAST(10000 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "borrower_age",
  "parent"."status" AS "status"
FROM "microloan_1" AS p
LEFT JOIN "person_1" AS parent
  ON "p"."person" = "parent"."person";

-- step person_2
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."age",
  "p"."birth_date",
  "p"."status",
  "p"."assisted",
  "p"."labour",
  "p"."education",
  "p"."health",
  "p"."months_working",
  "p"."relation",
  "p"."sex",
  "p"."school_status",
  "parent"."watched" AS "watched",
  "parent"."member_assisted" AS "member_assisted",
  CAST(FLOOR(
    CAST((
      EXTRACT(YEAR FROM CAST('2019-09-01' AS DATE)) * 10000 + EXTRACT(MONTH FROM CAST('2019-09-01' AS DATE)) * 100 + EXTRACT(DAY FROM CAST('2019-09-01' AS DATE)) - (
        EXTRACT(YEAR FROM "p"."birth_date") * 10000 + EXTRACT(MONTH FROM "p"."birth_date") * 100 + EXTRACT(DAY FROM "p"."birth_date")
      )
    ) AS DOUBLE PRECISION) / CAST(10000 AS DOUBLE PRECISION)
  ) AS BIGINT) >= 6
  AND "p"."age" <= 15 AS "of_compulsory_age",
  "parent"."watch_kind" AS "watch_kind"
FROM "person_1" AS p
LEFT JOIN "household_1" AS parent
  ON "p"."household" = "parent"."household";

-- step household_2
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."watched",
  "p"."member_assisted",
  "p"."net_income",
  "p"."wage_income",
  "p"."members",
  "p"."watch_kind",
  "p"."pastoral",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."exit_year",
  "p"."attribute",
  CAST(FLOOR(
    CAST("p"."net_income" AS DOUBLE PRECISION) / CAST(NULLIF("p"."members", 0) AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "income_per_head"
FROM "household_1" AS p;

-- step public_post_3
SELECT
  "p"."agreement",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."kind",
  "p"."remark",
  "p"."household",
  "p"."ended_date",
  "p"."age",
  "p"."cadre_family",
  "p"."until_date",
  "p"."owed",
  "p"."wage",
  "p"."started_date",
  "p"."noticed",
  "p"."on_public_payroll",
  "p"."funded_by",
  "p"."status",
  "parent"."watched" AS "watched",
  "parent"."member_assisted" AS "member_assisted"
FROM "public_post_2" AS p
LEFT JOIN "person_2" AS parent
  ON "p"."person" = "parent"."person";

-- step fund_payee_3
SELECT
  "p"."payee",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."purpose",
  "p"."status",
  "p"."household",
  "parent"."watched" AS "watched"
FROM "fund_payee_2" AS p
LEFT JOIN "person_2" AS parent
  ON "p"."person" = "parent"."person";

-- step microloan_3
SELECT
  "p"."loan",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."issued_date",
  "p"."extended_until",
  "p"."due_date",
  "p"."amount",
  "p"."household",
  "p"."term_months",
  "p"."state",
  "p"."secured",
  "p"."rate",
  "p"."subsidised_share",
  "p"."borrower_age",
  "p"."balance",
  "p"."used_by",
  "p"."purpose",
  "p"."overdue_days",
  "p"."loan_due",
  "p"."repayment_source",
  "p"."applied_date",
  "p"."status",
  "p"."repaid_amount",
  "p"."written_off_amount",
  "parent"."watched" AS "watched"
FROM "microloan_2" AS p
LEFT JOIN "person_2" AS parent
  ON "p"."person" = "parent"."person";

-- step employment_by_person
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "months_worked_lately"
FROM "employment" AS s
WHERE
  "s"."working"
  AND "s"."month" > CAST('2020-02-29' AS DATE)
  AND "s"."month" <= CAST('2020-05-30' AS DATE)
GROUP BY
  "s"."person";

-- step person_3
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."age",
  "p"."birth_date",
  "p"."status",
  "p"."watched",
  "p"."assisted",
  "p"."labour",
  "p"."of_compulsory_age",
  "p"."education",
  "p"."health",
  "p"."months_working",
  "p"."watch_kind",
  "p"."relation",
  "p"."sex",
  "p"."school_status",
  CASE
    WHEN "c"."employment:3"
    THEN COALESCE("employment_0"."months_worked_lately", 0)
  END AS "months_worked_lately",
  "parent"."income_per_head" AS "income_per_head"
FROM "person_2" AS p
LEFT JOIN "employment_by_person" AS employment_0
  ON "p"."person" = "employment_0"."row:key"
LEFT JOIN "household_2" AS parent
  ON "p"."household" = "parent"."household"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step relocation_3
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."handed_over_date",
  "p"."occupied",
  "p"."old_site",
  "p"."moved_in_date",
  "p"."old_demolished_date",
  "p"."area",
  "p"."people",
  "p"."debt",
  "p"."sound_house",
  "p"."school_joined",
  "p"."care_joined",
  "p"."certificate",
  "p"."follow_up",
  "parent"."income_per_head" AS "income_per_head"
FROM "relocation_0" AS p
LEFT JOIN "household_2" AS parent
  ON "p"."household" = "parent"."household";

-- step person_by_household_3
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."months_worked_lately" > 0
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."months_worked_lately" > 0) AS BIGINT)
  END AS "workers_lately"
FROM "person_3" AS s
GROUP BY
  "s"."household";

-- step household_3
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."watched",
  "p"."member_assisted",
  "p"."income_per_head",
  "p"."net_income",
  "p"."wage_income",
  "p"."members",
  "p"."watch_kind",
  "p"."pastoral",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."exit_year",
  "p"."attribute",
  CASE
    WHEN "c"."person:1"
    THEN CASE WHEN "person_0"."row:key" IS NULL THEN 0 ELSE "person_0"."workers_lately" END
  END AS "workers_lately"
FROM "household_2" AS p
LEFT JOIN "person_by_household_3" AS person_0
  ON "p"."household" = "person_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step training_4
SELECT
  "p"."training",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."wants_work",
  "p"."ended_date",
  "p"."household",
  "parent"."months_worked_lately" AS "months_worked_lately"
FROM "training_1" AS p
LEFT JOIN "person_3" AS parent
  ON "p"."person" = "parent"."person";

-- step job_seeker_4
SELECT
  "p"."seeker",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."state",
  "p"."registered_date",
  "p"."last_offered_date",
  "p"."household",
  "p"."status",
  "p"."labour",
  "p"."employed_date",
  "parent"."months_worked_lately" AS "months_worked_lately"
FROM "job_seeker_2" AS p
LEFT JOIN "person_3" AS parent
  ON "p"."person" = "parent"."person";

-- step microloan_4
SELECT
  "p"."loan",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."issued_date",
  "p"."extended_until",
  "p"."due_date",
  "p"."amount",
  "p"."household",
  "p"."term_months",
  "p"."state",
  "p"."secured",
  "p"."rate",
  "p"."subsidised_share",
  "p"."borrower_age",
  "p"."balance",
  "p"."used_by",
  "p"."purpose",
  "p"."overdue_days",
  "p"."loan_due",
  "p"."repayment_source",
  "p"."applied_date",
  "p"."status",
  "p"."watched",
  "p"."repaid_amount",
  "p"."written_off_amount",
  "parent"."income_per_head" AS "income_per_head"
FROM "microloan_3" AS p
LEFT JOIN "person_3" AS parent
  ON "p"."person" = "parent"."person";

-- step employment_by_person_2
SELECT
  "s"."person" AS "row:key",
  COUNT(*) FILTER(WHERE
    "s"."working") > 0 AS "worked_last_month"
FROM "employment" AS s
WHERE
  "s"."working"
  AND "s"."month" > CAST('2020-04-30' AS DATE)
  AND "s"."month" <= CAST('2020-05-30' AS DATE)
GROUP BY
  "s"."person";

-- step person_4
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."age",
  "p"."birth_date",
  "p"."status",
  "p"."watched",
  "p"."assisted",
  "p"."months_worked_lately",
  "p"."labour",
  "p"."income_per_head",
  "p"."of_compulsory_age",
  "p"."education",
  "p"."health",
  "p"."months_working",
  "p"."watch_kind",
  "p"."relation",
  "p"."sex",
  "p"."school_status",
  "parent"."workers_lately" AS "workers_lately",
  CASE
    WHEN "c"."employment:1"
    THEN COALESCE("employment_0"."worked_last_month", FALSE)
  END AS "worked_last_month"
FROM "person_3" AS p
LEFT JOIN "employment_by_person_2" AS employment_0
  ON "p"."person" = "employment_0"."row:key"
LEFT JOIN "household_3" AS parent
  ON "p"."household" = "parent"."household"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step job_seeker_5
SELECT
  "p"."seeker",
  "p"."person",
  "p"."league",
  "p"."banner",
  "p"."state",
  "p"."registered_date",
  "p"."last_offered_date",
  "p"."household",
  "p"."status",
  "p"."labour",
  "p"."employed_date",
  "p"."months_worked_lately",
  "parent"."workers_lately" AS "workers_lately",
  "parent"."worked_last_month" AS "worked_last_month"
FROM "job_seeker_4" AS p
LEFT JOIN "person_4" AS parent
  ON "p"."person" = "parent"."person";

-- step school_roll_by_person
SELECT
  "s"."person" AS "row:key",
  "s"."stage" IN ('primary', 'junior', 'senior', 'vocational')
  AND "s"."state" = 'enrolled' AS "at_school",
  "s"."state" = 'dropout' AS "dropped_out",
  "s"."stage" = 'higher' AND "s"."state" = 'enrolled' AS "in_higher_school",
  "s"."stage" = 'junior' AND "s"."state" = 'enrolled' AS "in_junior_school",
  "s"."stage" IN ('senior', 'vocational') AND "s"."state" = 'enrolled' AS "in_senior_school",
  "s"."stage" = 'vocational' AND "s"."state" = 'enrolled' AS "in_vocational_school",
  1 AS "school_rows",
  CASE
    WHEN "s"."stage" IN ('senior', 'vocational') AND "s"."state" = 'enrolled'
    THEN "s"."cost_after_aid"
    ELSE 0
  END AS "schooling_cost"
FROM "school_roll" AS s;

-- step employment_by_person_3
SELECT
  "s"."person" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."month" > CAST('2020-04-30' AS DATE)
        AND "s"."month" <= CAST('2020-05-30' AS DATE)
        AND NOT (
          "s"."started_date" IS NULL
        )
        AND NOT (
          "s"."ended_date" IS NULL
        )
        AND "s"."ended_date" < "s"."started_date"
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."month" > CAST('2020-04-30' AS DATE)
      AND "s"."month" <= CAST('2020-05-30' AS DATE)
      AND NOT (
        "s"."started_date" IS NULL
      )
      AND NOT (
        "s"."ended_date" IS NULL
      )
      AND "s"."ended_date" < "s"."started_date") AS BIGINT)
  END AS "backward_job_rows",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."month" > CAST('2020-04-30' AS DATE)
        AND "s"."month" <= CAST('2020-05-30' AS DATE)
      )
      AND "s"."channel" = 'public_post') > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        (
          "s"."month" > CAST('2020-04-30' AS DATE)
          AND "s"."month" <= CAST('2020-05-30' AS DATE)
        )
        AND "s"."channel" = 'public_post'
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "holds_public_post",
  CAST(COUNT(*) FILTER(WHERE
    "s"."month" > CAST('2020-04-30' AS DATE)
    AND "s"."month" <= CAST('2020-05-30' AS DATE)
    AND (
      "s"."wage" IS NULL OR "s"."channel" IS NULL OR "s"."place_county" IS NULL
    )) AS BIGINT) AS "incomplete_job_rows",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."month" > CAST('2020-04-30' AS DATE)
        AND "s"."month" <= CAST('2020-05-30' AS DATE)
      )
      AND (
        "s"."wage"
      ) IS NULL) = 0
    THEN MAX("s"."wage") FILTER(WHERE
      "s"."month" > CAST('2020-04-30' AS DATE)
      AND "s"."month" <= CAST('2020-05-30' AS DATE))
  END AS "latest_wage",
  CAST(COUNT(*) FILTER(WHERE
    "s"."month" > CAST('2019-05-30' AS DATE)
    AND "s"."month" <= CAST('2020-02-29' AS DATE)) AS BIGINT) AS "months_worked_before",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."month" > CAST('2019-05-30' AS DATE)
        AND "s"."month" <= CAST('2020-02-29' AS DATE)
      )
      AND (
        "s"."wage"
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM("s"."wage") FILTER(WHERE
        "s"."month" > CAST('2019-05-30' AS DATE)
        AND "s"."month" <= CAST('2020-02-29' AS DATE)) AS BIGINT),
      0
    )
  END AS "wages_before",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."month" > CAST('2020-02-29' AS DATE)
        AND "s"."month" <= CAST('2020-05-30' AS DATE)
      )
      AND (
        "s"."wage"
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM("s"."wage") FILTER(WHERE
        "s"."month" > CAST('2020-02-29' AS DATE)
        AND "s"."month" <= CAST('2020-05-30' AS DATE)) AS BIGINT),
      0
    )
  END AS "wages_lately"
FROM "employment" AS s
WHERE
  "s"."working"
GROUP BY
  "s"."person";

-- step medical_claim_by_person
SELECT
  "s"."person" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."compliant_self_paid"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."compliant_self_paid") AS BIGINT), 0)
  END AS "compliant_self_paid_12m",
  MAX("s"."self_paid") FILTER(WHERE
    "s"."kind" = 'inpatient') AS "costliest_stay_12m",
  COALESCE(CAST(SUM("s"."self_paid") FILTER(WHERE
    "s"."kind" = 'inpatient') AS BIGINT), 0) AS "inpatient_self_paid_12m",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" = 'inpatient') AS BIGINT) AS "inpatient_stays_12m",
  CAST(SUM("s"."self_paid") AS BIGINT) AS "medical_self_paid_12m",
  COALESCE(
    CAST(SUM("s"."self_paid") FILTER(WHERE
      "s"."kind" IN ('outpatient', 'special_outpatient')
      AND "s"."settled_date" > CAST('2020-03-30' AS DATE)) AS BIGINT),
    0
  ) AS "outpatient_self_paid",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."serious_illness"
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."serious_illness") AS BIGINT)
  END AS "serious_claims_12m",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."serious_illness" AND "s"."settled_date" <= CAST('2020-04-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."serious_illness" AND "s"."settled_date" <= CAST('2020-04-30' AS DATE)) AS BIGINT)
  END AS "serious_claims_before",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."serious_illness" AND "s"."settled_date" > CAST('2020-04-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."serious_illness" AND "s"."settled_date" > CAST('2020-04-30' AS DATE)) AS BIGINT)
  END AS "serious_claims_lately"
FROM "medical_claim" AS s
WHERE
  "s"."settled_date" > CAST('2019-06-30' AS DATE)
  AND "s"."settled_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."person";

-- step insurance_enrolment_by_person
SELECT
  "s"."person" AS "row:key",
  "s"."serious_cover" AS "covered_for_serious_illness",
  "s"."basic" = 'resident' AS "insured_as_resident",
  "s"."basic" IN ('resident', 'employee') AS "insured_basic"
FROM "insurance_enrolment" AS s
WHERE
  "s"."year" = 2020;

-- step accident_by_person
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" = 'crime') AS BIGINT) AS "crime_injuries",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" IN ('work', 'fire', 'other')) AS BIGINT) AS "safety_injuries",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" = 'traffic') AS BIGINT) AS "traffic_injuries"
FROM "accident" AS s
WHERE
  "s"."outcome" IN ('serious', 'disabled')
  AND "s"."happened_date" > CAST('2020-03-30' AS DATE)
  AND "s"."happened_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."person";

-- step disability_by_person
SELECT
  "s"."person" AS "row:key",
  1 AS "disability_cards",
  "s"."level" <= 2 AS "entitled_to_care",
  "s"."care_subsidy" AS "has_care_subsidy",
  "s"."living_subsidy" AS "has_living_subsidy",
  "s"."level" <= 2
  OR "s"."category" IN ('intellectual', 'mental')
  AND "s"."level" <= 3 AS "severely_disabled",
  "s"."category" = 'limb' AND "s"."level" <= 2 AS "severely_limb_disabled"
FROM "disability" AS s;

-- step pension_by_person
SELECT
  "s"."person" AS "row:key",
  "s"."state" = 'drawing' AS "draws_pension",
  1 AS "pension_rows"
FROM "pension" AS s;

-- step vital_event_by_person
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "losses_recorded"
FROM "vital_event" AS s
WHERE
  "s"."kind" IN ('death', 'registration_loss', 'missing')
  AND "s"."happened_date" > CAST('2019-12-30' AS DATE)
  AND "s"."happened_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."person";

-- step social_assistance_by_person_2
SELECT
  "s"."person" AS "row:key",
  COUNT(*) FILTER(WHERE
    "s"."start_date" > CAST('2020-04-30' AS DATE)
    AND "s"."start_date" <= CAST('2020-06-30' AS DATE)) > 0 AS "newly_assisted",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."kind" = 'destitute'
      AND (
        "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."kind" = 'destitute'
        AND (
          "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "on_destitute_support",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."kind" = 'dibao'
      AND (
        "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."kind" = 'dibao'
        AND (
          "s"."end_date" IS NULL OR "s"."end_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "on_dibao"
FROM "social_assistance" AS s
GROUP BY
  "s"."person";

-- step public_post_by_person
SELECT
  "s"."person" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)) AS BIGINT)
  END AS "posts_held"
FROM "public_post" AS s
WHERE
  "s"."started_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."person";

-- step scheme_student_by_person
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "scheme_terms"
FROM "scheme_student" AS s
WHERE
  "s"."term_start" > CAST('2019-06-30' AS DATE)
  AND "s"."term_start" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."person";

-- step policy_payment_by_person
SELECT
  "s"."person" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."due_date" > CAST('2019-06-30' AS DATE)
    AND "s"."due_date" <= CAST('2019-12-30' AS DATE)) AS BIGINT) AS "subsidies_before",
  CAST(COUNT(*) FILTER(WHERE
    "s"."due_date" > CAST('2019-12-30' AS DATE)
    AND "s"."due_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT) AS "subsidies_lately"
FROM "policy_payment" AS s
WHERE
  "s"."kind" IN ('living_subsidy', 'care_subsidy')
GROUP BY
  "s"."person";

-- step person_5
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."age",
  "p"."birth_date",
  "p"."status",
  "p"."watched",
  "p"."assisted",
  "p"."months_worked_lately",
  "p"."worked_last_month",
  "p"."labour",
  "p"."income_per_head",
  "p"."of_compulsory_age",
  "p"."education",
  "p"."health",
  "p"."months_working",
  "p"."watch_kind",
  "p"."relation",
  "p"."sex",
  "p"."school_status",
  CASE WHEN "c"."school_roll:1" THEN COALESCE("school_roll_0"."at_school", FALSE) END AS "at_school",
  CASE
    WHEN "c"."employment:1"
    THEN CASE
      WHEN "employment_1"."row:key" IS NULL
      THEN 0
      ELSE "employment_1"."backward_job_rows"
    END
  END AS "backward_job_rows",
  CASE
    WHEN "c"."medical_claim:12"
    THEN CASE
      WHEN "medical_claim_2"."row:key" IS NULL
      THEN 0
      ELSE "medical_claim_2"."compliant_self_paid_12m"
    END
  END AS "compliant_self_paid_12m",
  CASE WHEN "c"."medical_claim:12" THEN "medical_claim_2"."costliest_stay_12m" END AS "costliest_stay_12m",
  CASE
    WHEN "c"."insurance_enrolment:1"
    THEN CASE
      WHEN "insurance_enrolment_3"."row:key" IS NULL
      THEN FALSE
      ELSE "insurance_enrolment_3"."covered_for_serious_illness"
    END
  END AS "covered_for_serious_illness",
  CASE WHEN "c"."accident:1" THEN COALESCE("accident_4"."crime_injuries", 0) END AS "crime_injuries",
  CASE
    WHEN "c"."disability:1"
    THEN COALESCE("disability_5"."disability_cards", 0)
  END AS "disability_cards",
  CASE WHEN "c"."pension:1" THEN COALESCE("pension_6"."draws_pension", FALSE) END AS "draws_pension",
  CASE
    WHEN "c"."school_roll:1"
    THEN COALESCE("school_roll_0"."dropped_out", FALSE)
  END AS "dropped_out",
  CASE
    WHEN "c"."disability:1"
    THEN COALESCE("disability_5"."entitled_to_care", FALSE)
  END AS "entitled_to_care",
  CASE
    WHEN "c"."disability:1"
    THEN CASE
      WHEN "disability_5"."row:key" IS NULL
      THEN FALSE
      ELSE "disability_5"."has_care_subsidy"
    END
  END AS "has_care_subsidy",
  CASE
    WHEN "c"."disability:1"
    THEN CASE
      WHEN "disability_5"."row:key" IS NULL
      THEN FALSE
      ELSE "disability_5"."has_living_subsidy"
    END
  END AS "has_living_subsidy",
  CASE
    WHEN "c"."employment:1"
    THEN CASE
      WHEN "employment_1"."row:key" IS NULL
      THEN FALSE
      ELSE "employment_1"."holds_public_post"
    END
  END AS "holds_public_post",
  CASE
    WHEN "c"."school_roll:1"
    THEN COALESCE("school_roll_0"."in_higher_school", FALSE)
  END AS "in_higher_school",
  CASE
    WHEN "c"."school_roll:1"
    THEN COALESCE("school_roll_0"."in_junior_school", FALSE)
  END AS "in_junior_school",
  CASE
    WHEN "c"."school_roll:1"
    THEN COALESCE("school_roll_0"."in_senior_school", FALSE)
  END AS "in_senior_school",
  CASE
    WHEN "c"."school_roll:1"
    THEN COALESCE("school_roll_0"."in_vocational_school", FALSE)
  END AS "in_vocational_school",
  CASE
    WHEN "c"."employment:1"
    THEN COALESCE("employment_1"."incomplete_job_rows", 0)
  END AS "incomplete_job_rows",
  CASE
    WHEN "c"."medical_claim:12"
    THEN COALESCE("medical_claim_2"."inpatient_self_paid_12m", 0)
  END AS "inpatient_self_paid_12m",
  CASE
    WHEN "c"."medical_claim:12"
    THEN COALESCE("medical_claim_2"."inpatient_stays_12m", 0)
  END AS "inpatient_stays_12m",
  CASE
    WHEN "c"."insurance_enrolment:1"
    THEN COALESCE("insurance_enrolment_3"."insured_as_resident", FALSE)
  END AS "insured_as_resident",
  CASE
    WHEN "c"."insurance_enrolment:1"
    THEN COALESCE("insurance_enrolment_3"."insured_basic", FALSE)
  END AS "insured_basic",
  CASE WHEN "c"."employment:1" THEN "employment_1"."latest_wage" END AS "latest_wage",
  CASE
    WHEN "c"."vital_event:6"
    THEN COALESCE("vital_event_7"."losses_recorded", 0)
  END AS "losses_recorded",
  CASE
    WHEN "c"."medical_claim:12"
    THEN COALESCE("medical_claim_2"."medical_self_paid_12m", 0)
  END AS "medical_self_paid_12m",
  CASE
    WHEN "c"."employment:12"
    THEN COALESCE("employment_1"."months_worked_before", 0)
  END AS "months_worked_before",
  CASE
    WHEN "c"."social_assistance:1"
    THEN COALESCE("social_assistance_8"."newly_assisted", FALSE)
  END AS "newly_assisted",
  CASE
    WHEN "c"."social_assistance:1"
    THEN CASE
      WHEN "social_assistance_8"."row:key" IS NULL
      THEN FALSE
      ELSE "social_assistance_8"."on_destitute_support"
    END
  END AS "on_destitute_support",
  CASE
    WHEN "c"."social_assistance:1"
    THEN CASE
      WHEN "social_assistance_8"."row:key" IS NULL
      THEN FALSE
      ELSE "social_assistance_8"."on_dibao"
    END
  END AS "on_dibao",
  CASE
    WHEN "c"."medical_claim:3"
    THEN COALESCE("medical_claim_2"."outpatient_self_paid", 0)
  END AS "outpatient_self_paid",
  CASE WHEN "c"."pension:1" THEN COALESCE("pension_6"."pension_rows", 0) END AS "pension_rows",
  CASE
    WHEN "c"."public_post:1"
    THEN CASE
      WHEN "public_post_9"."row:key" IS NULL
      THEN 0
      ELSE "public_post_9"."posts_held"
    END
  END AS "posts_held",
  CASE WHEN "c"."accident:1" THEN COALESCE("accident_4"."safety_injuries", 0) END AS "safety_injuries",
  CASE
    WHEN "c"."scheme_student:1"
    THEN COALESCE("scheme_student_10"."scheme_terms", 0)
  END AS "scheme_terms",
  CASE WHEN "c"."school_roll:1" THEN COALESCE("school_roll_0"."school_rows", 0) END AS "school_rows",
  CASE
    WHEN "c"."school_roll:1"
    THEN CASE
      WHEN "school_roll_0"."row:key" IS NULL
      THEN 0
      ELSE "school_roll_0"."schooling_cost"
    END
  END AS "schooling_cost",
  CASE
    WHEN "c"."medical_claim:12"
    THEN CASE
      WHEN "medical_claim_2"."row:key" IS NULL
      THEN 0
      ELSE "medical_claim_2"."serious_claims_12m"
    END
  END AS "serious_claims_12m",
  CASE
    WHEN "c"."medical_claim:12"
    THEN CASE
      WHEN "medical_claim_2"."row:key" IS NULL
      THEN 0
      ELSE "medical_claim_2"."serious_claims_before"
    END
  END AS "serious_claims_before",
  CASE
    WHEN "c"."medical_claim:2"
    THEN CASE
      WHEN "medical_claim_2"."row:key" IS NULL
      THEN 0
      ELSE "medical_claim_2"."serious_claims_lately"
    END
  END AS "serious_claims_lately",
  CASE
    WHEN "c"."disability:1"
    THEN COALESCE("disability_5"."severely_disabled", FALSE)
  END AS "severely_disabled",
  CASE
    WHEN "c"."disability:1"
    THEN COALESCE("disability_5"."severely_limb_disabled", FALSE)
  END AS "severely_limb_disabled",
  CASE
    WHEN "c"."policy_payment:12"
    THEN COALESCE("policy_payment_11"."subsidies_before", 0)
  END AS "subsidies_before",
  CASE
    WHEN "c"."policy_payment:6"
    THEN COALESCE("policy_payment_11"."subsidies_lately", 0)
  END AS "subsidies_lately",
  CASE WHEN "c"."accident:1" THEN COALESCE("accident_4"."traffic_injuries", 0) END AS "traffic_injuries",
  CASE
    WHEN "c"."employment:12"
    THEN CASE
      WHEN "employment_1"."row:key" IS NULL
      THEN 0
      ELSE "employment_1"."wages_before"
    END
  END AS "wages_before",
  CASE
    WHEN "c"."employment:3"
    THEN CASE
      WHEN "employment_1"."row:key" IS NULL
      THEN 0
      ELSE "employment_1"."wages_lately"
    END
  END AS "wages_lately"
FROM "person_4" AS p
LEFT JOIN "school_roll_by_person" AS school_roll_0
  ON "p"."person" = "school_roll_0"."row:key"
LEFT JOIN "employment_by_person_3" AS employment_1
  ON "p"."person" = "employment_1"."row:key"
LEFT JOIN "medical_claim_by_person" AS medical_claim_2
  ON "p"."person" = "medical_claim_2"."row:key"
LEFT JOIN "insurance_enrolment_by_person" AS insurance_enrolment_3
  ON "p"."person" = "insurance_enrolment_3"."row:key"
LEFT JOIN "accident_by_person" AS accident_4
  ON "p"."person" = "accident_4"."row:key"
LEFT JOIN "disability_by_person" AS disability_5
  ON "p"."person" = "disability_5"."row:key"
LEFT JOIN "pension_by_person" AS pension_6
  ON "p"."person" = "pension_6"."row:key"
LEFT JOIN "vital_event_by_person" AS vital_event_7
  ON "p"."person" = "vital_event_7"."row:key"
LEFT JOIN "social_assistance_by_person_2" AS social_assistance_8
  ON "p"."person" = "social_assistance_8"."row:key"
LEFT JOIN "public_post_by_person" AS public_post_9
  ON "p"."person" = "public_post_9"."row:key"
LEFT JOIN "scheme_student_by_person" AS scheme_student_10
  ON "p"."person" = "scheme_student_10"."row:key"
LEFT JOIN "policy_payment_by_person" AS policy_payment_11
  ON "p"."person" = "policy_payment_11"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step person_6
SELECT
  "p"."person",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."age",
  "p"."birth_date",
  "p"."status",
  "p"."watched",
  "p"."assisted",
  "p"."months_worked_lately",
  "p"."worked_last_month",
  "p"."labour",
  "p"."income_per_head",
  "p"."medical_self_paid_12m",
  "p"."of_compulsory_age",
  "p"."school_rows",
  "p"."dropped_out",
  "p"."schooling_cost",
  "p"."insured_basic",
  "p"."insured_as_resident",
  "p"."covered_for_serious_illness",
  "p"."latest_wage",
  "p"."in_junior_school",
  "p"."in_senior_school",
  "p"."education",
  "p"."at_school",
  "p"."health",
  "p"."severely_limb_disabled",
  "p"."disability_cards",
  "p"."months_working",
  "p"."months_worked_before",
  "p"."incomplete_job_rows",
  "p"."backward_job_rows",
  "p"."losses_recorded",
  "p"."posts_held",
  "p"."holds_public_post",
  "p"."inpatient_self_paid_12m",
  "p"."serious_claims_lately",
  "p"."serious_claims_before",
  "p"."inpatient_stays_12m",
  "p"."costliest_stay_12m",
  "p"."watch_kind",
  "p"."compliant_self_paid_12m",
  "p"."traffic_injuries",
  "p"."crime_injuries",
  "p"."safety_injuries",
  "p"."severely_disabled",
  "p"."serious_claims_12m",
  "p"."on_destitute_support",
  "p"."on_dibao",
  "p"."has_living_subsidy",
  "p"."entitled_to_care",
  "p"."has_care_subsidy",
  "p"."draws_pension",
  "p"."pension_rows",
  "p"."in_vocational_school",
  "p"."scheme_terms",
  "p"."in_higher_school",
  "p"."subsidies_before",
  "p"."subsidies_lately",
  "p"."relation",
  "p"."sex",
  "p"."school_status",
  "p"."wages_before",
  "p"."wages_lately",
  "p"."newly_assisted",
  CAST(FLOOR(
    CAST("p"."outpatient_self_paid" AS DOUBLE PRECISION) / CAST(3 AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "outpatient_self_paid_monthly",
  CAST(FLOOR(
    CAST("p"."medical_self_paid_12m" AS DOUBLE PRECISION) / CAST(1 AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "self_paid_yearly"
FROM "person_5" AS p;

-- step person_by_household_6
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."medical_self_paid_12m"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."medical_self_paid_12m") AS BIGINT), 0)
  END AS "household_self_paid_12m",
  CAST(COUNT(*) FILTER(WHERE
    "s"."birth_date" > CAST('2020-06-30' AS DATE)) AS BIGINT) AS "born_later",
  CAST(COUNT(*) FILTER(WHERE
    "s"."relation" = 'head') AS BIGINT) AS "heads_present",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."health" IN (
          'chronic',
          'serious',
          'chronic_serious',
          'chronic_disabled',
          'serious_disabled',
          'chronic_serious_disabled'
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."health" IN (
        'chronic',
        'serious',
        'chronic_serious',
        'chronic_disabled',
        'serious_disabled',
        'chronic_serious_disabled'
      )) AS BIGINT)
  END AS "ill_members",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."labour" IN ('ordinary', 'skilled', 'weak')
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."labour" IN ('ordinary', 'skilled', 'weak')) AS BIGINT)
  END AS "labour_count",
  CAST(COUNT(*) AS BIGINT) AS "members_present",
  CAST(COUNT(*) FILTER(WHERE
    "s"."relation" IN ('head', 'spouse') AND "s"."sex" = 'male') AS BIGINT) AS "men_of_couple",
  CAST(COUNT(*) FILTER(WHERE
    "s"."education" IS NULL
    AND "s"."school_status" IS NULL
    OR NOT (
      "s"."education" IS NULL
    )
    AND NOT (
      "s"."school_status" IS NULL
    )) AS BIGINT) AS "schooling_misfits",
  CAST(COUNT(*) FILTER(WHERE
    "s"."sex" = 'male'
    AND "s"."relation" IN (
      'daughter',
      'daughter_in_law',
      'granddaughter',
      'daughters_daughter',
      'mother',
      'wifes_mother',
      'husbands_mother',
      'grandmother',
      'mothers_mother',
      'great_granddaughter',
      'niece',
      'brothers_wife'
    )
    OR "s"."sex" = 'female'
    AND "s"."relation" IN (
      'son',
      'son_in_law',
      'grandson',
      'daughters_son',
      'father',
      'wifes_father',
      'husbands_father',
      'grandfather',
      'mothers_father',
      'great_grandson',
      'nephew',
      'uncle'
    )) AS BIGINT) AS "sex_misfits",
  CAST(COUNT(*) FILTER(WHERE
    "s"."relation" = 'spouse') AS BIGINT) AS "spouses_present",
  NOT (
    CASE
      WHEN COUNT(*) FILTER(WHERE
        NOT (
          "s"."labour" IN ('lost', 'none')
        )) > 0
      THEN TRUE
      WHEN COUNT(*) FILTER(WHERE
        (
          NOT (
            "s"."labour" IN ('lost', 'none')
          )
        ) IS NULL) > 0
      THEN NULL
      ELSE FALSE
    END
  ) AS "without_labour",
  CAST(COUNT(*) FILTER(WHERE
    "s"."relation" IN ('head', 'spouse') AND "s"."sex" = 'female') AS BIGINT) AS "women_of_couple",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."schooling_cost"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."schooling_cost") AS BIGINT), 0)
  END AS "household_schooling_cost",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."wages_before"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."wages_before") AS BIGINT), 0)
  END AS "household_wages_before",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."wages_lately"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."wages_lately") AS BIGINT), 0)
  END AS "household_wages_lately",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."newly_assisted") > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."newly_assisted"
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "member_newly_assisted",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."holds_public_post"
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."holds_public_post") AS BIGINT)
  END AS "public_post_holders",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        NOT (
          "s"."insured_basic"
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      NOT (
        "s"."insured_basic"
      )) AS BIGINT)
  END AS "uninsured_members",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."of_compulsory_age" AND (
        "s"."dropped_out" OR "s"."school_rows" = 0
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."of_compulsory_age" AND (
          "s"."dropped_out" OR "s"."school_rows" = 0
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "child_out_of_school"
FROM "person_6" AS s
GROUP BY
  "s"."household";

-- step household_6
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."watched",
  "p"."member_assisted",
  "p"."workers_lately",
  "p"."income_per_head",
  "p"."net_income",
  "p"."wage_income",
  "p"."members",
  "p"."watch_kind",
  "p"."pastoral",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."exit_year",
  "p"."attribute",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN 0
      ELSE "person_0"."household_self_paid_12m"
    END
  END AS "household_self_paid_12m",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."born_later", 0) END AS "born_later",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."heads_present", 0) END AS "heads_present",
  CASE
    WHEN "c"."person:1"
    THEN CASE WHEN "person_0"."row:key" IS NULL THEN 0 ELSE "person_0"."ill_members" END
  END AS "ill_members",
  CASE
    WHEN "c"."person:1"
    THEN CASE WHEN "person_0"."row:key" IS NULL THEN 0 ELSE "person_0"."labour_count" END
  END AS "labour_count",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."members_present", 0) END AS "members_present",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."men_of_couple", 0) END AS "men_of_couple",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."schooling_misfits", 0) END AS "schooling_misfits",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."sex_misfits", 0) END AS "sex_misfits",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."spouses_present", 0) END AS "spouses_present",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN TRUE
      ELSE "person_0"."without_labour"
    END
  END AS "without_labour",
  CASE WHEN "c"."person:1" THEN COALESCE("person_0"."women_of_couple", 0) END AS "women_of_couple",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN 0
      ELSE "person_0"."household_schooling_cost"
    END
  END AS "household_schooling_cost",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN 0
      ELSE "person_0"."household_wages_before"
    END
  END AS "household_wages_before",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN 0
      ELSE "person_0"."household_wages_lately"
    END
  END AS "household_wages_lately",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN FALSE
      ELSE "person_0"."member_newly_assisted"
    END
  END AS "member_newly_assisted",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN 0
      ELSE "person_0"."public_post_holders"
    END
  END AS "public_post_holders",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN 0
      ELSE "person_0"."uninsured_members"
    END
  END AS "uninsured_members",
  CASE
    WHEN "c"."person:1"
    THEN CASE
      WHEN "person_0"."row:key" IS NULL
      THEN FALSE
      ELSE "person_0"."child_out_of_school"
    END
  END AS "child_out_of_school"
FROM "household_3" AS p
LEFT JOIN "person_by_household_6" AS person_0
  ON "p"."household" = "person_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step insurance_claim_7
SELECT
  "p"."case_number",
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."paid_date",
  "p"."state",
  "p"."approved_date",
  "p"."surveyed_date",
  "p"."payout",
  "p"."other_paid",
  "p"."loss",
  "p"."noticed_days",
  "p"."borne",
  "p"."kind",
  "p"."status",
  "p"."reported_date",
  "parent"."household_self_paid_12m" AS "household_self_paid_12m"
FROM "insurance_claim_1" AS p
LEFT JOIN "household_6" AS parent
  ON "p"."household" = "parent"."household";

-- step social_assistance_by_household
SELECT
  "t"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."end_date" <= CAST('2020-06-30' AS DATE)
        AND "s"."end_date" > CAST('2019-12-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."end_date" <= CAST('2020-06-30' AS DATE)
      AND "s"."end_date" > CAST('2019-12-30' AS DATE)) AS BIGINT)
  END AS "assistance_stopped"
FROM "social_assistance" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
WHERE
  "s"."kind" IN ('dibao', 'destitute') AND NOT (
    "s"."end_date" IS NULL
  )
GROUP BY
  "t"."household";

-- step disability_by_household
SELECT
  "t"."household" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "cards_in_household",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."living_subsidy" OR "s"."care_subsidy") > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."living_subsidy" OR "s"."care_subsidy"
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS "member_subsidised"
FROM "disability" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
GROUP BY
  "t"."household";

-- step visit_by_household
SELECT
  "s"."household" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."purpose" IN ('verify', 'survey')
    AND "s"."visited_date" > CAST('2019-06-30' AS DATE)) AS BIGINT) AS "checks_made",
  CAST(COUNT(*) FILTER(WHERE
    "s"."visited_date" > CAST('2020-05-30' AS DATE)) AS BIGINT) AS "visits_lately"
FROM "visit" AS s
WHERE
  "s"."visited_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."household";

-- step insurance_claim_by_household
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."state" = 'paid'
        AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020
      ) IS NULL
      OR (
        (
          "s"."state" = 'paid'
          AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020
        )
        AND (
          "s"."payout"
        ) IS NULL
      )) = 0
    THEN COALESCE(
      CAST(SUM("s"."payout") FILTER(WHERE
        "s"."state" = 'paid'
        AND CAST(EXTRACT(YEAR FROM "s"."paid_date") AS BIGINT) = 2020) AS BIGINT),
      0
    )
  END AS "claims_paid_this_year",
  CAST(COUNT(*) FILTER(WHERE
    "s"."reported_date" > CAST('2019-06-30' AS DATE)
    AND "s"."reported_date" <= CAST('2020-06-30' AS DATE)) AS BIGINT) AS "insurance_claims_12m"
FROM "insurance_claim" AS s
GROUP BY
  "s"."household";

-- step business_registration_by_household
SELECT
  "t"."household" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "companies"
FROM "business_registration" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
WHERE
  "s"."kind" IN ('company', 'sole') AND "s"."state" = 'open'
GROUP BY
  "t"."household";

-- step measure_by_household
SELECT
  "s"."household" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" = 'cover') AS BIGINT) AS "cover_measures",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."kind" IN ('industry', 'employment', 'finance', 'public_post')
        AND (
          "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."kind" IN ('industry', 'employment', 'finance', 'public_post')
      AND (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      )) AS BIGINT)
  END AS "developmental_measures",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" IN ('health', 'social')) AS BIGINT) AS "health_measures",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" IN ('housing', 'relocation')) AS BIGINT) AS "housing_measures",
  MAX("s"."started_date") AS "latest_measure_started",
  CAST(COUNT(*) AS BIGINT) AS "measures_given",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)) AS BIGINT)
  END AS "measures_now",
  NOT (
    CASE
      WHEN COUNT(*) FILTER(WHERE
        (
          "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
        )
        AND NOT (
          "s"."kind" = 'cover'
        )) > 0
      THEN TRUE
      WHEN COUNT(*) FILTER(WHERE
        (
          (
            "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
          )
          AND NOT (
            "s"."kind" = 'cover'
          )
        ) IS NULL) > 0
      THEN NULL
      ELSE FALSE
    END
  ) AS "only_cover",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."kind" = 'public_post'
        AND (
          "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."kind" = 'public_post'
      AND (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      )) AS BIGINT)
  END AS "public_post_measures",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" = 'education') AS BIGINT) AS "schooling_measures",
  CAST(COUNT(*) FILTER(WHERE
    "s"."kind" = 'water') AS BIGINT) AS "water_measures"
FROM "measure" AS s
WHERE
  "s"."started_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."household";

-- step vehicle_by_household
SELECT
  "t"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."usage" = 'private' AND "s"."price" >= 10000000
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."usage" = 'private' AND "s"."price" >= 10000000) AS BIGINT)
  END AS "dear_cars"
FROM "vehicle" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
WHERE
  "s"."kind" = 'car'
GROUP BY
  "t"."household";

-- step disaster_by_household
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."happened_date" > CAST('2019-06-30' AS DATE)
      AND (
        CAST("s"."loss" AS BIGINT) - CAST("s"."compensated" AS BIGINT)
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM(CAST("s"."loss" AS BIGINT) - CAST("s"."compensated" AS BIGINT)) FILTER(WHERE
        "s"."happened_date" > CAST('2019-06-30' AS DATE)) AS BIGINT),
      0
    )
  END AS "disaster_net_loss_12m",
  CAST(COUNT(*) FILTER(WHERE
    "s"."happened_date" > CAST('2020-03-30' AS DATE)) AS BIGINT) AS "disasters_lately",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."house_damage" IN ('partial', 'destroyed')
        AND "s"."happened_date" > CAST('2019-06-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."house_damage" IN ('partial', 'destroyed')
      AND "s"."happened_date" > CAST('2019-06-30' AS DATE)) AS BIGINT)
  END AS "houses_damaged",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."livestock_lost" > 0 AND "s"."happened_date" > CAST('2020-03-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."livestock_lost" > 0 AND "s"."happened_date" > CAST('2020-03-30' AS DATE)) AS BIGINT)
  END AS "livestock_disasters",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."livestock_lost" > 0 AND "s"."happened_date" > CAST('2020-03-30' AS DATE)
      ) IS NULL
      OR (
        (
          "s"."livestock_lost" > 0 AND "s"."happened_date" > CAST('2020-03-30' AS DATE)
        )
        AND (
          "s"."livestock_share"
        ) IS NULL
      )) = 0
    THEN MAX("s"."livestock_share") FILTER(WHERE
      "s"."livestock_lost" > 0 AND "s"."happened_date" > CAST('2020-03-30' AS DATE))
  END AS "livestock_share_lost"
FROM "disaster" AS s
WHERE
  "s"."happened_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."household";

-- step watch_by_household_2
SELECT
  "s"."household" AS "row:key",
  "s"."no_labour" AND "s"."ended_date" IS NULL AS "flagged_without_labour",
  NOT (
    "s"."ended_date" IS NULL
  ) AS "risk_ended",
  "s"."ended_date" AS "watch_ended",
  "s"."identified_date" AS "watch_identified",
  "s"."risk" AS "watch_risk"
FROM "watch" AS s;

-- step public_health_event_by_household
SELECT
  "s"."household" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "health_events_lately"
FROM "public_health_event" AS s
WHERE
  "s"."happened_date" > CAST('2020-03-30' AS DATE)
  AND "s"."happened_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."household";

-- step helper_by_household
SELECT
  "s"."household" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."started_date" > CAST('2019-06-30' AS DATE)) AS BIGINT) AS "helpers_12m",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-05-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-05-30' AS DATE)) AS BIGINT)
  END AS "helpers_lately"
FROM "helper" AS s
WHERE
  "s"."started_date" <= CAST('2020-06-30' AS DATE)
GROUP BY
  "s"."household";

-- step livestock_by_household
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        CAST("s"."stock" AS BIGINT) + CAST("s"."sold" AS BIGINT) + CAST("s"."died" AS BIGINT)
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM(
        CAST("s"."stock" AS BIGINT) + CAST("s"."sold" AS BIGINT) + CAST("s"."died" AS BIGINT)
      ) AS BIGINT),
      0
    )
  END AS "herd_before",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."died"
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM("s"."died") AS BIGINT), 0)
  END AS "herd_died"
FROM "livestock" AS s
GROUP BY
  "s"."household";

-- step housing_grade_by_household
SELECT
  "s"."household" AS "row:key",
  "s"."done_date" AS "house_done_date",
  "s"."grade" AS "house_grade",
  "s"."graded_date" AS "house_graded_date",
  1 AS "house_gradings",
  "s"."only_dwelling" AS "house_is_only_one",
  "s"."lived_in" AS "house_lived_in",
  "s"."renovation" AS "house_renovation"
FROM "housing_grade" AS s;

-- step visit_by_household_2
SELECT
  "row:key",
  "income_found_before"
FROM (
  SELECT
    "s"."household" AS "row:key",
    CASE
      WHEN "s"."purpose" = 'survey' AND "s"."visited_date" <= CAST('2019-12-30' AS DATE)
      THEN "s"."income_per_person"
    END AS "income_found_before",
    ROW_NUMBER() OVER (
      PARTITION BY "s"."household"
      ORDER BY "s"."visited_date" DESC NULLS LAST, "s"."visit" DESC NULLS LAST
    ) AS "row:rank"
  FROM "visit" AS s
  WHERE
    "s"."purpose" = 'survey' AND "s"."visited_date" <= CAST('2019-12-30' AS DATE)
) AS r
WHERE
  "row:rank" = 1;

-- step microloan_by_household
SELECT
  "t"."household" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "loans_of_household"
FROM "microloan" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
WHERE
  "s"."state" = 'issued'
GROUP BY
  "t"."household";

-- step public_payroll_by_household
SELECT
  "t"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."ended_date" IS NULL OR "s"."ended_date" > CAST('2020-06-30' AS DATE)) AS BIGINT)
  END AS "paid_by_treasury"
FROM "public_payroll" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
WHERE
  "s"."kind" <> 'contract'
GROUP BY
  "t"."household";

-- step policy_payment_by_household
SELECT
  "t"."household" AS "row:key",
  CAST(COUNT(*) FILTER(WHERE
    "s"."state" IN ('pending', 'returned')
    AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("s"."due_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 60
    AND "s"."due_date" > CAST('2019-06-30' AS DATE)) AS BIGINT) AS "payments_in_arrears",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."reason" IN ('exited', 'no_money')
        AND "s"."state" IN ('stopped', 'lowered')
        AND "s"."due_date" > CAST('2019-12-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."reason" IN ('exited', 'no_money')
      AND "s"."state" IN ('stopped', 'lowered')
      AND "s"."due_date" > CAST('2019-12-30' AS DATE)) AS BIGINT)
  END AS "policies_cut"
FROM "policy_payment" AS s
JOIN "person_0" AS t
  ON "s"."person" = "t"."person"
GROUP BY
  "t"."household";

-- step project_benefit_by_household
SELECT
  "s"."household" AS "row:key",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        "s"."ended_date" > CAST('2019-12-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      "s"."ended_date" > CAST('2019-12-30' AS DATE)) AS BIGINT)
  END AS "projects_failed"
FROM "project_benefit" AS s
WHERE
  "s"."state" = 'failed'
GROUP BY
  "s"."household";

-- step relocation_by_household
SELECT
  "s"."household" AS "row:key",
  1 AS "relocation_rows"
FROM "relocation" AS s;

-- step water_point_by_household
SELECT
  "s"."household" AS "row:key",
  "s"."assurance" AS "water_assurance",
  "s"."fetch_climb" AS "water_climb",
  "s"."cut_days" AS "water_cut_days",
  "s"."dry_days" AS "water_dry_days",
  "s"."hard_supply" AS "water_is_hard_to_supply",
  "s"."litres_per_day" AS "water_litres",
  "s"."fetch_metres" AS "water_metres",
  "s"."fetch_minutes" AS "water_minutes",
  "s"."quality" AS "water_quality",
  "s"."source" AS "water_source"
FROM "water_point" AS s;

-- step household_7
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."watched",
  "p"."member_assisted",
  "p"."workers_lately",
  "p"."income_per_head",
  "p"."net_income",
  "p"."wage_income",
  "p"."members",
  "p"."watch_kind",
  "p"."household_self_paid_12m",
  "p"."household_schooling_cost",
  "p"."without_labour",
  "p"."pastoral",
  "p"."members_present",
  "p"."heads_present",
  "p"."born_later",
  "p"."sex_misfits",
  "p"."men_of_couple",
  "p"."women_of_couple",
  "p"."spouses_present",
  "p"."schooling_misfits",
  "p"."ill_members",
  "p"."labour_count",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."public_post_holders",
  "p"."member_newly_assisted",
  "p"."child_out_of_school",
  "p"."uninsured_members",
  "p"."exit_year",
  "p"."attribute",
  CASE
    WHEN "c"."person:1" AND "c"."social_assistance:1"
    THEN CASE
      WHEN "social_assistance_0"."row:key" IS NULL
      THEN 0
      ELSE "social_assistance_0"."assistance_stopped"
    END
  END AS "assistance_stopped",
  CASE
    WHEN "c"."disability:1" AND "c"."person:1"
    THEN COALESCE("disability_1"."cards_in_household", 0)
  END AS "cards_in_household",
  CASE WHEN "c"."visit:1" THEN COALESCE("visit_2"."checks_made", 0) END AS "checks_made",
  CASE
    WHEN "c"."insurance_claim:1"
    THEN CASE
      WHEN "insurance_claim_3"."row:key" IS NULL
      THEN 0
      ELSE "insurance_claim_3"."claims_paid_this_year"
    END
  END AS "claims_paid_this_year",
  CASE
    WHEN "c"."business_registration:1" AND "c"."person:1"
    THEN COALESCE("business_registration_4"."companies", 0)
  END AS "companies",
  CASE WHEN "c"."measure:1" THEN COALESCE("measure_5"."cover_measures", 0) END AS "cover_measures",
  CASE
    WHEN "c"."person:1" AND "c"."vehicle:1"
    THEN CASE WHEN "vehicle_6"."row:key" IS NULL THEN 0 ELSE "vehicle_6"."dear_cars" END
  END AS "dear_cars",
  CASE
    WHEN "c"."measure:1"
    THEN CASE
      WHEN "measure_5"."row:key" IS NULL
      THEN 0
      ELSE "measure_5"."developmental_measures"
    END
  END AS "developmental_measures",
  CASE
    WHEN "c"."disaster:1"
    THEN CASE
      WHEN "disaster_7"."row:key" IS NULL
      THEN 0
      ELSE "disaster_7"."disaster_net_loss_12m"
    END
  END AS "disaster_net_loss_12m",
  CASE WHEN "c"."disaster:1" THEN COALESCE("disaster_7"."disasters_lately", 0) END AS "disasters_lately",
  CASE
    WHEN "c"."watch:1"
    THEN CASE
      WHEN "watch_8"."row:key" IS NULL
      THEN FALSE
      ELSE "watch_8"."flagged_without_labour"
    END
  END AS "flagged_without_labour",
  CASE
    WHEN "c"."public_health_event:1"
    THEN COALESCE("public_health_event_9"."health_events_lately", 0)
  END AS "health_events_lately",
  CASE WHEN "c"."measure:1" THEN COALESCE("measure_5"."health_measures", 0) END AS "health_measures",
  CASE WHEN "c"."helper:1" THEN COALESCE("helper_10"."helpers_12m", 0) END AS "helpers_12m",
  CASE
    WHEN "c"."helper:1"
    THEN CASE WHEN "helper_10"."row:key" IS NULL THEN 0 ELSE "helper_10"."helpers_lately" END
  END AS "helpers_lately",
  CASE
    WHEN "c"."livestock:1"
    THEN CASE
      WHEN "livestock_11"."row:key" IS NULL
      THEN 0
      ELSE "livestock_11"."herd_before"
    END
  END AS "herd_before",
  CASE
    WHEN "c"."livestock:1"
    THEN CASE
      WHEN "livestock_11"."row:key" IS NULL
      THEN 0
      ELSE "livestock_11"."herd_died"
    END
  END AS "herd_died",
  CASE WHEN "c"."housing_grade:1" THEN "housing_grade_12"."house_done_date" END AS "house_done_date",
  CASE WHEN "c"."housing_grade:1" THEN "housing_grade_12"."house_grade" END AS "house_grade",
  CASE WHEN "c"."housing_grade:1" THEN "housing_grade_12"."house_graded_date" END AS "house_graded_date",
  CASE
    WHEN "c"."housing_grade:1"
    THEN COALESCE("housing_grade_12"."house_gradings", 0)
  END AS "house_gradings",
  CASE WHEN "c"."housing_grade:1" THEN "housing_grade_12"."house_is_only_one" END AS "house_is_only_one",
  CASE WHEN "c"."housing_grade:1" THEN "housing_grade_12"."house_lived_in" END AS "house_lived_in",
  CASE WHEN "c"."housing_grade:1" THEN "housing_grade_12"."house_renovation" END AS "house_renovation",
  CASE
    WHEN "c"."disaster:1"
    THEN CASE
      WHEN "disaster_7"."row:key" IS NULL
      THEN 0
      ELSE "disaster_7"."houses_damaged"
    END
  END AS "houses_damaged",
  CASE WHEN "c"."measure:1" THEN COALESCE("measure_5"."housing_measures", 0) END AS "housing_measures",
  CASE WHEN "c"."visit:1" THEN "visit_13"."income_found_before" END AS "income_found_before",
  CASE
    WHEN "c"."insurance_claim:1"
    THEN COALESCE("insurance_claim_3"."insurance_claims_12m", 0)
  END AS "insurance_claims_12m",
  CASE WHEN "c"."measure:1" THEN "measure_5"."latest_measure_started" END AS "latest_measure_started",
  CASE
    WHEN "c"."disaster:1"
    THEN CASE
      WHEN "disaster_7"."row:key" IS NULL
      THEN 0
      ELSE "disaster_7"."livestock_disasters"
    END
  END AS "livestock_disasters",
  CASE WHEN "c"."disaster:1" THEN "disaster_7"."livestock_share_lost" END AS "livestock_share_lost",
  CASE
    WHEN "c"."microloan:1" AND "c"."person:1"
    THEN COALESCE("microloan_14"."loans_of_household", 0)
  END AS "loans_of_household",
  CASE WHEN "c"."measure:1" THEN COALESCE("measure_5"."measures_given", 0) END AS "measures_given",
  CASE
    WHEN "c"."measure:1"
    THEN CASE WHEN "measure_5"."row:key" IS NULL THEN 0 ELSE "measure_5"."measures_now" END
  END AS "measures_now",
  CASE
    WHEN "c"."disability:1" AND "c"."person:1"
    THEN CASE
      WHEN "disability_1"."row:key" IS NULL
      THEN FALSE
      ELSE "disability_1"."member_subsidised"
    END
  END AS "member_subsidised",
  CASE
    WHEN "c"."measure:1"
    THEN CASE WHEN "measure_5"."row:key" IS NULL THEN TRUE ELSE "measure_5"."only_cover" END
  END AS "only_cover",
  CASE
    WHEN "c"."person:1" AND "c"."public_payroll:1"
    THEN CASE
      WHEN "public_payroll_15"."row:key" IS NULL
      THEN 0
      ELSE "public_payroll_15"."paid_by_treasury"
    END
  END AS "paid_by_treasury",
  CASE
    WHEN "c"."person:1" AND "c"."policy_payment:1"
    THEN COALESCE("policy_payment_16"."payments_in_arrears", 0)
  END AS "payments_in_arrears",
  CASE
    WHEN "c"."person:1" AND "c"."policy_payment:1"
    THEN CASE
      WHEN "policy_payment_16"."row:key" IS NULL
      THEN 0
      ELSE "policy_payment_16"."policies_cut"
    END
  END AS "policies_cut",
  CASE
    WHEN "c"."project_benefit:1"
    THEN CASE
      WHEN "project_benefit_17"."row:key" IS NULL
      THEN 0
      ELSE "project_benefit_17"."projects_failed"
    END
  END AS "projects_failed",
  CASE
    WHEN "c"."measure:1"
    THEN CASE
      WHEN "measure_5"."row:key" IS NULL
      THEN 0
      ELSE "measure_5"."public_post_measures"
    END
  END AS "public_post_measures",
  CASE
    WHEN "c"."relocation:1"
    THEN COALESCE("relocation_18"."relocation_rows", 0)
  END AS "relocation_rows",
  CASE WHEN "c"."watch:1" THEN COALESCE("watch_8"."risk_ended", FALSE) END AS "risk_ended",
  CASE WHEN "c"."measure:1" THEN COALESCE("measure_5"."schooling_measures", 0) END AS "schooling_measures",
  CASE WHEN "c"."visit:1" THEN COALESCE("visit_2"."visits_lately", 0) END AS "visits_lately",
  CASE WHEN "c"."watch:1" THEN "watch_8"."watch_ended" END AS "watch_ended",
  CASE WHEN "c"."watch:1" THEN "watch_8"."watch_identified" END AS "watch_identified",
  CASE WHEN "c"."watch:1" THEN "watch_8"."watch_risk" END AS "watch_risk",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_assurance" END AS "water_assurance",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_climb" END AS "water_climb",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_cut_days" END AS "water_cut_days",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_dry_days" END AS "water_dry_days",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_is_hard_to_supply" END AS "water_is_hard_to_supply",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_litres" END AS "water_litres",
  CASE WHEN "c"."measure:1" THEN COALESCE("measure_5"."water_measures", 0) END AS "water_measures",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_metres" END AS "water_metres",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_minutes" END AS "water_minutes",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_quality" END AS "water_quality",
  CASE WHEN "c"."water_point:1" THEN "water_point_19"."water_source" END AS "water_source",
  CAST(FLOOR(
    CAST("p"."household_self_paid_12m" AS DOUBLE PRECISION) / CAST(1 AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "household_self_paid_yearly",
  CAST(FLOOR(
    CAST("p"."household_wages_before" AS DOUBLE PRECISION) / CAST(9 AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "monthly_wages_before",
  CAST(FLOOR(
    CAST("p"."household_wages_lately" AS DOUBLE PRECISION) / CAST(3 AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "monthly_wages_lately"
FROM "household_6" AS p
LEFT JOIN "social_assistance_by_household" AS social_assistance_0
  ON "p"."household" = "social_assistance_0"."row:key"
LEFT JOIN "disability_by_household" AS disability_1
  ON "p"."household" = "disability_1"."row:key"
LEFT JOIN "visit_by_household" AS visit_2
  ON "p"."household" = "visit_2"."row:key"
LEFT JOIN "insurance_claim_by_household" AS insurance_claim_3
  ON "p"."household" = "insurance_claim_3"."row:key"
LEFT JOIN "business_registration_by_household" AS business_registration_4
  ON "p"."household" = "business_registration_4"."row:key"
LEFT JOIN "measure_by_household" AS measure_5
  ON "p"."household" = "measure_5"."row:key"
LEFT JOIN "vehicle_by_household" AS vehicle_6
  ON "p"."household" = "vehicle_6"."row:key"
LEFT JOIN "disaster_by_household" AS disaster_7
  ON "p"."household" = "disaster_7"."row:key"
LEFT JOIN "watch_by_household_2" AS watch_8
  ON "p"."household" = "watch_8"."row:key"
LEFT JOIN "public_health_event_by_household" AS public_health_event_9
  ON "p"."household" = "public_health_event_9"."row:key"
LEFT JOIN "helper_by_household" AS helper_10
  ON "p"."household" = "helper_10"."row:key"
LEFT JOIN "livestock_by_household" AS livestock_11
  ON "p"."household" = "livestock_11"."row:key"
LEFT JOIN "housing_grade_by_household" AS housing_grade_12
  ON "p"."household" = "housing_grade_12"."row:key"
LEFT JOIN "visit_by_household_2" AS visit_13
  ON "p"."household" = "visit_13"."row:key"
LEFT JOIN "microloan_by_household" AS microloan_14
  ON "p"."household" = "microloan_14"."row:key"
LEFT JOIN "public_payroll_by_household" AS public_payroll_15
  ON "p"."household" = "public_payroll_15"."row:key"
LEFT JOIN "policy_payment_by_household" AS policy_payment_16
  ON "p"."household" = "policy_payment_16"."row:key"
LEFT JOIN "project_benefit_by_household" AS project_benefit_17
  ON "p"."household" = "project_benefit_17"."row:key"
LEFT JOIN "relocation_by_household" AS relocation_18
  ON "p"."household" = "relocation_18"."row:key"
LEFT JOIN "water_point_by_household" AS water_point_19
  ON "p"."household" = "water_point_19"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."banner" = "c"."banner";

-- step household_8
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."watched",
  "p"."member_assisted",
  "p"."workers_lately",
  "p"."income_per_head",
  "p"."net_income",
  "p"."wage_income",
  "p"."members",
  "p"."watch_kind",
  "p"."household_self_paid_12m",
  "p"."disaster_net_loss_12m",
  "p"."house_grade",
  "p"."house_lived_in",
  "p"."house_is_only_one",
  "p"."house_renovation",
  "p"."without_labour",
  "p"."houses_damaged",
  "p"."house_gradings",
  "p"."water_litres",
  "p"."water_is_hard_to_supply",
  "p"."water_quality",
  "p"."water_source",
  "p"."pastoral",
  "p"."water_minutes",
  "p"."water_metres",
  "p"."water_climb",
  "p"."water_assurance",
  "p"."water_dry_days",
  "p"."water_cut_days",
  "p"."members_present",
  "p"."heads_present",
  "p"."watch_identified",
  "p"."born_later",
  "p"."sex_misfits",
  "p"."men_of_couple",
  "p"."women_of_couple",
  "p"."spouses_present",
  "p"."schooling_misfits",
  "p"."watch_risk",
  "p"."cards_in_household",
  "p"."ill_members",
  "p"."labour_count",
  "p"."cover_measures",
  "p"."member_subsidised",
  "p"."flagged_without_labour",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."relocation_rows",
  "p"."public_post_measures",
  "p"."public_post_holders",
  "p"."projects_failed",
  "p"."insurance_claims_12m",
  "p"."claims_paid_this_year",
  "p"."loans_of_household",
  "p"."disasters_lately",
  "p"."livestock_disasters",
  "p"."livestock_share_lost",
  "p"."member_newly_assisted",
  "p"."monthly_wages_lately",
  "p"."monthly_wages_before",
  "p"."measures_given",
  "p"."latest_measure_started",
  "p"."developmental_measures",
  "p"."health_measures",
  "p"."schooling_measures",
  "p"."housing_measures",
  "p"."water_measures",
  "p"."risk_ended",
  "p"."watch_ended",
  "p"."child_out_of_school",
  "p"."uninsured_members",
  "p"."health_events_lately",
  "p"."herd_before",
  "p"."herd_died",
  "p"."income_found_before",
  "p"."visits_lately",
  "p"."measures_now",
  "p"."only_cover",
  "p"."exit_year",
  "p"."assistance_stopped",
  "p"."checks_made",
  "p"."attribute",
  "p"."dear_cars",
  "p"."companies",
  "p"."paid_by_treasury",
  "p"."policies_cut",
  "p"."payments_in_arrears",
  "p"."helpers_lately",
  "p"."helpers_12m",
  CAST(FLOOR(
    CAST("p"."disaster_net_loss_12m" AS DOUBLE PRECISION) / CAST(1 AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "disaster_net_loss_yearly",
  NOT (
    "p"."house_done_date" IS NULL
  )
  AND "p"."house_done_date" > "p"."house_graded_date" AS "house_repaired_since",
  CAST(FLOOR(
    CAST((
      CAST("p"."net_income" AS BIGINT) - CAST("p"."household_self_paid_yearly" AS BIGINT)
    ) AS DOUBLE PRECISION) / CAST(NULLIF("p"."members", 0) AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "income_after_medical",
  CAST("p"."household_self_paid_yearly" AS BIGINT) + CAST("p"."household_schooling_cost" AS BIGINT) AS "rigid_spending"
FROM "household_7" AS p;

-- step household_9
SELECT
  "p"."household",
  "p"."league",
  "p"."banner",
  "p"."status",
  "p"."watched",
  "p"."member_assisted",
  "p"."workers_lately",
  "p"."income_per_head",
  "p"."net_income",
  "p"."wage_income",
  "p"."members",
  "p"."watch_kind",
  "p"."household_self_paid_12m",
  "p"."disaster_net_loss_12m",
  "p"."house_grade",
  "p"."house_repaired_since",
  "p"."house_lived_in",
  "p"."house_is_only_one",
  "p"."house_renovation",
  "p"."without_labour",
  "p"."houses_damaged",
  "p"."house_gradings",
  "p"."water_litres",
  "p"."water_is_hard_to_supply",
  "p"."water_quality",
  "p"."water_source",
  "p"."pastoral",
  "p"."water_minutes",
  "p"."water_metres",
  "p"."water_climb",
  "p"."water_assurance",
  "p"."water_dry_days",
  "p"."water_cut_days",
  "p"."members_present",
  "p"."heads_present",
  "p"."watch_identified",
  "p"."born_later",
  "p"."sex_misfits",
  "p"."men_of_couple",
  "p"."women_of_couple",
  "p"."spouses_present",
  "p"."schooling_misfits",
  "p"."watch_risk",
  "p"."cards_in_household",
  "p"."ill_members",
  "p"."labour_count",
  "p"."cover_measures",
  "p"."member_subsidised",
  "p"."flagged_without_labour",
  "p"."cultivated_land",
  "p"."grassland",
  "p"."road_km",
  "p"."relocated",
  "p"."relocation_rows",
  "p"."public_post_measures",
  "p"."public_post_holders",
  "p"."projects_failed",
  "p"."insurance_claims_12m",
  "p"."claims_paid_this_year",
  "p"."loans_of_household",
  "p"."income_after_medical",
  "p"."rigid_spending",
  "p"."disasters_lately",
  "p"."disaster_net_loss_yearly",
  "p"."livestock_disasters",
  "p"."livestock_share_lost",
  "p"."member_newly_assisted",
  "p"."monthly_wages_lately",
  "p"."monthly_wages_before",
  "p"."measures_given",
  "p"."latest_measure_started",
  "p"."developmental_measures",
  "p"."health_measures",
  "p"."schooling_measures",
  "p"."housing_measures",
  "p"."water_measures",
  "p"."risk_ended",
  "p"."watch_ended",
  "p"."child_out_of_school",
  "p"."uninsured_members",
  "p"."health_events_lately",
  "p"."herd_before",
  "p"."herd_died",
  "p"."income_found_before",
  "p"."visits_lately",
  "p"."measures_now",
  "p"."only_cover",
  "p"."exit_year",
  "p"."assistance_stopped",
  "p"."checks_made",
  "p"."attribute",
  "p"."dear_cars",
  "p"."companies",
  "p"."paid_by_treasury",
  "p"."policies_cut",
  "p"."payments_in_arrears",
  "p"."helpers_lately",
  "p"."helpers_12m",
  "p"."house_grade" IN ('C', 'D') AND NOT (
    "p"."house_repaired_since"
  ) AS "house_unsafe"
FROM "household_8" AS p;

-- check asset_idle
"p"."use_state" = 'idle'
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."use_since" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90;

-- check asset_lost
"p"."use_state" = 'lost';

-- check asset_not_confirmed
NOT (
  "p"."accepted_date" IS NULL
)
AND "p"."asset_kind" IN ('operating', 'public')
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."accepted_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90
AND NOT (
  "p"."asset_confirmed"
);

-- check asset_unconfirmed
"p"."kind" IN ('operating', 'public')
AND "p"."use_state" IN ('used', 'rented', 'idle')
AND NOT (
  "p"."confirmed"
)
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."formed_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90;

-- check asset_without_income
"p"."kind" = 'operating'
AND "p"."use_state" IN ('used', 'rented')
AND "p"."income" <= 0
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."formed_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 365;

-- check asset_without_keeper
"p"."kind" IN ('operating', 'public')
AND "p"."use_state" IN ('used', 'rented', 'idle')
AND "p"."keeper" IS NULL;

-- check assistance_stopped_too_soon
"p"."assistance_stopped" > 0
AND NOT (
  "p"."member_assisted"
)
AND "p"."income_per_head" < 591400;

-- check assisted_after_death
"p"."left_reason" = 'death'
AND "p"."left_date" <= CAST('2020-03-30' AS DATE)
AND "p"."assistance_running";

-- check assisted_after_leaving
"p"."left_reason" <> 'death'
AND "p"."left_date" <= CAST('2020-03-30' AS DATE)
AND "p"."assistance_running";

-- check assisted_not_checked
"p"."status" = 'general'
AND "p"."member_assisted"
AND NOT (
  "p"."watched"
)
AND "p"."checks_made" = 0;

-- check base_over_capacity
"p"."trained" > CAST("p"."capacity" AS BIGINT) * CAST("p"."classes" AS BIGINT);

-- check base_placed_few
"p"."due_placed" >= 5
AND "p"."placed" < CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."due_placed" AS DOUBLE PRECISION);

-- check base_recognition_lapsed
"p"."state" = 'running' AND "p"."recognised_until" < CAST('2020-06-30' AS DATE);

-- check below_line_after_medical
"p"."income_after_medical" < 500000 AND "p"."income_per_head" >= 500000;

-- check below_line_not_watched
"p"."status" IN ('exited', 'general')
AND NOT (
  "p"."watched"
)
AND "p"."income_per_head" < 500000;

-- check born_in_the_future
"p"."born_later" > 0;

-- check borrower_age_wrong
"p"."state" IN ('issued', 'repaid', 'written_off')
AND (
  "p"."borrower_age" < 18 OR "p"."borrower_age" > 65
);

-- check care_subsidy_missing
"p"."entitled_to_care" AND NOT (
  "p"."has_care_subsidy"
);

-- check case_approved_early
"p"."state" IN ('identified', 'ended')
AND NOT (
  "p"."green_channel"
)
AND "p"."approved_date" < "p"."notice_until";

-- check case_compared_unauthorised
"p"."state" IN ('identified', 'ended')
AND "p"."compared_date" < "p"."consent_date";

-- check case_notice_short
"p"."state" IN ('identified', 'ended')
AND NOT (
  "p"."green_channel"
)
AND CAST(CAST(EXTRACT(epoch FROM CAST("p"."notice_until" AS TIMESTAMP) - CAST("p"."notice_from" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) < 5;

-- check case_too_slow
"p"."state" <> 'rejected'
AND CASE
  WHEN "p"."state" = 'open'
  THEN CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."opened_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 15
  ELSE CAST(CAST(EXTRACT(epoch FROM CAST("p"."approved_date" AS TIMESTAMP) - CAST("p"."opened_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 15
END;

-- check child_at_work
"p"."age" < 16 AND "p"."months_worked_lately" > 0;

-- check child_with_labour
"p"."age" < 16 AND "p"."labour" <> 'none';

-- check claim_below_line
"p"."state" IN ('approved', 'paid')
AND "p"."kind" = 'illness'
AND "p"."payout" > 0
AND CAST("p"."loss" AS BIGINT) - CAST("p"."other_paid" AS BIGINT) <= CASE
  WHEN "p"."status" = 'general'
  THEN CAST(2000000 AS BIGINT)
  WHEN (
    "p"."status" = 'general'
  ) IS NULL
  THEN NULL
  ELSE CAST(500000 AS BIGINT)
END;

-- check claim_does_not_close
"p"."state" = 'paid'
AND "p"."loss" <> CAST("p"."other_paid" AS BIGINT) + CAST("p"."payout" AS BIGINT) + CAST("p"."borne" AS BIGINT);

-- check claim_loss_unproved
"p"."kind" = 'illness'
AND "p"."state" IN ('approved', 'paid')
AND "p"."loss" > CAST("p"."household_self_paid_12m" AS DOUBLE PRECISION) * CAST(1.3 AS DOUBLE PRECISION);

-- check claim_notice_short
"p"."state" IN ('approved', 'paid') AND "p"."noticed_days" < 3;

-- check claim_paid_late
CASE
  WHEN "p"."paid_date" IS NULL
  THEN "p"."state" = 'approved'
  AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."approved_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 14
  ELSE CAST(CAST(EXTRACT(epoch FROM CAST("p"."paid_date" AS TIMESTAMP) - CAST("p"."approved_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 14
END;

-- check claim_paid_twice
"p"."state" = 'paid'
AND CAST("p"."payout" AS BIGINT) + CAST("p"."other_paid" AS BIGINT) > "p"."loss";

-- check claim_surveyed_late
CASE
  WHEN "p"."surveyed_date" IS NULL AND "p"."state" = 'reported'
  THEN CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."reported_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 7
  ELSE CAST(CAST(EXTRACT(epoch FROM CAST("p"."surveyed_date" AS TIMESTAMP) - CAST("p"."reported_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 7
END;

-- check claim_undecided
"p"."state" = 'reported'
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."surveyed_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30;

-- check claims_over_cap
"p"."claims_paid_this_year" > 20000000;

-- check collective_income_low
"p"."poor_village" AND "p"."collective_income" < 3000000;

-- check collective_not_in_books
"p"."amount" > 0 AND NOT (
  "p"."in_books"
);

-- check collective_rent_owed
"p"."income_year" < 2020
AND "p"."amount" < CAST(0.8 AS DOUBLE PRECISION) * CAST("p"."due" AS DOUBLE PRECISION);

-- check couple_of_one_sex
"p"."men_of_couple" >= 2 OR "p"."women_of_couple" >= 2;

-- check cover_does_not_close
"p"."premium" <> CAST("p"."payouts" AS BIGINT) + CAST("p"."balance_left" AS BIGINT);

-- check cover_measure_misfits
"p"."watched"
AND (
  "p"."cover_measures" > 0
  AND NOT (
    "p"."member_assisted"
  )
  AND NOT (
    "p"."member_subsidised"
  )
  OR "p"."cover_measures" = 0
  AND "p"."member_assisted"
);

-- check cover_premium_high
"p"."premium" > CAST("p"."people" AS BIGINT) * 5000;

-- check cover_ratio_low
"p"."end_date" < CAST('2020-06-30' AS DATE)
AND "p"."payouts" < CAST("p"."premium" AS DOUBLE PRECISION) * CAST(0.8 AS DOUBLE PRECISION);

-- check dead_on_register
"p"."losses_recorded" > 0;

-- check destitute_at_work
"p"."on_destitute_support" AND "p"."worked_last_month";

-- check disabled_without_card
"p"."health" IN ('disabled', 'chronic_disabled', 'serious_disabled', 'chronic_serious_disabled')
AND "p"."disability_cards" = 0;

-- check disaster_loss_over_income_share
"p"."disaster_net_loss_yearly" > CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."net_income" AS DOUBLE PRECISION)
AND "p"."disaster_net_loss_12m" > 0;

-- check dividend_unpaid
CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."dividend_due_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
AND "p"."dividend_paid" < "p"."dividend_due";

-- check earner_hurt_by_crime
"p"."labour" IN ('ordinary', 'skilled', 'weak') AND "p"."crime_injuries" > 0;

-- check earner_loss_recorded
"p"."labour" IN ('ordinary', 'skilled') AND "p"."losses_recorded" > 0;

-- check earner_lost
"p"."left_reason" IN ('death', 'missing', 'prison')
AND "p"."labour" IN ('ordinary', 'skilled')
AND "p"."left_date" > CAST('2019-12-30' AS DATE);

-- check exited_household_medical_cost
"p"."status" IN ('registered', 'exited', 'relapsed')
AND "p"."household_self_paid_12m" >= 500000;

-- check exited_inpatient_cost
"p"."status" IN ('registered', 'exited', 'relapsed')
AND "p"."inpatient_self_paid_12m" >= 500000;

-- check exited_medical_over_income_share
"p"."status" IN ('registered', 'exited', 'relapsed')
AND "p"."self_paid_yearly" > CAST(0.5 AS DOUBLE PRECISION) * CAST(1528300 AS DOUBLE PRECISION);

-- check exited_with_gaps
"p"."status" = 'exited'
AND "p"."exit_year" = 2020
AND (
  "p"."income_per_head" < 400000
  OR "p"."child_out_of_school"
  OR "p"."house_unsafe"
  OR "p"."water_quality" = 'fail'
  OR "p"."uninsured_members" > 0
  OR "p"."measures_given" = 0
);

-- check finding_not_handed_over
CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."found_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 7
AND NOT (
  "p"."handed_over"
);

-- check fit_without_labour
"p"."age" BETWEEN 16 AND 59
AND "p"."health" = 'healthy'
AND "p"."school_rows" = 0
AND "p"."labour" IN ('weak', 'lost', 'none');

-- check fund_overdrawn
CAST("p"."compensated" AS BIGINT) - CAST("p"."recovered" AS BIGINT) > "p"."fund_amount";

-- check fund_too_small
"p"."fund_amount" < CAST("p"."balance_covered" AS DOUBLE PRECISION) * CAST(0.1 AS DOUBLE PRECISION);

-- check funds_arrived_over_issued
"p"."arrived" > "p"."amount";

-- check funds_behind_schedule
"p"."fund_year" = 2020
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."issued_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 60
AND "p"."paid" < CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."amount" AS DOUBLE PRECISION);

-- check funds_carried_over
"p"."fund_year" < 2020
AND CAST("p"."amount" AS BIGINT) - CAST("p"."paid" AS BIGINT) > CAST(0.08 AS DOUBLE PRECISION) * CAST("p"."amount" AS DOUBLE PRECISION);

-- check funds_held_wrong
CAST("p"."arrived" AS BIGINT) - CAST("p"."paid" AS BIGINT) <> "p"."held";

-- check funds_idle
"p"."arrived" > 0
AND "p"."paid" = 0
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."issued_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 180;

-- check funds_on_negative_list
"p"."barred_use" = 1 AND "p"."paid" > 0;

-- check funds_outside_library
NOT (
  "p"."project" IS NULL
) AND "p"."paid" > 0 AND "p"."entered_date" IS NULL;

-- check funds_paid_over_arrived
"p"."paid" > "p"."arrived";

-- check funds_trail_broken
"p"."fund_year" = 2020
AND CAST("p"."works_paid" AS BIGINT) + CAST("p"."payees_paid" AS BIGINT) <> "p"."paid";

-- check funds_unallocated
"p"."project" IS NULL
AND "p"."arrived" > 0
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."issued_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30;

-- check funds_unplanned
"p"."fund_year" = 2020 AND "p"."arrived" > 0 AND "p"."plan_line" IS NULL;

-- check funds_unpublished
CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."issued_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
AND NOT (
  "p"."published"
);

-- check general_inpatient_cost
"p"."status" = 'general' AND "p"."inpatient_self_paid_12m" >= 2000000;

-- check general_medical_cost
NOT (
  "p"."assisted"
)
AND NOT (
  "p"."watched"
)
AND "p"."medical_self_paid_12m" > 2600000;

-- check general_medical_over_income_share
"p"."status" = 'general' AND "p"."self_paid_yearly" > 1 * 1528300;

-- check helper_changed_often
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."helpers_12m" > 2;

-- check helper_missing
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."helpers_lately" = 0;

-- check herd_dying
"p"."herd_before" > 0
AND "p"."herd_died" >= CAST(0.2 AS DOUBLE PRECISION) * CAST("p"."herd_before" AS DOUBLE PRECISION);

-- check house_damaged_by_disaster
"p"."houses_damaged" > 0 AND "p"."house_renovation" <> 'done';

-- check house_not_graded
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."house_gradings" = 0;

-- check household_wages_dropped
"p"."monthly_wages_lately" < CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."monthly_wages_before" AS DOUBLE PRECISION);

-- check hurt_in_accident
"p"."safety_injuries" > 0;

-- check hurt_in_traffic
"p"."traffic_injuries" > 0;

-- check identity_differs
"p"."status" IN ('registered', 'exited', 'relapsed')
AND (
  "p"."attribute" IN ('dibao', 'destitute')
  AND NOT (
    "p"."member_assisted"
  )
  OR "p"."attribute" = 'general'
  AND "p"."member_assisted"
);

-- check income_below_monitoring_line
"p"."income_per_head" < 500000;

-- check income_below_poverty_line
"p"."status" IN ('exited', 'relapsed') AND "p"."income_per_head" < 400000;

-- check income_fallen
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."income_per_head" < 887100
AND "p"."income_per_head" < "p"."income_found_before";

-- check industry_project_failed
"p"."projects_failed" > 0;

-- check industry_unhedged
"p"."category" IN ('industry', 'courtyard', 'breed')
AND "p"."state" = 'running'
AND NOT (
  "p"."insured"
)
AND "p"."order_share" < 30;

-- check industry_unsustainable
"p"."category" IN ('industry', 'courtyard', 'breed')
AND "p"."state" = 'running'
AND "p"."profit_last_year" < 0
AND "p"."profit_year_before" < 0;

-- check inspection_without_doors
NOT (
  "p"."village" IS NULL
)
AND "p"."kind" IN ('tour', 'office', 'unannounced')
AND "p"."households_seen" = 0;

-- check inspection_without_feedback
"p"."found" > 0
AND "p"."reported_date" IS NULL
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."ended_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 15;

-- check insurance_unclaimed
(
  "p"."status" IN ('registered', 'exited', 'relapsed')
  AND "p"."household_self_paid_12m" >= 500000
  OR "p"."status" = 'general'
  AND "p"."income_per_head" < 887100
  AND "p"."household_self_paid_12m" >= 2000000
)
AND "p"."insurance_claims_12m" = 0;

-- check integration_behind
"p"."kind" = 'integrated'
AND "p"."fund_year" = 2020
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."approved_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 60
AND "p"."plan_allocated" < CAST(0.6 AS DOUBLE PRECISION) * CAST("p"."planned" AS DOUBLE PRECISION);

-- check issue_closed_unproven
"p"."state" = 'closed'
AND (
  NOT (
    "p"."has_evidence"
  ) OR NOT (
    "p"."checked_by_other"
  )
);

-- check issue_overdue
"p"."state" <> 'closed' AND "p"."due_date" < CAST('2020-06-30' AS DATE);

-- check issue_recurred
"p"."state" IN ('applied', 'closed') AND "p"."recurred";

-- check issue_without_plan
"p"."state" IN ('open', 'under_way')
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."assigned_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 10
AND (
  NOT (
    "p"."has_measure"
  ) OR NOT (
    "p"."owner_set"
  )
);

-- check job_ends_before_start
"p"."backward_job_rows" > 0;

-- check job_lost
"p"."age" BETWEEN 16 AND 59
AND "p"."months_worked_before" >= 6
AND "p"."months_worked_lately" = 0;

-- check job_record_incomplete
"p"."incomplete_job_rows" > 0;

-- check key_household_unvisited
(
  "p"."watched"
  OR "p"."status" IN ('registered', 'relapsed')
  OR "p"."member_newly_assisted"
)
AND "p"."visits_lately" = 0;

-- check key_village_uninspected
"p"."key_village" AND "p"."inspections_quarter" = 0;

-- check labour_but_only_cover
"p"."watched"
AND "p"."labour_count" > 0
AND "p"."measures_now" > 0
AND "p"."only_cover";

-- check labour_risk_misfits
"p"."watched"
AND "p"."watch_risk" = 'lack_of_labour'
AND "p"."labour_count" > CAST(0.25 AS DOUBLE PRECISION) * CAST("p"."members_present" AS DOUBLE PRECISION);

-- check land_out_of_range
"p"."cultivated_land" > 500 OR NOT (
  "p"."pastoral"
) AND "p"."grassland" > 1000;

-- check leader_changed
"p"."role" IN ('secretary', 'head')
AND NOT (
  "p"."ended_date" IS NULL
)
AND "p"."ended_date" > CAST('2019-06-30' AS DATE)
AND (
  "p"."ended_reason" IN ('promoted', 'transferred')
  OR CASE
    WHEN "p"."succeeded_date" IS NULL
    THEN CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."ended_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
    ELSE CAST(CAST(EXTRACT(epoch FROM CAST("p"."succeeded_date" AS TIMESTAMP) - CAST("p"."ended_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
  END
);

-- check lives_in_unsafe_house
"p"."house_grade" IN ('C', 'D')
AND "p"."house_lived_in"
AND NOT (
  "p"."house_repaired_since"
);

-- check livestock_loss
"p"."livestock_disasters" > 0 AND "p"."livestock_share_lost" >= 20;

-- check living_subsidy_missing
"p"."disability_cards" > 0
AND "p"."on_dibao"
AND NOT (
  "p"."has_living_subsidy"
);

-- check loan_does_not_close
"p"."state" IN ('issued', 'repaid', 'written_off')
AND "p"."amount" <> CAST("p"."repaid_amount" AS BIGINT) + CAST("p"."balance" AS BIGINT) + CAST("p"."written_off_amount" AS BIGINT);

-- check loan_due_low_income
"p"."balance" > 0
AND CAST(CAST(EXTRACT(epoch FROM CAST("p"."loan_due" AS TIMESTAMP) - CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) BETWEEN 0 AND 90
AND "p"."income_per_head" < 500000;

-- check loan_due_without_means
"p"."balance" > 0
AND CAST(CAST(EXTRACT(epoch FROM CAST("p"."loan_due" AS TIMESTAMP) - CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) BETWEEN 0 AND 30
AND NOT (
  "p"."repayment_source"
);

-- check loan_not_extended
"p"."overdue_days" > 0
AND "p"."due_date" >= CAST('2020-01-01' AS DATE)
AND "p"."due_date" <= CAST('2021-03-31' AS DATE)
AND "p"."extended_until" IS NULL;

-- check loan_not_for_production
"p"."balance" > 0
AND "p"."purpose" IN ('housing', 'wedding', 'consumption', 'relending');

-- check loan_not_granted
"p"."state" = 'applied'
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."applied_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
AND (
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
);

-- check loan_not_subsidised
"p"."state" = 'issued' AND "p"."subsidised_share" < 100;

-- check loan_of_the_departed
"p"."left_reason" IN ('death', 'moved_out', 'missing', 'prison')
AND "p"."loans_left" > 0;

-- check loan_over_limit
"p"."amount" > 5000000;

-- check loan_overdue
"p"."balance" > 0 AND "p"."overdue_days" > 30;

-- check loan_rate_high
"p"."issued_date" >= CAST('2015-10-24' AS DATE)
AND "p"."rate" > CASE
  WHEN "p"."term_months" <= 12
  THEN 4.35
  WHEN (
    "p"."term_months" <= 12
  ) IS NULL
  THEN NULL
  ELSE 4.75
END;

-- check loan_secured
"p"."state" = 'issued' AND "p"."secured";

-- check loan_too_long
"p"."term_months" > 36;

-- check loan_used_by_firm
"p"."balance" > 0 AND "p"."used_by" IN ('cooperative', 'enterprise', 'platform');

-- check loose_link
"p"."category" IN ('industry', 'courtyard', 'breed')
AND "p"."state" = 'running'
AND (
  "p"."link" = 'none'
  OR "p"."income_received" < CAST(0.8 AS DOUBLE PRECISION) * CAST("p"."income_promised" AS DOUBLE PRECISION)
);

-- check low_income_household_medical_cost
"p"."status" = 'general'
AND "p"."income_per_head" < 887100
AND "p"."household_self_paid_12m" >= 2000000;

-- check low_income_medical_cost
(
  "p"."assisted" OR "p"."watched"
) AND "p"."medical_self_paid_12m" > 1000000;

-- check low_income_uncovered
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."income_per_head" < 591400
AND NOT (
  "p"."member_assisted"
);

-- check low_participation
"p"."state" = 'running' AND "p"."poor_taking_part" < 0.3;

-- check marginal_compliant_cost
"p"."watched"
AND "p"."watch_kind" = 'marginal'
AND "p"."compliant_self_paid_12m" >= 1000000;

-- check measure_misses_risk
"p"."watched"
AND "p"."measures_given" > 0
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."watch_identified" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
AND (
  "p"."watch_risk" = 'illness'
  AND "p"."health_measures" = 0
  OR "p"."watch_risk" = 'schooling'
  AND "p"."schooling_measures" = 0
  OR "p"."watch_risk" = 'disability'
  AND "p"."cover_measures" = 0
  OR "p"."watch_risk" = 'housing'
  AND "p"."housing_measures" = 0
  OR "p"."watch_risk" = 'water'
  AND "p"."water_measures" = 0
);

-- check medical_look_back
(
  "p"."assisted" OR "p"."watched"
)
AND "p"."self_paid_yearly" > CAST(0.5 AS DOUBLE PRECISION) * CAST(1528300 AS DOUBLE PRECISION)
OR NOT (
  "p"."assisted"
)
AND NOT (
  "p"."watched"
)
AND "p"."self_paid_yearly" > CAST(1.5 AS DOUBLE PRECISION) * CAST(1528300 AS DOUBLE PRECISION);

-- check member_paid_by_treasury
(
  "p"."watched"
  OR "p"."status" IN ('registered', 'relapsed')
  OR "p"."member_assisted"
)
AND "p"."paid_by_treasury" > 0;

-- check members_differ
"p"."members" <> "p"."members_present";

-- check months_and_records
"p"."months_working" > 0
AND CAST("p"."months_worked_before" AS BIGINT) + CAST("p"."months_worked_lately" AS BIGINT) = 0
OR "p"."months_working" = 0
AND CAST("p"."months_worked_before" AS BIGINT) + CAST("p"."months_worked_lately" AS BIGINT) > 0;

-- check new_serious_illness
"p"."serious_claims_lately" > 0 AND "p"."serious_claims_before" = 0;

-- check newly_assisted_not_watched
"p"."status" IN ('general', 'exited')
AND NOT (
  "p"."watched"
)
AND "p"."member_newly_assisted";

-- check no_first_secretary
(
  "p"."poor_village" OR "p"."key_village"
) AND "p"."first_secretaries" = 0;

-- check no_labour_not_flagged
"p"."watched" AND "p"."without_labour" AND NOT (
  "p"."flagged_without_labour"
);

-- check no_labour_uncovered
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."without_labour"
AND NOT (
  "p"."member_assisted"
);

-- check no_lasting_mechanism
"p"."state" = 'running'
AND (
  "p"."contract_until" < CAST('2020-06-30' AS DATE) OR NOT (
    "p"."upkeep"
  )
);

-- check no_serious_illness_cover
"p"."insured_as_resident" AND NOT (
  "p"."covered_for_serious_illness"
);

-- check not_in_basic_insurance
NOT (
  "p"."insured_basic"
)
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."birth_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90;

-- check not_one_head
"p"."heads_present" <> 1;

-- check old_house_standing
"p"."old_site" = 'standing' AND "p"."moved_in_date" <= CAST('2019-06-30' AS DATE);

-- check old_site_not_reclaimed
"p"."old_site" = 'demolished'
AND "p"."old_demolished_date" <= CAST('2019-06-30' AS DATE);

-- check only_house_unsafe_and_unrepaired
"p"."house_unsafe"
AND "p"."house_is_only_one"
AND "p"."house_renovation" = 'none'
AND (
  "p"."without_labour" OR "p"."income_per_head" < 500000
);

-- check operator_defunct
"p"."state" IN ('stopped', 'revoked', 'cancelled') AND "p"."projects_run" > 0;

-- check operator_dishonest
"p"."dishonest" AND "p"."overdue_dividend" > 0;

-- check other_post_unexplained
"p"."kind" = 'other' AND "p"."remark" IS NULL;

-- check outpatient_cost
"p"."outpatient_self_paid_monthly" >= 50000;

-- check owns_company
(
  "p"."watched"
  OR "p"."status" IN ('registered', 'relapsed')
  OR "p"."member_assisted"
)
AND "p"."companies" > 0;

-- check owns_dear_car
(
  "p"."watched"
  OR "p"."status" IN ('registered', 'relapsed')
  OR "p"."member_assisted"
)
AND "p"."dear_cars" > 0;

-- check paid_before_work
"p"."started_date" IS NULL
AND "p"."project_spent" > CAST(0.3 AS DOUBLE PRECISION) * CAST("p"."budget" AS DOUBLE PRECISION);

-- check paid_to_the_departed
"p"."left_reason" IN ('death', 'moved_out', 'missing')
AND "p"."left_date" <= CAST('2020-03-30' AS DATE)
AND "p"."payments_lately" > 0;

-- check payee_dead
"p"."left_reason" = 'death'
AND "p"."payee_rows" > 0
AND "p"."payee_last_date" > "p"."left_date";

-- check payee_moved
"p"."left_reason" IN ('moved_out', 'missing')
AND "p"."payee_rows" > 0
AND "p"."payee_last_date" > "p"."left_date";

-- check payee_out_of_scope
"p"."purpose" IN ('production', 'reward', 'training', 'interest')
AND "p"."status" = 'general'
AND NOT (
  "p"."watched"
);

-- check payees_over_paid
"p"."payees_paid" > "p"."paid";

-- check pension_not_drawn
"p"."age" >= 60
AND (
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND NOT (
  "p"."draws_pension"
);

-- check pension_not_enrolled
"p"."age" >= 16
AND "p"."age" < 60
AND (
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."school_rows" = 0
AND "p"."pension_rows" = 0;

-- check placement_not_kept
"p"."state" = 'working'
AND "p"."employed_date" <= CAST('2020-02-29' AS DATE)
AND "p"."months_worked_lately" < 3;

-- check plan_below_last_year
"p"."fund_year" = 2020 AND "p"."planned" < 1 * CAST("p"."last_year" AS BIGINT);

-- check plan_not_closed
"p"."fund_year" = 2020
AND CAST("p"."plan_issued" AS BIGINT) + CAST("p"."to_issue" AS BIGINT) <> "p"."planned";

-- check policy_cut
"p"."status" IN ('registered', 'exited', 'relapsed') AND "p"."policies_cut" > 0;

-- check policy_dropped
"p"."subsidies_before" > 0 AND "p"."subsidies_lately" = 0;

-- check policy_unpaid
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."payments_in_arrears" > 0;

-- check post_age_wrong
"p"."ended_date" IS NULL AND (
  "p"."age" < 16 OR "p"."age" >= 70
);

-- check post_agreement_lapsed
"p"."ended_date" IS NULL AND "p"."until_date" < CAST('2020-06-30' AS DATE);

-- check post_beyond_term
"p"."ended_date" IS NULL
AND "p"."started_date" <= CAST('2017-06-30' AS DATE)
AND "p"."age" < 55;

-- check post_empty
"p"."posts_held" > 0
AND NOT (
  "p"."holds_public_post"
)
OR "p"."posts_held" = 0
AND "p"."holds_public_post";

-- check post_for_cadre_family
"p"."ended_date" IS NULL AND "p"."cadre_family";

-- check post_measure_empty
"p"."public_post_measures" > 0 AND "p"."public_post_holders" = 0;

-- check post_not_noticed
"p"."ended_date" IS NULL AND NOT (
  "p"."noticed"
);

-- check post_stacked_on_payroll
"p"."ended_date" IS NULL AND "p"."on_public_payroll";

-- check post_vacant
"p"."role" IN ('deputy', 'department')
AND NOT (
  "p"."ended_date" IS NULL
)
AND "p"."ended_date" > CAST('2019-06-30' AS DATE)
AND "p"."succeeded_date" IS NULL
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."ended_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30;

-- check post_wage_owed
"p"."owed" >= 1 * CAST("p"."wage" AS BIGINT) AND "p"."owed" > 0;

-- check price_collapsed
"p"."quoted_date" > CAST('2020-04-30' AS DATE)
AND CAST("p"."price_year_before" AS BIGINT) - CAST("p"."price" AS BIGINT) >= CAST(0.3 AS DOUBLE PRECISION) * CAST("p"."price_year_before" AS DOUBLE PRECISION);

-- check project_disliked
"p"."state" IN ('running', 'idle', 'stopped', 'ended')
AND "p"."satisfaction" < 90;

-- check project_idle
"p"."state" IN ('idle', 'stopped') AND "p"."project_households_active" > 0;

-- check project_not_accepted
"p"."state" IN ('running', 'idle', 'stopped', 'ended')
AND "p"."accepted_date" IS NULL
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."finished_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 60;

-- check project_not_finished
"p"."state" = 'building'
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."planned_end" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30;

-- check project_not_started
"p"."state" = 'planned'
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."planned_start" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30;

-- check project_notice_levels
NOT (
  "p"."entered_date" IS NULL
) AND "p"."notice_levels" < 3;

-- check project_notice_short
NOT (
  "p"."entered_date" IS NULL
) AND "p"."notice_days" < 10;

-- check project_overspent
"p"."project_spent" > "p"."budget";

-- check project_without_mechanism
"p"."mechanism" IS NULL AND "p"."entered_date" >= CAST('2018-03-08' AS DATE);

-- check project_without_target
"p"."target" IS NULL AND "p"."entered_date" >= CAST('2018-03-08' AS DATE);

-- check pupil_with_labour
"p"."at_school"
AND (
  "p"."labour" IN ('ordinary', 'skilled', 'weak') OR "p"."months_worked_lately" > 0
);

-- check registered_without_measure
"p"."status" IN ('registered', 'relapsed') AND "p"."measures_given" = 0;

-- check relocated_area_over
"p"."area" > 25 * CAST("p"."people" AS BIGINT);

-- check relocated_below_line
"p"."occupied" AND "p"."income_per_head" < 500000;

-- check relocated_house_unsound
"p"."occupied" AND NOT (
  "p"."sound_house"
);

-- check relocated_in_debt
"p"."debt" > 1000000;

-- check relocated_not_moved_in
CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."handed_over_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90
AND NOT (
  "p"."occupied"
);

-- check relocated_services_not_joined
NOT (
  "p"."moved_in_date" IS NULL
)
AND (
  NOT (
    "p"."school_joined"
  ) OR NOT (
    "p"."care_joined"
  )
);

-- check relocated_without_follow_up
NOT (
  "p"."moved_in_date" IS NULL
) AND "p"."follow_up" = 'none';

-- check relocated_without_title
CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."handed_over_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 180
AND NOT (
  "p"."certificate"
);

-- check relocated_without_work
"p"."relocated" AND "p"."labour_count" > 0 AND "p"."workers_lately" = 0;

-- check relocation_differs
"p"."relocated"
AND "p"."relocation_rows" = 0
OR NOT (
  "p"."relocated"
)
AND "p"."relocation_rows" > 0;

-- check rigid_spending_over_income
"p"."rigid_spending" > "p"."net_income";

-- check risk_ended_below_line
"p"."risk_ended" AND "p"."income_per_head" < 500000;

-- check risk_ended_problem_back
"p"."risk_ended"
AND (
  "p"."child_out_of_school"
  OR "p"."house_unsafe"
  OR "p"."water_quality" = 'fail'
  OR "p"."water_cut_days" > 30
  OR "p"."uninsured_members" > 0
);

-- check risk_ended_too_soon
"p"."risk_ended"
AND "p"."watch_identified" > CAST("p"."watch_ended" - INTERVAL '6 MONTH' AS DATE);

-- check risk_ended_without_labour
"p"."risk_ended" AND "p"."without_labour";

-- check risk_without_sufferer
"p"."watched"
AND (
  "p"."watch_risk" = 'disability'
  AND "p"."cards_in_household" = 0
  OR "p"."watch_risk" = 'illness'
  AND "p"."ill_members" = 0
  AND "p"."household_self_paid_12m" = 0
);

-- check road_out_of_range
"p"."road_km" > CASE
  WHEN "p"."pastoral"
  THEN CAST(50 AS BIGINT)
  WHEN (
    "p"."pastoral"
  ) IS NULL
  THEN NULL
  ELSE CAST(5 AS BIGINT)
END;

-- check school_age_child_dropped_out
"p"."of_compulsory_age" AND "p"."dropped_out";

-- check school_age_child_not_on_roll
"p"."of_compulsory_age" AND "p"."school_rows" = 0;

-- check school_aid_misplaced
"p"."scheme_terms" > 0
AND NOT (
  "p"."in_vocational_school"
)
AND NOT (
  "p"."in_higher_school"
);

-- check school_aid_missing
(
  "p"."status" IN ('registered', 'exited', 'relapsed') OR "p"."watched"
)
AND "p"."in_vocational_school"
AND "p"."scheme_terms" = 0;

-- check schooling_cost_over_line
"p"."schooling_cost" > 1000000;

-- check schooling_filled_wrong
"p"."schooling_misfits" > 0;

-- check seeker_at_work
"p"."state" = 'open' AND "p"."worked_last_month";

-- check seeker_unable
"p"."state" = 'open' AND "p"."labour" IN ('lost', 'none');

-- check seeker_waiting
"p"."state" = 'open'
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."registered_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90
AND (
  "p"."last_offered_date" IS NULL
  OR CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."last_offered_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 90
);

-- check seeker_without_earner
"p"."state" = 'open'
AND "p"."workers_lately" = 0
AND "p"."status" <> 'general'
AND "p"."registered_date" <= CAST('2020-05-30' AS DATE);

-- check seriously_ill_uncovered
(
  "p"."status" IN ('registered', 'relapsed') OR "p"."watched"
)
AND "p"."income_per_head" < 887100
AND "p"."serious_claims_12m" > 0
AND NOT (
  "p"."assisted"
);

-- check several_loans
"p"."loans_of_household" > 1;

-- check several_posts
"p"."posts_held" > 1;

-- check several_spouses
"p"."spouses_present" > 1;

-- check severe_limb_with_labour
"p"."severely_limb_disabled" AND "p"."labour" IN ('ordinary', 'skilled');

-- check severely_disabled_uncovered
(
  "p"."status" IN ('registered', 'relapsed') OR "p"."watched"
)
AND "p"."severely_disabled"
AND NOT (
  "p"."assisted"
);

-- check sex_and_relation
"p"."sex_misfits" > 0;

-- check shock_before_its_time
"p"."watched"
AND "p"."watch_kind" = 'shock'
AND "p"."watch_identified" < CAST('2021-05-01' AS DATE);

-- check site_clinic_far
"p"."clinic_km" > 3;

-- check site_in_debt
"p"."site_debt" > 50000000;

-- check site_not_accepted
"p"."mu_reclaimed" > 0
AND "p"."mu_accepted" < CAST(0.9 AS DOUBLE PRECISION) * CAST("p"."mu_reclaimed" AS DOUBLE PRECISION);

-- check site_old_houses_behind
"p"."old_due" > 0
AND "p"."old_down" < CAST(0.9 AS DOUBLE PRECISION) * CAST("p"."old_due" AS DOUBLE PRECISION);

-- check site_overfull
"p"."flats_occupied" > "p"."flats";

-- check site_posts_short
"p"."households" > 0
AND "p"."posts" < CAST(0.3 AS DOUBLE PRECISION) * CAST("p"."households" AS DOUBLE PRECISION);

-- check site_school_far
"p"."school_km" > 5;

-- check site_vacant
"p"."flats" > 0
AND "p"."flats_occupied" < CAST(0.95 AS DOUBLE PRECISION) * CAST("p"."flats" AS DOUBLE PRECISION);

-- check site_without_activities
"p"."activities" < 1
OR "p"."households" > 0
AND CAST("p"."heads" AS BIGINT) * 60 < "p"."households";

-- check site_without_bodies
NOT (
  "p"."committee"
)
OR NOT (
  "p"."party_branch"
)
OR NOT (
  "p"."property"
);

-- check site_without_industry
"p"."projects" = 0
OR "p"."households" > 0
AND "p"."project_households" < CAST(0.6 AS DOUBLE PRECISION) * CAST("p"."households" AS DOUBLE PRECISION);

-- check small_scale
"p"."category" IN ('industry', 'courtyard', 'breed')
AND "p"."state" = 'running'
AND "p"."actual_scale" < CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."planned_scale" AS DOUBLE PRECISION);

-- check solar_county_money_open
CAST("p"."solar_held_before" AS BIGINT) + CAST("p"."solar_in_year" AS BIGINT) - CAST("p"."solar_out_year" AS BIGINT) <> "p"."solar_held";

-- check solar_days_missing
"p"."connected" AND "p"."days_told" < 25;

-- check solar_dead
"p"."days_without_power" >= 7;

-- check solar_dividend_paid
"p"."solar_dividends" > 0;

-- check solar_income_unspent
"p"."solar_given_out" < CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."solar_to_village" AS DOUBLE PRECISION);

-- check solar_income_withheld
"p"."kind" IN ('village', 'joint')
AND "p"."solar_to_village" < CAST(0.9 AS DOUBLE PRECISION) * CAST((
  CAST("p"."solar_settled" AS BIGINT) - CAST("p"."solar_costs" AS BIGINT)
) AS DOUBLE PRECISION);

-- check solar_labour_share_low
"p"."solar_to_labour" < CAST(0.8 AS DOUBLE PRECISION) * CAST("p"."solar_given_out" AS DOUBLE PRECISION);

-- check solar_list_not_reviewed
"p"."reviewed_date" <= CAST('2019-06-30' AS DATE);

-- check solar_not_connected
"p"."grid_date" <= CAST('2019-12-30' AS DATE) AND NOT (
  "p"."connected"
);

-- check solar_not_listed
"p"."grid_date" <= CAST('2019-06-30' AS DATE) AND NOT (
  "p"."in_subsidy_list"
);

-- check solar_not_of_the_village
"p"."kind" IN ('village', 'joint')
AND (
  "p"."indebted" OR "p"."company_share" OR NOT (
    "p"."confirmed"
  )
);

-- check solar_not_published
"p"."noticed_date" <= CAST('2019-06-30' AS DATE);

-- check solar_post_not_for_the_poor
"p"."funded_by" = 'solar'
AND "p"."ended_date" IS NULL
AND "p"."status" = 'general'
AND NOT (
  "p"."watched"
)
AND NOT (
  "p"."member_assisted"
);

-- check solar_too_large
"p"."kind" IN ('village', 'joint')
AND "p"."capacity" > CASE
  WHEN "p"."grid_near"
  THEN CAST(500 AS BIGINT)
  WHEN (
    "p"."grid_near"
  ) IS NULL
  THEN NULL
  ELSE CAST(300 AS BIGINT)
END;

-- check solar_too_large_a_household
"p"."capacity" > 7 * CAST("p"."households_matched" AS BIGINT);

-- check solar_village_money_open
CAST("p"."solar_kept_before" AS BIGINT) + CAST("p"."solar_brought_year" AS BIGINT) - CAST("p"."solar_given_year" AS BIGINT) <> "p"."solar_kept";

-- check solar_yield_low
"p"."days_of_low_yield" >= 14;

-- check stage_and_age
"p"."in_junior_school"
AND (
  "p"."age" < 12 OR "p"."age" > 17
)
OR "p"."in_senior_school"
AND (
  "p"."age" < 15 OR "p"."age" > 20
);

-- check struck_by_disaster
"p"."disasters_lately" > 0;

-- check struck_by_health_event
"p"."health_events_lately" > 0;

-- check subsidy_beside_destitute
"p"."on_destitute_support" AND "p"."has_living_subsidy";

-- check team_leave_too_long
"p"."ended_date" IS NULL AND "p"."days_on_leave" > 30;

-- check team_member_absent
"p"."ended_date" IS NULL AND "p"."days_absent" > 0;

-- check team_member_away
"p"."ended_date" IS NULL
AND "p"."started_date" <= CAST('2020-04-30' AS DATE)
AND "p"."days_in_village" < 20;

-- check team_member_not_detached
"p"."ended_date" IS NULL AND NOT (
  "p"."detached"
);

-- check team_replaced_late
(
  "p"."poor_village" OR "p"."key_village"
)
AND "p"."team_members" < 3
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."team_left_last" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30;

-- check team_term_cut_short
NOT (
  "p"."ended_date" IS NULL
)
AND "p"."ended_reason" IN ('transferred', 'other')
AND CAST(CAST(EXTRACT(epoch FROM CAST("p"."ended_date" AS TIMESTAMP) - CAST("p"."started_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) < 730;

-- check team_term_over
"p"."ended_date" IS NULL
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."started_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 730 + 90;

-- check team_too_small
(
  "p"."poor_village" OR "p"."key_village"
) AND "p"."team_members" < 3;

-- check team_visits_alike
"p"."ended_date" IS NULL
AND "p"."days_in_village" >= 20
AND "p"."doors_most" = "p"."doors_least"
AND "p"."doors_most" > 0;

-- check team_visits_on_leave
"p"."ended_date" IS NULL AND "p"."leave_days_with_doors" > 0;

-- check team_without_visits
"p"."ended_date" IS NULL
AND "p"."days_in_village" >= 20
AND "p"."doors_of_month" = 0;

-- check too_many_public_posts
"p"."public_post_holders" > 1;

-- check trained_without_work
"p"."wants_work"
AND "p"."ended_date" <= CAST('2020-03-30' AS DATE)
AND "p"."months_worked_lately" = 0;

-- check unwatched_costly_stay
NOT (
  "p"."watched"
)
AND "p"."inpatient_stays_12m" > 0
AND "p"."costliest_stay_12m" > 1000000;

-- check vacancy_overfilled
"p"."filled" > "p"."wanted";

-- check vacancy_unfilled
CAST(CAST(EXTRACT(epoch FROM CAST("p"."valid_until" AS TIMESTAMP) - CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) BETWEEN 0 AND 30
AND "p"."filled" < CAST(0.5 AS DOUBLE PRECISION) * CAST("p"."wanted" AS DOUBLE PRECISION);

-- check vacancy_wage_low
"p"."wage" < 146000
AND (
  "p"."valid_until" IS NULL OR "p"."valid_until" >= CAST('2020-06-30' AS DATE)
);

-- check village_counts_impossible
"p"."unsafe_houses" > "p"."households" OR "p"."unsolved_water" > "p"."households";

-- check village_land_too_small
"p"."land" < "p"."land_of_households";

-- check village_still_poor
"p"."poor_population" > CAST(0.03 AS DOUBLE PRECISION) * CAST("p"."population" AS DOUBLE PRECISION);

-- check village_uninspected
(
  "p"."poor_village" OR "p"."key_village"
) AND "p"."inspections_lately" = 0;

-- check village_workers_dropped
"p"."workers" < CAST(0.8 AS DOUBLE PRECISION) * CAST("p"."workers_last_month" AS DOUBLE PRECISION);

-- check wage_below_floor
"p"."worked_last_month" AND "p"."latest_wage" < 40000;

-- check wage_income_tiny
"p"."wage_income" > 0 AND "p"."wage_income" < 10000;

-- check wage_not_credible
"p"."worked_last_month"
AND (
  "p"."latest_wage" < 10000 OR "p"."latest_wage" > 3000000
);

-- check watch_kind_misfits
"p"."watched"
AND (
  "p"."watch_kind" = 'unstable'
  AND NOT (
    "p"."status" IN ('exited', 'relapsed')
  )
  OR "p"."watch_kind" = 'marginal'
  AND "p"."status" <> 'general'
);

-- check watched_costly_stay
"p"."watched"
AND "p"."inpatient_stays_12m" > 0
AND "p"."costliest_stay_12m" > 600000;

-- check watched_without_development
"p"."watched"
AND "p"."labour_count" > 0
AND "p"."watch_identified" <= CAST('2019-12-30' AS DATE)
AND "p"."developmental_measures" = 0;

-- check watched_without_measure
"p"."watched"
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."watch_identified" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 30
AND (
  "p"."measures_given" = 0 OR "p"."latest_measure_started" < "p"."watch_identified"
);

-- check water_cut_off
"p"."water_cut_days" > 30;

-- check water_dry_too_long
"p"."water_dry_days" > CASE
  WHEN "p"."water_source" IN ('piped', 'central_point')
  THEN CAST(36 AS BIGINT)
  WHEN (
    "p"."water_source" IN ('piped', 'central_point')
  ) IS NULL
  THEN NULL
  ELSE CAST(100 AS BIGINT)
END;

-- check water_quality_failed
"p"."water_quality" = 'fail';

-- check water_supply_unreliable
"p"."water_assurance" < 90;

-- check water_too_far
"p"."water_source" <> 'piped'
AND NOT (
  (
    "p"."pastoral" AND "p"."water_source" = 'central_point'
  )
)
AND "p"."water_minutes" > 20
AND (
  "p"."water_metres" > 800 OR "p"."water_climb" > 80
);

-- check water_too_little
"p"."water_litres" < CASE
  WHEN "p"."water_is_hard_to_supply"
  THEN CAST(20 AS BIGINT)
  WHEN (
    "p"."water_is_hard_to_supply"
  ) IS NULL
  THEN NULL
  ELSE CAST(35 AS BIGINT)
END;

-- check weak_driving
"p"."category" IN ('industry', 'courtyard', 'breed')
AND "p"."state" = 'running'
AND "p"."project_households_active" < CAST(0.6 AS DOUBLE PRECISION) * CAST("p"."households_planned" AS DOUBLE PRECISION);

-- check work_unpaid
"p"."state" IN ('running', 'idle', 'stopped', 'ended')
AND CAST(CAST(EXTRACT(epoch FROM CAST(CAST('2020-06-30' AS DATE) AS TIMESTAMP) - CAST("p"."accepted_date" AS TIMESTAMP)) / 86400 AS BIGINT) AS BIGINT) > 60
AND "p"."project_spent" < CAST(0.9 AS DOUBLE PRECISION) * CAST("p"."budget" AS DOUBLE PRECISION);

-- check works_without_labour
"p"."labour" IN ('lost', 'none') AND "p"."months_worked_lately" > 0;

-- check workshop_contract_short
"p"."state" = 'running' AND "p"."contract_months" < 6;

-- check workshop_hollow
"p"."state" = 'running'
AND "p"."poor_staff" < 10
AND "p"."poor_staff" < CAST(0.2 AS DOUBLE PRECISION) * CAST("p"."staff" AS DOUBLE PRECISION);

-- check workshop_stopped
"p"."state" = 'stopped' AND "p"."state_since" <= CAST('2020-03-30' AS DATE);

-- check workshop_wages_owed
"p"."state" <> 'closed' AND "p"."owed" > 0;

-- check young_with_little_schooling
"p"."age" BETWEEN 16 AND 22
AND "p"."school_rows" = 0
AND "p"."education" IN ('illiterate', 'primary');

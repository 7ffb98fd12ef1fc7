-- step household_0
SELECT
  `household`,
  `league`,
  `banner`,
  `status`,
  `wage_income`,
  `business_income`,
  `property_income`,
  `transfer_income`,
  `business_cost`,
  `members`,
  `pastoral`,
  `relocated`
FROM `household`
WHERE
  `left_date` IS NULL;

-- step person_0
SELECT
  `person`,
  `household`,
  `league`,
  `banner`,
  `birth_date`,
  `labour`,
  `relation`
FROM `person`
WHERE
  `left_date` IS NULL;

-- step departed_0
SELECT
  `person`,
  `household`,
  `league`,
  `banner`,
  `left_reason`,
  `labour`,
  `left_date`
FROM `person`
WHERE
  NOT (
    `left_date` IS NULL
  );

-- step social_assistance_by_person
SELECT
  `s`.`person` AS `row:key`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      `s`.`kind` IN ('dibao', 'destitute')
      AND (
        `s`.`end_date` IS NULL OR `s`.`end_date` > CAST('2020-06-30' AS DATE)
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`kind` IN ('dibao', 'destitute')
        AND (
          `s`.`end_date` IS NULL OR `s`.`end_date` > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS `assisted`,
  COUNT(*) FILTER(WHERE
    `s`.`start_date` > CAST('2020-04-30' AS DATE)
    AND `s`.`start_date` <= CAST('2020-06-30' AS DATE)) > 0 AS `newly_assisted`
FROM `social_assistance` AS s
GROUP BY
  `s`.`person`;

-- step medical_claim_by_person
SELECT
  `s`.`person` AS `row:key`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`compliant_self_paid`
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM(`s`.`compliant_self_paid`) AS BIGINT), 0)
  END AS `compliant_self_paid_12m`,
  MAX(`s`.`self_paid`) FILTER(WHERE
    `s`.`kind` = 'inpatient') AS `costliest_stay_12m`,
  COALESCE(CAST(SUM(`s`.`self_paid`) FILTER(WHERE
    `s`.`kind` = 'inpatient') AS BIGINT), 0) AS `inpatient_self_paid_12m`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`kind` = 'inpatient') AS BIGINT) AS `inpatient_stays_12m`,
  CAST(SUM(`s`.`self_paid`) AS BIGINT) AS `medical_self_paid_12m`,
  COALESCE(
    CAST(SUM(`s`.`self_paid`) FILTER(WHERE
      `s`.`kind` IN ('outpatient', 'special_outpatient')
      AND `s`.`settled_date` > CAST('2020-03-30' AS DATE)) AS BIGINT),
    0
  ) AS `outpatient_self_paid`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`serious_illness` AND `s`.`settled_date` <= CAST('2020-04-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`serious_illness` AND `s`.`settled_date` <= CAST('2020-04-30' AS DATE)) AS BIGINT)
  END AS `serious_claims_before`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`serious_illness` AND `s`.`settled_date` > CAST('2020-04-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`serious_illness` AND `s`.`settled_date` > CAST('2020-04-30' AS DATE)) AS BIGINT)
  END AS `serious_claims_lately`
FROM `medical_claim` AS s
WHERE
  `s`.`settled_date` > CAST('2019-06-30' AS DATE)
  AND `s`.`settled_date` <= CAST('2020-06-30' AS DATE)
GROUP BY
  `s`.`person`;

-- step insurance_enrolment_by_person
SELECT
  `s`.`person` AS `row:key`,
  `s`.`serious_cover` AS `covered_for_serious_illness`,
  `s`.`basic` = 'resident' AS `insured_as_resident`,
  `s`.`basic` IN ('resident', 'employee') AS `insured_basic`
FROM `insurance_enrolment` AS s
WHERE
  `s`.`year` = 2020;

-- step school_roll_by_person
SELECT
  `s`.`person` AS `row:key`,
  `s`.`state` = 'dropout' AS `dropped_out`,
  1 AS `school_rows`,
  CASE
    WHEN `s`.`stage` IN ('senior', 'vocational') AND `s`.`state` = 'enrolled'
    THEN `s`.`cost_after_aid`
    ELSE 0
  END AS `schooling_cost`
FROM `school_roll` AS s;

-- step employment_by_person
SELECT
  `s`.`person` AS `row:key`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`month` > CAST('2020-04-30' AS DATE)
        AND `s`.`month` <= CAST('2020-05-30' AS DATE)
      )
      AND `s`.`channel` = 'public_post') > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        (
          `s`.`month` > CAST('2020-04-30' AS DATE)
          AND `s`.`month` <= CAST('2020-05-30' AS DATE)
        )
        AND `s`.`channel` = 'public_post'
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS `holds_public_post`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`month` > CAST('2020-04-30' AS DATE)
        AND `s`.`month` <= CAST('2020-05-30' AS DATE)
      )
      AND (
        `s`.`wage`
      ) IS NULL) = 0
    THEN MAX(`s`.`wage`) FILTER(WHERE
      `s`.`month` > CAST('2020-04-30' AS DATE)
      AND `s`.`month` <= CAST('2020-05-30' AS DATE))
  END AS `latest_wage`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`month` > CAST('2019-05-30' AS DATE)
    AND `s`.`month` <= CAST('2020-02-29' AS DATE)) AS BIGINT) AS `months_worked_before`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`month` > CAST('2020-02-29' AS DATE)
    AND `s`.`month` <= CAST('2020-05-30' AS DATE)) AS BIGINT) AS `months_worked_lately`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`month` > CAST('2019-05-30' AS DATE)
        AND `s`.`month` <= CAST('2020-02-29' AS DATE)
      )
      AND (
        `s`.`wage`
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM(`s`.`wage`) FILTER(WHERE
        `s`.`month` > CAST('2019-05-30' AS DATE)
        AND `s`.`month` <= CAST('2020-02-29' AS DATE)) AS BIGINT),
      0
    )
  END AS `wages_before`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`month` > CAST('2020-02-29' AS DATE)
        AND `s`.`month` <= CAST('2020-05-30' AS DATE)
      )
      AND (
        `s`.`wage`
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM(`s`.`wage`) FILTER(WHERE
        `s`.`month` > CAST('2020-02-29' AS DATE)
        AND `s`.`month` <= CAST('2020-05-30' AS DATE)) AS BIGINT),
      0
    )
  END AS `wages_lately`,
  COUNT(*) FILTER(WHERE
    (
      `s`.`month` > CAST('2020-04-30' AS DATE)
      AND `s`.`month` <= CAST('2020-05-30' AS DATE)
    )
    AND `s`.`working`) > 0 AS `worked_last_month`
FROM `employment` AS s
WHERE
  `s`.`working`
GROUP BY
  `s`.`person`;

-- step disability_by_person
SELECT
  `s`.`person` AS `row:key`,
  `s`.`level` <= 2
  OR `s`.`category` IN ('intellectual', 'mental')
  AND `s`.`level` <= 3 AS `severely_disabled`
FROM `disability` AS s;

-- step person_1
SELECT
  `p`.`person`,
  `p`.`household`,
  `p`.`league`,
  `p`.`banner`,
  `p`.`birth_date`,
  `p`.`labour`,
  `p`.`relation`,
  CAST(FLOOR(
    CAST((
      EXTRACT(YEAR FROM CAST('2020-06-30' AS DATE)) * 10000 + EXTRACT(MONTH FROM CAST('2020-06-30' AS DATE)) * 100 + EXTRACT(DAY FROM CAST('2020-06-30' AS DATE)) - (
        EXTRACT(YEAR FROM `p`.`birth_date`) * 10000 + EXTRACT(MONTH FROM `p`.`birth_date`) * 100 + EXTRACT(DAY FROM `p`.`birth_date`)
      )
    ) AS DOUBLE) / CAST(10000 AS DOUBLE)
  ) AS BIGINT) AS `age`,
  CASE
    WHEN `c`.`social_assistance:1`
    THEN CASE
      WHEN `social_assistance_0`.`row:key` IS NULL
      THEN FALSE
      ELSE `social_assistance_0`.`assisted`
    END
  END AS `assisted`,
  CASE
    WHEN `c`.`medical_claim:12`
    THEN CASE
      WHEN `medical_claim_1`.`row:key` IS NULL
      THEN 0
      ELSE `medical_claim_1`.`compliant_self_paid_12m`
    END
  END AS `compliant_self_paid_12m`,
  CASE WHEN `c`.`medical_claim:12` THEN `medical_claim_1`.`costliest_stay_12m` END AS `costliest_stay_12m`,
  CASE
    WHEN `c`.`insurance_enrolment:1`
    THEN CASE
      WHEN `insurance_enrolment_2`.`row:key` IS NULL
      THEN FALSE
      ELSE `insurance_enrolment_2`.`covered_for_serious_illness`
    END
  END AS `covered_for_serious_illness`,
  CASE
    WHEN `c`.`school_roll:1`
    THEN COALESCE(`school_roll_3`.`dropped_out`, FALSE)
  END AS `dropped_out`,
  CASE
    WHEN `c`.`employment:1`
    THEN CASE
      WHEN `employment_4`.`row:key` IS NULL
      THEN FALSE
      ELSE `employment_4`.`holds_public_post`
    END
  END AS `holds_public_post`,
  CASE
    WHEN `c`.`medical_claim:12`
    THEN COALESCE(`medical_claim_1`.`inpatient_self_paid_12m`, 0)
  END AS `inpatient_self_paid_12m`,
  CASE
    WHEN `c`.`medical_claim:12`
    THEN COALESCE(`medical_claim_1`.`inpatient_stays_12m`, 0)
  END AS `inpatient_stays_12m`,
  CASE
    WHEN `c`.`insurance_enrolment:1`
    THEN COALESCE(`insurance_enrolment_2`.`insured_as_resident`, FALSE)
  END AS `insured_as_resident`,
  CASE
    WHEN `c`.`insurance_enrolment:1`
    THEN COALESCE(`insurance_enrolment_2`.`insured_basic`, FALSE)
  END AS `insured_basic`,
  CASE WHEN `c`.`employment:1` THEN `employment_4`.`latest_wage` END AS `latest_wage`,
  CASE
    WHEN `c`.`medical_claim:12`
    THEN COALESCE(`medical_claim_1`.`medical_self_paid_12m`, 0)
  END AS `medical_self_paid_12m`,
  CASE
    WHEN `c`.`employment:12`
    THEN COALESCE(`employment_4`.`months_worked_before`, 0)
  END AS `months_worked_before`,
  CASE
    WHEN `c`.`employment:3`
    THEN COALESCE(`employment_4`.`months_worked_lately`, 0)
  END AS `months_worked_lately`,
  CASE
    WHEN `c`.`social_assistance:1`
    THEN COALESCE(`social_assistance_0`.`newly_assisted`, FALSE)
  END AS `newly_assisted`,
  CASE
    WHEN `c`.`medical_claim:3`
    THEN COALESCE(`medical_claim_1`.`outpatient_self_paid`, 0)
  END AS `outpatient_self_paid`,
  CASE WHEN `c`.`school_roll:1` THEN COALESCE(`school_roll_3`.`school_rows`, 0) END AS `school_rows`,
  CASE
    WHEN `c`.`school_roll:1`
    THEN CASE
      WHEN `school_roll_3`.`row:key` IS NULL
      THEN 0
      ELSE `school_roll_3`.`schooling_cost`
    END
  END AS `schooling_cost`,
  CASE
    WHEN `c`.`medical_claim:12`
    THEN CASE
      WHEN `medical_claim_1`.`row:key` IS NULL
      THEN 0
      ELSE `medical_claim_1`.`serious_claims_before`
    END
  END AS `serious_claims_before`,
  CASE
    WHEN `c`.`medical_claim:2`
    THEN CASE
      WHEN `medical_claim_1`.`row:key` IS NULL
      THEN 0
      ELSE `medical_claim_1`.`serious_claims_lately`
    END
  END AS `serious_claims_lately`,
  CASE
    WHEN `c`.`disability:1`
    THEN COALESCE(`disability_5`.`severely_disabled`, FALSE)
  END AS `severely_disabled`,
  CASE
    WHEN `c`.`employment:12`
    THEN CASE
      WHEN `employment_4`.`row:key` IS NULL
      THEN 0
      ELSE `employment_4`.`wages_before`
    END
  END AS `wages_before`,
  CASE
    WHEN `c`.`employment:3`
    THEN CASE
      WHEN `employment_4`.`row:key` IS NULL
      THEN 0
      ELSE `employment_4`.`wages_lately`
    END
  END AS `wages_lately`,
  CASE
    WHEN `c`.`employment:1`
    THEN COALESCE(`employment_4`.`worked_last_month`, FALSE)
  END AS `worked_last_month`,
  `parent`.`status` AS `status`
FROM `person_0` AS p
LEFT JOIN `social_assistance_by_person` AS social_assistance_0
  ON `p`.`person` = `social_assistance_0`.`row:key`
LEFT JOIN `medical_claim_by_person` AS medical_claim_1
  ON `p`.`person` = `medical_claim_1`.`row:key`
LEFT JOIN `insurance_enrolment_by_person` AS insurance_enrolment_2
  ON `p`.`person` = `insurance_enrolment_2`.`row:key`
LEFT JOIN `school_roll_by_person` AS school_roll_3
  ON `p`.`person` = `school_roll_3`.`row:key`
LEFT JOIN `employment_by_person` AS employment_4
  ON `p`.`person` = `employment_4`.`row:key`
LEFT JOIN `disability_by_person` AS disability_5
  ON `p`.`person` = `disability_5`.`row:key`
LEFT JOIN `household_0` AS parent
  ON `p`.`household` = `parent`.`household`
LEFT JOIN `covered` AS c
  ON `p`.`banner` = `c`.`banner`;

-- step watch_by_household
SELECT
  `s`.`household` AS `row:key`,
  `s`.`ended_date` IS NULL AS `watched`,
  `s`.`kind` AS `watch_kind`
FROM `watch` AS s;

-- step household_1
SELECT
  `p`.`household`,
  `p`.`league`,
  `p`.`banner`,
  `p`.`status`,
  `p`.`members`,
  `p`.`pastoral`,
  `p`.`relocated`,
  CASE WHEN `c`.`watch:1` THEN COALESCE(`watch_0`.`watched`, FALSE) END AS `watched`,
  CASE WHEN `c`.`watch:1` THEN `watch_0`.`watch_kind` END AS `watch_kind`,
  CAST(`p`.`wage_income` AS BIGINT) + CAST(`p`.`business_income` AS BIGINT) + CAST(`p`.`property_income` AS BIGINT) + CAST(`p`.`transfer_income` AS BIGINT) - CAST(`p`.`business_cost` AS BIGINT) AS `net_income`
FROM `household_0` AS p
LEFT JOIN `watch_by_household` AS watch_0
  ON `p`.`household` = `watch_0`.`row:key`
LEFT JOIN `covered` AS c
  ON `p`.`banner` = `c`.`banner`;

-- step person_2
SELECT
  `p`.`person`,
  `p`.`household`,
  `p`.`league`,
  `p`.`banner`,
  `p`.`birth_date`,
  `p`.`age`,
  `p`.`medical_self_paid_12m`,
  `p`.`school_rows`,
  `p`.`dropped_out`,
  `p`.`schooling_cost`,
  `p`.`insured_basic`,
  `p`.`insured_as_resident`,
  `p`.`covered_for_serious_illness`,
  `p`.`worked_last_month`,
  `p`.`latest_wage`,
  `p`.`labour`,
  `p`.`months_worked_lately`,
  `p`.`status`,
  `p`.`inpatient_self_paid_12m`,
  `p`.`serious_claims_lately`,
  `p`.`serious_claims_before`,
  `p`.`inpatient_stays_12m`,
  `p`.`costliest_stay_12m`,
  `p`.`assisted`,
  `p`.`compliant_self_paid_12m`,
  `p`.`months_worked_before`,
  `p`.`severely_disabled`,
  `p`.`relation`,
  `p`.`wages_before`,
  `p`.`wages_lately`,
  `p`.`newly_assisted`,
  `p`.`holds_public_post`,
  CAST(FLOOR(
    CAST((
      EXTRACT(YEAR FROM CAST('2019-09-01' AS DATE)) * 10000 + EXTRACT(MONTH FROM CAST('2019-09-01' AS DATE)) * 100 + EXTRACT(DAY FROM CAST('2019-09-01' AS DATE)) - (
        EXTRACT(YEAR FROM `p`.`birth_date`) * 10000 + EXTRACT(MONTH FROM `p`.`birth_date`) * 100 + EXTRACT(DAY FROM `p`.`birth_date`)
      )
    ) AS DOUBLE) / CAST(10000 AS DOUBLE)
  ) AS BIGINT) >= 6
  AND `p`.`age` <= 15 AS `of_compulsory_age`,
  CAST(FLOOR(
    CAST(`p`.`outpatient_self_paid` AS DOUBLE) / CAST(3 AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `outpatient_self_paid_monthly`,
  CAST(FLOOR(
    CAST(`p`.`medical_self_paid_12m` AS DOUBLE) / CAST(1 AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `self_paid_yearly`,
  `parent`.`watched` AS `watched`,
  `parent`.`watch_kind` AS `watch_kind`
FROM `person_1` AS p
LEFT JOIN `household_1` AS parent
  ON `p`.`household` = `parent`.`household`;

-- step measure_by_household
SELECT
  `s`.`household` AS `row:key`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`kind` = 'cover') AS BIGINT) AS `cover_measures`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`kind` IN ('industry', 'employment', 'finance', 'public_post')
        AND (
          `s`.`ended_date` IS NULL OR `s`.`ended_date` > CAST('2020-06-30' AS DATE)
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`kind` IN ('industry', 'employment', 'finance', 'public_post')
      AND (
        `s`.`ended_date` IS NULL OR `s`.`ended_date` > CAST('2020-06-30' AS DATE)
      )) AS BIGINT)
  END AS `developmental_measures`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`kind` IN ('health', 'social')) AS BIGINT) AS `health_measures`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`kind` IN ('housing', 'relocation')) AS BIGINT) AS `housing_measures`,
  MAX(`s`.`started_date`) AS `latest_measure_started`,
  CAST(COUNT(*) AS BIGINT) AS `measures_given`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`kind` = 'education') AS BIGINT) AS `schooling_measures`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`kind` = 'water') AS BIGINT) AS `water_measures`
FROM `measure` AS s
WHERE
  `s`.`started_date` <= CAST('2020-06-30' AS DATE)
GROUP BY
  `s`.`household`;

-- step disaster_by_household
SELECT
  `s`.`household` AS `row:key`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      `s`.`happened_date` > CAST('2019-06-30' AS DATE)
      AND (
        CAST(`s`.`loss` AS BIGINT) - CAST(`s`.`compensated` AS BIGINT)
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM(CAST(`s`.`loss` AS BIGINT) - CAST(`s`.`compensated` AS BIGINT)) FILTER(WHERE
        `s`.`happened_date` > CAST('2019-06-30' AS DATE)) AS BIGINT),
      0
    )
  END AS `disaster_net_loss_12m`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`happened_date` > CAST('2020-03-30' AS DATE)) AS BIGINT) AS `disasters_lately`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`house_damage` IN ('partial', 'destroyed')
        AND `s`.`happened_date` > CAST('2019-06-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`house_damage` IN ('partial', 'destroyed')
      AND `s`.`happened_date` > CAST('2019-06-30' AS DATE)) AS BIGINT)
  END AS `houses_damaged`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`livestock_lost` > 0 AND `s`.`happened_date` > CAST('2020-03-30' AS DATE)
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`livestock_lost` > 0 AND `s`.`happened_date` > CAST('2020-03-30' AS DATE)) AS BIGINT)
  END AS `livestock_disasters`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`livestock_lost` > 0 AND `s`.`happened_date` > CAST('2020-03-30' AS DATE)
      ) IS NULL
      OR (
        (
          `s`.`livestock_lost` > 0 AND `s`.`happened_date` > CAST('2020-03-30' AS DATE)
        )
        AND (
          `s`.`livestock_share`
        ) IS NULL
      )) = 0
    THEN MAX(`s`.`livestock_share`) FILTER(WHERE
      `s`.`livestock_lost` > 0 AND `s`.`happened_date` > CAST('2020-03-30' AS DATE))
  END AS `livestock_share_lost`
FROM `disaster` AS s
WHERE
  `s`.`happened_date` <= CAST('2020-06-30' AS DATE)
GROUP BY
  `s`.`household`;

-- step person_by_household_2
SELECT
  `s`.`household` AS `row:key`,
  CAST(COUNT(*) FILTER(WHERE
    `s`.`relation` = 'head') AS BIGINT) AS `heads_present`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`labour` IN ('ordinary', 'skilled', 'weak')
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`labour` IN ('ordinary', 'skilled', 'weak')) AS BIGINT)
  END AS `labour_count`,
  CAST(COUNT(*) AS BIGINT) AS `members_present`,
  NOT (
    CASE
      WHEN COUNT(*) FILTER(WHERE
        NOT (
          `s`.`labour` IN ('lost', 'none')
        )) > 0
      THEN TRUE
      WHEN COUNT(*) FILTER(WHERE
        (
          NOT (
            `s`.`labour` IN ('lost', 'none')
          )
        ) IS NULL) > 0
      THEN NULL
      ELSE FALSE
    END
  ) AS `without_labour`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`schooling_cost`
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM(`s`.`schooling_cost`) AS BIGINT), 0)
  END AS `household_schooling_cost`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`medical_self_paid_12m`
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM(`s`.`medical_self_paid_12m`) AS BIGINT), 0)
  END AS `household_self_paid_12m`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`wages_before`
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM(`s`.`wages_before`) AS BIGINT), 0)
  END AS `household_wages_before`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`wages_lately`
      ) IS NULL) = 0
    THEN COALESCE(CAST(SUM(`s`.`wages_lately`) AS BIGINT), 0)
  END AS `household_wages_lately`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      `s`.`assisted`) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`assisted`
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS `member_assisted`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      `s`.`newly_assisted`) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`newly_assisted`
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS `member_newly_assisted`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`holds_public_post`
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`holds_public_post`) AS BIGINT)
  END AS `public_post_holders`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        NOT (
          `s`.`insured_basic`
        )
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      NOT (
        `s`.`insured_basic`
      )) AS BIGINT)
  END AS `uninsured_members`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`months_worked_lately` > 0
      ) IS NULL) = 0
    THEN CAST(COUNT(*) FILTER(WHERE
      `s`.`months_worked_lately` > 0) AS BIGINT)
  END AS `workers_lately`,
  CASE
    WHEN COUNT(*) FILTER(WHERE
      `s`.`of_compulsory_age` AND (
        `s`.`dropped_out` OR `s`.`school_rows` = 0
      )) > 0
    THEN TRUE
    WHEN COUNT(*) FILTER(WHERE
      (
        `s`.`of_compulsory_age` AND (
          `s`.`dropped_out` OR `s`.`school_rows` = 0
        )
      ) IS NULL) > 0
    THEN NULL
    ELSE FALSE
  END AS `child_out_of_school`
FROM `person_2` AS s
GROUP BY
  `s`.`household`;

-- step housing_grade_by_household
SELECT
  `s`.`household` AS `row:key`,
  `s`.`grade` AS `house_grade`,
  1 AS `house_gradings`,
  `s`.`only_dwelling` AS `house_is_only_one`,
  `s`.`lived_in` AS `house_lived_in`,
  `s`.`renovation` AS `house_renovation`
FROM `housing_grade` AS s;

-- step watch_by_household_2
SELECT
  `s`.`household` AS `row:key`,
  NOT (
    `s`.`ended_date` IS NULL
  ) AS `risk_ended`,
  `s`.`ended_date` AS `watch_ended`,
  `s`.`identified_date` AS `watch_identified`,
  `s`.`risk` AS `watch_risk`
FROM `watch` AS s;

-- step water_point_by_household
SELECT
  `s`.`household` AS `row:key`,
  `s`.`assurance` AS `water_assurance`,
  `s`.`fetch_climb` AS `water_climb`,
  `s`.`cut_days` AS `water_cut_days`,
  `s`.`dry_days` AS `water_dry_days`,
  `s`.`hard_supply` AS `water_is_hard_to_supply`,
  `s`.`litres_per_day` AS `water_litres`,
  `s`.`fetch_metres` AS `water_metres`,
  `s`.`fetch_minutes` AS `water_minutes`,
  `s`.`quality` AS `water_quality`,
  `s`.`source` AS `water_source`
FROM `water_point` AS s;

-- step household_2
SELECT
  `p`.`household`,
  `p`.`league`,
  `p`.`banner`,
  `p`.`status`,
  `p`.`watched`,
  `p`.`watch_kind`,
  `p`.`net_income`,
  `p`.`members`,
  `p`.`pastoral`,
  `p`.`relocated`,
  CASE WHEN `c`.`measure:1` THEN COALESCE(`measure_0`.`cover_measures`, 0) END AS `cover_measures`,
  CASE
    WHEN `c`.`measure:1`
    THEN CASE
      WHEN `measure_0`.`row:key` IS NULL
      THEN 0
      ELSE `measure_0`.`developmental_measures`
    END
  END AS `developmental_measures`,
  CASE
    WHEN `c`.`disaster:1`
    THEN CASE
      WHEN `disaster_1`.`row:key` IS NULL
      THEN 0
      ELSE `disaster_1`.`disaster_net_loss_12m`
    END
  END AS `disaster_net_loss_12m`,
  CASE WHEN `c`.`disaster:1` THEN COALESCE(`disaster_1`.`disasters_lately`, 0) END AS `disasters_lately`,
  CASE WHEN `c`.`person:1` THEN COALESCE(`person_2`.`heads_present`, 0) END AS `heads_present`,
  CASE WHEN `c`.`measure:1` THEN COALESCE(`measure_0`.`health_measures`, 0) END AS `health_measures`,
  CASE WHEN `c`.`housing_grade:1` THEN `housing_grade_3`.`house_grade` END AS `house_grade`,
  CASE
    WHEN `c`.`housing_grade:1`
    THEN COALESCE(`housing_grade_3`.`house_gradings`, 0)
  END AS `house_gradings`,
  CASE WHEN `c`.`housing_grade:1` THEN `housing_grade_3`.`house_is_only_one` END AS `house_is_only_one`,
  CASE WHEN `c`.`housing_grade:1` THEN `housing_grade_3`.`house_lived_in` END AS `house_lived_in`,
  CASE WHEN `c`.`housing_grade:1` THEN `housing_grade_3`.`house_renovation` END AS `house_renovation`,
  CASE
    WHEN `c`.`disaster:1`
    THEN CASE
      WHEN `disaster_1`.`row:key` IS NULL
      THEN 0
      ELSE `disaster_1`.`houses_damaged`
    END
  END AS `houses_damaged`,
  CASE WHEN `c`.`measure:1` THEN COALESCE(`measure_0`.`housing_measures`, 0) END AS `housing_measures`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE WHEN `person_2`.`row:key` IS NULL THEN 0 ELSE `person_2`.`labour_count` END
  END AS `labour_count`,
  CASE WHEN `c`.`measure:1` THEN `measure_0`.`latest_measure_started` END AS `latest_measure_started`,
  CASE
    WHEN `c`.`disaster:1`
    THEN CASE
      WHEN `disaster_1`.`row:key` IS NULL
      THEN 0
      ELSE `disaster_1`.`livestock_disasters`
    END
  END AS `livestock_disasters`,
  CASE WHEN `c`.`disaster:1` THEN `disaster_1`.`livestock_share_lost` END AS `livestock_share_lost`,
  CASE WHEN `c`.`measure:1` THEN COALESCE(`measure_0`.`measures_given`, 0) END AS `measures_given`,
  CASE WHEN `c`.`person:1` THEN COALESCE(`person_2`.`members_present`, 0) END AS `members_present`,
  CASE WHEN `c`.`watch:1` THEN COALESCE(`watch_4`.`risk_ended`, FALSE) END AS `risk_ended`,
  CASE WHEN `c`.`measure:1` THEN COALESCE(`measure_0`.`schooling_measures`, 0) END AS `schooling_measures`,
  CASE WHEN `c`.`watch:1` THEN `watch_4`.`watch_ended` END AS `watch_ended`,
  CASE WHEN `c`.`watch:1` THEN `watch_4`.`watch_identified` END AS `watch_identified`,
  CASE WHEN `c`.`watch:1` THEN `watch_4`.`watch_risk` END AS `watch_risk`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_assurance` END AS `water_assurance`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_climb` END AS `water_climb`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_cut_days` END AS `water_cut_days`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_dry_days` END AS `water_dry_days`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_is_hard_to_supply` END AS `water_is_hard_to_supply`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_litres` END AS `water_litres`,
  CASE WHEN `c`.`measure:1` THEN COALESCE(`measure_0`.`water_measures`, 0) END AS `water_measures`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_metres` END AS `water_metres`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_minutes` END AS `water_minutes`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_quality` END AS `water_quality`,
  CASE WHEN `c`.`water_point:1` THEN `water_point_5`.`water_source` END AS `water_source`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN TRUE
      ELSE `person_2`.`without_labour`
    END
  END AS `without_labour`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN 0
      ELSE `person_2`.`household_schooling_cost`
    END
  END AS `household_schooling_cost`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN 0
      ELSE `person_2`.`household_self_paid_12m`
    END
  END AS `household_self_paid_12m`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN 0
      ELSE `person_2`.`household_wages_before`
    END
  END AS `household_wages_before`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN 0
      ELSE `person_2`.`household_wages_lately`
    END
  END AS `household_wages_lately`,
  CAST(FLOOR(
    CAST(`p`.`net_income` AS DOUBLE) / CAST(NULLIF(`p`.`members`, 0) AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `income_per_head`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN FALSE
      ELSE `person_2`.`member_assisted`
    END
  END AS `member_assisted`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN FALSE
      ELSE `person_2`.`member_newly_assisted`
    END
  END AS `member_newly_assisted`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN 0
      ELSE `person_2`.`public_post_holders`
    END
  END AS `public_post_holders`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN 0
      ELSE `person_2`.`uninsured_members`
    END
  END AS `uninsured_members`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE WHEN `person_2`.`row:key` IS NULL THEN 0 ELSE `person_2`.`workers_lately` END
  END AS `workers_lately`,
  CASE
    WHEN `c`.`person:1`
    THEN CASE
      WHEN `person_2`.`row:key` IS NULL
      THEN FALSE
      ELSE `person_2`.`child_out_of_school`
    END
  END AS `child_out_of_school`
FROM `household_1` AS p
LEFT JOIN `measure_by_household` AS measure_0
  ON `p`.`household` = `measure_0`.`row:key`
LEFT JOIN `disaster_by_household` AS disaster_1
  ON `p`.`household` = `disaster_1`.`row:key`
LEFT JOIN `person_by_household_2` AS person_2
  ON `p`.`household` = `person_2`.`row:key`
LEFT JOIN `housing_grade_by_household` AS housing_grade_3
  ON `p`.`household` = `housing_grade_3`.`row:key`
LEFT JOIN `watch_by_household_2` AS watch_4
  ON `p`.`household` = `watch_4`.`row:key`
LEFT JOIN `water_point_by_household` AS water_point_5
  ON `p`.`household` = `water_point_5`.`row:key`
LEFT JOIN `covered` AS c
  ON `p`.`banner` = `c`.`banner`;

-- step household_3
SELECT
  `p`.`household`,
  `p`.`league`,
  `p`.`banner`,
  `p`.`status`,
  `p`.`watched`,
  `p`.`watch_kind`,
  `p`.`disaster_net_loss_12m`,
  `p`.`house_grade`,
  `p`.`net_income`,
  `p`.`members`,
  `p`.`household_self_paid_12m`,
  `p`.`household_schooling_cost`,
  `p`.`house_lived_in`,
  `p`.`house_is_only_one`,
  `p`.`house_renovation`,
  `p`.`without_labour`,
  `p`.`income_per_head`,
  `p`.`houses_damaged`,
  `p`.`house_gradings`,
  `p`.`water_litres`,
  `p`.`water_is_hard_to_supply`,
  `p`.`water_quality`,
  `p`.`water_source`,
  `p`.`pastoral`,
  `p`.`water_minutes`,
  `p`.`water_metres`,
  `p`.`water_climb`,
  `p`.`water_assurance`,
  `p`.`water_dry_days`,
  `p`.`water_cut_days`,
  `p`.`members_present`,
  `p`.`heads_present`,
  `p`.`watch_identified`,
  `p`.`disasters_lately`,
  `p`.`livestock_disasters`,
  `p`.`livestock_share_lost`,
  `p`.`member_newly_assisted`,
  `p`.`public_post_holders`,
  `p`.`relocated`,
  `p`.`labour_count`,
  `p`.`workers_lately`,
  `p`.`measures_given`,
  `p`.`latest_measure_started`,
  `p`.`developmental_measures`,
  `p`.`watch_risk`,
  `p`.`health_measures`,
  `p`.`schooling_measures`,
  `p`.`cover_measures`,
  `p`.`housing_measures`,
  `p`.`water_measures`,
  `p`.`risk_ended`,
  `p`.`watch_ended`,
  `p`.`child_out_of_school`,
  `p`.`uninsured_members`,
  `p`.`member_assisted`,
  CAST(FLOOR(
    CAST(`p`.`disaster_net_loss_12m` AS DOUBLE) / CAST(1 AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `disaster_net_loss_yearly`,
  `p`.`house_grade` IN ('C', 'D') AS `house_unsafe`,
  CAST(FLOOR(
    CAST(`p`.`household_self_paid_12m` AS DOUBLE) / CAST(1 AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `household_self_paid_yearly`,
  CAST(FLOOR(
    CAST(`p`.`household_wages_before` AS DOUBLE) / CAST(9 AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `monthly_wages_before`,
  CAST(FLOOR(
    CAST(`p`.`household_wages_lately` AS DOUBLE) / CAST(3 AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `monthly_wages_lately`
FROM `household_2` AS p;

-- step household_4
SELECT
  `p`.`household`,
  `p`.`league`,
  `p`.`banner`,
  `p`.`status`,
  `p`.`watched`,
  `p`.`watch_kind`,
  `p`.`disaster_net_loss_12m`,
  `p`.`house_grade`,
  `p`.`net_income`,
  `p`.`members`,
  `p`.`household_self_paid_12m`,
  `p`.`house_lived_in`,
  `p`.`house_unsafe`,
  `p`.`house_is_only_one`,
  `p`.`house_renovation`,
  `p`.`without_labour`,
  `p`.`income_per_head`,
  `p`.`houses_damaged`,
  `p`.`house_gradings`,
  `p`.`water_litres`,
  `p`.`water_is_hard_to_supply`,
  `p`.`water_quality`,
  `p`.`water_source`,
  `p`.`pastoral`,
  `p`.`water_minutes`,
  `p`.`water_metres`,
  `p`.`water_climb`,
  `p`.`water_assurance`,
  `p`.`water_dry_days`,
  `p`.`water_cut_days`,
  `p`.`members_present`,
  `p`.`heads_present`,
  `p`.`watch_identified`,
  `p`.`disasters_lately`,
  `p`.`disaster_net_loss_yearly`,
  `p`.`livestock_disasters`,
  `p`.`livestock_share_lost`,
  `p`.`member_newly_assisted`,
  `p`.`monthly_wages_lately`,
  `p`.`monthly_wages_before`,
  `p`.`public_post_holders`,
  `p`.`relocated`,
  `p`.`labour_count`,
  `p`.`workers_lately`,
  `p`.`measures_given`,
  `p`.`latest_measure_started`,
  `p`.`developmental_measures`,
  `p`.`watch_risk`,
  `p`.`health_measures`,
  `p`.`schooling_measures`,
  `p`.`cover_measures`,
  `p`.`housing_measures`,
  `p`.`water_measures`,
  `p`.`risk_ended`,
  `p`.`watch_ended`,
  `p`.`child_out_of_school`,
  `p`.`uninsured_members`,
  `p`.`member_assisted`,
  CAST(FLOOR(
    CAST((
      CAST(`p`.`net_income` AS BIGINT) - CAST(`p`.`household_self_paid_yearly` AS BIGINT)
    ) AS DOUBLE) / CAST(NULLIF(`p`.`members`, 0) AS DOUBLE) + CAST(0.5 AS DOUBLE)
  ) AS BIGINT) AS `income_after_medical`,
  CAST(`p`.`household_self_paid_yearly` AS BIGINT) + CAST(`p`.`household_schooling_cost` AS BIGINT) AS `rigid_spending`
FROM `household_3` AS p;

-- check below_line_after_medical
`p`.`income_after_medical` < 500000 AND `p`.`income_per_head` >= 500000;

-- check below_line_not_watched
`p`.`status` IN ('exited', 'general')
AND NOT (
  `p`.`watched`
)
AND `p`.`income_per_head` < 500000;

-- check child_at_work
`p`.`age` < 16 AND `p`.`months_worked_lately` > 0;

-- check disaster_loss_over_income_share
`p`.`disaster_net_loss_yearly` > CAST(0.5 AS DOUBLE) * CAST(`p`.`net_income` AS DOUBLE)
AND `p`.`disaster_net_loss_12m` > 0;

-- check earner_lost
`p`.`left_reason` IN ('death', 'missing', 'prison')
AND `p`.`labour` IN ('ordinary', 'skilled')
AND `p`.`left_date` > CAST('2019-12-30' AS DATE);

-- check exited_household_medical_cost
`p`.`status` IN ('registered', 'exited', 'relapsed')
AND `p`.`household_self_paid_12m` >= 500000;

-- check exited_inpatient_cost
`p`.`status` IN ('registered', 'exited', 'relapsed')
AND `p`.`inpatient_self_paid_12m` >= 500000;

-- check exited_medical_over_income_share
`p`.`status` IN ('registered', 'exited', 'relapsed')
AND `p`.`self_paid_yearly` > CAST(0.5 AS DOUBLE) * CAST(1528300 AS DOUBLE);

-- check general_inpatient_cost
`p`.`status` = 'general' AND `p`.`inpatient_self_paid_12m` >= 2000000;

-- check general_medical_cost
NOT (
  `p`.`assisted`
)
AND NOT (
  `p`.`watched`
)
AND `p`.`medical_self_paid_12m` > 2600000;

-- check general_medical_over_income_share
`p`.`status` = 'general' AND `p`.`self_paid_yearly` > 1 * 1528300;

-- check house_damaged_by_disaster
`p`.`houses_damaged` > 0 AND `p`.`house_renovation` <> 'done';

-- check house_not_graded
(
  `p`.`status` IN ('registered', 'exited', 'relapsed') OR `p`.`watched`
)
AND `p`.`house_gradings` = 0;

-- check household_wages_dropped
`p`.`monthly_wages_lately` < CAST(0.5 AS DOUBLE) * CAST(`p`.`monthly_wages_before` AS DOUBLE);

-- check income_below_monitoring_line
`p`.`income_per_head` < 500000;

-- check income_below_poverty_line
`p`.`status` IN ('exited', 'relapsed') AND `p`.`income_per_head` < 400000;

-- check job_lost
`p`.`age` BETWEEN 16 AND 59
AND `p`.`months_worked_before` >= 6
AND `p`.`months_worked_lately` = 0;

-- check lives_in_unsafe_house
`p`.`house_grade` IN ('C', 'D') AND `p`.`house_lived_in`;

-- check livestock_loss
`p`.`livestock_disasters` > 0 AND `p`.`livestock_share_lost` >= 20;

-- check low_income_household_medical_cost
`p`.`status` = 'general'
AND `p`.`income_per_head` < 887100
AND `p`.`household_self_paid_12m` >= 2000000;

-- check low_income_medical_cost
(
  `p`.`assisted` OR `p`.`watched`
) AND `p`.`medical_self_paid_12m` > 1000000;

-- check low_income_uncovered
(
  `p`.`status` IN ('registered', 'exited', 'relapsed') OR `p`.`watched`
)
AND `p`.`income_per_head` < 591400
AND NOT (
  `p`.`member_assisted`
);

-- check marginal_compliant_cost
`p`.`watched`
AND `p`.`watch_kind` = 'marginal'
AND `p`.`compliant_self_paid_12m` >= 1000000;

-- check measure_misses_risk
`p`.`watched`
AND `p`.`measures_given` > 0
AND CAST(DATEDIFF(DAY, `p`.`watch_identified`, CAST('2020-06-30' AS DATE)) AS BIGINT) > 30
AND (
  `p`.`watch_risk` = 'illness'
  AND `p`.`health_measures` = 0
  OR `p`.`watch_risk` = 'schooling'
  AND `p`.`schooling_measures` = 0
  OR `p`.`watch_risk` = 'disability'
  AND `p`.`cover_measures` = 0
  OR `p`.`watch_risk` = 'housing'
  AND `p`.`housing_measures` = 0
  OR `p`.`watch_risk` = 'water'
  AND `p`.`water_measures` = 0
);

-- check members_differ
`p`.`members` <> `p`.`members_present`;

-- check new_serious_illness
`p`.`serious_claims_lately` > 0 AND `p`.`serious_claims_before` = 0;

-- check newly_assisted_not_watched
`p`.`status` IN ('general', 'exited')
AND NOT (
  `p`.`watched`
)
AND `p`.`member_newly_assisted`;

-- check no_labour_uncovered
(
  `p`.`status` IN ('registered', 'exited', 'relapsed') OR `p`.`watched`
)
AND `p`.`without_labour`
AND NOT (
  `p`.`member_assisted`
);

-- check no_serious_illness_cover
`p`.`insured_as_resident` AND NOT (
  `p`.`covered_for_serious_illness`
);

-- check not_in_basic_insurance
NOT (
  `p`.`insured_basic`
)
AND CAST(DATEDIFF(DAY, `p`.`birth_date`, CAST('2020-06-30' AS DATE)) AS BIGINT) > 90;

-- check not_one_head
`p`.`heads_present` <> 1;

-- check only_house_unsafe_and_unrepaired
`p`.`house_unsafe`
AND `p`.`house_is_only_one`
AND `p`.`house_renovation` = 'none'
AND (
  `p`.`without_labour` OR `p`.`income_per_head` < 500000
);

-- check outpatient_cost
`p`.`outpatient_self_paid_monthly` >= 50000;

-- check registered_without_measure
`p`.`status` IN ('registered', 'relapsed') AND `p`.`measures_given` = 0;

-- check relocated_without_work
`p`.`relocated` AND `p`.`labour_count` > 0 AND `p`.`workers_lately` = 0;

-- check rigid_spending_over_income
`p`.`rigid_spending` > `p`.`net_income`;

-- check risk_ended_below_line
`p`.`risk_ended` AND `p`.`income_per_head` < 500000;

-- check risk_ended_problem_back
`p`.`risk_ended`
AND (
  `p`.`child_out_of_school`
  OR `p`.`house_unsafe`
  OR `p`.`water_quality` = 'fail'
  OR `p`.`water_cut_days` > 30
  OR `p`.`uninsured_members` > 0
);

-- check risk_ended_too_soon
`p`.`risk_ended`
AND `p`.`watch_identified` > CAST(`p`.`watch_ended` - INTERVAL 6 MONTH AS DATE);

-- check risk_ended_without_labour
`p`.`risk_ended` AND `p`.`without_labour`;

-- check school_age_child_dropped_out
`p`.`of_compulsory_age` AND `p`.`dropped_out`;

-- check school_age_child_not_on_roll
`p`.`of_compulsory_age` AND `p`.`school_rows` = 0;

-- check schooling_cost_over_line
`p`.`schooling_cost` > 1000000;

-- check severely_disabled_uncovered
(
  `p`.`status` IN ('registered', 'relapsed') OR `p`.`watched`
)
AND `p`.`severely_disabled`
AND NOT (
  `p`.`assisted`
);

-- check shock_before_its_time
`p`.`watched`
AND `p`.`watch_kind` = 'shock'
AND `p`.`watch_identified` < CAST('2021-05-01' AS DATE);

-- check struck_by_disaster
`p`.`disasters_lately` > 0;

-- check too_many_public_posts
`p`.`public_post_holders` > 1;

-- check unwatched_costly_stay
NOT (
  `p`.`watched`
)
AND `p`.`inpatient_stays_12m` > 0
AND `p`.`costliest_stay_12m` > 1000000;

-- check wage_below_floor
`p`.`worked_last_month` AND `p`.`latest_wage` < 40000;

-- check wage_not_credible
`p`.`worked_last_month`
AND (
  `p`.`latest_wage` < 10000 OR `p`.`latest_wage` > 3000000
);

-- check watch_kind_misfits
`p`.`watched`
AND (
  `p`.`watch_kind` = 'unstable'
  AND NOT (
    `p`.`status` IN ('exited', 'relapsed')
  )
  OR `p`.`watch_kind` = 'marginal'
  AND `p`.`status` <> 'general'
);

-- check watched_costly_stay
`p`.`watched`
AND `p`.`inpatient_stays_12m` > 0
AND `p`.`costliest_stay_12m` > 600000;

-- check watched_without_development
`p`.`watched`
AND `p`.`labour_count` > 0
AND `p`.`watch_identified` <= CAST('2019-12-30' AS DATE)
AND `p`.`developmental_measures` = 0;

-- check watched_without_measure
`p`.`watched`
AND CAST(DATEDIFF(DAY, `p`.`watch_identified`, CAST('2020-06-30' AS DATE)) AS BIGINT) > 30
AND (
  `p`.`measures_given` = 0 OR `p`.`latest_measure_started` < `p`.`watch_identified`
);

-- check water_cut_off
`p`.`water_cut_days` > 30;

-- check water_dry_too_long
`p`.`water_dry_days` > CASE
  WHEN `p`.`water_source` IN ('piped', 'central_point')
  THEN CAST(36 AS BIGINT)
  WHEN (
    `p`.`water_source` IN ('piped', 'central_point')
  ) IS NULL
  THEN NULL
  ELSE CAST(100 AS BIGINT)
END;

-- check water_quality_failed
`p`.`water_quality` = 'fail';

-- check water_supply_unreliable
`p`.`water_assurance` < 90;

-- check water_too_far
`p`.`water_source` <> 'piped'
AND NOT (
  (
    `p`.`pastoral` AND `p`.`water_source` = 'central_point'
  )
)
AND `p`.`water_minutes` > 20
AND (
  `p`.`water_metres` > 800 OR `p`.`water_climb` > 80
);

-- check water_too_little
`p`.`water_litres` < CASE
  WHEN `p`.`water_is_hard_to_supply`
  THEN CAST(20 AS BIGINT)
  WHEN (
    `p`.`water_is_hard_to_supply`
  ) IS NULL
  THEN NULL
  ELSE CAST(35 AS BIGINT)
END;

-- check works_without_labour
`p`.`labour` IN ('lost', 'none') AND `p`.`months_worked_lately` > 0;

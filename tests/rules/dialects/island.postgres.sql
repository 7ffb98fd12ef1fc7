-- step household_0
SELECT
  "homestead",
  "district",
  "wool_income",
  "rent",
  "hearths",
  "tenure"
FROM "homestead"
WHERE
  "closed_on" IS NULL;

-- step person_0
SELECT
  "islander",
  "homestead",
  "district",
  "born_on"
FROM "islander"
WHERE
  "gone_on" IS NULL;

-- step catch_by_person
SELECT
  "s"."islander" AS "row:key",
  CAST(COUNT(*) AS BIGINT) AS "own_landings"
FROM "catch" AS s
WHERE
  "s"."landed_on" <= CAST('1912-05-01' AS DATE)
GROUP BY
  "s"."islander";

-- step person_1
SELECT
  "p"."islander",
  "p"."homestead",
  "p"."district",
  CAST(FLOOR(
    CAST((
      EXTRACT(YEAR FROM CAST('1912-05-01' AS DATE)) * 10000 + EXTRACT(MONTH FROM CAST('1912-05-01' AS DATE)) * 100 + EXTRACT(DAY FROM CAST('1912-05-01' AS DATE)) - (
        EXTRACT(YEAR FROM "p"."born_on") * 10000 + EXTRACT(MONTH FROM "p"."born_on") * 100 + EXTRACT(DAY FROM "p"."born_on")
      )
    ) AS DOUBLE PRECISION) / CAST(10000 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "age",
  CASE WHEN "c"."catch:1" THEN COALESCE("catch_0"."own_landings", 0) END AS "own_landings"
FROM "person_0" AS p
LEFT JOIN "catch_by_person" AS catch_0
  ON "p"."islander" = "catch_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."district" = "c"."district";

-- step catch_by_household
SELECT
  "t"."homestead" AS "row:key",
  COALESCE(SUM("s"."weight") FILTER(WHERE
    "s"."landed_on" > CAST('1911-11-01' AS DATE)), 0) AS "fish_lately",
  CASE
    WHEN COUNT(*) FILTER(WHERE
      "s"."landed_on" > CAST('1911-05-01' AS DATE) AND (
        "s"."paid"
      ) IS NULL) = 0
    THEN COALESCE(
      CAST(SUM("s"."paid") FILTER(WHERE
        "s"."landed_on" > CAST('1911-05-01' AS DATE)) AS BIGINT),
      0
    )
  END AS "fish_paid",
  CAST(COUNT(*) FILTER(WHERE
    "s"."landed_on" > CAST('1911-05-01' AS DATE)) AS BIGINT) AS "landings"
FROM "catch" AS s
JOIN "person_0" AS t
  ON "s"."islander" = "t"."islander"
WHERE
  "s"."landed_on" <= CAST('1912-05-01' AS DATE)
GROUP BY
  "t"."homestead";

-- step household_1
SELECT
  "p"."homestead",
  "p"."district",
  "p"."wool_income",
  "p"."rent",
  "p"."hearths",
  "p"."tenure",
  CASE
    WHEN "c"."catch:2" AND "c"."islander:1"
    THEN COALESCE("catch_0"."fish_lately", 0)
  END AS "fish_lately",
  CASE
    WHEN "c"."catch:4" AND "c"."islander:1"
    THEN CASE WHEN "catch_0"."row:key" IS NULL THEN 0 ELSE "catch_0"."fish_paid" END
  END AS "fish_paid",
  CASE
    WHEN "c"."catch:4" AND "c"."islander:1"
    THEN COALESCE("catch_0"."landings", 0)
  END AS "landings"
FROM "household_0" AS p
LEFT JOIN "catch_by_household" AS catch_0
  ON "p"."homestead" = "catch_0"."row:key"
LEFT JOIN "covered" AS c
  ON "p"."district" = "c"."district";

-- step household_2
SELECT
  "p"."homestead",
  "p"."district",
  "p"."tenure",
  "p"."landings",
  "p"."fish_lately",
  CAST(FLOOR(
    (
      CAST("p"."wool_income" AS BIGINT) + CAST("p"."fish_paid" AS DOUBLE PRECISION) / CAST(1 AS DOUBLE PRECISION) - CAST("p"."rent" AS BIGINT)
    ) / CAST(NULLIF("p"."hearths", 0) AS DOUBLE PRECISION) + CAST(0.5 AS DOUBLE PRECISION)
  ) AS BIGINT) AS "income_per_hearth"
FROM "household_1" AS p;

-- check empty_nets
"p"."tenure" = 'strand' AND "p"."landings" > 0 AND "p"."fish_lately" < 80;

-- check poor_hearth
"p"."income_per_hearth" < 14125;

-- check too_young_to_fish
"p"."age" < 14 AND "p"."own_landings" > 0;

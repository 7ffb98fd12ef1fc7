"""The statements that lay the findings of a run beside what is held of each household."""

# Every finding of the run, and every one that is held, whether it was found again or not.
BESIDE = """
    CREATE TEMP TABLE beside AS
    SELECT coalesce(f.household, h.household) AS household, coalesce(f."check", h."check") AS "check",
      coalesce(f.key, h.key) AS key, f.subject, f.evidence, h.finding, h.evidence AS before,
      h.weight, h."current", f.household AS found
    FROM found AS f
    FULL JOIN held AS h ON h.household = f.household AND h."check" = f."check" AND h.key = f.key
"""
# Nothing is known of these, and they live in a village: a new lead, whatever was found.
FRESH = """
    CREATE TEMP TABLE fresh AS
    SELECT DISTINCT f.household FROM found AS f
    SEMI JOIN homes AS p ON p.household = f.household
    ANTI JOIN live AS l ON l.household = f.household
    ANTI JOIN closed AS c ON c.household = f.household
"""
# All of it was found before and is found again with the same values, nothing besides.
SAME = """
    CREATE TEMP TABLE same AS
    SELECT b.household,
      first(b."check" ORDER BY a.place, b.key) AS "check",
      first(b.evidence ORDER BY a.place, b.key) AS evidence,
      any_value(l.words) AS words
    FROM beside AS b
    JOIN live AS l ON l.household = b.household
    LEFT JOIN asked AS a ON a."check" = b."check"
    LEFT JOIN reported AS r ON r.household = b.household
    WHERE b.found IS NOT NULL OR b."current"
    GROUP BY b.household, l.rank, l.severity
    HAVING count(r.household) = 0
      AND bool_and(coalesce(b.found IS NOT NULL AND b."current" AND b.weight = a.weight
                            AND a.is_plain AND b.before = b.evidence, false))
      AND max(a.rank) = l.rank AND max(a.weight) = l.severity
"""
# Which of the new leads their village is sent at once: urgent ones, and the first of the rest, what
# waits already before what is as grave and new.
TURNS = """
    CREATE TEMP TABLE turns AS
    WITH new AS (
      SELECT f.household, any_value(p.village) AS village, max(a.rank) AS rank,
        bool_or(a.is_urgent) AS is_urgent
      FROM found AS f
      SEMI JOIN fresh AS n ON n.household = f.household
      JOIN homes AS p ON p.household = f.household
      JOIN asked AS a ON a."check" = f."check"
      GROUP BY f.household
    ),
    queue AS (
      FROM new
      UNION ALL SELECT NULL, village, rank, false FROM waiting
    )
    SELECT q.household,
      q.is_urgent OR $cap IS NULL OR $cap - coalesce(u.count, 0) >= row_number() OVER (
        PARTITION BY q.village, q.is_urgent ORDER BY q.rank DESC, q.household NULLS FIRST
      ) AS is_sent
    FROM queue AS q
    LEFT JOIN used AS u ON u.village = q.village
"""
# The worst finding of a household comes first.
NEW_ROWS = """
    SELECT f.household, p.village, p.township, p.banner, p.league, f."check", f.key, f.subject,
      f.evidence, count(*) OVER (PARTITION BY f.household) AS findings,
      bool_or(a.is_urgent) OVER (PARTITION BY f.household) AS is_urgent, n.is_sent
    FROM found AS f
    JOIN turns AS n ON n.household = f.household
    JOIN homes AS p ON p.household = f.household
    JOIN asked AS a ON a."check" = f."check"
    ORDER BY p.village, f.household, a.place, f.key
"""
# A held finding that is not among those found is gone, unless it could not be evaluated this time.
OTHER_ROWS = """
    SELECT b.household, p.village, p.township, p.banner, p.league, b."check", b.key, b.subject,
      b.evidence, b.finding, b.before, b.weight, b."current", u.key IS NOT NULL AS unknown,
      c.state, c.verdict, c.closed, c.until, c.evidence,
      l.lead, l.state, l.version, l.severity, l.rank, l.words, l.count, l.due, l.urgent,
      coalesce(r.by_hand, 0)
    FROM beside AS b
    ANTI JOIN fresh AS n ON n.household = b.household
    ANTI JOIN same AS s ON s.household = b.household
    LEFT JOIN homes AS p ON p.household = b.household
    LEFT JOIN unknown AS u ON u."check" = b."check" AND u.key = b.key
    LEFT JOIN closed AS c ON c.household = b.found
    LEFT JOIN live AS l ON l.household = b.household
    LEFT JOIN reported AS r ON r.household = b.household
    ORDER BY p.village NULLS FIRST, 1
"""

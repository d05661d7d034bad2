WITH numbers AS (
  WITH digits AS (
    SELECT
      0 AS digit
    UNION ALL
    SELECT
      1 AS digit
    UNION ALL
    SELECT
      2 AS digit
    UNION ALL
    SELECT
      3 AS digit
    UNION ALL
    SELECT
      4 AS digit
    UNION ALL
    SELECT
      5 AS digit
    UNION ALL
    SELECT
      6 AS digit
    UNION ALL
    SELECT
      7 AS digit
    UNION ALL
    SELECT
      8 AS digit
    UNION ALL
    SELECT
      9 AS digit
  )
  SELECT
    ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit + 10000 * myriads.digit AS number
  FROM digits AS ones
  CROSS JOIN digits AS tens
  CROSS JOIN digits AS hundreds
  CROSS JOIN digits AS thousands
  CROSS JOIN digits AS myriads
), calendar AS (
  WITH covered_days AS (
    SELECT
      CAST('2025-06-30' AS Nullable(DATE)) - numbers.number AS day_date
    FROM numbers
    WHERE
      numbers.number <= DATE_DIFF(DAY, CAST('2025-01-01' AS Nullable(DATE)), CAST('2025-06-30' AS Nullable(DATE)))
  )
  SELECT
    covered_days.day_date AS day_date,
    CAST(EXTRACT(YEAR FROM covered_days.day_date) * 12 + EXTRACT(MONTH FROM covered_days.day_date) AS Nullable(Int32)) AS month_number
  FROM covered_days
), counted AS (
  SELECT
    'orders' AS table_name,
    orders.ordered_date AS day_date,
    COUNT(*) AS row_count
  FROM store.orders AS orders
  GROUP BY
    orders.ordered_date
  UNION ALL
  SELECT
    'users' AS table_name,
    users.joined_date AS day_date,
    COUNT(*) AS row_count
  FROM store.users AS users
  GROUP BY
    users.joined_date
  UNION ALL
  SELECT
    'interactions' AS table_name,
    interactions.occurred_date AS day_date,
    COUNT(*) AS row_count
  FROM store.interactions AS interactions
  GROUP BY
    interactions.occurred_date
  UNION ALL
  SELECT
    'touches' AS table_name,
    touches.assigned_date AS day_date,
    COUNT(*) AS row_count
  FROM store.touches AS touches
  GROUP BY
    touches.assigned_date
  UNION ALL
  SELECT
    'surveys' AS table_name,
    surveys.answered_date AS day_date,
    COUNT(*) AS row_count
  FROM store.surveys AS surveys
  GROUP BY
    surveys.answered_date
  UNION ALL
  SELECT
    'referrals' AS table_name,
    referrals.invited_date AS day_date,
    COUNT(*) AS row_count
  FROM store.referrals AS referrals
  GROUP BY
    referrals.invited_date
  UNION ALL
  SELECT
    'user_snapshots' AS table_name,
    user_snapshots.snapshot_date AS day_date,
    COUNT(*) AS row_count
  FROM store.user_snapshots AS user_snapshots
  GROUP BY
    user_snapshots.snapshot_date
  UNION ALL
  SELECT
    'costs' AS table_name,
    costs.cost_date AS day_date,
    COUNT(*) AS row_count
  FROM store.costs AS costs
  GROUP BY
    costs.cost_date
), reach AS (
  SELECT
    counted.table_name AS table_name,
    MIN(counted.day_date) AS first_date
  FROM counted
  WHERE
    NOT (
      counted.day_date IS NULL
    )
  GROUP BY
    counted.table_name
), days AS (
  SELECT
    reach.table_name AS table_name,
    calendar.day_date AS day_date
  FROM reach
  INNER JOIN calendar
    ON reach.first_date <= calendar.day_date
  WHERE
    calendar.day_date > CAST('2025-06-30' AS Nullable(DATE)) - 30
)
SELECT
  days.table_name AS table_name,
  days.day_date AS day_date,
  COALESCE(counted.row_count, 0) AS row_count
FROM days
LEFT JOIN counted
  ON days.table_name = counted.table_name AND days.day_date = counted.day_date
ORDER BY
  days.table_name,
  days.day_date

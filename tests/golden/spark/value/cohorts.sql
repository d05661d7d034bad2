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
), numbers AS (
  SELECT
    ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit + 10000 * myriads.digit AS number
  FROM digits AS ones
  CROSS JOIN digits AS tens
  CROSS JOIN digits AS hundreds
  CROSS JOIN digits AS thousands
  CROSS JOIN digits AS myriads
), covered_days AS (
  SELECT
    CAST('2025-06-30' AS DATE) - numbers.number AS day_date
  FROM numbers
  WHERE
    numbers.number <= DATEDIFF(DAY, CAST('2025-01-01' AS DATE), CAST('2025-06-30' AS DATE))
), calendar AS (
  SELECT
    covered_days.day_date AS day_date,
    CAST(EXTRACT(YEAR FROM covered_days.day_date) * 12 + EXTRACT(MONTH FROM covered_days.day_date) AS INT) AS month_number
  FROM covered_days
), audience_orders AS (
  SELECT
    orders.user_no AS user_no,
    orders.order_id AS order_id,
    orders.ordered_at AS ordered_at,
    orders.ordered_date AS ordered_date,
    orders.channel AS channel,
    orders.paid_cents AS paid_cents,
    orders.refunded_cents AS refunded_cents,
    orders.refunded_date AS refunded_date,
    orders.is_counted AS is_counted
  FROM store.orders AS orders
), as_known AS (
  SELECT
    audience_orders.user_no AS user_no,
    audience_orders.order_id AS order_id,
    audience_orders.ordered_at AS ordered_at,
    audience_orders.ordered_date AS ordered_date,
    audience_orders.channel AS channel,
    audience_orders.paid_cents AS paid_cents,
    CASE
      WHEN audience_orders.refunded_date <= CAST('2025-06-30' AS DATE)
      THEN audience_orders.refunded_cents
      ELSE 0
    END AS refunded_cents
  FROM audience_orders
  WHERE
    audience_orders.is_counted
    AND audience_orders.ordered_date <= CAST('2025-06-30' AS DATE)
), counted_orders AS (
  SELECT
    as_known.user_no AS user_no,
    as_known.order_id AS order_id,
    as_known.ordered_at AS ordered_at,
    as_known.ordered_date AS ordered_date,
    as_known.channel AS channel,
    as_known.paid_cents AS paid_cents,
    as_known.refunded_cents AS refunded_cents,
    CASE
      WHEN as_known.paid_cents > as_known.refunded_cents
      THEN as_known.paid_cents - as_known.refunded_cents
      ELSE 0
    END AS net_cents,
    as_known.refunded_cents /* a free order with nothing to refund is an order */ = 0
    OR as_known.refunded_cents < as_known.paid_cents AS is_order
  FROM as_known
), purchases AS (
  SELECT
    counted_orders.user_no AS user_no,
    counted_orders.order_id AS order_id,
    counted_orders.ordered_at AS ordered_at,
    counted_orders.ordered_date AS ordered_date,
    counted_orders.channel AS channel,
    counted_orders.net_cents AS net_cents
  FROM counted_orders
  WHERE
    counted_orders.is_order
), monthly AS (
  SELECT
    purchases.user_no AS user_no,
    CAST(EXTRACT(YEAR FROM purchases.ordered_date) * 12 + EXTRACT(MONTH FROM purchases.ordered_date) AS INT) AS month_number,
    CAST(SUM(purchases.net_cents) AS BIGINT) AS net_cents
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no,
    month_number
), cumulated AS (
  SELECT
    monthly.month_number AS month_number,
    monthly.net_cents AS net_cents,
    MIN(monthly.month_number) OVER (PARTITION BY monthly.user_no) AS cohort_number,
    CAST(SUM(monthly.net_cents) OVER (
      PARTITION BY monthly.user_no
      ORDER BY monthly.month_number NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS BIGINT) AS value_cents
  FROM monthly
), grown AS (
  SELECT
    cumulated.cohort_number AS cohort_number,
    cumulated.month_number AS month_number,
    cumulated.net_cents AS net_cents,
    cumulated.value_cents AS value_cents,
    cumulated.value_cents - cumulated.net_cents AS value_before_cents
  FROM cumulated
), added /* what each month adds to the sums: nobody needs a row for a month without orders */ AS (
  SELECT
    grown.cohort_number AS cohort_number,
    grown.month_number AS month_number,
    COUNT(*) AS people,
    CAST(SUM(grown.net_cents) AS BIGINT) AS net_cents,
    CAST(SUM(
      CAST(grown.value_cents AS DECIMAL(38, 0)) * grown.value_cents - CAST(grown.value_before_cents AS DECIMAL(38, 0)) * grown.value_before_cents
    ) AS DECIMAL(38, 0)) AS net_cents_squared,
    MAX(grown.value_cents) AS largest_cents
  FROM grown
  GROUP BY
    grown.cohort_number,
    grown.month_number
), months AS (
  SELECT
    calendar.month_number AS month_number,
    MIN(calendar.day_date) AS first_day,
    MAX(calendar.day_date) AS last_day
  FROM calendar
  GROUP BY
    calendar.month_number
), cells AS (
  SELECT
    cohorts.cohort_number AS cohort_number,
    cohorts.people AS size,
    months.month_number AS month_number,
    months.last_day AS last_day
  FROM added AS cohorts
  INNER JOIN months
    ON cohorts.cohort_number <= months.month_number
  WHERE
    cohorts.cohort_number = cohorts.month_number
    AND EXTRACT(DAY FROM months.last_day + 1) = 1
), summed AS (
  SELECT
    cells.cohort_number AS cohort_number,
    cells.month_number AS month_number,
    cells.size AS size,
    cells.last_day AS last_day,
    CAST(SUM(COALESCE(added.net_cents, 0)) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS BIGINT) AS net_cents,
    CAST(SUM(COALESCE(added.net_cents_squared, 0)) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS DECIMAL(38, 0)) AS net_cents_squared,
    MAX(added.largest_cents) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number NULLS LAST
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS largest_cents
  FROM cells
  LEFT JOIN added
    ON cells.cohort_number = added.cohort_number
    AND cells.month_number = added.month_number
)
SELECT
  CAST(DATE_TRUNC('MONTH', cohort_months.first_day) AS DATE) AS cohort_date,
  summed.month_number - summed.cohort_number AS months_since,
  summed.size AS size,
  summed.net_cents AS net_cents,
  summed.net_cents_squared AS net_cents_squared,
  summed.largest_cents AS largest_cents,
  summed.last_day > CAST('2025-06-30' AS DATE) - 15 AS is_provisional,
  cohort_months.first_day <= CAST('2025-01-01' AS DATE) AS may_hold_earlier_buyers
FROM summed
INNER JOIN months AS cohort_months
  ON summed.cohort_number = cohort_months.month_number
ORDER BY
  cohort_date NULLS LAST,
  months_since NULLS LAST

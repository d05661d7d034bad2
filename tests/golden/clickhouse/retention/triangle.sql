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
), counted_orders AS (
  WITH as_known AS (
    SELECT
      audience_orders.user_no AS user_no,
      audience_orders.order_id AS order_id,
      audience_orders.ordered_at AS ordered_at,
      audience_orders.ordered_date AS ordered_date,
      audience_orders.channel AS channel,
      audience_orders.paid_cents AS paid_cents,
      CASE
        WHEN audience_orders.refunded_date <= CAST('2025-06-30' AS Nullable(DATE))
        THEN audience_orders.refunded_cents
        ELSE 0
      END AS refunded_cents
    FROM audience_orders
    WHERE
      audience_orders.is_counted
      AND audience_orders.ordered_date <= CAST('2025-06-30' AS Nullable(DATE))
  )
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
), bought AS (
  SELECT
    purchases.user_no AS user_no,
    CAST(EXTRACT(YEAR FROM purchases.ordered_date) * 12 + EXTRACT(MONTH FROM purchases.ordered_date) AS Nullable(Int32)) AS month_number
  FROM purchases
  WHERE
    NOT (
      purchases.user_no IS NULL
    )
  GROUP BY
    purchases.user_no,
    month_number
), first_months AS (
  SELECT
    bought.user_no AS user_no,
    MIN(bought.month_number) AS cohort_number
  FROM bought
  GROUP BY
    bought.user_no
), returns AS (
  SELECT
    first_months.cohort_number AS cohort_number,
    bought.month_number AS month_number,
    COUNT(*) AS returned
  FROM bought
  INNER JOIN first_months
    ON bought.user_no = first_months.user_no
  GROUP BY
    first_months.cohort_number,
    bought.month_number
), months AS (
  SELECT
    calendar.month_number AS month_number,
    MIN(calendar.day_date) AS first_day,
    MAX(calendar.day_date) AS last_day
  FROM calendar
  GROUP BY
    calendar.month_number
), cohorts AS (
  SELECT
    returns.cohort_number AS cohort_number,
    returns.returned AS size
  FROM returns
  WHERE
    returns.cohort_number = returns.month_number
), cells AS (
  SELECT
    cohorts.cohort_number AS cohort_number,
    cohorts.size AS size,
    months.month_number AS month_number,
    months.last_day AS last_day
  FROM cohorts
  INNER JOIN months
    ON cohorts.cohort_number <= months.month_number
)
SELECT
  CAST(dateTrunc('MONTH', cohort_months.first_day) AS Nullable(DATE)) AS cohort_date,
  cells.month_number - cells.cohort_number AS months_since,
  cells.size AS size,
  COALESCE(returns.returned, 0) AS returned,
  EXTRACT(DAY FROM cells.last_day + 1) = 1 AS is_complete,
  cohort_months.first_day <= CAST('2025-01-01' AS Nullable(DATE)) AS may_hold_earlier_buyers
FROM cells
INNER JOIN months AS cohort_months
  ON cells.cohort_number = cohort_months.month_number
LEFT JOIN returns
  ON cells.cohort_number = returns.cohort_number
  AND cells.month_number = returns.month_number
ORDER BY
  cohort_date,
  months_since

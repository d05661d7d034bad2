WITH audience_orders AS (
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
), first_purchases AS (
  SELECT
    purchases.user_no AS user_no,
    MIN(purchases.ordered_date) AS first_date
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no
), digits AS (
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
), second_purchases AS (
  SELECT
    first_purchases.user_no AS user_no,
    MIN(purchases.ordered_date) AS second_date
  FROM first_purchases
  INNER JOIN purchases
    ON first_purchases.user_no = purchases.user_no
    AND first_purchases.first_date < purchases.ordered_date
  GROUP BY
    first_purchases.user_no
), gaps /* few rows however many the people */ AS (
  SELECT
    DATEDIFF(DAY, first_purchases.first_date, CAST('2025-06-30' AS DATE)) AS observed_days,
    DATEDIFF(DAY, first_purchases.first_date, second_purchases.second_date) AS gap_days,
    COUNT(*) AS people
  FROM first_purchases
  LEFT JOIN second_purchases
    ON first_purchases.user_no = second_purchases.user_no
  GROUP BY
    observed_days,
    gap_days
), horizons AS (
  SELECT
    numbers.number AS within_days
  FROM numbers
  WHERE
    numbers.number IN (30, 60, 90, 180, 365, 90)
), counted AS (
  SELECT
    horizons.within_days AS within_days,
    CAST(SUM(gaps.people) AS BIGINT) AS eligible,
    CAST(SUM(CASE WHEN gaps.gap_days <= horizons.within_days THEN gaps.people ELSE 0 END) AS BIGINT) AS repurchased
  FROM horizons
  INNER JOIN gaps
    ON horizons.within_days <= gaps.observed_days
  GROUP BY
    horizons.within_days
)
SELECT
  horizons.within_days AS within_days,
  COALESCE(counted.eligible, 0) AS eligible,
  COALESCE(counted.repurchased, 0) AS repurchased
FROM horizons
LEFT JOIN counted
  ON horizons.within_days = counted.within_days
ORDER BY
  horizons.within_days NULLS LAST

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
), first_purchases AS (
  SELECT
    purchases.user_no AS user_no,
    MIN(purchases.ordered_date) AS first_date
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no
), months AS (
  SELECT
    calendar.month_number AS month_number,
    MIN(calendar.day_date) AS first_day,
    MAX(calendar.day_date) AS last_day,
    COUNT(*) AS days_covered
  FROM calendar
  GROUP BY
    calendar.month_number
), trade AS (
  SELECT
    CAST(EXTRACT(YEAR FROM counted_orders.ordered_date) * 12 + EXTRACT(MONTH FROM counted_orders.ordered_date) AS INT) AS month_number,
    COUNT(CASE WHEN counted_orders.is_order THEN 1 END) AS orders,
    COUNT(DISTINCT CASE WHEN counted_orders.is_order THEN counted_orders.user_no END) AS buyers,
    CAST(SUM(counted_orders.paid_cents) AS BIGINT) AS gross_cents,
    CAST(SUM(counted_orders.refunded_cents) AS BIGINT) AS refunded_cents,
    CAST(SUM(counted_orders.net_cents) AS BIGINT) AS net_cents
  FROM counted_orders
  GROUP BY
    month_number
), newcomers AS (
  SELECT
    CAST(EXTRACT(YEAR FROM first_purchases.first_date) * 12 + EXTRACT(MONTH FROM first_purchases.first_date) AS INT) AS month_number,
    COUNT(*) AS first_time_buyers
  FROM first_purchases
  GROUP BY
    month_number
)
SELECT
  CAST(DATE_TRUNC('MONTH', months.first_day) AS DATE) AS month_date,
  COALESCE(trade.orders, 0) AS orders,
  COALESCE(trade.buyers, 0) AS buyers,
  COALESCE(newcomers.first_time_buyers, 0) AS first_time_buyers,
  COALESCE(trade.gross_cents, 0) AS gross_cents,
  COALESCE(trade.refunded_cents, 0) AS refunded_cents,
  COALESCE(trade.net_cents, 0) AS net_cents,
  months.days_covered AS days_covered,
  EXTRACT(DAY FROM months.first_day) = 1
  AND EXTRACT(DAY FROM months.last_day + 1) = 1 AS is_complete,
  months.last_day > CAST('2025-06-30' AS DATE) - 15 AS is_provisional
FROM months
LEFT JOIN trade
  ON months.month_number = trade.month_number
LEFT JOIN newcomers
  ON months.month_number = newcomers.month_number
WHERE
  months.month_number > EXTRACT(YEAR FROM CAST('2025-06-30' AS DATE)) * 12 + EXTRACT(MONTH FROM CAST('2025-06-30' AS DATE)) - 24
ORDER BY
  month_date NULLS LAST

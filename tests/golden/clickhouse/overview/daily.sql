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
), first_purchases AS (
  SELECT
    purchases.user_no AS user_no,
    MIN(purchases.ordered_date) AS first_date
  FROM purchases
  WHERE
    NOT (
      purchases.user_no IS NULL
    )
  GROUP BY
    purchases.user_no
), trade AS (
  SELECT
    counted_orders.ordered_date AS day_date,
    COUNT(CASE WHEN counted_orders.is_order THEN 1 END) AS orders,
    COUNT(DISTINCT CASE WHEN counted_orders.is_order THEN counted_orders.user_no END) AS buyers,
    CAST(SUM(counted_orders.paid_cents) AS Nullable(Int64)) AS gross_cents,
    CAST(SUM(counted_orders.refunded_cents) AS Nullable(Int64)) AS refunded_cents,
    CAST(SUM(counted_orders.net_cents) AS Nullable(Int64)) AS net_cents
  FROM counted_orders
  WHERE
    counted_orders.ordered_date > CAST('2025-06-30' AS Nullable(DATE)) - 90
  GROUP BY
    counted_orders.ordered_date
), newcomers AS (
  SELECT
    first_purchases.first_date AS day_date,
    COUNT(*) AS first_time_buyers
  FROM first_purchases
  WHERE
    first_purchases.first_date > CAST('2025-06-30' AS Nullable(DATE)) - 90
  GROUP BY
    first_purchases.first_date
)
SELECT
  calendar.day_date AS day_date,
  COALESCE(trade.orders, 0) AS orders,
  COALESCE(trade.buyers, 0) AS buyers,
  COALESCE(newcomers.first_time_buyers, 0) AS first_time_buyers,
  COALESCE(trade.gross_cents, 0) AS gross_cents,
  COALESCE(trade.refunded_cents, 0) AS refunded_cents,
  COALESCE(trade.net_cents, 0) AS net_cents,
  calendar.day_date > CAST('2025-06-30' AS Nullable(DATE)) - 15 AS is_provisional
FROM calendar
LEFT JOIN trade
  ON calendar.day_date = trade.day_date
LEFT JOIN newcomers
  ON calendar.day_date = newcomers.day_date
WHERE
  calendar.day_date > CAST('2025-06-30' AS Nullable(DATE)) - 90
ORDER BY
  calendar.day_date

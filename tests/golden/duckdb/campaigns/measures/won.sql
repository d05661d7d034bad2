WITH audience_orders AS NOT MATERIALIZED (
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
), counted_orders AS NOT MATERIALIZED (
  WITH as_known AS (
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
), purchases AS NOT MATERIALIZED (
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
), firsts AS (
  SELECT
    purchases.user_no AS user_no,
    MIN(purchases.ordered_at) AS first_at,
    MIN(purchases.ordered_date) AS first_date
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no
), placed AS (
  SELECT
    firsts.user_no AS user_no,
    firsts.first_date AS first_date,
    CAST(DATE_TRUNC('MONTH', firsts.first_date) AS DATE) AS month_date,
    CASE WHEN members.user_no IS NULL THEN 0 ELSE 1 END AS is_sent,
    CASE
      WHEN firsts.first_at >= members.assigned_at
      AND firsts.first_date <= members.assigned_date + 30
      THEN 1
      ELSE 0
    END AS is_won
  FROM firsts
  LEFT JOIN members
    ON firsts.user_no = members.user_no
), months AS (
  SELECT DISTINCT
    placed.month_date AS month_date
  FROM placed
  WHERE
    placed.is_won = 1
), compared AS (
  SELECT
    placed.user_no AS user_no,
    placed.first_date AS first_date,
    placed.is_won AS is_won
  FROM placed
  INNER JOIN months
    ON placed.month_date = months.month_date
  WHERE
    placed.is_won = 1 OR placed.is_sent = 0
), later AS (
  SELECT
    compared.user_no AS user_no,
    MIN(DATE_DIFF('DAY', compared.first_date, purchases.ordered_date)) AS wait_days,
    CAST(SUM(purchases.net_cents) AS BIGINT) AS later_cents
  FROM compared
  INNER JOIN purchases
    ON compared.user_no = purchases.user_no
  WHERE
    purchases.ordered_date > compared.first_date
    AND purchases.ordered_date <= compared.first_date + 90
  GROUP BY
    compared.user_no
), followed AS (
  SELECT
    compared.is_won AS is_won,
    compared.first_date AS first_date,
    COALESCE(later.wait_days, -1) AS wait_days,
    COALESCE(later.later_cents, 0) AS later_cents
  FROM compared
  LEFT JOIN later
    ON compared.user_no = later.user_no
)
SELECT
  followed.is_won AS is_won,
  followed.first_date AS first_date,
  followed.wait_days AS wait_days,
  COUNT(*) AS people,
  CAST(SUM(followed.later_cents) AS BIGINT) AS later_cents,
  CAST(SUM(CAST(followed.later_cents AS DECIMAL(38, 0)) * followed.later_cents) AS DECIMAL(38, 0)) AS later_cents_squared
FROM followed
GROUP BY
  followed.is_won,
  followed.first_date,
  followed.wait_days
ORDER BY
  followed.is_won DESC,
  followed.first_date ASC,
  followed.wait_days ASC

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
)
SELECT
  members.user_no AS user_no,
  DATEDIFF(DAY, members.assigned_date, purchases.ordered_date) AS elapsed,
  CAST(SUM(purchases.net_cents) AS BIGINT) AS net_cents
FROM members
INNER JOIN purchases
  ON members.user_no = purchases.user_no
WHERE
  purchases.ordered_date /* constants, so that what lies outside is not even read */ >= CAST('2025-01-01' AS DATE)
  AND purchases.ordered_date <= CAST('2025-04-30' AS DATE)
  AND purchases.ordered_at >= members.assigned_at
  AND purchases.ordered_date <= members.assigned_date + 90
GROUP BY
  members.user_no,
  DATEDIFF(DAY, members.assigned_date, purchases.ordered_date)
ORDER BY
  members.user_no NULLS LAST,
  elapsed NULLS LAST

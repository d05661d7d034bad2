WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS DATE)
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
), eligible AS (
  SELECT
    drawn.user_no AS user_no,
    drawn.is_held AS is_held
  FROM drawn
  INNER JOIN audience
    ON drawn.user_no = audience.user_no
), spent AS (
  SELECT
    eligible.user_no AS user_no,
    eligible.is_held AS is_held,
    CAST(SUM(purchases.net_cents) AS BIGINT) AS net_cents
  FROM eligible
  INNER JOIN purchases
    ON eligible.user_no = purchases.user_no
  WHERE
    purchases.ordered_date >= CAST('2025-02-01' AS DATE)
    AND purchases.ordered_date <= CAST('2025-03-31' AS DATE)
  GROUP BY
    eligible.user_no,
    eligible.is_held
), answered AS (
  SELECT
    1 AS is_group,
    eligible.is_held AS is_held,
    COUNT(*) AS people,
    0 AS net_cents
  FROM eligible
  GROUP BY
    eligible.is_held
  UNION ALL
  SELECT
    0 AS is_group,
    spent.is_held AS is_held,
    1 AS people,
    spent.net_cents AS net_cents
  FROM spent
)
SELECT
  answered.is_group AS is_group,
  answered.is_held AS is_held,
  answered.people AS people,
  answered.net_cents AS net_cents
FROM answered
ORDER BY
  answered.is_group DESC,
  answered.is_held ASC NULLS LAST,
  answered.net_cents ASC NULLS LAST

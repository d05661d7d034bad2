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
), page AS (
  SELECT
    audience.user_no AS user_no
  FROM audience
  WHERE
    audience.user_no > -1
  ORDER BY
    audience.user_no NULLS LAST
  LIMIT 100
), bought AS (
  SELECT
    purchases.user_no AS user_no,
    COUNT(*) AS orders,
    CAST(SUM(purchases.net_cents) AS BIGINT) AS net_cents,
    MIN(purchases.ordered_date) AS first_order_date,
    MAX(purchases.ordered_date) AS last_order_date
  FROM purchases
  INNER JOIN page
    ON purchases.user_no = page.user_no
  GROUP BY
    purchases.user_no
)
SELECT
  page.user_no AS user_no,
  users.user_id AS user_id,
  COALESCE(bought.orders, 0) AS orders,
  COALESCE(bought.net_cents, 0) AS net_cents,
  bought.first_order_date AS first_order_date,
  bought.last_order_date AS last_order_date
FROM page
INNER JOIN store.users AS users
  ON page.user_no = users.user_no
LEFT JOIN bought
  ON page.user_no = bought.user_no
ORDER BY
  page.user_no NULLS LAST

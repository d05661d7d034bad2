WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS Nullable(DATE))
), span_orders AS (
  SELECT
    orders.user_no AS user_no,
    orders.ordered_date AS ordered_date,
    orders.paid_cents AS paid_cents,
    CASE
      WHEN orders.refunded_date <= CAST('2025-06-30' AS Nullable(DATE)) - 0 + 90
      THEN orders.refunded_cents
      ELSE 0
    END AS refunded_cents
  FROM store.orders AS orders
  INNER JOIN audience
    ON orders.user_no = audience.user_no
  WHERE
    orders.is_counted
    AND orders.ordered_date > CAST('2025-06-30' AS Nullable(DATE)) - 0
    AND orders.ordered_date <= CAST('2025-06-30' AS Nullable(DATE)) - 0 + 90
), standing_orders /* a free order with nothing to refund is an order */ AS (
  SELECT
    span_orders.user_no AS user_no,
    span_orders.ordered_date AS ordered_date,
    span_orders.paid_cents - span_orders.refunded_cents AS net_cents
  FROM span_orders
  WHERE
    span_orders.refunded_cents = 0
    OR span_orders.refunded_cents < span_orders.paid_cents
), buyers AS (
  SELECT
    standing_orders.user_no AS user_no,
    COUNT(*) AS orders,
    COUNT(DISTINCT standing_orders.ordered_date) AS purchase_days,
    CAST(SUM(standing_orders.net_cents) AS Nullable(Int64)) AS net_cents
  FROM standing_orders
  GROUP BY
    standing_orders.user_no
), bought AS (
  SELECT
    COUNT(*) AS buyers,
    COUNT(CASE WHEN buyers.purchase_days > 1 THEN 1 END) AS repurchased,
    CAST(COALESCE(SUM(buyers.orders), 0) AS Nullable(Int64)) AS orders,
    CAST(COALESCE(SUM(CAST(buyers.orders AS Nullable(Decimal(38, 0))) * buyers.orders), 0) AS Nullable(Decimal(38, 0))) AS orders_squared,
    CAST(COALESCE(SUM(buyers.net_cents), 0) AS Nullable(Int64)) AS net_cents,
    CAST(COALESCE(SUM(CAST(buyers.net_cents AS Nullable(Decimal(38, 0))) * buyers.net_cents), 0) AS Nullable(Decimal(38, 0))) AS net_cents_squared,
    CAST(COALESCE(SUM(CAST(buyers.net_cents AS Nullable(Decimal(38, 0))) * buyers.orders), 0) AS Nullable(Decimal(38, 0))) AS net_cents_times_orders
  FROM buyers
), everybody AS (
  SELECT
    COUNT(*) AS people
  FROM audience
)
SELECT
  everybody.people AS people,
  bought.buyers AS buyers,
  bought.repurchased AS repurchased,
  bought.orders AS orders,
  bought.orders_squared AS orders_squared,
  bought.net_cents AS net_cents,
  bought.net_cents_squared AS net_cents_squared,
  bought.net_cents_times_orders AS net_cents_times_orders
FROM everybody
CROSS JOIN bought

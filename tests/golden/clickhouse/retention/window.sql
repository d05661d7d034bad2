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
), bought AS (
  SELECT
    purchases.user_no AS user_no,
    COUNT(DISTINCT purchases.ordered_date) AS purchase_days,
    COUNT(*) AS orders,
    CAST(SUM(purchases.net_cents) AS Nullable(Int64)) AS net_cents
  FROM purchases
  WHERE
    NOT (
      purchases.user_no IS NULL
    )
    AND purchases.ordered_date > CAST('2025-06-30' AS Nullable(DATE)) - 365
  GROUP BY
    purchases.user_no
), buyers AS (
  SELECT
    bought.purchase_days AS purchase_days,
    bought.orders AS orders,
    bought.net_cents AS net_cents,
    CASE
      WHEN first_purchases.first_date > CAST('2025-06-30' AS Nullable(DATE)) - 365
      THEN 1
      ELSE 0
    END AS is_new,
    CASE WHEN bought.purchase_days > 1 THEN 1 ELSE 0 END AS is_repeat
  FROM bought
  INNER JOIN first_purchases
    ON bought.user_no = first_purchases.user_no
), kinds AS (
  SELECT
    buyers.is_new AS is_new,
    COUNT(*) AS buyers,
    CAST(SUM(buyers.is_repeat) AS Nullable(Int64)) AS repeat_buyers,
    CAST(SUM(buyers.purchase_days) AS Nullable(Int64)) AS purchase_days,
    CAST(SUM(CAST(buyers.purchase_days AS Nullable(Decimal(38, 0))) * buyers.purchase_days) AS Nullable(Int64)) AS purchase_days_squared,
    CAST(SUM(buyers.orders) AS Nullable(Int64)) AS orders,
    CAST(SUM(CAST(buyers.orders AS Nullable(Decimal(38, 0))) * buyers.orders) AS Nullable(Int64)) AS orders_squared,
    CAST(SUM(buyers.net_cents) AS Nullable(Int64)) AS net_cents
  FROM buyers
  GROUP BY
    buyers.is_new
)
SELECT
  CAST(COALESCE(SUM(kinds.buyers), 0) AS Nullable(Int64)) AS buyers,
  CAST(COALESCE(SUM(kinds.repeat_buyers), 0) AS Nullable(Int64)) AS repeat_buyers,
  CAST(COALESCE(SUM(kinds.purchase_days), 0) AS Nullable(Int64)) AS purchase_days,
  CAST(COALESCE(SUM(kinds.purchase_days_squared), 0) AS Nullable(Int64)) AS purchase_days_squared,
  CAST(COALESCE(SUM(kinds.orders), 0) AS Nullable(Int64)) AS orders,
  CAST(COALESCE(SUM(kinds.orders_squared), 0) AS Nullable(Int64)) AS orders_squared,
  CAST(COALESCE(SUM(kinds.net_cents), 0) AS Nullable(Int64)) AS net_cents,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.buyers END), 0) AS Nullable(Int64)) AS new_buyers,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.repeat_buyers END), 0) AS Nullable(Int64)) AS new_repeat_buyers,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.purchase_days END), 0) AS Nullable(Int64)) AS new_purchase_days,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.purchase_days_squared END), 0) AS Nullable(Int64)) AS new_purchase_days_squared,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.orders END), 0) AS Nullable(Int64)) AS new_orders,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.orders_squared END), 0) AS Nullable(Int64)) AS new_orders_squared,
  CAST(COALESCE(SUM(CASE WHEN kinds.is_new = 1 THEN kinds.net_cents END), 0) AS Nullable(Int64)) AS new_net_cents
FROM kinds

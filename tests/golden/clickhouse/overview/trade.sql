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
), span AS (
  SELECT
    counted_orders.user_no AS user_no,
    counted_orders.paid_cents AS paid_cents,
    counted_orders.refunded_cents AS refunded_cents,
    counted_orders.net_cents AS net_cents,
    counted_orders.is_order AS is_order
  FROM counted_orders
  WHERE
    counted_orders.ordered_date > CAST('2025-06-30' AS Nullable(DATE)) - 30
)
SELECT
  COUNT(CASE WHEN span.is_order THEN 1 END) AS orders,
  CAST(COALESCE(SUM(span.paid_cents), 0) AS Nullable(Int64)) AS gross_cents,
  CAST(COALESCE(SUM(span.refunded_cents), 0) AS Nullable(Int64)) AS refunded_cents,
  CAST(COALESCE(SUM(span.net_cents), 0) AS Nullable(Int64)) AS net_cents,
  CAST(COALESCE(SUM(CAST(span.net_cents AS Nullable(Decimal(38, 0))) * span.net_cents), 0) AS Nullable(Decimal(38, 0))) AS net_cents_squared,
  COUNT(CASE WHEN NOT span.is_order THEN 1 END) AS refunded_orders,
  COUNT(CASE WHEN span.is_order AND span.user_no IS NULL THEN 1 END) AS unattributed_orders,
  CAST(COALESCE(SUM(CASE WHEN span.user_no IS NULL THEN span.net_cents ELSE 0 END), 0) AS Nullable(Int64)) AS unattributed_net_cents
FROM span

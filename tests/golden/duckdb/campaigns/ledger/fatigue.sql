WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS DATE)
), audience_orders AS NOT MATERIALIZED (
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
), arrived AS (
  SELECT
    touches.user_no AS user_no,
    touches.assigned_at AS assigned_at,
    touches.assigned_date AS assigned_date,
    CASE WHEN touches.unsubscribed_date <= CAST('2025-06-30' AS DATE) THEN 1 ELSE 0 END AS is_unsubscribed,
    ROW_NUMBER() OVER (
      PARTITION BY touches.user_no
      ORDER BY touches.assigned_at ASC, touches.campaign_id ASC, COALESCE(touches.unsubscribed_date, CAST('2025-06-30' AS DATE)) ASC
    ) AS message_number
  FROM store.touches AS touches
  INNER JOIN audience
    ON touches.user_no = audience.user_no
  WHERE
    NOT COALESCE(touches.is_control, FALSE)
    AND touches.assigned_at <= CAST('2025-04-17 00:00:00' AS TIMESTAMP)
    AND touches.assigned_date >= CAST('2025-02-01' AS DATE)
    AND TRUE
), judged AS (
  SELECT
    arrived.user_no AS user_no,
    arrived.assigned_at AS assigned_at,
    arrived.assigned_date AS assigned_date,
    arrived.is_unsubscribed AS is_unsubscribed,
    arrived.message_number AS message_number
  FROM arrived
  WHERE
    arrived.message_number <= 20
    AND arrived.assigned_date <= CAST('2025-06-30' AS DATE) - 7
), bought AS (
  SELECT
    judged.user_no AS user_no,
    judged.message_number AS message_number,
    COUNT(purchases.order_id) AS orders
  FROM judged
  INNER JOIN purchases
    ON judged.user_no = purchases.user_no
    AND judged.assigned_at <= purchases.ordered_at
    AND judged.assigned_date >= purchases.ordered_date - 7
  GROUP BY
    judged.user_no,
    judged.message_number
)
SELECT
  judged.message_number AS message_number,
  COUNT(*) AS people,
  CAST(SUM(judged.is_unsubscribed) AS BIGINT) AS unsubscribed,
  COUNT(bought.user_no) AS converted
FROM judged
LEFT JOIN bought
  ON judged.user_no = bought.user_no AND judged.message_number = bought.message_number
GROUP BY
  judged.message_number
ORDER BY
  judged.message_number

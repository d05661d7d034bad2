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
), followed AS (
  SELECT
    purchases.user_no AS user_no,
    purchases.ordered_date AS ordered_date,
    DENSE_RANK() OVER (PARTITION BY purchases.user_no ORDER BY purchases.ordered_date NULLS LAST) AS number,
    CASE
      WHEN ROW_NUMBER() OVER (PARTITION BY purchases.user_no ORDER BY purchases.ordered_date NULLS LAST) < COUNT(*) OVER (
        PARTITION BY purchases.user_no
        ORDER BY purchases.ordered_date NULLS LAST
        rows BETWEEN UNBOUNDED preceding AND UNBOUNDED following
      )
      THEN LEAD(purchases.ordered_date) OVER (PARTITION BY purchases.user_no ORDER BY purchases.ordered_date NULLS LAST)
    END AS next_date
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
), purchase_waits AS (
  SELECT
    followed.user_no AS user_no,
    followed.number AS number,
    followed.ordered_date AS ordered_date,
    followed.next_date AS next_date
  FROM followed
  /* of several orders of a day the last is followed by another day */
  WHERE
    COALESCE(followed.ordered_date < followed.next_date, TRUE)
), waits AS (
  SELECT
    CASE WHEN purchase_waits.number > 5 THEN 5 + 1 ELSE purchase_waits.number END AS purchase_number,
    CASE
      WHEN purchase_waits.next_date IS NULL
      THEN DATEDIFF(DAY, purchase_waits.ordered_date, CAST('2025-06-30' AS DATE))
      ELSE DATEDIFF(DAY, purchase_waits.ordered_date, purchase_waits.next_date)
    END AS waited_days,
    CASE WHEN purchase_waits.next_date IS NULL THEN 0 ELSE 1 END AS has_ended
  FROM purchase_waits
)
SELECT
  waits.purchase_number AS purchase_number,
  waits.waited_days AS waited_days,
  CAST(SUM(waits.has_ended) AS BIGINT) AS bought,
  CAST(SUM(1 - waits.has_ended) AS BIGINT) AS unfinished
FROM waits
GROUP BY
  waits.purchase_number,
  waits.waited_days
ORDER BY
  waits.purchase_number NULLS LAST,
  waits.waited_days NULLS LAST

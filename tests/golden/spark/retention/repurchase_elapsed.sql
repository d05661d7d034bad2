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
), first_orders AS (
  SELECT
    purchases.user_no AS user_no,
    MIN(purchases.ordered_at) AS first_at
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no
), order_pairs AS (
  SELECT
    first_orders.user_no AS user_no,
    first_orders.first_at AS first_at,
    COUNT(CASE WHEN purchases.ordered_at = first_orders.first_at THEN 1 END) AS orders_at_first,
    MIN(
      CASE
        WHEN purchases.ordered_at > first_orders.first_at
        THEN purchases.ordered_at
      END
    ) AS later_at
  FROM first_orders
  INNER JOIN purchases
    ON first_orders.user_no = purchases.user_no
  GROUP BY
    first_orders.user_no,
    first_orders.first_at
), second_orders AS (
  SELECT
    order_pairs.first_at AS first_at,
    CASE
      WHEN order_pairs.orders_at_first > 1
      THEN order_pairs.first_at
      ELSE order_pairs.later_at
    END AS second_at
  FROM order_pairs
), observation /* orders of all people show how long we have watched */ AS (
  SELECT
    MAX(orders.ordered_at) AS last_at
  FROM store.orders AS orders
  WHERE
    orders.is_counted AND orders.ordered_date <= CAST('2025-06-30' AS DATE)
), watched AS (
  SELECT
    second_orders.first_at AS first_at,
    second_orders.second_at AS second_at,
    observation.last_at AS last_at
  FROM second_orders
  CROSS JOIN observation
), horizons /* distinct: the number of days asked for may be one of the usual five */ AS (
  SELECT
    30 AS within_days,
    COUNT(CASE WHEN watched.first_at + INTERVAL '30' DAY <= watched.last_at THEN 1 END) AS eligible,
    COUNT(
      CASE
        WHEN watched.first_at + INTERVAL '30' DAY <= watched.last_at
        AND watched.second_at <= watched.first_at + INTERVAL '30' DAY
        THEN 1
      END
    ) AS repurchased
  FROM watched
  UNION
  SELECT
    60 AS within_days,
    COUNT(CASE WHEN watched.first_at + INTERVAL '60' DAY <= watched.last_at THEN 1 END) AS eligible,
    COUNT(
      CASE
        WHEN watched.first_at + INTERVAL '60' DAY <= watched.last_at
        AND watched.second_at <= watched.first_at + INTERVAL '60' DAY
        THEN 1
      END
    ) AS repurchased
  FROM watched
  UNION
  SELECT
    90 AS within_days,
    COUNT(CASE WHEN watched.first_at + INTERVAL '90' DAY <= watched.last_at THEN 1 END) AS eligible,
    COUNT(
      CASE
        WHEN watched.first_at + INTERVAL '90' DAY <= watched.last_at
        AND watched.second_at <= watched.first_at + INTERVAL '90' DAY
        THEN 1
      END
    ) AS repurchased
  FROM watched
  UNION
  SELECT
    180 AS within_days,
    COUNT(CASE WHEN watched.first_at + INTERVAL '180' DAY <= watched.last_at THEN 1 END) AS eligible,
    COUNT(
      CASE
        WHEN watched.first_at + INTERVAL '180' DAY <= watched.last_at
        AND watched.second_at <= watched.first_at + INTERVAL '180' DAY
        THEN 1
      END
    ) AS repurchased
  FROM watched
  UNION
  SELECT
    365 AS within_days,
    COUNT(CASE WHEN watched.first_at + INTERVAL '365' DAY <= watched.last_at THEN 1 END) AS eligible,
    COUNT(
      CASE
        WHEN watched.first_at + INTERVAL '365' DAY <= watched.last_at
        AND watched.second_at <= watched.first_at + INTERVAL '365' DAY
        THEN 1
      END
    ) AS repurchased
  FROM watched
  UNION
  SELECT
    90 AS within_days,
    COUNT(CASE WHEN watched.first_at + INTERVAL (
      90
    ) DAY <= watched.last_at THEN 1 END) AS eligible,
    COUNT(
      CASE
        WHEN watched.first_at + INTERVAL (
          90
        ) DAY <= watched.last_at
        AND watched.second_at <= watched.first_at + INTERVAL (
          90
        ) DAY
        THEN 1
      END
    ) AS repurchased
  FROM watched
)
SELECT
  horizons.within_days AS within_days,
  horizons.eligible AS eligible,
  horizons.repurchased AS repurchased
FROM horizons
ORDER BY
  horizons.within_days NULLS LAST

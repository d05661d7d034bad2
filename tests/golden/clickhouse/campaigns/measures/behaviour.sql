WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS Nullable(DATE))
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
), placed AS (
  SELECT
    members.user_no AS user_no,
    counted_orders.net_cents AS net_cents,
    counted_orders.refunded_cents AS refunded_cents,
    counted_orders.is_order AS is_order,
    counted_orders.ordered_at >= members.assigned_at AS is_since,
    DATE_DIFF(DAY, members.assigned_date, counted_orders.ordered_date) AS elapsed
  FROM members
  INNER JOIN counted_orders
    ON members.user_no = counted_orders.user_no
  WHERE
    counted_orders.ordered_date /* constants, so that what lies outside is not even read */ >= CAST('2025-01-01' AS Nullable(DATE))
    AND counted_orders.ordered_date <= CAST('2025-04-30' AS Nullable(DATE))
    AND counted_orders.ordered_date >= members.assigned_date - 90
    AND counted_orders.ordered_date <= members.assigned_date + 90
), judged AS (
  SELECT
    placed.user_no AS user_no,
    placed.net_cents AS net_cents,
    placed.refunded_cents AS refunded_cents,
    placed.elapsed AS elapsed,
    placed.is_order AND NOT placed.is_since AS is_past,
    placed.is_order AND placed.is_since AS is_new,
    placed.is_since AND placed.elapsed <= 7 AS is_inside
  FROM placed
), sorted_out AS (
  SELECT
    judged.user_no AS user_no,
    CASE WHEN judged.is_past THEN judged.net_cents ELSE 0 END AS before_cents,
    CASE WHEN judged.is_past THEN 1 ELSE 0 END AS is_before,
    CASE WHEN judged.is_past THEN -judged.elapsed END AS past_elapsed,
    CASE WHEN judged.is_past AND judged.elapsed >= -7 THEN 1 ELSE 0 END AS is_just_before,
    CASE WHEN judged.is_past AND judged.elapsed >= -7 THEN judged.net_cents ELSE 0 END AS just_before_cents,
    CASE WHEN judged.is_new AND judged.is_inside THEN 1 ELSE 0 END AS is_counted,
    CASE WHEN judged.is_new AND judged.is_inside THEN judged.net_cents ELSE 0 END AS net_cents,
    CASE WHEN judged.is_inside THEN judged.refunded_cents ELSE 0 END AS refunded_cents,
    CASE WHEN judged.is_new AND judged.elapsed <= 7 THEN judged.net_cents ELSE 0 END AS early_cents,
    CASE WHEN judged.is_new AND judged.elapsed > 7 THEN judged.net_cents ELSE 0 END AS late_cents,
    CASE WHEN judged.is_new THEN judged.elapsed END AS new_elapsed
  FROM judged
), bought AS (
  SELECT
    sorted_out.user_no AS user_no,
    MAX(sorted_out.is_just_before) AS bought_just_before,
    CAST(SUM(sorted_out.before_cents) AS Nullable(Int64)) AS before_cents,
    CAST(SUM(sorted_out.is_before) AS Nullable(Int64)) AS before_orders,
    MIN(sorted_out.past_elapsed) AS before_days,
    CAST(SUM(sorted_out.just_before_cents) AS Nullable(Int64)) AS just_before_cents,
    CAST(SUM(sorted_out.is_counted) AS Nullable(Int64)) AS orders,
    CAST(SUM(sorted_out.net_cents) AS Nullable(Int64)) AS net_cents,
    CAST(SUM(sorted_out.refunded_cents) AS Nullable(Int64)) AS refunded_cents,
    CAST(SUM(sorted_out.early_cents) AS Nullable(Int64)) AS early_cents,
    CAST(SUM(sorted_out.late_cents) AS Nullable(Int64)) AS late_cents,
    MIN(sorted_out.new_elapsed) AS first_days,
    MAX(sorted_out.new_elapsed) AS last_days
  FROM sorted_out
  GROUP BY
    sorted_out.user_no
)
SELECT
  members.user_no AS user_no,
  members.arm AS arm,
  members.assigned_date AS assigned_date,
  CAST(COALESCE(bought.before_cents, 0) AS Nullable(Int64)) AS before_cents,
  CAST(COALESCE(bought.before_orders, 0) AS Nullable(Int64)) AS before_orders,
  CAST(COALESCE(bought.before_days, -1) AS Nullable(Int64)) AS before_days,
  CAST(COALESCE(bought.bought_just_before, 0) AS Nullable(Int64)) AS bought_just_before,
  CAST(COALESCE(bought.just_before_cents, 0) AS Nullable(Int64)) AS just_before_cents,
  CAST(COALESCE(bought.orders, 0) AS Nullable(Int64)) AS orders,
  CAST(COALESCE(bought.net_cents, 0) AS Nullable(Int64)) AS net_cents,
  CAST(COALESCE(bought.refunded_cents, 0) AS Nullable(Int64)) AS refunded_cents,
  CAST(COALESCE(bought.early_cents, 0) AS Nullable(Int64)) AS early_cents,
  CAST(COALESCE(bought.late_cents, 0) AS Nullable(Int64)) AS late_cents,
  CAST(COALESCE(bought.first_days, -1) AS Nullable(Int64)) AS first_days,
  CAST(COALESCE(bought.last_days, -1) AS Nullable(Int64)) AS last_days
FROM members
INNER JOIN audience
  ON members.user_no = audience.user_no
LEFT JOIN bought
  ON members.user_no = bought.user_no
ORDER BY
  members.user_no

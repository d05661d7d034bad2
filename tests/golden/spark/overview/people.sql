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
), buyers AS (
  SELECT
    purchases.user_no AS user_no,
    MIN(purchases.ordered_date) AS first_date,
    MAX(purchases.ordered_date) AS last_date
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no
), buyer_counts AS (
  SELECT
    COUNT(CASE WHEN buyers.last_date > CAST('2025-06-30' AS DATE) - 30 THEN 1 END) AS buyers,
    COUNT(CASE WHEN buyers.first_date > CAST('2025-06-30' AS DATE) - 30 THEN 1 END) AS first_time_buyers
  FROM buyers
), newcomers /* their window closed inside the span, so each person is watched equally long */ AS (
  SELECT
    buyers.user_no AS user_no,
    buyers.first_date AS first_date
  FROM buyers
  WHERE
    buyers.first_date > CAST('2025-06-30' AS DATE) - 30 - 90
    AND buyers.first_date <= CAST('2025-06-30' AS DATE) - 90
), returned AS (
  SELECT DISTINCT
    newcomers.user_no AS user_no
  FROM newcomers
  INNER JOIN purchases
    ON newcomers.user_no = purchases.user_no
    AND newcomers.first_date < purchases.ordered_date
    AND newcomers.first_date >= purchases.ordered_date - 90
  WHERE
    purchases.ordered_date > CAST('2025-06-30' AS DATE) - 30 - 90
), cohort_counts AS (
  SELECT
    COUNT(*) AS eligible,
    COUNT(returned.user_no) AS repurchased
  FROM newcomers
  LEFT JOIN returned
    ON newcomers.user_no = returned.user_no
), active_people AS (
  SELECT
    buyers.user_no AS user_no
  FROM buyers
  WHERE
    buyers.last_date > CAST('2025-06-30' AS DATE) - 30
  UNION
  SELECT
    interactions.user_no AS user_no
  FROM store.interactions AS interactions
  INNER JOIN audience
    ON interactions.user_no = audience.user_no
  WHERE
    interactions.occurred_date > CAST('2025-06-30' AS DATE) - 30
    AND interactions.occurred_date <= CAST('2025-06-30' AS DATE)
), active_counts AS (
  SELECT
    COUNT(*) AS active
  FROM active_people
), joined AS (
  SELECT
    COUNT(*) AS new_members
  FROM audience
  INNER JOIN store.users AS users
    ON audience.user_no = users.user_no
  WHERE
    users.joined_date > CAST('2025-06-30' AS DATE) - 30
    AND users.joined_date <= CAST('2025-06-30' AS DATE)
), everybody AS (
  SELECT
    COUNT(*) AS people
  FROM audience
)
SELECT
  everybody.people AS people,
  buyer_counts.buyers AS buyers,
  buyer_counts.first_time_buyers AS first_time_buyers,
  joined.new_members AS new_members,
  active_counts.active AS active,
  cohort_counts.eligible AS eligible,
  cohort_counts.repurchased AS repurchased
FROM everybody
CROSS JOIN buyer_counts
CROSS JOIN joined
CROSS JOIN active_counts
CROSS JOIN cohort_counts

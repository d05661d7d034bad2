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
), known_touches AS (
  SELECT
    touches.campaign_id AS campaign_id,
    touches.user_no AS user_no,
    touches.assigned_at AS assigned_at,
    touches.assigned_date AS assigned_date,
    COALESCE(touches.is_control, FALSE) AS is_control,
    touches.delivered_date <= CAST('2025-06-30' AS DATE) AS is_delivered,
    touches.opened_date <= CAST('2025-06-30' AS DATE)
    AND NOT COALESCE(touches.is_machine_open, FALSE) AS is_opened,
    touches.clicked_date <= CAST('2025-06-30' AS DATE) AS is_clicked
  FROM store.touches AS touches
  INNER JOIN audience
    ON touches.user_no = audience.user_no
  WHERE
    touches.assigned_date <= CAST('2025-06-30' AS DATE)
), assigned AS (
  SELECT
    known_touches.campaign_id AS campaign_id,
    known_touches.user_no AS user_no,
    MIN(known_touches.assigned_at) AS assigned_at,
    MIN(known_touches.assigned_date) AS assigned_date,
    COUNT(CASE WHEN known_touches.is_control THEN 1 END) AS control_rows,
    COUNT(CASE WHEN NOT known_touches.is_control THEN 1 END) AS treated_rows,
    COUNT(CASE WHEN known_touches.is_delivered THEN 1 END) AS delivered_rows,
    COUNT(CASE WHEN known_touches.is_opened THEN 1 END) AS opened_rows,
    COUNT(CASE WHEN known_touches.is_clicked THEN 1 END) AS clicked_rows
  FROM known_touches
  GROUP BY
    known_touches.campaign_id,
    known_touches.user_no
), begun AS (
  SELECT
    campaigns.campaign_id AS campaign_id
  FROM store.campaigns AS campaigns
  WHERE
    campaigns.start_date <= CAST('2025-06-30' AS DATE)
  UNION
  SELECT
    assigned.campaign_id AS campaign_id
  FROM assigned
), described AS (
  SELECT
    begun.campaign_id AS campaign_id,
    campaigns.campaign_name AS campaign_name,
    campaigns.channel AS channel,
    campaigns.start_date AS start_date,
    campaigns.control_share AS control_share,
    COALESCE(campaigns.window_days, 7) AS window_days
  FROM begun
  LEFT JOIN store.campaigns AS campaigns
    ON begun.campaign_id = campaigns.campaign_id
), members AS (
  SELECT
    assigned.campaign_id AS campaign_id,
    assigned.user_no AS user_no,
    assigned.assigned_at AS assigned_at,
    assigned.control_rows > 0 AS is_control,
    assigned.delivered_rows AS delivered_rows,
    assigned.opened_rows AS opened_rows,
    assigned.clicked_rows AS clicked_rows,
    assigned.assigned_date + CAST(described.window_days AS INT) AS last_date,
    assigned.assigned_date < CAST('2025-01-01' AS DATE) AS is_before_data
  FROM assigned
  INNER JOIN described
    ON assigned.campaign_id = described.campaign_id
  WHERE
    assigned.control_rows = 0 OR assigned.treated_rows = 0
), bought AS (
  SELECT
    members.campaign_id AS campaign_id,
    members.user_no AS user_no,
    COUNT(*) AS orders,
    CAST(SUM(purchases.net_cents) AS BIGINT) AS net_cents
  FROM members
  INNER JOIN purchases
    ON members.user_no = purchases.user_no
    AND members.assigned_at <= purchases.ordered_at
    AND members.last_date >= purchases.ordered_date
  WHERE
    members.last_date <= CAST('2025-06-30' AS DATE) AND NOT members.is_before_data
  GROUP BY
    members.campaign_id,
    members.user_no
), arms AS (
  SELECT
    members.campaign_id AS campaign_id,
    members.is_control AS is_control,
    COUNT(*) AS people,
    COUNT(CASE WHEN members.delivered_rows > 0 THEN 1 END) AS delivered,
    COUNT(CASE WHEN members.opened_rows > 0 THEN 1 END) AS opened,
    COUNT(CASE WHEN members.clicked_rows > 0 THEN 1 END) AS clicked,
    COUNT(CASE WHEN members.is_before_data THEN 1 END) AS before_data,
    COUNT(
      CASE
        WHEN members.last_date <= CAST('2025-06-30' AS DATE) AND NOT members.is_before_data
        THEN 1
      END
    ) AS complete,
    COUNT(bought.user_no) AS converted,
    CAST(COALESCE(SUM(bought.orders), 0) AS BIGINT) AS orders,
    CAST(COALESCE(SUM(bought.net_cents), 0) AS BIGINT) AS net_cents,
    CAST(COALESCE(SUM(CAST(bought.net_cents AS DECIMAL(38, 0)) * bought.net_cents), 0) AS DECIMAL(38, 0)) AS net_cents_squared
  FROM members
  LEFT JOIN bought
    ON members.campaign_id = bought.campaign_id AND members.user_no = bought.user_no
  GROUP BY
    members.campaign_id,
    members.is_control
), doubles AS (
  SELECT
    assigned.campaign_id AS campaign_id,
    COUNT(*) AS people_in_both
  FROM assigned
  WHERE
    assigned.control_rows > 0 AND assigned.treated_rows > 0
  GROUP BY
    assigned.campaign_id
), sides AS (
  SELECT
    FALSE AS is_control
  UNION ALL
  SELECT
    TRUE AS is_control
)
SELECT
  described.campaign_id AS campaign_id,
  described.campaign_name AS campaign_name,
  described.channel AS channel,
  described.start_date AS start_date,
  described.window_days AS window_days,
  described.control_share AS control_share,
  sides.is_control AS is_control,
  COALESCE(arms.people, 0) AS people,
  COALESCE(doubles.people_in_both, 0) AS people_in_both,
  COALESCE(arms.delivered, 0) AS delivered,
  COALESCE(arms.opened, 0) AS opened,
  COALESCE(arms.clicked, 0) AS clicked,
  COALESCE(arms.before_data, 0) AS before_data,
  COALESCE(arms.complete, 0) AS complete,
  COALESCE(arms.converted, 0) AS converted,
  COALESCE(arms.orders, 0) AS orders,
  COALESCE(arms.net_cents, 0) AS net_cents,
  COALESCE(arms.net_cents_squared, CAST(0 AS DECIMAL(38, 0))) AS net_cents_squared
FROM described
CROSS JOIN sides
LEFT JOIN arms
  ON described.campaign_id = arms.campaign_id AND sides.is_control = arms.is_control
LEFT JOIN doubles
  ON described.campaign_id = doubles.campaign_id
ORDER BY
  described.start_date NULLS LAST,
  described.campaign_id NULLS LAST,
  sides.is_control NULLS LAST

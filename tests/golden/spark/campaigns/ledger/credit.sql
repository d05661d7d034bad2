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
), contacts AS (
  SELECT
    touches.user_no AS user_no,
    touches.campaign_id AS campaign_id,
    touches.clicked_at AS contact_at,
    CASE
      WHEN touches.channel = 'sms'
      THEN touches.clicked_at + INTERVAL '30' DAY
      ELSE touches.clicked_at + INTERVAL '90' DAY
    END AS lasts_until,
    1 AS is_click
  FROM store.touches AS touches
  WHERE
    touches.clicked_date >= CAST('2024-12-01' AS DATE)
    AND touches.clicked_date <= CAST('2025-06-30' AS DATE)
    AND NOT touches.user_no IS NULL
    AND NOT COALESCE(touches.is_control, FALSE)
  UNION ALL
  SELECT
    touches.user_no AS user_no,
    touches.campaign_id AS campaign_id,
    touches.delivered_at AS contact_at,
    touches.delivered_at + INTERVAL '9' DAY AS lasts_until,
    0 AS is_click
  FROM store.touches AS touches
  WHERE
    touches.delivered_date >= CAST('2024-12-01' AS DATE)
    AND touches.delivered_date <= CAST('2025-06-30' AS DATE)
    AND NOT touches.user_no IS NULL
    AND NOT COALESCE(touches.is_control, FALSE)
), credited_orders AS (
  SELECT
    purchases.order_id AS order_id,
    purchases.user_no AS user_no,
    purchases.ordered_at AS ordered_at,
    purchases.net_cents AS net_cents
  FROM purchases
  WHERE
    purchases.ordered_date >= CAST('2025-01-06' AS DATE)
), candidates AS (
  SELECT
    credited_orders.order_id AS order_id,
    contacts.campaign_id AS campaign_id,
    MIN(credited_orders.net_cents) AS net_cents,
    MIN(CASE WHEN contacts.is_click = 1 THEN contacts.contact_at END) AS first_click,
    MAX(CASE WHEN contacts.is_click = 1 THEN contacts.contact_at END) AS last_click,
    MAX(contacts.contact_at) AS last_contact
  FROM credited_orders
  INNER JOIN contacts
    ON credited_orders.user_no = contacts.user_no
    AND credited_orders.ordered_at >= contacts.contact_at
    AND credited_orders.ordered_at < contacts.lasts_until
  GROUP BY
    credited_orders.order_id,
    contacts.campaign_id
), clicked AS (
  SELECT
    candidates.order_id AS order_id,
    candidates.campaign_id AS campaign_id,
    candidates.net_cents AS net_cents,
    ROW_NUMBER() OVER (
      PARTITION BY candidates.order_id
      ORDER BY candidates.last_click DESC, candidates.campaign_id ASC NULLS LAST
    ) AS last_place,
    ROW_NUMBER() OVER (
      PARTITION BY candidates.order_id
      ORDER BY candidates.first_click ASC NULLS LAST, candidates.campaign_id ASC NULLS LAST
    ) AS first_place,
    ROW_NUMBER() OVER (PARTITION BY candidates.order_id ORDER BY candidates.campaign_id ASC NULLS LAST) AS even_place,
    COUNT(*) OVER (PARTITION BY candidates.order_id) AS shared_by
  FROM candidates
  WHERE
    NOT candidates.last_click IS NULL
), contacted AS (
  SELECT
    candidates.campaign_id AS campaign_id,
    candidates.net_cents AS net_cents,
    ROW_NUMBER() OVER (
      PARTITION BY candidates.order_id
      ORDER BY candidates.last_contact DESC, candidates.campaign_id ASC NULLS LAST
    ) AS last_place
  FROM candidates
), shares AS (
  SELECT
    'last_click' AS way,
    clicked.campaign_id AS campaign_id,
    1 AS shared_by,
    clicked.net_cents AS whole_cents,
    0 AS odd_cents
  FROM clicked
  WHERE
    clicked.last_place = 1
  UNION ALL
  SELECT
    'first_click' AS way,
    clicked.campaign_id AS campaign_id,
    1 AS shared_by,
    clicked.net_cents AS whole_cents,
    0 AS odd_cents
  FROM clicked
  WHERE
    clicked.first_place = 1
  UNION ALL
  SELECT
    'last_contact' AS way,
    contacted.campaign_id AS campaign_id,
    1 AS shared_by,
    contacted.net_cents AS whole_cents,
    0 AS odd_cents
  FROM contacted
  WHERE
    contacted.last_place = 1
  UNION ALL
  SELECT
    'even' AS way,
    clicked.campaign_id AS campaign_id,
    clicked.shared_by AS shared_by,
    clicked.net_cents - clicked.net_cents % clicked.shared_by AS whole_cents,
    CASE
      WHEN clicked.even_place <= clicked.net_cents % clicked.shared_by
      THEN 1
      ELSE 0
    END AS odd_cents
  FROM clicked
  UNION ALL
  SELECT
    'all' AS way,
    '' AS campaign_id,
    1 AS shared_by,
    credited_orders.net_cents AS whole_cents,
    0 AS odd_cents
  FROM credited_orders
)
SELECT
  shares.way AS way,
  shares.campaign_id AS campaign_id,
  shares.shared_by AS shared_by,
  COUNT(*) AS orders,
  CAST(SUM(shares.whole_cents) AS BIGINT) AS whole_cents,
  CAST(SUM(shares.odd_cents) AS BIGINT) AS odd_cents
FROM shares
GROUP BY
  shares.way,
  shares.campaign_id,
  shares.shared_by
ORDER BY
  shares.way NULLS LAST,
  shares.campaign_id NULLS LAST,
  shares.shared_by NULLS LAST

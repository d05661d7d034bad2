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
), told AS (
  SELECT DISTINCT
    touches.campaign_id AS campaign_id
  FROM store.touches AS touches
), settled AS (
  SELECT
    touches.user_no AS user_no,
    touches.campaign_id AS campaign_id,
    touches.channel AS channel,
    COALESCE(touches.variant, 'A') AS variant,
    touches.assigned_at AS assigned_at,
    touches.assigned_date AS assigned_date,
    1 AS is_watched,
    CASE
      WHEN touches.delivered_date <= CAST('2025-06-30' AS Nullable(DATE))
      THEN 1
      ELSE 0
    END AS is_delivered,
    CASE
      WHEN touches.bounced_date <= CAST('2025-06-30' AS Nullable(DATE))
      THEN 0
      ELSE 1
    END AS is_not_bounced,
    CASE
      WHEN touches.opened_date <= CAST('2025-06-30' AS Nullable(DATE))
      AND NOT COALESCE(touches.is_machine_open, FALSE)
      THEN 1
      ELSE 0
    END AS is_opened,
    CASE
      WHEN touches.opened_date <= CAST('2025-06-30' AS Nullable(DATE))
      AND touches.is_machine_open
      THEN 1
      ELSE 0
    END AS is_machine_opened,
    CASE
      WHEN touches.clicked_date <= CAST('2025-06-30' AS Nullable(DATE))
      THEN 1
      ELSE 0
    END AS is_clicked,
    CASE
      WHEN touches.unsubscribed_date <= CAST('2025-06-30' AS Nullable(DATE))
      THEN 1
      ELSE 0
    END AS is_unsubscribed,
    CASE
      WHEN touches.complained_date <= CAST('2025-06-30' AS Nullable(DATE))
      THEN 1
      ELSE 0
    END AS is_complained
  FROM store.touches AS touches
  WHERE
    NOT COALESCE(touches.is_control, FALSE)
    AND touches.assigned_at <= CAST('2025-04-17 00:00:00' AS Nullable(DateTime))
    AND touches.assigned_date >= CAST('1970-01-01' AS Nullable(DATE))
    AND (
      '' = '' OR touches.campaign_id = ''
    )
  UNION ALL
  SELECT
    listed.user_no AS user_no,
    listed.campaign_id AS campaign_id,
    listed.channel AS channel,
    listed.arm AS variant,
    listed.assigned_at AS assigned_at,
    listed.assigned_date AS assigned_date,
    0 AS is_watched,
    0 AS is_delivered,
    0 AS is_not_bounced,
    0 AS is_opened,
    0 AS is_machine_opened,
    0 AS is_clicked,
    0 AS is_unsubscribed,
    0 AS is_complained
  FROM listed
  LEFT JOIN told
    ON listed.campaign_id = told.campaign_id
  WHERE
    told.campaign_id IS NULL
    AND listed.source_rank = 3
    AND listed.arm <> 'control'
    AND listed.assigned_at <= CAST('2025-04-17 00:00:00' AS Nullable(DateTime))
    AND listed.assigned_date >= CAST('1970-01-01' AS Nullable(DATE))
    AND (
      '' = '' OR listed.campaign_id = ''
    )
), parted AS (
  SELECT
    settled.user_no AS user_no,
    settled.assigned_at AS assigned_at,
    settled.assigned_date AS assigned_date,
    settled.is_watched AS is_watched,
    settled.is_delivered AS is_delivered,
    settled.is_not_bounced AS is_not_bounced,
    settled.is_opened AS is_opened,
    settled.is_machine_opened AS is_machine_opened,
    settled.is_clicked AS is_clicked,
    settled.is_unsubscribed AS is_unsubscribed,
    settled.is_complained AS is_complained,
    COALESCE(CAST(settled.channel AS Nullable(String)), '') AS part
  FROM settled
  INNER JOIN audience
    ON settled.user_no = audience.user_no
  INNER JOIN store.users AS users
    ON settled.user_no = users.user_no
), recipients AS (
  SELECT
    parted.part AS part,
    parted.user_no AS user_no,
    COUNT(*) AS messages,
    MIN(parted.assigned_at) AS assigned_at,
    MIN(parted.assigned_date) AS assigned_date,
    CAST(SUM(parted.is_watched) AS Nullable(Int64)) AS watched,
    CAST(SUM(parted.is_delivered) AS Nullable(Int64)) AS delivered,
    CAST(SUM(parted.is_not_bounced) AS Nullable(Int64)) AS not_bounced,
    CAST(SUM(parted.is_opened) AS Nullable(Int64)) AS opened,
    CAST(SUM(parted.is_machine_opened) AS Nullable(Int64)) AS machine_opened,
    CAST(SUM(parted.is_clicked) AS Nullable(Int64)) AS clicked,
    CAST(SUM(parted.is_unsubscribed) AS Nullable(Int64)) AS unsubscribed,
    CAST(SUM(parted.is_complained) AS Nullable(Int64)) AS complained
  FROM parted
  GROUP BY
    parted.part,
    parted.user_no
), mature AS (
  SELECT
    recipients.part AS part,
    recipients.user_no AS user_no,
    recipients.assigned_at AS assigned_at,
    recipients.assigned_date AS assigned_date
  FROM recipients
  WHERE
    recipients.assigned_date >= CAST('2025-01-01' AS Nullable(DATE))
    AND recipients.assigned_date <= CAST('2025-06-30' AS Nullable(DATE)) - 7
), bought AS (
  SELECT
    mature.part AS part,
    mature.user_no AS user_no,
    COUNT(purchases.order_id) AS orders
  FROM mature
  INNER JOIN purchases
    ON mature.user_no = purchases.user_no
    AND mature.assigned_at <= purchases.ordered_at
    AND mature.assigned_date >= purchases.ordered_date - 7
  GROUP BY
    mature.part,
    mature.user_no
)
SELECT
  recipients.part AS part,
  COUNT(*) AS people,
  CAST(SUM(recipients.messages) AS Nullable(Int64)) AS messages,
  COUNT(CASE WHEN recipients.watched > 0 THEN 1 END) AS people_watched,
  CAST(SUM(recipients.watched) AS Nullable(Int64)) AS messages_watched,
  COUNT(CASE WHEN recipients.delivered > 0 THEN 1 END) AS people_delivered,
  CAST(SUM(recipients.delivered) AS Nullable(Int64)) AS messages_delivered,
  COUNT(CASE WHEN recipients.not_bounced > 0 THEN 1 END) AS people_not_bounced,
  CAST(SUM(recipients.not_bounced) AS Nullable(Int64)) AS messages_not_bounced,
  COUNT(CASE WHEN recipients.opened > 0 THEN 1 END) AS people_opened,
  CAST(SUM(recipients.opened) AS Nullable(Int64)) AS messages_opened,
  COUNT(CASE WHEN recipients.machine_opened > 0 THEN 1 END) AS people_machine_opened,
  CAST(SUM(recipients.machine_opened) AS Nullable(Int64)) AS messages_machine_opened,
  COUNT(CASE WHEN recipients.clicked > 0 THEN 1 END) AS people_clicked,
  CAST(SUM(recipients.clicked) AS Nullable(Int64)) AS messages_clicked,
  COUNT(CASE WHEN recipients.unsubscribed > 0 THEN 1 END) AS people_unsubscribed,
  CAST(SUM(recipients.unsubscribed) AS Nullable(Int64)) AS messages_unsubscribed,
  COUNT(CASE WHEN recipients.complained > 0 THEN 1 END) AS people_complained,
  CAST(SUM(recipients.complained) AS Nullable(Int64)) AS messages_complained,
  COUNT(
    CASE
      WHEN recipients.assigned_date >= CAST('2025-01-01' AS Nullable(DATE))
      AND recipients.assigned_date <= CAST('2025-06-30' AS Nullable(DATE)) - 7
      THEN 1
    END
  ) AS mature,
  COUNT(bought.user_no) AS converted,
  CAST(COALESCE(SUM(bought.orders), 0) AS Nullable(Int64)) AS orders
FROM recipients
LEFT JOIN bought
  ON recipients.part = bought.part AND recipients.user_no = bought.user_no
GROUP BY
  recipients.part
ORDER BY
  recipients.part ASC

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
), assigned AS (
  WITH told AS (
    SELECT
      touches.campaign_id AS campaign_id,
      touches.user_no AS user_no,
      CASE
        WHEN COALESCE(touches.is_control, FALSE)
        THEN 'control'
        ELSE COALESCE(touches.variant, 'A')
      END AS arm,
      touches.assigned_at AS assigned_at,
      touches.assigned_date AS assigned_date,
      touches.channel AS channel,
      2 AS source_rank
    FROM store.touches AS touches
    WHERE
      NOT touches.user_no IS NULL
      AND touches.assigned_date >= CAST('1970-01-01' AS DATE)
      AND touches.assigned_date <= CAST('2025-06-30' AS DATE)
      AND (
        '' = '' OR touches.campaign_id = ''
      )
    UNION ALL
    SELECT
      listed.campaign_id AS campaign_id,
      listed.user_no AS user_no,
      listed.arm AS arm,
      listed.assigned_at AS assigned_at,
      listed.assigned_date AS assigned_date,
      listed.channel AS channel,
      listed.source_rank AS source_rank
    FROM listed
    WHERE
      listed.assigned_date >= CAST('1970-01-01' AS DATE)
      AND listed.assigned_date <= CAST('2025-06-30' AS DATE)
      AND (
        '' = '' OR listed.campaign_id = ''
      )
  ), told_by_source AS (
    SELECT
      told.campaign_id AS campaign_id,
      told.user_no AS user_no,
      told.source_rank AS source_rank,
      MIN(told.arm) AS arm,
      MAX(told.arm) AS other_arm,
      MIN(told.assigned_at) AS assigned_at,
      MIN(told.assigned_date) AS assigned_date,
      MIN(told.channel) AS channel
    FROM told
    GROUP BY
      told.campaign_id,
      told.user_no,
      told.source_rank
  ), deciding AS (
    SELECT
      told_by_source.campaign_id AS campaign_id,
      told_by_source.user_no AS user_no,
      MIN(told_by_source.source_rank) AS source_rank,
      COUNT(
        CASE
          WHEN told_by_source.arm = 'control' OR told_by_source.other_arm = 'control'
          THEN 1
        END
      ) AS in_control,
      COUNT(
        CASE
          WHEN told_by_source.arm <> 'control' OR told_by_source.other_arm <> 'control'
          THEN 1
        END
      ) AS in_others
    FROM told_by_source
    GROUP BY
      told_by_source.campaign_id,
      told_by_source.user_no
  )
  SELECT
    told_by_source.campaign_id AS campaign_id,
    told_by_source.user_no AS user_no,
    told_by_source.arm AS arm,
    told_by_source.arm = 'control' AS is_control,
    told_by_source.assigned_at AS assigned_at,
    told_by_source.assigned_date AS assigned_date,
    told_by_source.channel AS channel,
    told_by_source.source_rank AS source_rank,
    told_by_source.arm <> told_by_source.other_arm AS is_in_two_arms,
    deciding.in_control > 0 AND deciding.in_others > 0 AS is_crossed
  FROM told_by_source
  INNER JOIN deciding
    ON told_by_source.campaign_id = deciding.campaign_id
    AND told_by_source.user_no = deciding.user_no
    AND told_by_source.source_rank = deciding.source_rank
), members AS (
  SELECT
    assigned.campaign_id AS campaign_id,
    assigned.user_no AS user_no,
    assigned.arm AS arm,
    assigned.channel AS channel,
    assigned.source_rank AS source_rank,
    assigned.assigned_at AS assigned_at,
    assigned.assigned_date AS assigned_date,
    assigned.is_in_two_arms AS is_in_two_arms,
    assigned.is_crossed AS is_crossed,
    NOT assigned.is_in_two_arms
    AND assigned.assigned_date >= CAST('2025-01-01' AS DATE)
    AND assigned.assigned_date <= CAST('2025-06-30' AS DATE) - 7 AS is_whole
  FROM assigned
  INNER JOIN audience
    ON assigned.user_no = audience.user_no
), bought AS (
  SELECT
    members.campaign_id AS campaign_id,
    members.user_no AS user_no,
    COUNT(*) AS orders
  FROM members
  INNER JOIN purchases
    ON members.user_no = purchases.user_no
    AND members.assigned_at <= purchases.ordered_at
    AND members.assigned_date >= purchases.ordered_date - 7
  WHERE
    members.is_whole
  GROUP BY
    members.campaign_id,
    members.user_no
)
SELECT
  members.campaign_id AS campaign_id,
  members.arm AS arm,
  members.channel AS channel,
  members.source_rank AS source_rank,
  COUNT(CASE WHEN NOT members.is_in_two_arms THEN 1 END) AS people,
  COUNT(CASE WHEN members.is_in_two_arms THEN 1 END) AS in_two_arms,
  COUNT(CASE WHEN members.is_crossed THEN 1 END) AS crossed,
  COUNT(CASE WHEN members.is_whole THEN 1 END) AS whole,
  COUNT(bought.user_no) AS converted,
  CAST(COALESCE(SUM(bought.orders), 0) AS BIGINT) AS orders,
  MIN(members.assigned_date) AS first_date,
  MAX(members.assigned_date) AS last_date
FROM members
LEFT JOIN bought
  ON members.campaign_id = bought.campaign_id AND members.user_no = bought.user_no
GROUP BY
  members.campaign_id,
  members.arm,
  members.channel,
  members.source_rank
ORDER BY
  members.campaign_id,
  members.arm,
  members.channel,
  members.source_rank

WITH numbers AS (
  WITH digits AS (
    SELECT
      0 AS digit
    UNION ALL
    SELECT
      1 AS digit
    UNION ALL
    SELECT
      2 AS digit
    UNION ALL
    SELECT
      3 AS digit
    UNION ALL
    SELECT
      4 AS digit
    UNION ALL
    SELECT
      5 AS digit
    UNION ALL
    SELECT
      6 AS digit
    UNION ALL
    SELECT
      7 AS digit
    UNION ALL
    SELECT
      8 AS digit
    UNION ALL
    SELECT
      9 AS digit
  )
  SELECT
    ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit + 10000 * myriads.digit AS number
  FROM digits AS ones
  CROSS JOIN digits AS tens
  CROSS JOIN digits AS hundreds
  CROSS JOIN digits AS thousands
  CROSS JOIN digits AS myriads
), calendar AS NOT MATERIALIZED (
  WITH covered_days AS (
    SELECT
      CAST('2025-06-30' AS DATE) - numbers.number AS day_date
    FROM numbers
    WHERE
      numbers.number <= DATE_DIFF('DAY', CAST('2025-01-01' AS DATE), CAST('2025-06-30' AS DATE))
  )
  SELECT
    covered_days.day_date AS day_date,
    CAST(EXTRACT(YEAR FROM covered_days.day_date) * 12 + EXTRACT(MONTH FROM covered_days.day_date) AS INT) AS month_number
  FROM covered_days
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
), days AS (
  SELECT
    calendar.day_date AS day_date,
    CAST((
      DATE_DIFF('DAY', CAST('1900-01-01' AS DATE), calendar.day_date) + 8 - 1
    ) % 7 AS INT) AS days_into_week /* 1 January 1900 was a Monday */
  FROM calendar
), period_days AS (
  SELECT
    days.day_date AS day_date,
    CASE
      WHEN 'month' = 'week'
      THEN days.day_date - days.days_into_week
      WHEN 'month' = 'quarter'
      THEN CAST(DATE_TRUNC('QUARTER', days.day_date) AS DATE)
      ELSE CAST(DATE_TRUNC('MONTH', days.day_date) AS DATE)
    END AS period_date
  FROM days
), covered AS (
  SELECT
    period_days.period_date AS period_date,
    MIN(period_days.day_date) AS first_day,
    MAX(period_days.day_date) AS last_day
  FROM period_days
  GROUP BY
    period_days.period_date
), periods AS (
  SELECT
    covered.period_date AS period_date,
    covered.first_day = covered.period_date
    AND CASE
      WHEN 'month' = 'week'
      THEN DATE_DIFF('DAY', covered.period_date, covered.last_day) = 6
      WHEN 'month' = 'quarter'
      THEN EXTRACT(DAY FROM covered.last_day + 1) = 1
      AND EXTRACT(MONTH FROM covered.last_day + 1) % 3 = 1
      ELSE EXTRACT(DAY FROM covered.last_day + 1) = 1
    END AS is_complete,
    ROW_NUMBER() OVER (ORDER BY covered.period_date) AS number
  FROM covered
), bought AS (
  SELECT
    purchases.user_no AS user_no,
    periods.number AS number
  FROM purchases
  INNER JOIN period_days
    ON purchases.ordered_date = period_days.day_date
  INNER JOIN periods
    ON period_days.period_date = periods.period_date
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no,
    periods.number
), ordered AS (
  SELECT
    bought.user_no AS user_no,
    bought.number AS number,
    ROW_NUMBER() OVER (PARTITION BY bought.user_no ORDER BY bought.number) AS place
  FROM bought
), followed AS (
  SELECT
    ordered.number AS number,
    CASE
      WHEN ordered.place > 1
      THEN LAG(ordered.number) OVER (PARTITION BY ordered.user_no ORDER BY ordered.place)
    END AS number_before
  FROM ordered
), counted AS (
  SELECT
    followed.number AS number,
    COUNT(*) AS active,
    COUNT(CASE WHEN followed.number_before IS NULL THEN 1 END) AS new_buyers,
    COUNT(CASE WHEN followed.number_before + 1 = followed.number THEN 1 END) AS retained
  FROM followed
  GROUP BY
    followed.number
), kept AS (
  SELECT
    periods.number AS number,
    periods.period_date AS period_date,
    periods.is_complete AS is_complete,
    COALESCE(counted.active, 0) AS active,
    COALESCE(counted.new_buyers, 0) AS new_buyers,
    COALESCE(counted.retained, 0) AS retained
  FROM periods
  LEFT JOIN counted
    ON periods.number = counted.number
), beside AS (
  SELECT
    kept.number AS number,
    kept.period_date AS period_date,
    kept.is_complete AS is_complete,
    kept.active AS active,
    kept.new_buyers AS new_buyers,
    kept.retained AS retained,
    CASE WHEN kept.number > 1 THEN LAG(kept.active) OVER (ORDER BY kept.number) END AS active_before
  FROM kept
)
SELECT
  beside.period_date AS period_date,
  beside.active AS active,
  CASE WHEN beside.number > 1 THEN beside.new_buyers END AS new_buyers,
  CASE WHEN beside.number > 1 THEN beside.retained END AS retained,
  CASE
    WHEN beside.number > 1
    THEN beside.active - beside.new_buyers - beside.retained
  END AS resurrected,
  beside.active_before - beside.retained AS churned,
  beside.is_complete AS is_complete
FROM beside
ORDER BY
  period_date

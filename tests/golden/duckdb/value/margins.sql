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
), lines AS (
  SELECT
    order_items.user_no AS user_no,
    order_items.order_id AS order_id,
    order_items.ordered_date AS ordered_date,
    CAST(FLOOR(order_items.quantity * 1000 + 0.5) AS DECIMAL(38, 0)) /* whole thousandths of a quantity: engines make decimals of doubles differently */ * products.unit_cost_cents AS cost_millicents
  FROM store.order_items AS order_items
  LEFT JOIN store.products AS products
    ON order_items.product_id = products.product_id
  WHERE
    order_items.is_counted
    AND NOT order_items.user_no IS NULL
    AND order_items.ordered_date <= CAST('2025-06-30' AS DATE)
    AND order_items.counted_until >= CAST('2025-06-30' AS DATE)
), order_costs AS (
  SELECT
    lines.user_no AS user_no,
    lines.order_id AS order_id,
    lines.ordered_date AS ordered_date,
    CAST(SUM(lines.cost_millicents) AS DECIMAL(38, 0)) AS cost_millicents,
    COUNT(CASE WHEN lines.cost_millicents IS NULL THEN 1 END) AS lines_without_cost
  FROM lines
  GROUP BY
    lines.user_no,
    lines.order_id,
    lines.ordered_date
), monthly_costs AS (
  SELECT
    order_costs.user_no AS user_no,
    CAST(EXTRACT(YEAR FROM order_costs.ordered_date) * 12 + EXTRACT(MONTH FROM order_costs.ordered_date) AS INT) AS month_number,
    CAST(COALESCE(SUM(order_costs.cost_millicents), 0) AS DECIMAL(38, 0)) AS cost_millicents,
    COUNT(CASE WHEN order_costs.lines_without_cost = 0 THEN 1 END) AS orders_with_cost
  FROM order_costs
  GROUP BY
    order_costs.user_no,
    month_number
), monthly_orders AS (
  SELECT
    purchases.user_no AS user_no,
    CAST(EXTRACT(YEAR FROM purchases.ordered_date) * 12 + EXTRACT(MONTH FROM purchases.ordered_date) AS INT) AS month_number,
    COUNT(*) AS orders,
    CAST(SUM(purchases.net_cents) AS DECIMAL(38, 0)) * 1000 AS net_millicents
  FROM purchases
  WHERE
    NOT purchases.user_no IS NULL
  GROUP BY
    purchases.user_no,
    month_number
), monthly AS (
  SELECT
    monthly_orders.user_no AS user_no,
    monthly_orders.month_number AS month_number,
    monthly_orders.orders AS orders,
    monthly_orders.orders - COALESCE(monthly_costs.orders_with_cost, 0) AS orders_without_cost,
    CAST(monthly_orders.net_millicents - COALESCE(monthly_costs.cost_millicents, 0) AS DECIMAL(38, 0)) AS margin
  FROM monthly_orders
  LEFT JOIN monthly_costs
    ON monthly_orders.user_no = monthly_costs.user_no
    AND monthly_orders.month_number = monthly_costs.month_number
), cumulated AS (
  SELECT
    monthly.month_number AS month_number,
    monthly.orders AS orders,
    monthly.orders_without_cost AS orders_without_cost,
    monthly.margin AS margin,
    MIN(monthly.month_number) OVER (PARTITION BY monthly.user_no) AS cohort_number,
    CAST(SUM(monthly.margin) OVER (
      PARTITION BY monthly.user_no
      ORDER BY monthly.month_number
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS DECIMAL(38, 0)) AS margin_since
  FROM monthly
), grown AS (
  SELECT
    cumulated.cohort_number AS cohort_number,
    cumulated.month_number AS month_number,
    cumulated.orders AS orders,
    cumulated.orders_without_cost AS orders_without_cost,
    cumulated.margin AS margin,
    cumulated.margin_since AS margin_since,
    CAST(cumulated.margin_since - cumulated.margin AS DECIMAL(38, 0)) AS margin_before
  FROM cumulated
), added /* what each month adds to the sums: nobody needs a row for a month without orders */ AS (
  SELECT
    grown.cohort_number AS cohort_number,
    grown.month_number AS month_number,
    COUNT(*) AS people,
    CAST(SUM(grown.orders) AS BIGINT) AS orders,
    CAST(SUM(grown.orders_without_cost) AS BIGINT) AS orders_without_cost,
    CAST(SUM(grown.margin) AS DECIMAL(38, 0)) AS margin,
    CAST(SUM(
      CAST(grown.margin_since AS DECIMAL(38, 0)) * grown.margin_since - CAST(grown.margin_before AS DECIMAL(38, 0)) * grown.margin_before
    ) AS DECIMAL(38, 0)) AS margin_squared
  FROM grown
  GROUP BY
    grown.cohort_number,
    grown.month_number
), months AS (
  SELECT
    calendar.month_number AS month_number,
    MIN(calendar.day_date) AS first_day,
    MAX(calendar.day_date) AS last_day
  FROM calendar
  GROUP BY
    calendar.month_number
), cells AS (
  SELECT
    cohorts.cohort_number AS cohort_number,
    cohorts.people AS size,
    months.month_number AS month_number,
    months.last_day AS last_day
  FROM added AS cohorts
  INNER JOIN months
    ON cohorts.cohort_number <= months.month_number
  WHERE
    cohorts.cohort_number = cohorts.month_number
    AND EXTRACT(DAY FROM months.last_day + 1) = 1
), summed AS (
  SELECT
    cells.cohort_number AS cohort_number,
    cells.month_number AS month_number,
    cells.size AS size,
    cells.last_day AS last_day,
    CAST(SUM(COALESCE(added.margin, 0)) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS DECIMAL(38, 0)) AS margin_millicents,
    CAST(SUM(COALESCE(added.margin_squared, 0)) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS DECIMAL(38, 0)) AS margin_millicents_squared,
    CAST(SUM(COALESCE(added.orders, 0)) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS BIGINT) AS orders,
    CAST(SUM(COALESCE(added.orders_without_cost, 0)) OVER (
      PARTITION BY cells.cohort_number
      ORDER BY cells.month_number
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS BIGINT) AS orders_without_cost
  FROM cells
  LEFT JOIN added
    ON cells.cohort_number = added.cohort_number
    AND cells.month_number = added.month_number
)
SELECT
  CAST(DATE_TRUNC('MONTH', cohort_months.first_day) AS DATE) AS cohort_date,
  summed.month_number - summed.cohort_number AS months_since,
  summed.size AS size,
  summed.margin_millicents AS margin_millicents,
  summed.margin_millicents_squared AS margin_millicents_squared,
  summed.orders AS orders,
  summed.orders_without_cost AS orders_without_cost,
  summed.last_day > CAST('2025-06-30' AS DATE) - 15 AS is_provisional
FROM summed
INNER JOIN months AS cohort_months
  ON summed.cohort_number = cohort_months.month_number
ORDER BY
  cohort_date,
  months_since

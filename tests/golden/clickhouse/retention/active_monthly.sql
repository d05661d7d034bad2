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
), calendar AS (
  WITH covered_days AS (
    SELECT
      CAST('2025-06-30' AS Nullable(DATE)) - numbers.number AS day_date
    FROM numbers
    WHERE
      numbers.number <= DATE_DIFF(DAY, CAST('2025-01-01' AS Nullable(DATE)), CAST('2025-06-30' AS Nullable(DATE)))
  )
  SELECT
    covered_days.day_date AS day_date,
    CAST(EXTRACT(YEAR FROM covered_days.day_date) * 12 + EXTRACT(MONTH FROM covered_days.day_date) AS Nullable(Int32)) AS month_number
  FROM covered_days
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
), purchase_waits AS (
  WITH followed AS (
    SELECT
      purchases.user_no AS user_no,
      purchases.ordered_date AS ordered_date,
      DENSE_RANK() OVER (PARTITION BY purchases.user_no ORDER BY purchases.ordered_date) AS number,
      CASE
        WHEN ROW_NUMBER() OVER (PARTITION BY purchases.user_no ORDER BY purchases.ordered_date) < COUNT(*) OVER (
          PARTITION BY purchases.user_no
          ORDER BY purchases.ordered_date
          rows BETWEEN UNBOUNDED preceding AND UNBOUNDED following
        )
        THEN lead(purchases.ordered_date) OVER (PARTITION BY purchases.user_no ORDER BY purchases.ordered_date)
      END AS next_date
    FROM purchases
    WHERE
      NOT (
        purchases.user_no IS NULL
      )
  )
  SELECT
    followed.user_no AS user_no,
    followed.number AS number,
    followed.ordered_date AS ordered_date,
    followed.next_date AS next_date
  FROM followed
  /* of several orders of a day the last is followed by another day */
  WHERE
    COALESCE(followed.ordered_date < followed.next_date, TRUE)
), stretches AS (
  /* few rows however many the people */
  SELECT
    purchase_waits.ordered_date AS ordered_date,
    purchase_waits.next_date AS next_date,
    COUNT(*) AS people
  FROM purchase_waits
  GROUP BY
    purchase_waits.ordered_date,
    purchase_waits.next_date
), months AS (
  SELECT
    CAST(dateTrunc('MONTH', calendar.day_date) AS Nullable(DATE)) AS month_date,
    MAX(calendar.day_date) AS last_day
  FROM calendar
  GROUP BY
    month_date
), active /* of a person only the last purchase before the month can reach into it */ AS (
  SELECT
    months.month_date AS month_date,
    CAST(SUM(stretches.people) AS Nullable(Int64)) AS active,
    CAST(SUM(
      CASE WHEN stretches.next_date <= months.last_day THEN stretches.people ELSE 0 END
    ) AS Nullable(Int64)) AS bought
  FROM stretches
  CROSS JOIN months
  WHERE
    stretches.ordered_date < months.month_date
    AND stretches.ordered_date >= months.month_date - 90
    AND COALESCE(stretches.next_date >= months.month_date, TRUE)
  GROUP BY
    months.month_date
)
SELECT
  months.month_date AS month_date,
  COALESCE(active.active, 0) AS active,
  COALESCE(active.bought, 0) AS bought,
  CAST('2025-01-01' AS Nullable(DATE)) <= months.month_date
  AND EXTRACT(DAY FROM months.last_day + 1) = 1 AS is_complete,
  CAST('2025-01-01' AS Nullable(DATE)) <= months.month_date - 90 AS is_covered
FROM months
LEFT JOIN active
  ON months.month_date = active.month_date
ORDER BY
  month_date

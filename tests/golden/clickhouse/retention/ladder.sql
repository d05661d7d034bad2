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
), gaps AS (
  /* few rows however many the people */
  SELECT
    purchase_waits.number AS number,
    DATE_DIFF(DAY, purchase_waits.ordered_date, CAST('2025-06-30' AS Nullable(DATE))) AS observed_days,
    DATE_DIFF(DAY, purchase_waits.ordered_date, purchase_waits.next_date) AS gap_days,
    COUNT(*) AS people
  FROM purchase_waits
  WHERE
    purchase_waits.number <= 5
  GROUP BY
    number,
    observed_days,
    gap_days
), horizons AS (
  SELECT
    numbers.number AS within_days
  FROM numbers
  WHERE
    numbers.number IN (30, 60, 90, 180, 365, 90)
), steps AS (
  SELECT
    gaps.number AS number,
    CAST(SUM(gaps.people) AS Nullable(Int64)) AS reached
  FROM gaps
  GROUP BY
    gaps.number
), counted AS (
  SELECT
    gaps.number AS number,
    horizons.within_days AS within_days,
    CAST(SUM(gaps.people) AS Nullable(Int64)) AS eligible,
    CAST(SUM(CASE WHEN gaps.gap_days <= horizons.within_days THEN gaps.people ELSE 0 END) AS Nullable(Int64)) AS went_on
  FROM horizons
  INNER JOIN gaps
    ON horizons.within_days <= gaps.observed_days
  GROUP BY
    gaps.number,
    horizons.within_days
), rungs AS (
  SELECT
    steps.number AS number,
    steps.reached AS reached,
    horizons.within_days AS within_days
  FROM steps
  CROSS JOIN horizons
)
SELECT
  rungs.number AS purchase_number,
  rungs.within_days AS within_days,
  rungs.reached AS reached,
  COALESCE(counted.eligible, 0) AS eligible,
  COALESCE(counted.went_on, 0) AS went_on
FROM rungs
LEFT JOIN counted
  ON rungs.number = counted.number AND rungs.within_days = counted.within_days
ORDER BY
  purchase_number,
  within_days

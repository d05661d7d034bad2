WITH measured_1 AS (
  SELECT
    numbered.user_no AS user_no,
    numbered.measured AS value_1
  FROM (
    SELECT
      orders.user_no AS user_no,
      orders.channel AS measured,
      orders.ordered_date AS event_day,
      ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at DESC, orders.order_id DESC) AS number
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  ) AS numbered
  WHERE
    numbered.number = 1
), measured_2 AS (
  SELECT
    orders.user_no AS user_no,
    MAX(
      CASE
        WHEN orders.paid_cents >= CASE
          WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
          THEN orders.refunded_cents
          ELSE 0
        END
        THEN orders.paid_cents - CASE
          WHEN orders.refunded_date <= CAST('2025-03-10' AS DATE)
          THEN orders.refunded_cents
          ELSE 0
        END
        ELSE 0
      END
    ) AS value_1,
    (
      DATE_DIFF('DAY', CAST(MAX(orders.ordered_date) AS DATE), CAST('2025-03-10' AS DATE)) * (
        COUNT(*) - 1
      )
    ) / NULLIF(
      DATE_DIFF(
        'DAY',
        CAST(MIN(orders.ordered_date) AS DATE),
        CAST(MAX(orders.ordered_date) AS DATE)
      ),
      0
    ) AS value_2
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measured_3 AS (
  SELECT
    numbered.user_no AS user_no,
    CASE
      WHEN COUNT(*) = 2
      THEN DATE_DIFF('DAY', CAST(MIN(numbered.event_day) AS DATE), CAST(MAX(numbered.event_day) AS DATE))
    END AS value_1
  FROM (
    SELECT
      orders.user_no AS user_no,
      orders.ordered_date AS measured,
      orders.ordered_date AS event_day,
      ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at ASC, orders.order_id ASC) AS number
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  ) AS numbered
  WHERE
    numbered.number <= 2
  GROUP BY
    numbered.user_no
), measured_4 AS (
  SELECT
    orders.user_no AS user_no,
    COUNT(
      DISTINCT DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(orders.ordered_date AS DATE)) - (
        DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(orders.ordered_date AS DATE)) % 7
      )
    ) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date >= CAST('2025-01-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
LEFT JOIN measured_3
  ON users.user_no = measured_3.user_no
LEFT JOIN measured_4
  ON users.user_no = measured_4.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    measured_1.value_1 IN ('app')
    AND measured_2.value_1 >= 999
    AND measured_3.value_1 <= 30
    AND measured_2.value_2 >= 0.5e0
    AND COALESCE(measured_4.value_1, 0) >= 1
  )

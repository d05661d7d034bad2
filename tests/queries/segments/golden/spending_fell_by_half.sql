WITH measured_1 AS (
  SELECT
    orders.user_no AS user_no,
    CAST(SUM(
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
    ) AS BIGINT) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date >= CAST('2025-02-09' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measured_2 AS (
  SELECT
    orders.user_no AS user_no,
    CAST(SUM(
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
    ) AS BIGINT) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date >= CAST('2025-01-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-02-08' AS DATE)
  GROUP BY
    orders.user_no
), measured_3 AS (
  SELECT
    orders.user_no AS user_no,
    MIN(orders.ordered_date) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
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
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    (
      COALESCE(measured_1.value_1, 0) * 1.0e0 - COALESCE(measured_2.value_1, 0) * 1.0e0
    ) / NULLIF(COALESCE(measured_2.value_1, 0) * 1.0e0, 0) <= -0.5
    AND DATE_DIFF(
      'DAY',
      CAST(CASE
        WHEN users.joined_date <= CAST('2025-03-10' AS DATE)
        THEN users.joined_date
      END AS DATE),
      CAST(measured_3.value_1 AS DATE)
    ) <= 7
  )

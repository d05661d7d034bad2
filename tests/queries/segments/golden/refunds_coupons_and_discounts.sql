WITH measured_1 AS (
  SELECT
    orders.user_no AS user_no,
    CAST(SUM(
      CASE
        WHEN NOT orders.paid_cents IS NULL
        THEN COALESCE(
          orders.paid_cents - (
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
          ),
          0
        )
      END
    ) AS BIGINT) / NULLIF(CAST(SUM(orders.paid_cents) AS BIGINT), 0) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.is_counted
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measured_2 AS (
  SELECT
    orders.user_no AS user_no,
    COUNT(*) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.is_counted
    AND orders.refunded_date >= CAST('2025-01-10' AS DATE)
    AND orders.refunded_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measured_3 AS (
  SELECT
    orders.user_no AS user_no,
    COUNT(orders.coupon_id) / NULLIF(COUNT(*), 0) AS value_1,
    CAST(SUM(
      CASE
        WHEN NOT orders.gross_cents IS NULL
        THEN COALESCE(orders.discount_cents, 0)
      END
    ) AS BIGINT) / NULLIF(CAST(SUM(orders.gross_cents) AS BIGINT), 0) AS value_2
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
    measured_1.value_1 <= 0.5e0
    AND COALESCE(measured_2.value_1, 0) <= 1
    AND measured_3.value_1 >= 0.5e0
    AND measured_3.value_2 < 0.3e0
  )

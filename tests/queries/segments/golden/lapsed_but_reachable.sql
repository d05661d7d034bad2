WITH measure_1 AS (
  SELECT
    orders.user_no AS user_no,
    DATE_DIFF('DAY', CAST(MAX(orders.ordered_date) AS DATE), CAST('2025-03-10' AS DATE)) AS measured
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.is_counted
    AND (
      orders.refunded_date IS NULL
      OR orders.refunded_date > CAST('2025-03-10' AS DATE)
      OR orders.refunded_cents < orders.paid_cents
    )
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measure_2 AS (
  SELECT
    touches.user_no AS user_no,
    COUNT(*) AS measured
  FROM touches
  WHERE
    NOT touches.user_no IS NULL
    AND NOT COALESCE(touches.is_control, FALSE)
    AND touches.assigned_date >= CAST('2025-03-04' AS DATE)
    AND touches.assigned_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    touches.user_no
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measure_1
  ON users.user_no = measure_1.user_no
LEFT JOIN measure_2
  ON users.user_no = measure_2.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    measure_1.measured > 60
    AND NOT users.phone IS NULL
    AND NOT COALESCE(COALESCE(measure_2.measured, 0) >= 1 OR NOT users.consent_sms, FALSE)
  )

WITH measured_1 AS (
  SELECT
    orders.user_no AS user_no,
    DATE_DIFF('DAY', CAST(MAX(orders.ordered_date) AS DATE), CAST('2025-03-10' AS DATE)) AS value_1
  FROM orders
  WHERE
    NOT orders.user_no IS NULL
    AND orders.counted_until >= CAST('2025-03-10' AS DATE)
    AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    orders.user_no
), measured_2 AS (
  SELECT
    touches.user_no AS user_no,
    COUNT(*) AS value_1
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
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
LEFT JOIN measured_2
  ON users.user_no = measured_2.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    measured_1.value_1 > 60
    AND NOT users.phone IS NULL
    AND NOT COALESCE(COALESCE(measured_2.value_1, 0) >= 1 OR NOT users.consent_sms, FALSE)
  )

WITH measured_1 AS (
  SELECT
    reached.user_no AS user_no,
    COUNT(*) AS value_1
  FROM (
    SELECT
      orders.user_no AS user_no,
      EXTRACT(year FROM orders.ordered_date) * 12 + EXTRACT(month FROM orders.ordered_date) AS period
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
      AND orders.ordered_date >= CAST('2024-09-01' AS DATE)
      AND orders.ordered_date <= CAST('2025-02-28' AS DATE)
    GROUP BY
      orders.user_no,
      EXTRACT(year FROM orders.ordered_date) * 12 + EXTRACT(month FROM orders.ordered_date)
    HAVING
      COUNT(*) >= 2
  ) AS reached
  GROUP BY
    reached.user_no
)
SELECT
  users.user_no AS user_no
FROM users
LEFT JOIN measured_1
  ON users.user_no = measured_1.user_no
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND COALESCE(measured_1.value_1, 0) >= 3

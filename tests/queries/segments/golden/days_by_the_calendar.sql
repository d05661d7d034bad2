WITH measured_1 AS (
  SELECT
    orders.user_no AS user_no,
    MAX(orders.ordered_date) AS value_1
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
WHERE
  (
    users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
  )
  AND (
    CASE
      WHEN users.joined_date <= CAST('2025-03-10' AS DATE)
      THEN users.joined_date
    END BETWEEN CAST('2025-01-01' AS DATE) AND CAST('2025-03-31' AS DATE)
    AND (
      (
        (
          DATE_DIFF('DAY', CAST('1970-01-05' AS DATE), CAST(measured_1.value_1 AS DATE)) % 7
        ) + 7
      ) % 7
    ) + 1 IN (6, 7)
    AND EXTRACT(month FROM users.birth_date) IN (2, 12)
  )

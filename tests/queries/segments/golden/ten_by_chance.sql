SELECT
  placed.user_no AS user_no
FROM (
  WITH measured_1 AS (
    SELECT
      orders.user_no AS user_no,
      COUNT(*) AS value_1
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
    GROUP BY
      orders.user_no
  )
  SELECT
    users.user_no AS user_no,
    ROW_NUMBER() OVER (ORDER BY MD5('九月试用:' || users.user_id) ASC, users.user_id ASC) AS place
  FROM users
  LEFT JOIN measured_1
    ON users.user_no = measured_1.user_no
  WHERE
    (
      users.is_member AND users.known_date <= CAST('2025-03-10' AS DATE)
    )
    AND NOT COALESCE(COALESCE(measured_1.value_1, 0) >= 2, FALSE)
) AS placed
WHERE
  placed.place <= 10

WITH measured_1 AS (
  SELECT
    order_items.user_no AS user_no,
    COUNT(DISTINCT CASE WHEN products.category IN ('美妆') THEN products.category END) AS value_1,
    COUNT(DISTINCT CASE WHEN products.category IN ('食品') THEN products.category END) AS value_2
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  WHERE
    NOT order_items.user_no IS NULL
    AND order_items.counted_until >= CAST('2025-03-10' AS DATE)
    AND order_items.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    order_items.user_no
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
    COALESCE(measured_1.value_1, 0) >= 1 AND COALESCE(measured_1.value_2, 0) = 0
  )

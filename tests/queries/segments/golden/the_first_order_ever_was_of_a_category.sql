WITH measured_1 AS (
  SELECT
    order_items.user_no AS user_no,
    COUNT(DISTINCT order_items.order_id) AS value_1
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  LEFT JOIN (
    SELECT
      orders.order_id AS order_id,
      ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at ASC, orders.order_id ASC) AS order_number,
      ROW_NUMBER() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_at DESC, orders.order_id DESC) AS order_number_from_last,
      DENSE_RANK() OVER (PARTITION BY orders.user_no ORDER BY orders.ordered_date ASC) AS purchase_number
    FROM orders
    WHERE
      NOT orders.user_no IS NULL
      AND orders.ordered_date <= CAST('2025-03-10' AS DATE)
      AND orders.counted_until >= CAST('2025-03-10' AS DATE)
  ) AS order_numbers
    ON order_items.order_id = order_numbers.order_id
  WHERE
    NOT order_items.user_no IS NULL
    AND order_items.counted_until >= CAST('2025-03-10' AS DATE)
    AND order_items.ordered_date >= CAST('2024-10-01' AS DATE)
    AND order_items.ordered_date <= CAST('2024-12-31' AS DATE)
    AND order_numbers.order_number = 1
    AND products.category = '美妆'
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
  AND COALESCE(measured_1.value_1, 0) >= 1

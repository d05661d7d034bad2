WITH measure_1 AS (
  SELECT
    order_items.user_no AS user_no,
    COUNT(DISTINCT CASE WHEN products.category IN ('美妆') THEN products.category END) AS measured
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  LEFT JOIN (
    SELECT
      orders.order_id AS order_id
    FROM orders
    WHERE
      orders.refunded_date <= CAST('2025-03-10' AS DATE)
      AND orders.refunded_cents >= orders.paid_cents
  ) AS refunded_orders
    ON order_items.order_id = refunded_orders.order_id
  WHERE
    NOT order_items.user_no IS NULL
    AND order_items.is_counted
    AND refunded_orders.order_id IS NULL
    AND order_items.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    order_items.user_no
), measure_2 AS (
  SELECT
    order_items.user_no AS user_no,
    COUNT(DISTINCT CASE WHEN products.category IN ('食品') THEN products.category END) AS measured
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  LEFT JOIN (
    SELECT
      orders.order_id AS order_id
    FROM orders
    WHERE
      orders.refunded_date <= CAST('2025-03-10' AS DATE)
      AND orders.refunded_cents >= orders.paid_cents
  ) AS refunded_orders
    ON order_items.order_id = refunded_orders.order_id
  WHERE
    NOT order_items.user_no IS NULL
    AND order_items.is_counted
    AND refunded_orders.order_id IS NULL
    AND order_items.ordered_date <= CAST('2025-03-10' AS DATE)
  GROUP BY
    order_items.user_no
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
    COALESCE(measure_1.measured, 0) >= 1 AND COALESCE(measure_2.measured, 0) = 0
  )

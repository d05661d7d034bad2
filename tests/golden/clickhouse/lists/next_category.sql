WITH audience AS (
  SELECT
    users.user_no AS user_no
  FROM store.users AS users
  WHERE
    users.is_member AND users.known_date <= CAST('2025-06-30' AS Nullable(DATE))
), bought AS (
  SELECT DISTINCT
    order_items.user_no AS user_no,
    order_items.ordered_date AS ordered_date,
    products.category AS category
  FROM store.order_items AS order_items
  INNER JOIN audience
    ON order_items.user_no = audience.user_no
  INNER JOIN store.products AS products
    ON order_items.product_id = products.product_id
  WHERE
    order_items.is_counted
    AND order_items.counted_until >= CAST('2025-06-30' AS Nullable(DATE))
    AND order_items.ordered_date <= CAST('2025-06-30' AS Nullable(DATE))
    AND order_items.ordered_date > CAST('2025-06-30' AS Nullable(DATE)) - 180
    AND NOT (
      products.category IS NULL
    )
), purchase_days AS (
  SELECT DISTINCT
    bought.user_no AS user_no,
    bought.ordered_date AS ordered_date
  FROM bought
), numbered AS (
  SELECT
    purchase_days.user_no AS user_no,
    purchase_days.ordered_date AS ordered_date,
    ROW_NUMBER() OVER (PARTITION BY purchase_days.user_no ORDER BY purchase_days.ordered_date) AS number
  FROM purchase_days
), followed AS (
  SELECT
    numbered.user_no AS user_no,
    numbered.ordered_date AS ordered_date,
    later_days.ordered_date AS next_date,
    later_days.ordered_date > CAST('2025-06-30' AS Nullable(DATE)) - 28 AS is_held_out
  FROM numbered
  INNER JOIN numbered AS later_days
    ON numbered.user_no = later_days.user_no AND numbered.number + 1 = later_days.number
), from_category AS (
  SELECT
    bought.category AS category,
    followed.user_no AS user_no,
    followed.next_date AS next_date,
    followed.is_held_out AS is_held_out
  FROM followed
  INNER JOIN bought
    ON followed.user_no = bought.user_no AND followed.ordered_date = bought.ordered_date
  UNION ALL
  SELECT
    CAST(NULL AS Nullable(String)) AS category,
    followed.user_no AS user_no,
    followed.next_date AS next_date,
    followed.is_held_out AS is_held_out
  FROM followed
), to_category AS (
  SELECT
    from_category.category AS category,
    bought.category AS next_category,
    from_category.is_held_out AS is_held_out
  FROM from_category
  INNER JOIN bought
    ON from_category.user_no = bought.user_no
    AND from_category.next_date = bought.ordered_date
  UNION ALL
  SELECT
    from_category.category AS category,
    CAST(NULL AS Nullable(String)) AS next_category,
    from_category.is_held_out AS is_held_out
  FROM from_category
)
SELECT
  to_category.category AS category,
  to_category.next_category AS next_category,
  to_category.is_held_out AS is_held_out,
  COUNT(*) AS times
FROM to_category
GROUP BY
  to_category.category,
  to_category.next_category,
  to_category.is_held_out
ORDER BY
  to_category.category NULLS FIRST,
  to_category.next_category NULLS FIRST,
  to_category.is_held_out

WITH discounted AS (
  SELECT
    members.arm AS arm,
    orders.discount_cents AS discount_cents
  FROM members
  INNER JOIN store.orders AS orders
    ON members.user_no = orders.user_no
  WHERE
    orders.is_counted
    AND orders.ordered_date <= CAST('2025-06-30' AS Nullable(DATE))
    AND /* constants, so that what lies outside is not even read */ orders.ordered_date >= CAST('2025-01-01' AS Nullable(DATE))
    AND orders.ordered_date <= CAST('2025-04-30' AS Nullable(DATE))
    AND orders.ordered_at >= members.assigned_at
    AND orders.ordered_date <= members.assigned_date + 30
)
SELECT
  discounted.arm AS arm,
  CAST(COALESCE(SUM(discounted.discount_cents), 0) AS Nullable(Int64)) AS discount_cents
FROM discounted
GROUP BY
  discounted.arm
ORDER BY
  discounted.arm

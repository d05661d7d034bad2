-- question: each line of an order with its order's person and time, whether it counts
--     and until when
-- grain: one row per product line of an order
-- reads: delivered order_items, orders
-- note: a line without its order has no person and does not count
select
    orders.user_no as user_no,
    delivered.*,
    orders.ordered_at as ordered_at,
    orders.ordered_date as ordered_date,
    coalesce(orders.is_counted, false) as is_counted,
    orders.counted_until as counted_until
from delivered
left join orders on delivered.order_id = orders.order_id

-- question: Which orders are in scope for everyone?
-- grain: one row per order
-- note: orders of no known person stay in, so that money is whole
select
    orders.user_no as user_no,
    orders.order_id as order_id,
    orders.ordered_at as ordered_at,
    orders.ordered_date as ordered_date,
    orders.channel as channel,
    orders.paid_cents as paid_cents,
    orders.refunded_cents as refunded_cents,
    orders.refunded_date as refunded_date,
    orders.is_counted as is_counted
from orders

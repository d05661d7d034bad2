-- question: Which orders stand after the refunds known by the day asked about?
-- grain: one row per order that counts and was not fully refunded
-- reads: counted_orders
-- note: for everyone, orders of no known person are among them, with no user_no
select
    counted_orders.user_no as user_no,
    counted_orders.order_id as order_id,
    counted_orders.ordered_at as ordered_at,
    counted_orders.ordered_date as ordered_date,
    counted_orders.channel as channel,
    counted_orders.net_cents as net_cents
from counted_orders
where counted_orders.is_order

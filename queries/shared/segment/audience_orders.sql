-- question: Which orders did the people of the segment place?
-- grain: one row per order
-- needs: orders.user_id
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
where orders.user_no in (select audience.user_no as user_no from audience)

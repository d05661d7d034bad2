-- question: how many counted orders, and how much net money, belong to no known person
-- grain: one row
-- reads: orders
select
    count(*) as orders,
    cast(
        coalesce(
            sum(greatest(orders.paid_cents - orders.refunded_cents, 0)), 0
        ) as bigint
    ) as net_cents
from orders
where orders.is_counted and orders.user_no is null

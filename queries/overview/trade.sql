-- question: What was ordered, refunded and earned in the days up to the day asked?
-- grain: one row
-- reads: counted_orders
-- params: days integer = 30 from 1 to 3660
-- columns: orders integer, gross_cents integer, refunded_cents integer,
--     net_cents integer, net_cents_squared exact, refunded_orders integer,
--     unattributed_orders integer, unattributed_net_cents integer
-- note: Refunds stand on the day of their order. Money of the last days is provisional,
--     because refunds arrive late. An order counts while not all of it was refunded;
--     gross counts them all.
with span as (
    select
        counted_orders.user_no as user_no,
        counted_orders.paid_cents as paid_cents,
        counted_orders.refunded_cents as refunded_cents,
        counted_orders.net_cents as net_cents,
        counted_orders.is_order as is_order
    from counted_orders
    where counted_orders.ordered_date > $as_of - $days
)

select
    count(case when span.is_order then 1 end) as orders,
    cast(coalesce(sum(span.paid_cents), 0) as bigint) as gross_cents,
    cast(coalesce(sum(span.refunded_cents), 0) as bigint) as refunded_cents,
    cast(coalesce(sum(span.net_cents), 0) as bigint) as net_cents,
    cast(
        coalesce(sum(cast(span.net_cents as decimal(38, 0)) * span.net_cents), 0)
        as decimal(38, 0)
    ) as net_cents_squared,
    count(case when not span.is_order then 1 end) as refunded_orders,
    count(
        case when span.is_order and span.user_no is null then 1 end
    ) as unattributed_orders,
    cast(
        coalesce(sum(case when span.user_no is null then span.net_cents else 0 end), 0)
        as bigint
    ) as unattributed_net_cents
from span

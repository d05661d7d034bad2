-- question: Which orders count, and what of their refunds was known on the day?
-- grain: one row per counted order, fully refunded ones included
-- reads: audience_orders
-- note: is_order is false once everything was refunded by the day asked about
with as_known as (
    select
        audience_orders.user_no as user_no,
        audience_orders.order_id as order_id,
        audience_orders.ordered_at as ordered_at,
        audience_orders.ordered_date as ordered_date,
        audience_orders.channel as channel,
        audience_orders.paid_cents as paid_cents,
        case
            when audience_orders.refunded_date <= $as_of
                then audience_orders.refunded_cents
            else 0
        end as refunded_cents
    from audience_orders
    where audience_orders.is_counted and audience_orders.ordered_date <= $as_of
)

select
    as_known.user_no as user_no,
    as_known.order_id as order_id,
    as_known.ordered_at as ordered_at,
    as_known.ordered_date as ordered_date,
    as_known.channel as channel,
    as_known.paid_cents as paid_cents,
    as_known.refunded_cents as refunded_cents,
    case
        when as_known.paid_cents > as_known.refunded_cents
            then as_known.paid_cents - as_known.refunded_cents
        else 0
    end as net_cents,
    -- a free order with nothing to refund is an order
    as_known.refunded_cents = 0
    or as_known.refunded_cents < as_known.paid_cents as is_order
from as_known

-- question: What happened on each day?
-- grain: one row per local day within the data, days without orders included
-- reads: calendar, counted_orders, first_purchases
-- params: days integer = 90 from 1 to 36600, refund_days integer = 15 from 0 to 365
-- columns: day_date date, orders integer, buyers integer needs orders.user_id,
--     first_time_buyers integer needs orders.user_id, gross_cents integer,
--     refunded_cents integer, net_cents integer, is_provisional boolean
-- note: Refunds stand on the day of their order. Days are provisional while
--     refunds of them may still arrive.
with trade as (
    select
        counted_orders.ordered_date as day_date,
        count(case when counted_orders.is_order then 1 end) as orders,
        count(
            distinct case when counted_orders.is_order then counted_orders.user_no end
        ) as buyers,
        cast(sum(counted_orders.paid_cents) as bigint) as gross_cents,
        cast(sum(counted_orders.refunded_cents) as bigint) as refunded_cents,
        cast(sum(counted_orders.net_cents) as bigint) as net_cents
    from counted_orders
    where counted_orders.ordered_date > $as_of - $days
    group by counted_orders.ordered_date
),

newcomers as (
    select
        first_purchases.first_date as day_date,
        count(*) as first_time_buyers
    from first_purchases
    where first_purchases.first_date > $as_of - $days
    group by first_purchases.first_date
)

select
    calendar.day_date as day_date,
    coalesce(trade.orders, 0) as orders,
    coalesce(trade.buyers, 0) as buyers,
    coalesce(newcomers.first_time_buyers, 0) as first_time_buyers,
    coalesce(trade.gross_cents, 0) as gross_cents,
    coalesce(trade.refunded_cents, 0) as refunded_cents,
    coalesce(trade.net_cents, 0) as net_cents,
    calendar.day_date > $as_of - $refund_days as is_provisional
from calendar
left join trade on calendar.day_date = trade.day_date
left join newcomers on calendar.day_date = newcomers.day_date
where calendar.day_date > $as_of - $days
order by calendar.day_date

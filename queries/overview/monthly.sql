-- question: What happened in each month?
-- grain: one row per calendar month within the data, months without orders included
-- reads: calendar, counted_orders, first_purchases
-- params: months integer = 24 from 1 to 1200, refund_days integer = 15 from 0 to 365
-- columns: month_date date, orders integer, buyers integer needs orders.user_id,
--     first_time_buyers integer needs orders.user_id, gross_cents integer,
--     refunded_cents integer, net_cents integer, days_covered integer,
--     is_complete boolean, is_provisional boolean
-- note: A month is complete when the data cover all its days; a running month never
--     looks like a drop. It is provisional while refunds may still arrive.
with months as (
    select
        calendar.month_number as month_number,
        min(calendar.day_date) as first_day,
        max(calendar.day_date) as last_day,
        count(*) as days_covered
    from calendar
    group by calendar.month_number
),

trade as (
    select
        cast(
            extract(year from counted_orders.ordered_date) * 12
            + extract(month from counted_orders.ordered_date)
            as integer
        ) as month_number,
        count(case when counted_orders.is_order then 1 end) as orders,
        count(
            distinct case when counted_orders.is_order then counted_orders.user_no end
        ) as buyers,
        cast(sum(counted_orders.paid_cents) as bigint) as gross_cents,
        cast(sum(counted_orders.refunded_cents) as bigint) as refunded_cents,
        cast(sum(counted_orders.net_cents) as bigint) as net_cents
    from counted_orders
    group by month_number
),

newcomers as (
    select
        cast(
            extract(year from first_purchases.first_date) * 12
            + extract(month from first_purchases.first_date)
            as integer
        ) as month_number,
        count(*) as first_time_buyers
    from first_purchases
    group by month_number
)

select
    cast(date_trunc('month', months.first_day) as date) as month_date,
    coalesce(trade.orders, 0) as orders,
    coalesce(trade.buyers, 0) as buyers,
    coalesce(newcomers.first_time_buyers, 0) as first_time_buyers,
    coalesce(trade.gross_cents, 0) as gross_cents,
    coalesce(trade.refunded_cents, 0) as refunded_cents,
    coalesce(trade.net_cents, 0) as net_cents,
    months.days_covered as days_covered,
    extract(day from months.first_day) = 1
    and extract(day from months.last_day + 1) = 1 as is_complete,
    months.last_day > $as_of - $refund_days as is_provisional
from months
left join trade on months.month_number = trade.month_number
left join newcomers on months.month_number = newcomers.month_number
where
    months.month_number
    > extract(year from $as_of) * 12 + extract(month from $as_of) - $months
order by month_date

-- question: What did these people buy in a span of days before or after the day asked?
-- grain: one row
-- reads: audience, orders
-- needs: orders.user_id
-- params: days integer = 90 from 1 to 3660, days_before integer = 0 from 0 to 3660
-- columns: people integer, buyers integer, repurchased integer, orders integer,
--     orders_squared exact, net_cents integer, net_cents_squared exact,
--     net_cents_times_orders exact
-- note: The people are those of the day asked about. The span is the given days that
--     follow the day so many days before it; with 0, the days after the day itself. Its
--     orders and their refunds are those known at its end. Squares and products are
--     summed over people. Repurchased are people with two purchase days in the span.
with span_orders as (
    select
        orders.user_no as user_no,
        orders.ordered_date as ordered_date,
        orders.paid_cents as paid_cents,
        case
            when orders.refunded_date <= $as_of - $days_before + $days
                then orders.refunded_cents
            else 0
        end as refunded_cents
    from orders
    inner join audience on orders.user_no = audience.user_no
    where
        orders.is_counted
        and orders.ordered_date > $as_of - $days_before
        and orders.ordered_date <= $as_of - $days_before + $days
),

-- a free order with nothing to refund is an order
standing_orders as (
    select
        span_orders.user_no as user_no,
        span_orders.ordered_date as ordered_date,
        span_orders.paid_cents - span_orders.refunded_cents as net_cents
    from span_orders
    where
        span_orders.refunded_cents = 0
        or span_orders.refunded_cents < span_orders.paid_cents
),

buyers as (
    select
        standing_orders.user_no as user_no,
        count(*) as orders,
        count(distinct standing_orders.ordered_date) as purchase_days,
        cast(sum(standing_orders.net_cents) as bigint) as net_cents
    from standing_orders
    group by standing_orders.user_no
),

bought as (
    select
        count(*) as buyers,
        count(case when buyers.purchase_days > 1 then 1 end) as repurchased,
        cast(coalesce(sum(buyers.orders), 0) as bigint) as orders,
        cast(
            coalesce(sum(cast(buyers.orders as decimal(38, 0)) * buyers.orders), 0)
            as decimal(38, 0)
        ) as orders_squared,
        cast(coalesce(sum(buyers.net_cents), 0) as bigint) as net_cents,
        cast(
            coalesce(
                sum(cast(buyers.net_cents as decimal(38, 0)) * buyers.net_cents), 0
            ) as decimal(38, 0)
        ) as net_cents_squared,
        cast(
            coalesce(sum(cast(buyers.net_cents as decimal(38, 0)) * buyers.orders), 0)
            as decimal(38, 0)
        ) as net_cents_times_orders
    from buyers
),

everybody as (
    select count(*) as people
    from audience
)

select
    everybody.people as people,
    bought.buyers as buyers,
    bought.repurchased as repurchased,
    bought.orders as orders,
    bought.orders_squared as orders_squared,
    bought.net_cents as net_cents,
    bought.net_cents_squared as net_cents_squared,
    bought.net_cents_times_orders as net_cents_times_orders
from everybody
cross join bought

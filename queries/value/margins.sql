-- question: What margin have the people who first bought in a month brought in since?
-- grain: one row per month of first purchase and complete month since
-- reads: calendar, purchases, order_items, products
-- needs: orders.user_id, order_items.quantity, products.unit_cost_amount
-- params: refund_days integer = 15 from 0 to 365
-- columns: cohort_date date, months_since integer, size integer,
--     margin_millicents exact, margin_millicents_squared exact, orders integer,
--     orders_without_cost integer, is_provisional boolean
-- note: Margin is net revenue less quantity times unit cost of the orders that stand,
--     as unit costs are now; a millicent is a thousandth of a cent. Where an order
--     lacks the cost of a line, or has no lines, the margin of its cohort is too high.
with lines as (
    select
        order_items.user_no as user_no,
        order_items.order_id as order_id,
        order_items.ordered_date as ordered_date,
        -- whole thousandths of a quantity: engines make decimals of doubles differently
        cast(floor(order_items.quantity * 1000 + 0.5) as decimal(38, 0))
        * products.unit_cost_cents as cost_millicents
    from order_items
    left join products on order_items.product_id = products.product_id
    where
        order_items.is_counted
        and order_items.user_no is not null
        and order_items.ordered_date <= $as_of
        and order_items.counted_until >= $as_of
),

order_costs as (
    select
        lines.user_no as user_no,
        lines.order_id as order_id,
        lines.ordered_date as ordered_date,
        cast(sum(lines.cost_millicents) as decimal(38, 0)) as cost_millicents,
        count(case when lines.cost_millicents is null then 1 end) as lines_without_cost
    from lines
    group by lines.user_no, lines.order_id, lines.ordered_date
),

monthly_costs as (
    select
        order_costs.user_no as user_no,
        cast(
            extract(year from order_costs.ordered_date) * 12
            + extract(month from order_costs.ordered_date)
            as integer
        ) as month_number,
        cast(
            coalesce(sum(order_costs.cost_millicents), 0) as decimal(38, 0)
        ) as cost_millicents,
        count(
            case when order_costs.lines_without_cost = 0 then 1 end
        ) as orders_with_cost
    from order_costs
    group by order_costs.user_no, month_number
),

monthly_orders as (
    select
        purchases.user_no as user_no,
        cast(
            extract(year from purchases.ordered_date) * 12
            + extract(month from purchases.ordered_date)
            as integer
        ) as month_number,
        count(*) as orders,
        cast(sum(purchases.net_cents) as decimal(38, 0)) * 1000 as net_millicents
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no, month_number
),

monthly as (
    select
        monthly_orders.user_no as user_no,
        monthly_orders.month_number as month_number,
        monthly_orders.orders as orders,
        monthly_orders.orders
        - coalesce(monthly_costs.orders_with_cost, 0) as orders_without_cost,
        cast(
            monthly_orders.net_millicents - coalesce(monthly_costs.cost_millicents, 0)
            as decimal(38, 0)
        ) as margin
    from monthly_orders
    left join monthly_costs
        on
            monthly_orders.user_no = monthly_costs.user_no
            and monthly_orders.month_number = monthly_costs.month_number
),

cumulated as (
    select
        monthly.month_number as month_number,
        monthly.orders as orders,
        monthly.orders_without_cost as orders_without_cost,
        monthly.margin as margin,
        min(monthly.month_number) over (partition by monthly.user_no) as cohort_number,
        cast(
            sum(monthly.margin) over (
                partition by monthly.user_no
                order by monthly.month_number
                rows between unbounded preceding and current row
            ) as decimal(38, 0)
        ) as margin_since
    from monthly
),

grown as (
    select
        cumulated.cohort_number as cohort_number,
        cumulated.month_number as month_number,
        cumulated.orders as orders,
        cumulated.orders_without_cost as orders_without_cost,
        cumulated.margin as margin,
        cumulated.margin_since as margin_since,
        cast(
            cumulated.margin_since - cumulated.margin as decimal(38, 0)
        ) as margin_before
    from cumulated
),

-- what each month adds to the sums: nobody needs a row for a month without orders
added as (
    select
        grown.cohort_number as cohort_number,
        grown.month_number as month_number,
        count(*) as people,
        cast(sum(grown.orders) as bigint) as orders,
        cast(sum(grown.orders_without_cost) as bigint) as orders_without_cost,
        cast(sum(grown.margin) as decimal(38, 0)) as margin,
        cast(
            sum(
                cast(grown.margin_since as decimal(38, 0)) * grown.margin_since
                - cast(grown.margin_before as decimal(38, 0)) * grown.margin_before
            ) as decimal(38, 0)
        ) as margin_squared
    from grown
    group by grown.cohort_number, grown.month_number
),

months as (
    select
        calendar.month_number as month_number,
        min(calendar.day_date) as first_day,
        max(calendar.day_date) as last_day
    from calendar
    group by calendar.month_number
),

cells as (
    select
        cohorts.cohort_number as cohort_number,
        cohorts.people as size,
        months.month_number as month_number,
        months.last_day as last_day
    from added as cohorts
    inner join months on cohorts.cohort_number <= months.month_number
    where
        cohorts.cohort_number = cohorts.month_number
        and extract(day from months.last_day + 1) = 1
),

summed as (
    select
        cells.cohort_number as cohort_number,
        cells.month_number as month_number,
        cells.size as size,
        cells.last_day as last_day,
        cast(
            sum(coalesce(added.margin, 0)) over (
                partition by cells.cohort_number
                order by cells.month_number
                rows between unbounded preceding and current row
            ) as decimal(38, 0)
        ) as margin_millicents,
        cast(
            sum(coalesce(added.margin_squared, 0)) over (
                partition by cells.cohort_number
                order by cells.month_number
                rows between unbounded preceding and current row
            ) as decimal(38, 0)
        ) as margin_millicents_squared,
        cast(
            sum(coalesce(added.orders, 0)) over (
                partition by cells.cohort_number
                order by cells.month_number
                rows between unbounded preceding and current row
            ) as bigint
        ) as orders,
        cast(
            sum(coalesce(added.orders_without_cost, 0)) over (
                partition by cells.cohort_number
                order by cells.month_number
                rows between unbounded preceding and current row
            ) as bigint
        ) as orders_without_cost
    from cells
    left join added
        on
            cells.cohort_number = added.cohort_number
            and cells.month_number = added.month_number
)

select
    cast(date_trunc('month', cohort_months.first_day) as date) as cohort_date,
    summed.month_number - summed.cohort_number as months_since,
    summed.size as size,
    summed.margin_millicents as margin_millicents,
    summed.margin_millicents_squared as margin_millicents_squared,
    summed.orders as orders,
    summed.orders_without_cost as orders_without_cost,
    summed.last_day > $as_of - $refund_days as is_provisional
from summed
inner join months as cohort_months
    on summed.cohort_number = cohort_months.month_number
order by cohort_date, months_since

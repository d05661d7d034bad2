-- question: What have the people who first bought in a month brought in since?
-- grain: one row per month of first purchase and complete month since
-- reads: calendar, purchases
-- needs: orders.user_id
-- params: refund_days integer = 15 from 0 to 365
-- columns: cohort_date date, months_since integer, size integer, net_cents integer,
--     net_cents_squared exact, largest_cents integer, is_provisional boolean,
--     may_hold_earlier_buyers boolean
-- note: Net revenue from the first purchase to the end of the month, of all who are
--     in the cohort, whether they bought again or not. Squared is the sum over people.
--     Months that have not ended are absent. Provisional while refunds may arrive.
with monthly as (
    select
        purchases.user_no as user_no,
        cast(
            extract(year from purchases.ordered_date) * 12
            + extract(month from purchases.ordered_date)
            as integer
        ) as month_number,
        cast(sum(purchases.net_cents) as bigint) as net_cents
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no, month_number
),

cumulated as (
    select
        monthly.month_number as month_number,
        monthly.net_cents as net_cents,
        min(monthly.month_number) over (partition by monthly.user_no) as cohort_number,
        cast(
            sum(monthly.net_cents) over (
                partition by monthly.user_no
                order by monthly.month_number
                rows between unbounded preceding and current row
            ) as bigint
        ) as value_cents
    from monthly
),

grown as (
    select
        cumulated.cohort_number as cohort_number,
        cumulated.month_number as month_number,
        cumulated.net_cents as net_cents,
        cumulated.value_cents as value_cents,
        cumulated.value_cents - cumulated.net_cents as value_before_cents
    from cumulated
),

-- what each month adds to the sums: nobody needs a row for a month without orders
added as (
    select
        grown.cohort_number as cohort_number,
        grown.month_number as month_number,
        count(*) as people,
        cast(sum(grown.net_cents) as bigint) as net_cents,
        cast(
            sum(
                cast(grown.value_cents as decimal(38, 0)) * grown.value_cents
                - cast(grown.value_before_cents as decimal(38, 0))
                * grown.value_before_cents
            ) as decimal(38, 0)
        ) as net_cents_squared,
        max(grown.value_cents) as largest_cents
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
            sum(coalesce(added.net_cents, 0)) over (
                partition by cells.cohort_number
                order by cells.month_number
                rows between unbounded preceding and current row
            ) as bigint
        ) as net_cents,
        cast(
            sum(coalesce(added.net_cents_squared, 0)) over (
                partition by cells.cohort_number
                order by cells.month_number
                rows between unbounded preceding and current row
            ) as decimal(38, 0)
        ) as net_cents_squared,
        max(added.largest_cents) over (
            partition by cells.cohort_number
            order by cells.month_number
            rows between unbounded preceding and current row
        ) as largest_cents
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
    summed.net_cents as net_cents,
    summed.net_cents_squared as net_cents_squared,
    summed.largest_cents as largest_cents,
    summed.last_day > $as_of - $refund_days as is_provisional,
    cohort_months.first_day <= $data_start as may_hold_earlier_buyers
from summed
inner join months as cohort_months
    on summed.cohort_number = cohort_months.month_number
order by cohort_date, months_since

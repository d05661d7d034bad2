-- question: Of those who first bought in a month, how many bought again in each month?
-- grain: one row per month of first purchase and month since, as far as observed
-- reads: calendar, purchases
-- needs: orders.user_id
-- columns: cohort_date date, months_since integer, size integer, returned integer,
--     is_complete boolean, may_hold_earlier_buyers boolean
-- note: Months not yet begun are absent, never 0. A cell is complete when its month has
--     ended. Month 0 is the cohort itself. The first cohort may hold people who bought
--     before the data begin.
with bought as (
    select
        purchases.user_no as user_no,
        cast(
            extract(year from purchases.ordered_date) * 12
            + extract(month from purchases.ordered_date)
            as integer
        ) as month_number
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no, month_number
),

first_months as (
    select
        bought.user_no as user_no,
        min(bought.month_number) as cohort_number
    from bought
    group by bought.user_no
),

returns as (
    select
        first_months.cohort_number as cohort_number,
        bought.month_number as month_number,
        count(*) as returned
    from bought
    inner join first_months on bought.user_no = first_months.user_no
    group by first_months.cohort_number, bought.month_number
),

months as (
    select
        calendar.month_number as month_number,
        min(calendar.day_date) as first_day,
        max(calendar.day_date) as last_day
    from calendar
    group by calendar.month_number
),

cohorts as (
    select
        returns.cohort_number as cohort_number,
        returns.returned as size
    from returns
    where returns.cohort_number = returns.month_number
),

cells as (
    select
        cohorts.cohort_number as cohort_number,
        cohorts.size as size,
        months.month_number as month_number,
        months.last_day as last_day
    from cohorts
    inner join months on cohorts.cohort_number <= months.month_number
)

select
    cast(date_trunc('month', cohort_months.first_day) as date) as cohort_date,
    cells.month_number - cells.cohort_number as months_since,
    cells.size as size,
    coalesce(returns.returned, 0) as returned,
    extract(day from cells.last_day + 1) = 1 as is_complete,
    cohort_months.first_day <= $data_start as may_hold_earlier_buyers
from cells
inner join months as cohort_months
    on cells.cohort_number = cohort_months.month_number
left join returns
    on
        cells.cohort_number = returns.cohort_number
        and cells.month_number = returns.month_number
order by cohort_date, months_since

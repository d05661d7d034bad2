-- question: How many first-time buyers bought again within so many days?
-- grain: one row per number of days: the usual five and the one asked for
-- reads: first_purchases, numbers, purchases
-- needs: orders.user_id
-- params: days integer = 90 from 1 to 3650
-- columns: within_days integer, eligible integer, repurchased integer
-- note: Purchases of one day are one. The first purchase day is day 0; eligible are
--     those whose last day of the window is within the data; they repurchased when
--     another purchase day is among days 1 to N.
with second_purchases as (
    select
        first_purchases.user_no as user_no,
        min(purchases.ordered_date) as second_date
    from first_purchases
    inner join purchases
        on
            first_purchases.user_no = purchases.user_no
            and first_purchases.first_date < purchases.ordered_date
    group by first_purchases.user_no
),

-- few rows however many the people
gaps as (
    select
        date_diff('day', first_purchases.first_date, $as_of) as observed_days,
        date_diff(
            'day', first_purchases.first_date, second_purchases.second_date
        ) as gap_days,
        count(*) as people
    from first_purchases
    left join second_purchases
        on first_purchases.user_no = second_purchases.user_no
    group by observed_days, gap_days
),

horizons as (
    select numbers.number as within_days
    from numbers
    where numbers.number in (30, 60, 90, 180, 365, $days)
),

counted as (
    select
        horizons.within_days as within_days,
        cast(sum(gaps.people) as bigint) as eligible,
        cast(
            sum(
                case
                    when gaps.gap_days <= horizons.within_days then gaps.people
                    else 0
                end
            ) as bigint
        ) as repurchased
    from horizons
    inner join gaps on horizons.within_days <= gaps.observed_days
    group by horizons.within_days
)

select
    horizons.within_days as within_days,
    coalesce(counted.eligible, 0) as eligible,
    coalesce(counted.repurchased, 0) as repurchased
from horizons
left join counted on horizons.within_days = counted.within_days
order by horizons.within_days

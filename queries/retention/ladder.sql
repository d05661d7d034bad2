-- question: Of those who bought so often, how many bought again within so many days?
-- grain: one row per order number and number of days
-- reads: numbers, purchase_waits
-- needs: orders.user_id
-- params: days integer = 90 from 1 to 3650, steps integer = 5 from 1 to 30
-- columns: purchase_number integer, within_days integer, reached integer,
--     eligible integer, went_on integer
-- note: Purchases of one day are one. Eligible are those whose purchase of that number
--     lies so many days back; they went on when the next one came within the days.
with gaps as (
    -- few rows however many the people
    select
        purchase_waits.number as number,
        date_diff('day', purchase_waits.ordered_date, $as_of) as observed_days,
        date_diff(
            'day', purchase_waits.ordered_date, purchase_waits.next_date
        ) as gap_days,
        count(*) as people
    from purchase_waits
    where purchase_waits.number <= $steps
    group by number, observed_days, gap_days
),

horizons as (
    select numbers.number as within_days
    from numbers
    where numbers.number in (30, 60, 90, 180, 365, $days)
),

steps as (
    select
        gaps.number as number,
        cast(sum(gaps.people) as bigint) as reached
    from gaps
    group by gaps.number
),

counted as (
    select
        gaps.number as number,
        horizons.within_days as within_days,
        cast(sum(gaps.people) as bigint) as eligible,
        cast(
            sum(
                case
                    when gaps.gap_days <= horizons.within_days then gaps.people
                    else 0
                end
            ) as bigint
        ) as went_on
    from horizons
    inner join gaps on horizons.within_days <= gaps.observed_days
    group by gaps.number, horizons.within_days
),

rungs as (
    select
        steps.number as number,
        steps.reached as reached,
        horizons.within_days as within_days
    from steps
    cross join horizons
)

select
    rungs.number as purchase_number,
    rungs.within_days as within_days,
    rungs.reached as reached,
    coalesce(counted.eligible, 0) as eligible,
    coalesce(counted.went_on, 0) as went_on
from rungs
left join counted
    on
        rungs.number = counted.number
        and rungs.within_days = counted.within_days
order by purchase_number, within_days

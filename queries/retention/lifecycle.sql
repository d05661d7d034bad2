-- question: Who was new, stayed, came back or went away in each period?
-- grain: one row per week, month or quarter within the data
-- reads: calendar, purchases
-- needs: orders.user_id
-- params: period text = month one of week|month|quarter,
--     week_starts integer = 1 from 1 to 7
-- columns: period_date date, active integer, new_buyers integer,
--     retained integer, resurrected integer, churned integer, is_complete boolean
-- note: Active is who bought in the period; new for the first time of all, retained
--     also in the period before, resurrected earlier but not in the period before;
--     churned bought in the period before and not in this one. So active is the active
--     before, plus new, plus resurrected, minus churned. Of the first period none of
--     this can be known. Weeks start on day 1, Monday, to 7, Sunday.
with days as (
    select
        calendar.day_date as day_date,
        -- 1 January 1900 was a Monday
        cast(
            (
                date_diff('day', cast('1900-01-01' as date), calendar.day_date)
                + 8 - $week_starts
            ) % 7 as integer
        ) as days_into_week
    from calendar
),

period_days as (
    select
        days.day_date as day_date,
        case
            when $period = 'week' then days.day_date - days.days_into_week
            when $period = 'quarter'
                then cast(date_trunc('quarter', days.day_date) as date)
            else cast(date_trunc('month', days.day_date) as date)
        end as period_date
    from days
),

covered as (
    select
        period_days.period_date as period_date,
        min(period_days.day_date) as first_day,
        max(period_days.day_date) as last_day
    from period_days
    group by period_days.period_date
),

periods as (
    select
        covered.period_date as period_date,
        covered.first_day = covered.period_date
        and case
            when $period = 'week'
                then date_diff('day', covered.period_date, covered.last_day) = 6
            when $period = 'quarter'
                then
                    extract(day from covered.last_day + 1) = 1
                    and extract(month from covered.last_day + 1) % 3 = 1
            else extract(day from covered.last_day + 1) = 1
        end as is_complete,
        row_number() over (order by covered.period_date) as number
    from covered
),

bought as (
    select
        purchases.user_no as user_no,
        periods.number as number
    from purchases
    inner join period_days on purchases.ordered_date = period_days.day_date
    inner join periods on period_days.period_date = periods.period_date
    where purchases.user_no is not null
    group by purchases.user_no, periods.number
),

ordered as (
    select
        bought.user_no as user_no,
        bought.number as number,
        row_number() over (
            partition by bought.user_no order by bought.number
        ) as place
    from bought
),

followed as (
    select
        ordered.number as number,
        case
            when ordered.place > 1
                then
                    lag(ordered.number) over (
                        partition by ordered.user_no order by ordered.place
                    )
        end as number_before
    from ordered
),

counted as (
    select
        followed.number as number,
        count(*) as active,
        count(case when followed.number_before is null then 1 end) as new_buyers,
        count(
            case when followed.number_before + 1 = followed.number then 1 end
        ) as retained
    from followed
    group by followed.number
),

kept as (
    select
        periods.number as number,
        periods.period_date as period_date,
        periods.is_complete as is_complete,
        coalesce(counted.active, 0) as active,
        coalesce(counted.new_buyers, 0) as new_buyers,
        coalesce(counted.retained, 0) as retained
    from periods
    left join counted on periods.number = counted.number
),

beside as (
    select
        kept.number as number,
        kept.period_date as period_date,
        kept.is_complete as is_complete,
        kept.active as active,
        kept.new_buyers as new_buyers,
        kept.retained as retained,
        case
            when kept.number > 1 then lag(kept.active) over (order by kept.number)
        end as active_before
    from kept
)

select
    beside.period_date as period_date,
    beside.active as active,
    case when beside.number > 1 then beside.new_buyers end as new_buyers,
    case when beside.number > 1 then beside.retained end as retained,
    case
        when beside.number > 1
            then beside.active - beside.new_buyers - beside.retained
    end as resurrected,
    beside.active_before - beside.retained as churned,
    beside.is_complete as is_complete
from beside
order by period_date

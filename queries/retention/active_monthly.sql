-- question: Of those who were active when a month began, how many bought in it?
-- grain: one row per calendar month within the data
-- reads: calendar, purchase_waits
-- needs: orders.user_id
-- params: active_days integer = 90 from 1 to 3650
-- columns: month_date date, active integer, bought integer, is_complete boolean,
--     is_covered boolean
-- note: Active is who bought in so many days before the month. It is covered when the
--     data hold all those days, and complete when they hold the whole month.
with stretches as (
    -- few rows however many the people
    select
        purchase_waits.ordered_date as ordered_date,
        purchase_waits.next_date as next_date,
        count(*) as people
    from purchase_waits
    group by purchase_waits.ordered_date, purchase_waits.next_date
),

months as (
    select
        cast(date_trunc('month', calendar.day_date) as date) as month_date,
        max(calendar.day_date) as last_day
    from calendar
    group by month_date
),

-- of a person only the last purchase before the month can reach into it
active as (
    select
        months.month_date as month_date,
        cast(sum(stretches.people) as bigint) as active,
        cast(
            sum(
                case
                    when stretches.next_date <= months.last_day then stretches.people
                    else 0
                end
            ) as bigint
        ) as bought
    from stretches
    cross join months
    where
        stretches.ordered_date < months.month_date
        and stretches.ordered_date >= months.month_date - $active_days
        and coalesce(stretches.next_date >= months.month_date, true)
    group by months.month_date
)

select
    months.month_date as month_date,
    coalesce(active.active, 0) as active,
    coalesce(active.bought, 0) as bought,
    $data_start <= months.month_date
    and extract(day from months.last_day + 1) = 1 as is_complete,
    $data_start <= months.month_date - $active_days as is_covered
from months
left join active on months.month_date = active.month_date
order by month_date

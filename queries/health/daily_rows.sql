-- question: How many rows does each table have on each of its last days?
-- grain: one row per table with a date and per local day since its first row
-- reads: calendar, orders, users, interactions, touches, surveys, referrals,
--     user_snapshots, costs
-- params: days integer = 30 from 1 to 3660
-- columns: table_name text, day_date date, row_count integer
-- note: All rows, whoever they belong to and whether they count or not. Tables that
--     were not delivered are absent; days without rows within a table are 0.
with counted as (
    select
        'orders' as table_name,
        orders.ordered_date as day_date,
        count(*) as row_count
    from orders
    group by orders.ordered_date
    union all
    select
        'users' as table_name,
        users.joined_date as day_date,
        count(*) as row_count
    from users
    group by users.joined_date
    union all
    select
        'interactions' as table_name,
        interactions.occurred_date as day_date,
        count(*) as row_count
    from interactions
    group by interactions.occurred_date
    union all
    select
        'touches' as table_name,
        touches.assigned_date as day_date,
        count(*) as row_count
    from touches
    group by touches.assigned_date
    union all
    select
        'surveys' as table_name,
        surveys.answered_date as day_date,
        count(*) as row_count
    from surveys
    group by surveys.answered_date
    union all
    select
        'referrals' as table_name,
        referrals.invited_date as day_date,
        count(*) as row_count
    from referrals
    group by referrals.invited_date
    union all
    select
        'user_snapshots' as table_name,
        user_snapshots.snapshot_date as day_date,
        count(*) as row_count
    from user_snapshots
    group by user_snapshots.snapshot_date
    union all
    select
        'costs' as table_name,
        costs.cost_date as day_date,
        count(*) as row_count
    from costs
    group by costs.cost_date
),

reach as (
    select
        counted.table_name as table_name,
        min(counted.day_date) as first_date
    from counted
    where counted.day_date is not null
    group by counted.table_name
),

days as (
    select
        reach.table_name as table_name,
        calendar.day_date as day_date
    from reach
    inner join calendar on reach.first_date <= calendar.day_date
    where calendar.day_date > $as_of - $days
)

select
    days.table_name as table_name,
    days.day_date as day_date,
    coalesce(counted.row_count, 0) as row_count
from days
left join counted
    on
        days.table_name = counted.table_name
        and days.day_date = counted.day_date
order by days.table_name, days.day_date

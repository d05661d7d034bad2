-- question: What did people buy after a first order that followed a campaign?
-- grain: one row per group, day of the first order and days until the next purchase day
-- reads: members, purchases
-- params: window_days integer, follow_days integer
-- note: members are those the campaign was sent to. Won (is_won 1) is who ordered for
--     the first time between the assignment and the end of its window; others (0) were
--     not sent it, and ordered for the first time in a calendar month in which somebody
--     was won. Data that begin late make old buyers look new. wait_days is -1 where no
--     later purchase day is known; later_cents is of the days after the first one.
with firsts as (
    select
        purchases.user_no as user_no,
        min(purchases.ordered_at) as first_at,
        min(purchases.ordered_date) as first_date
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no
),

placed as (
    select
        firsts.user_no as user_no,
        firsts.first_date as first_date,
        cast(date_trunc('month', firsts.first_date) as date) as month_date,
        case when members.user_no is null then 0 else 1 end as is_sent,
        case
            when
                firsts.first_at >= members.assigned_at
                and firsts.first_date <= members.assigned_date + $window_days
                then 1
            else 0
        end as is_won
    from firsts
    left join members on firsts.user_no = members.user_no
),

months as (
    select distinct placed.month_date as month_date
    from placed
    where placed.is_won = 1
),

compared as (
    select
        placed.user_no as user_no,
        placed.first_date as first_date,
        placed.is_won as is_won
    from placed
    inner join months on placed.month_date = months.month_date
    where placed.is_won = 1 or placed.is_sent = 0
),

later as (
    select
        compared.user_no as user_no,
        min(
            date_diff('day', compared.first_date, purchases.ordered_date)
        ) as wait_days,
        cast(sum(purchases.net_cents) as bigint) as later_cents
    from compared
    inner join purchases on compared.user_no = purchases.user_no
    where
        purchases.ordered_date > compared.first_date
        and purchases.ordered_date <= compared.first_date + $follow_days
    group by compared.user_no
),

followed as (
    select
        compared.is_won as is_won,
        compared.first_date as first_date,
        coalesce(later.wait_days, -1) as wait_days,
        coalesce(later.later_cents, 0) as later_cents
    from compared
    left join later on compared.user_no = later.user_no
)

select
    followed.is_won as is_won,
    followed.first_date as first_date,
    followed.wait_days as wait_days,
    count(*) as people,
    cast(sum(followed.later_cents) as bigint) as later_cents,
    cast(
        sum(cast(followed.later_cents as decimal(38, 0)) * followed.later_cents)
        as decimal(38, 0)
    ) as later_cents_squared
from followed
group by followed.is_won, followed.first_date, followed.wait_days
order by followed.is_won desc, followed.first_date asc, followed.wait_days asc

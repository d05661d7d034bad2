-- question: What did people whom no list may touch buy in a quarter, and others?
-- grain: one row per buyer, and one per group with no buyer named
-- reads: drawn, audience, purchases
-- params: first date, last date
-- note: drawn has everyone whom chance put into the global control group (is_held 1) or
--     let be written to (0). The audience is of the day before the quarter. Rows with
--     is_group 1 count the people of a group; the others hold one buyer each.
with eligible as (
    select
        drawn.user_no as user_no,
        drawn.is_held as is_held
    from drawn
    inner join audience on drawn.user_no = audience.user_no
),

spent as (
    select
        eligible.user_no as user_no,
        eligible.is_held as is_held,
        cast(sum(purchases.net_cents) as bigint) as net_cents
    from eligible
    inner join purchases on eligible.user_no = purchases.user_no
    where
        purchases.ordered_date >= $first
        and purchases.ordered_date <= $last
    group by eligible.user_no, eligible.is_held
),

answered as (
    select
        1 as is_group,
        eligible.is_held as is_held,
        count(*) as people,
        0 as net_cents
    from eligible
    group by eligible.is_held
    union all
    select
        0 as is_group,
        spent.is_held as is_held,
        1 as people,
        spent.net_cents as net_cents
    from spent
)

select
    answered.is_group as is_group,
    answered.is_held as is_held,
    answered.people as people,
    answered.net_cents as net_cents
from answered
order by answered.is_group desc, answered.is_held asc, answered.net_cents asc

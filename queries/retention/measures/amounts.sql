-- question: How much net revenue did each cohort bring in each period, and how unequal?
-- grain: one row per cohort and period with a purchase
-- reads: followed
-- note: cents_squared is by how much the sum of the squares of what each person has
--     brought so far grows in the period
with spent as (
    select
        followed.user_no as user_no,
        followed.cohort as cohort,
        followed.age as age,
        cast(sum(followed.net_cents) as bigint) as net_cents
    from followed
    group by followed.user_no, followed.cohort, followed.age
),

so_far as (
    select
        spent.cohort as cohort,
        spent.age as age,
        spent.net_cents as net_cents,
        cast(
            sum(spent.net_cents) over (
                partition by spent.user_no, spent.cohort
                order by spent.age
            ) as bigint
        ) as total_cents
    from spent
)

select
    so_far.cohort as cohort,
    so_far.age as age,
    cast(sum(so_far.net_cents) as bigint) as net_cents,
    cast(
        sum(
            cast(so_far.net_cents as decimal(38, 0))
            * (2 * so_far.total_cents - so_far.net_cents)
        ) as decimal(38, 0)
    ) as cents_squared
from so_far
group by so_far.cohort, so_far.age

-- question: How many starts does each period add, of how many new people, how unequal?
-- grain: one row per cohort
-- reads: starts
-- note: starts_squared is by how much the sum of the squares of each person's number of
--     starts grows in the period: k squared less (k - 1) squared
with numbered as (
    select
        starts.cohort as cohort,
        row_number() over (
            partition by starts.user_no
            order by starts.cohort
        ) as place
    from starts
)

select
    numbered.cohort as cohort,
    count(*) as times_started,
    count(case when numbered.place = 1 then 1 end) as people,
    cast(sum(2 * numbered.place - 1) as bigint) as starts_squared
from numbered
group by numbered.cohort

-- question: In how many of the periods after the start did each person return?
-- grain: one row per number of periods, of people who returned in any
-- reads: covered
-- params: last integer, through integer
with by_start as (
    select
        covered.user_no as user_no,
        covered.cohort as cohort,
        count(*) as periods
    from covered
    where
        covered.first_age > 0
        and covered.first_age <= $last
        and covered.cohort <= $through
    group by covered.user_no, covered.cohort
)

select
    by_start.periods as periods,
    count(*) as people
from by_start
group by by_start.periods

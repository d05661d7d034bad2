-- question: How many people started in each period, and how many does each span count?
-- grain: one row per cohort and span of periods, and one per cohort with what = start
-- reads: starts, covered
select
    'start' as what,
    starts.cohort as cohort,
    0 as first_age,
    0 as last_age,
    count(*) as people
from starts
group by starts.cohort
union all
select
    'counted' as what,
    covered.cohort as cohort,
    covered.first_age as first_age,
    covered.last_age as last_age,
    count(*) as people
from covered
group by covered.cohort, covered.first_age, covered.last_age

-- question: How many people does each period leave at risk in the next one?
-- grain: one row per cohort and period before
-- reads: active
select
    'active' as what,
    active.cohort as cohort,
    active.first_age as first_age,
    active.last_age as last_age,
    count(*) as people
from active
where active.first_age > 0
group by active.cohort, active.first_age, active.last_age

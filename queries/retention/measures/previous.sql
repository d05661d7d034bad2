-- question: Whom of those counted in one period does the next one count too?
-- grain: one row per start and period
-- reads: active
-- params: step integer
-- note: in the first period after the start everybody is asked
select
    active.user_no as user_no,
    active.cohort as cohort,
    active.first_age as first_age,
    active.last_age as last_age
from active
left join active as earlier
    on
        active.user_no = earlier.user_no
        and active.cohort = earlier.cohort
        and active.first_age - $step = earlier.first_age
where active.first_age <= $step or earlier.user_no is not null

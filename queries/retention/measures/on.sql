-- question: In which periods after a start did its person return?
-- grain: one row per start and period
-- reads: followed
select
    followed.user_no as user_no,
    followed.cohort as cohort,
    followed.age as first_age,
    followed.age as last_age
from followed
group by followed.user_no, followed.cohort, followed.age

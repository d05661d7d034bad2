-- question: In which periods after a start did its person return on so many days?
-- grain: one row per start and period
-- reads: followed
-- params: times integer
-- note: what was bought on one day was bought on one occasion
select
    followed.user_no as user_no,
    followed.cohort as cohort,
    followed.age as first_age,
    followed.age as last_age
from followed
group by followed.user_no, followed.cohort, followed.age
having count(distinct followed.return_date) >= $times

-- question: From which period on has a person brought net revenue?
-- grain: one row per start with a purchase
-- reads: followed
-- params: last integer
select
    followed.user_no as user_no,
    followed.cohort as cohort,
    min(followed.age) as first_age,
    $last as last_age
from followed
group by followed.user_no, followed.cohort

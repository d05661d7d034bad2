-- question: Up to which period did a person return in every period after the start?
-- grain: one row per start and period of its unbroken run, and the start's own
-- reads: followed
-- params: step integer
with active as (
    select
        followed.user_no as user_no,
        followed.cohort as cohort,
        followed.age as age,
        case when followed.age > 0 then 1 else 0 end as is_later
    from followed
    group by followed.user_no, followed.cohort, followed.age
),

-- in an unbroken run the first period is number 1, the second number 2
numbered as (
    select
        active.user_no as user_no,
        active.cohort as cohort,
        active.age as age,
        row_number() over (
            partition by active.user_no, active.cohort, active.is_later
            order by active.age
        ) as place
    from active
)

select
    numbered.user_no as user_no,
    numbered.cohort as cohort,
    numbered.age as first_age,
    numbered.age as last_age
from numbered
where numbered.age = 0 or numbered.age = numbered.place * $step

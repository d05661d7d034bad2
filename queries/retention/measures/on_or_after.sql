-- question: For which periods did a person return in it or later, before the horizon?
-- grain: one row per start and span of such periods; spans of a start share none
-- reads: followed
-- params: step integer
-- note: a return counts for the periods from the one whose end lies at most the horizon
--     before it (early_age) to its own
with returns_of_start as (
    select
        followed.user_no as user_no,
        followed.cohort as cohort,
        case
            when followed.age = 0 then 0
            when followed.early_age < $step then $step
            else followed.early_age
        end as early_age,
        followed.age as age,
        case when followed.age > 0 then 1 else 0 end as is_later
    from followed
    group by followed.user_no, followed.cohort, followed.early_age, followed.age
),

in_order as (
    select
        returns_of_start.user_no as user_no,
        returns_of_start.cohort as cohort,
        returns_of_start.early_age as early_age,
        returns_of_start.age as age,
        returns_of_start.is_later as is_later,
        row_number() over (
            partition by
                returns_of_start.user_no,
                returns_of_start.cohort,
                returns_of_start.is_later
            order by returns_of_start.age, returns_of_start.early_age
        ) as place
    from returns_of_start
),

-- later returns reach further at both ends, so only the one before is looked at
with_reached as (
    select
        in_order.user_no as user_no,
        in_order.cohort as cohort,
        in_order.early_age as early_age,
        in_order.age as age,
        case
            when in_order.place > 1
                then
                    lag(in_order.age) over (
                        partition by
                            in_order.user_no,
                            in_order.cohort,
                            in_order.is_later
                        order by in_order.place
                    )
        end as reached
    from in_order
)

select
    with_reached.user_no as user_no,
    with_reached.cohort as cohort,
    case
        when with_reached.reached >= with_reached.early_age
            then with_reached.reached + $step
        else with_reached.early_age
    end as first_age,
    with_reached.age as last_age
from with_reached
where with_reached.reached is null or with_reached.reached < with_reached.age

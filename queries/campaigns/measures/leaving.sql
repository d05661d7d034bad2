-- question: How many people of each arm unsubscribed or complained within the window?
-- grain: one row per arm
-- reads: members, touches
-- params: window_days integer, first_date date, last_date date
-- note: whatever message they answered so: the control group gets others too
with answers as (
    select
        touches.user_no as user_no,
        touches.unsubscribed_at as answered_at,
        touches.unsubscribed_date as answered_date,
        1 as is_unsubscribed
    from touches
    where
        -- constants, so that what lies outside is not even read
        touches.unsubscribed_date >= $first_date
        and touches.unsubscribed_date <= $last_date
        and touches.unsubscribed_date <= $as_of
    union all
    select
        touches.user_no as user_no,
        touches.complained_at as answered_at,
        touches.complained_date as answered_date,
        0 as is_unsubscribed
    from touches
    where
        touches.complained_date >= $first_date
        and touches.complained_date <= $last_date
        and touches.complained_date <= $as_of
),

answered as (
    select
        members.user_no as user_no,
        max(answers.is_unsubscribed) as has_unsubscribed,
        max(1 - answers.is_unsubscribed) as has_complained
    from answers
    inner join members on answers.user_no = members.user_no
    where
        answers.answered_at >= members.assigned_at
        and answers.answered_date <= members.assigned_date + $window_days
    group by members.user_no
)

select
    members.arm as arm,
    count(*) as people,
    cast(coalesce(sum(answered.has_unsubscribed), 0) as bigint) as unsubscribed,
    cast(coalesce(sum(answered.has_complained), 0) as bigint) as complained
from members
left join answered on members.user_no = answered.user_no
group by members.arm
order by members.arm

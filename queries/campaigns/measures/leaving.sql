-- question: How many people of each arm unsubscribed or complained within the window?
-- grain: one row per arm
-- reads: members, touches
-- params: window_days integer
-- note: whatever message they answered so: the control group gets others too
with answered as (
    select
        members.user_no as user_no,
        max(
            case
                when
                    touches.unsubscribed_date >= members.assigned_date
                    and touches.unsubscribed_date <= $as_of
                    and touches.unsubscribed_date
                    <= members.assigned_date + $window_days
                    then 1
                else 0
            end
        ) as has_unsubscribed,
        max(
            case
                when
                    touches.complained_date >= members.assigned_date
                    and touches.complained_date <= $as_of
                    and touches.complained_date
                    <= members.assigned_date + $window_days
                    then 1
                else 0
            end
        ) as has_complained
    from members
    inner join touches on members.user_no = touches.user_no
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

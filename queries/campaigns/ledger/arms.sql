-- question: How many people were assigned to each campaign, and bought after it?
-- grain: one row per campaign, arm, channel and deciding source
-- reads: assigned, audience, purchases
-- params: campaign text, since date, window_days integer
-- note: whole are people whose days after the assignment, so many, lie within the data
--     and are over; converted are those of them who bought in these days. Who is in two
--     arms is counted apart and is in no other number.
with members as (
    select
        assigned.campaign_id as campaign_id,
        assigned.user_no as user_no,
        assigned.arm as arm,
        assigned.channel as channel,
        assigned.source_rank as source_rank,
        assigned.assigned_at as assigned_at,
        assigned.assigned_date as assigned_date,
        assigned.is_in_two_arms as is_in_two_arms,
        assigned.is_crossed as is_crossed,
        not assigned.is_in_two_arms
        and assigned.assigned_date >= $data_start
        and assigned.assigned_date <= $as_of - $window_days as is_whole
    from assigned
    inner join audience on assigned.user_no = audience.user_no
),

bought as (
    select
        members.campaign_id as campaign_id,
        members.user_no as user_no,
        count(*) as orders
    from members
    inner join purchases
        on
            members.user_no = purchases.user_no
            and members.assigned_at <= purchases.ordered_at
            and members.assigned_date >= purchases.ordered_date - $window_days
    where members.is_whole
    group by members.campaign_id, members.user_no
)

select
    members.campaign_id as campaign_id,
    members.arm as arm,
    members.channel as channel,
    members.source_rank as source_rank,
    count(case when not members.is_in_two_arms then 1 end) as people,
    count(case when members.is_in_two_arms then 1 end) as in_two_arms,
    count(case when members.is_crossed then 1 end) as crossed,
    count(case when members.is_whole then 1 end) as whole,
    count(bought.user_no) as converted,
    cast(coalesce(sum(bought.orders), 0) as bigint) as orders,
    min(members.assigned_date) as first_date,
    max(members.assigned_date) as last_date
from members
left join bought
    on
        members.campaign_id = bought.campaign_id
        and members.user_no = bought.user_no
group by members.campaign_id, members.arm, members.channel, members.source_rank
order by members.campaign_id, members.arm, members.channel, members.source_rank

-- question: Which campaigns were sent to the same people in the same days?
-- grain: one row per pair of campaigns with people in common
-- reads: assigned, audience
-- params: campaign text, since date, window_days integer
-- note: As assigned, the control groups among them. People in common were assigned to
--     both within so many days of each other; people are all of each.
with members as (
    select
        assigned.campaign_id as campaign_id,
        assigned.user_no as user_no,
        assigned.assigned_date as assigned_date,
        assigned.is_control as is_control
    from assigned
    inner join audience on assigned.user_no = audience.user_no
),

sizes as (
    select
        members.campaign_id as campaign_id,
        count(*) as people,
        count(case when members.is_control then 1 end) as held_back
    from members
    group by members.campaign_id
),

pairs as (
    select
        members.campaign_id as campaign_id,
        fellows.campaign_id as other_id,
        count(*) as in_common
    from members
    inner join members as fellows
        on
            members.user_no = fellows.user_no
            and members.campaign_id < fellows.campaign_id
            and members.assigned_date <= fellows.assigned_date + $window_days
            and fellows.assigned_date <= members.assigned_date + $window_days
    group by members.campaign_id, fellows.campaign_id
)

select
    pairs.campaign_id as campaign_id,
    pairs.other_id as other_id,
    pairs.in_common as in_common,
    sizes.people as people,
    other_sizes.people as other_people,
    sizes.held_back > 0 and other_sizes.held_back > 0 as is_each_randomised
from pairs
inner join sizes on pairs.campaign_id = sizes.campaign_id
inner join sizes as other_sizes on pairs.other_id = other_sizes.campaign_id
order by pairs.in_common desc, pairs.campaign_id asc, pairs.other_id asc

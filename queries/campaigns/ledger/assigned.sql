-- question: Who was assigned to which campaign, each person once?
-- grain: one row per campaign and person, assigned by the day and not before another
-- reads: touches, listed
-- params: campaign text, since date
-- note: As assigned, not as reached. Of several sources the list that left here
--     decides (source_rank 1), then the export (2), then uploaded records (3). Who is
--     in two arms of the deciding source is in none (is_in_two_arms). is_crossed: one
--     source or another has the person in the control group and among those written
--     to. campaign '' is every campaign. listed holds what lists and records say.
with told as (
    select
        touches.campaign_id as campaign_id,
        touches.user_no as user_no,
        case
            when coalesce(touches.is_control, false) then 'control'
            else coalesce(touches.variant, 'A')
        end as arm,
        touches.assigned_at as assigned_at,
        touches.assigned_date as assigned_date,
        touches.channel as channel,
        2 as source_rank
    from touches
    where
        touches.user_no is not null
        and touches.assigned_date >= $since
        and touches.assigned_date <= $as_of
        and ($campaign = '' or touches.campaign_id = $campaign)
    union all
    select
        listed.campaign_id as campaign_id,
        listed.user_no as user_no,
        listed.arm as arm,
        listed.assigned_at as assigned_at,
        listed.assigned_date as assigned_date,
        listed.channel as channel,
        listed.source_rank as source_rank
    from listed
    where
        listed.assigned_date >= $since
        and listed.assigned_date <= $as_of
        and ($campaign = '' or listed.campaign_id = $campaign)
),

told_by_source as (
    select
        told.campaign_id as campaign_id,
        told.user_no as user_no,
        told.source_rank as source_rank,
        min(told.arm) as arm,
        max(told.arm) as other_arm,
        min(told.assigned_at) as assigned_at,
        min(told.assigned_date) as assigned_date,
        min(told.channel) as channel
    from told
    group by told.campaign_id, told.user_no, told.source_rank
),

deciding as (
    select
        told_by_source.campaign_id as campaign_id,
        told_by_source.user_no as user_no,
        min(told_by_source.source_rank) as source_rank,
        count(
            case
                when
                    told_by_source.arm = 'control'
                    or told_by_source.other_arm = 'control'
                    then 1
            end
        ) as in_control,
        count(
            case
                when
                    told_by_source.arm <> 'control'
                    or told_by_source.other_arm <> 'control'
                    then 1
            end
        ) as in_others
    from told_by_source
    group by told_by_source.campaign_id, told_by_source.user_no
)

select
    told_by_source.campaign_id as campaign_id,
    told_by_source.user_no as user_no,
    told_by_source.arm as arm,
    told_by_source.arm = 'control' as is_control,
    told_by_source.assigned_at as assigned_at,
    told_by_source.assigned_date as assigned_date,
    told_by_source.channel as channel,
    told_by_source.source_rank as source_rank,
    told_by_source.arm <> told_by_source.other_arm as is_in_two_arms,
    deciding.in_control > 0 and deciding.in_others > 0 as is_crossed
from told_by_source
inner join deciding
    on
        told_by_source.campaign_id = deciding.campaign_id
        and told_by_source.user_no = deciding.user_no
        and told_by_source.source_rank = deciding.source_rank

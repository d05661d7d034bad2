-- question: What became of messages, by channel, owner, hour, variant or campaign?
-- grain: one row per part
-- reads: touches, users, listed, audience, purchases
-- params: campaign text, since date, settled_by timestamp, window_days integer,
--     part expression of settled
-- note: part is text, empty where it is not known. One message is one row of the
--     export that is no control row; of campaigns that the export does not tell of, one
--     row of an uploaded record (source_rank 3), of which only is known that it was
--     sent (not watched). Only messages assigned by settled_by, so that answers had
--     time to come. Owners are today's. people_ are persons of a part, messages_ all.
--     A machine open is no open. mature are people whose days after their first message
--     are over; converted are those who bought in them.
with told as (
    select distinct touches.campaign_id as campaign_id
    from touches
),

settled as (
    select
        touches.user_no as user_no,
        touches.campaign_id as campaign_id,
        touches.channel as channel,
        coalesce(touches.variant, 'A') as variant,
        touches.assigned_at as assigned_at,
        touches.assigned_date as assigned_date,
        1 as is_watched,
        case when touches.delivered_date <= $as_of then 1 else 0 end as is_delivered,
        case
            when touches.bounced_date <= $as_of then 0 else 1
        end as is_not_bounced,
        case
            when
                touches.opened_date <= $as_of
                and not coalesce(touches.is_machine_open, false)
                then 1
            else 0
        end as is_opened,
        case
            when touches.opened_date <= $as_of and touches.is_machine_open then 1
            else 0
        end as is_machine_opened,
        case when touches.clicked_date <= $as_of then 1 else 0 end as is_clicked,
        case
            when touches.unsubscribed_date <= $as_of then 1 else 0
        end as is_unsubscribed,
        case
            when touches.complained_date <= $as_of then 1 else 0
        end as is_complained
    from touches
    where
        not coalesce(touches.is_control, false)
        and touches.assigned_at <= $settled_by
        and touches.assigned_date >= $since
        and ($campaign = '' or touches.campaign_id = $campaign)
    union all
    select
        listed.user_no as user_no,
        listed.campaign_id as campaign_id,
        listed.channel as channel,
        listed.arm as variant,
        listed.assigned_at as assigned_at,
        listed.assigned_date as assigned_date,
        0 as is_watched,
        0 as is_delivered,
        0 as is_not_bounced,
        0 as is_opened,
        0 as is_machine_opened,
        0 as is_clicked,
        0 as is_unsubscribed,
        0 as is_complained
    from listed
    left join told on listed.campaign_id = told.campaign_id
    where
        told.campaign_id is null
        and listed.source_rank = 3
        and listed.arm <> 'control'
        and listed.assigned_at <= $settled_by
        and listed.assigned_date >= $since
        and ($campaign = '' or listed.campaign_id = $campaign)
),

parted as (
    select
        settled.user_no as user_no,
        settled.assigned_at as assigned_at,
        settled.assigned_date as assigned_date,
        settled.is_watched as is_watched,
        settled.is_delivered as is_delivered,
        settled.is_not_bounced as is_not_bounced,
        settled.is_opened as is_opened,
        settled.is_machine_opened as is_machine_opened,
        settled.is_clicked as is_clicked,
        settled.is_unsubscribed as is_unsubscribed,
        settled.is_complained as is_complained,
        coalesce(cast($part as varchar), '') as part
    from settled
    inner join audience on settled.user_no = audience.user_no
    inner join users on settled.user_no = users.user_no
),

recipients as (
    select
        parted.part as part,
        parted.user_no as user_no,
        count(*) as messages,
        min(parted.assigned_at) as assigned_at,
        min(parted.assigned_date) as assigned_date,
        cast(sum(parted.is_watched) as bigint) as watched,
        cast(sum(parted.is_delivered) as bigint) as delivered,
        cast(sum(parted.is_not_bounced) as bigint) as not_bounced,
        cast(sum(parted.is_opened) as bigint) as opened,
        cast(sum(parted.is_machine_opened) as bigint) as machine_opened,
        cast(sum(parted.is_clicked) as bigint) as clicked,
        cast(sum(parted.is_unsubscribed) as bigint) as unsubscribed,
        cast(sum(parted.is_complained) as bigint) as complained
    from parted
    group by parted.part, parted.user_no
),

mature as (
    select
        recipients.part as part,
        recipients.user_no as user_no,
        recipients.assigned_at as assigned_at,
        recipients.assigned_date as assigned_date
    from recipients
    where
        recipients.assigned_date >= $data_start
        and recipients.assigned_date <= $as_of - $window_days
),

bought as (
    select
        mature.part as part,
        mature.user_no as user_no,
        count(purchases.order_id) as orders
    from mature
    inner join purchases
        on
            mature.user_no = purchases.user_no
            and mature.assigned_at <= purchases.ordered_at
            and mature.assigned_date >= purchases.ordered_date - $window_days
    group by mature.part, mature.user_no
)

select
    recipients.part as part,
    count(*) as people,
    cast(sum(recipients.messages) as bigint) as messages,
    count(case when recipients.watched > 0 then 1 end) as people_watched,
    cast(sum(recipients.watched) as bigint) as messages_watched,
    count(case when recipients.delivered > 0 then 1 end) as people_delivered,
    cast(sum(recipients.delivered) as bigint) as messages_delivered,
    count(case when recipients.not_bounced > 0 then 1 end) as people_not_bounced,
    cast(sum(recipients.not_bounced) as bigint) as messages_not_bounced,
    count(case when recipients.opened > 0 then 1 end) as people_opened,
    cast(sum(recipients.opened) as bigint) as messages_opened,
    count(case when recipients.machine_opened > 0 then 1 end) as people_machine_opened,
    cast(sum(recipients.machine_opened) as bigint) as messages_machine_opened,
    count(case when recipients.clicked > 0 then 1 end) as people_clicked,
    cast(sum(recipients.clicked) as bigint) as messages_clicked,
    count(case when recipients.unsubscribed > 0 then 1 end) as people_unsubscribed,
    cast(sum(recipients.unsubscribed) as bigint) as messages_unsubscribed,
    count(case when recipients.complained > 0 then 1 end) as people_complained,
    cast(sum(recipients.complained) as bigint) as messages_complained,
    count(
        case
            when
                recipients.assigned_date >= $data_start
                and recipients.assigned_date <= $as_of - $window_days
                then 1
        end
    ) as mature,
    count(bought.user_no) as converted,
    cast(coalesce(sum(bought.orders), 0) as bigint) as orders
from recipients
left join bought
    on
        recipients.part = bought.part
        and recipients.user_no = bought.user_no
group by recipients.part
order by recipients.part asc

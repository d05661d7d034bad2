-- question: What did people do after their first, second, third … message?
-- grain: one row per number of the message
-- reads: touches, audience, purchases
-- params: since date, settled_by timestamp, window_days integer, most integer,
--     has_arrived expression of touches
-- note: Messages that arrived, numbered per person from since on; those beyond most
--     are left out. Outcomes are of messages whose days are over: an unsubscribe told
--     of the message itself, a purchase in the days after it. Not a cause: people who
--     get many messages differ, and who unsubscribed gets no more.
with arrived as (
    select
        touches.user_no as user_no,
        touches.assigned_at as assigned_at,
        touches.assigned_date as assigned_date,
        case
            when touches.unsubscribed_date <= $as_of then 1 else 0
        end as is_unsubscribed,
        row_number() over (
            partition by touches.user_no
            order by
                touches.assigned_at asc,
                touches.campaign_id asc,
                coalesce(touches.unsubscribed_date, $as_of) asc
        ) as message_number
    from touches
    inner join audience on touches.user_no = audience.user_no
    where
        not coalesce(touches.is_control, false)
        and touches.assigned_at <= $settled_by
        and touches.assigned_date >= $since
        and $has_arrived
),

judged as (
    select
        arrived.user_no as user_no,
        arrived.assigned_at as assigned_at,
        arrived.assigned_date as assigned_date,
        arrived.is_unsubscribed as is_unsubscribed,
        arrived.message_number as message_number
    from arrived
    where
        arrived.message_number <= $most
        and arrived.assigned_date <= $as_of - $window_days
),

bought as (
    select
        judged.user_no as user_no,
        judged.message_number as message_number,
        count(purchases.order_id) as orders
    from judged
    inner join purchases
        on
            judged.user_no = purchases.user_no
            and judged.assigned_at <= purchases.ordered_at
            and judged.assigned_date >= purchases.ordered_date - $window_days
    group by judged.user_no, judged.message_number
)

select
    judged.message_number as message_number,
    count(*) as people,
    cast(sum(judged.is_unsubscribed) as bigint) as unsubscribed,
    count(bought.user_no) as converted
from judged
left join bought
    on
        judged.user_no = bought.user_no
        and judged.message_number = bought.message_number
group by judged.message_number
order by judged.message_number

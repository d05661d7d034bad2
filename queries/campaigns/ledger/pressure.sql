-- question: How many messages did each person get in the last days?
-- grain: one row per number of messages
-- reads: touches, audience
-- params: days integer, has_arrived expression of touches
-- note: Messages that arrived, assigned in the so many days that end with the day asked
--     about. Everyone of the audience is counted, those who got none too.
with received as (
    select
        touches.user_no as user_no,
        count(*) as messages
    from touches
    where
        not coalesce(touches.is_control, false)
        and touches.assigned_date > $as_of - $days
        and touches.assigned_date <= $as_of
        and $has_arrived
    group by touches.user_no
),

pressed as (
    select
        audience.user_no as user_no,
        coalesce(received.messages, 0) as messages
    from audience
    left join received on audience.user_no = received.user_no
)

select
    pressed.messages as messages,
    count(*) as people
from pressed
group by pressed.messages
order by pressed.messages

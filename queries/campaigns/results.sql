-- question: Whom did each campaign address and whom did it keep back, and who bought?
-- grain: two rows per campaign begun by the day: those addressed, and the control group
-- reads: audience, campaigns, touches, purchases
-- needs: touches, orders.user_id
-- params: window_days integer = 7 from 1 to 365
-- columns: campaign_id text, campaign_name text, channel text, start_date date,
--     window_days integer, control_share number, is_control boolean, people integer,
--     people_in_both integer, delivered integer needs touches.delivered_at,
--     opened integer needs touches.opened_at, clicked integer needs touches.clicked_at,
--     before_data integer, complete integer, converted integer, orders integer,
--     net_cents integer, net_cents_squared exact
-- note: Each person counts once per campaign, from the first assignment, as assigned
--     and not as reached. Outcomes are purchases from that moment to the end of the
--     last day of the window, of people whose window is over and lies within the data
--     (complete); of people assigned before the data begin (before_data) nothing is
--     known. Who is in both groups is in neither. A segment that looks at behaviour
--     after the assignment compares what the campaign itself changed.
with known_touches as (
    select
        touches.campaign_id as campaign_id,
        touches.user_no as user_no,
        touches.assigned_at as assigned_at,
        touches.assigned_date as assigned_date,
        coalesce(touches.is_control, false) as is_control,
        touches.delivered_date <= $as_of as is_delivered,
        touches.opened_date <= $as_of
        and not coalesce(touches.is_machine_open, false) as is_opened,
        touches.clicked_date <= $as_of as is_clicked
    from touches
    inner join audience on touches.user_no = audience.user_no
    where touches.assigned_date <= $as_of
),

assigned as (
    select
        known_touches.campaign_id as campaign_id,
        known_touches.user_no as user_no,
        min(known_touches.assigned_at) as assigned_at,
        min(known_touches.assigned_date) as assigned_date,
        count(case when known_touches.is_control then 1 end) as control_rows,
        count(case when not known_touches.is_control then 1 end) as treated_rows,
        count(case when known_touches.is_delivered then 1 end) as delivered_rows,
        count(case when known_touches.is_opened then 1 end) as opened_rows,
        count(case when known_touches.is_clicked then 1 end) as clicked_rows
    from known_touches
    group by known_touches.campaign_id, known_touches.user_no
),

begun as (
    select campaigns.campaign_id as campaign_id
    from campaigns
    where campaigns.start_date <= $as_of
    union distinct
    select assigned.campaign_id as campaign_id
    from assigned
),

described as (
    select
        begun.campaign_id as campaign_id,
        campaigns.campaign_name as campaign_name,
        campaigns.channel as channel,
        campaigns.start_date as start_date,
        campaigns.control_share as control_share,
        coalesce(campaigns.window_days, $window_days) as window_days
    from begun
    left join campaigns on begun.campaign_id = campaigns.campaign_id
),

members as (
    select
        assigned.campaign_id as campaign_id,
        assigned.user_no as user_no,
        assigned.assigned_at as assigned_at,
        assigned.control_rows > 0 as is_control,
        assigned.delivered_rows as delivered_rows,
        assigned.opened_rows as opened_rows,
        assigned.clicked_rows as clicked_rows,
        assigned.assigned_date + cast(described.window_days as integer) as last_date,
        assigned.assigned_date < $data_start as is_before_data
    from assigned
    inner join described on assigned.campaign_id = described.campaign_id
    where assigned.control_rows = 0 or assigned.treated_rows = 0
),

bought as (
    select
        members.campaign_id as campaign_id,
        members.user_no as user_no,
        count(*) as orders,
        cast(sum(purchases.net_cents) as bigint) as net_cents
    from members
    inner join purchases
        on
            members.user_no = purchases.user_no
            and members.assigned_at <= purchases.ordered_at
            and members.last_date >= purchases.ordered_date
    where members.last_date <= $as_of and not members.is_before_data
    group by members.campaign_id, members.user_no
),

arms as (
    select
        members.campaign_id as campaign_id,
        members.is_control as is_control,
        count(*) as people,
        count(case when members.delivered_rows > 0 then 1 end) as delivered,
        count(case when members.opened_rows > 0 then 1 end) as opened,
        count(case when members.clicked_rows > 0 then 1 end) as clicked,
        count(case when members.is_before_data then 1 end) as before_data,
        count(
            case
                when members.last_date <= $as_of and not members.is_before_data then 1
            end
        ) as complete,
        count(bought.user_no) as converted,
        cast(coalesce(sum(bought.orders), 0) as bigint) as orders,
        cast(coalesce(sum(bought.net_cents), 0) as bigint) as net_cents,
        cast(
            coalesce(
                sum(cast(bought.net_cents as decimal(38, 0)) * bought.net_cents), 0
            ) as decimal(38, 0)
        ) as net_cents_squared
    from members
    left join bought
        on
            members.campaign_id = bought.campaign_id
            and members.user_no = bought.user_no
    group by members.campaign_id, members.is_control
),

doubles as (
    select
        assigned.campaign_id as campaign_id,
        count(*) as people_in_both
    from assigned
    where assigned.control_rows > 0 and assigned.treated_rows > 0
    group by assigned.campaign_id
),

sides as (
    select false as is_control
    union all
    select true as is_control
)

select
    described.campaign_id as campaign_id,
    described.campaign_name as campaign_name,
    described.channel as channel,
    described.start_date as start_date,
    described.window_days as window_days,
    described.control_share as control_share,
    sides.is_control as is_control,
    coalesce(arms.people, 0) as people,
    coalesce(doubles.people_in_both, 0) as people_in_both,
    coalesce(arms.delivered, 0) as delivered,
    coalesce(arms.opened, 0) as opened,
    coalesce(arms.clicked, 0) as clicked,
    coalesce(arms.before_data, 0) as before_data,
    coalesce(arms.complete, 0) as complete,
    coalesce(arms.converted, 0) as converted,
    coalesce(arms.orders, 0) as orders,
    coalesce(arms.net_cents, 0) as net_cents,
    coalesce(arms.net_cents_squared, cast(0 as decimal(38, 0))) as net_cents_squared
from described
cross join sides
left join arms
    on
        described.campaign_id = arms.campaign_id
        and sides.is_control = arms.is_control
left join doubles on described.campaign_id = doubles.campaign_id
order by described.start_date nulls last, described.campaign_id, sides.is_control

-- question: What did each person assigned to a campaign buy, before and after?
-- grain: one row per person assigned who is in the audience
-- reads: members, audience, counted_orders
-- params: window_days integer, before_days integer, follow_days integer,
--     first_date date, last_date date
-- note: after is from the moment of assignment to the end of a day counted from it, as
--     known on the day asked about; before ends with that moment. before_days,
--     first_days and last_days are -1 where nothing was bought then. Sums are 0 for
--     those who bought nothing: the door keeps only people whose days lie within the
--     data.
with placed as (
    select
        members.user_no as user_no,
        counted_orders.net_cents as net_cents,
        counted_orders.refunded_cents as refunded_cents,
        counted_orders.is_order as is_order,
        counted_orders.ordered_at >= members.assigned_at as is_since,
        date_diff('day', members.assigned_date, counted_orders.ordered_date) as elapsed
    from members
    inner join counted_orders on members.user_no = counted_orders.user_no
    where
        -- constants, so that what lies outside is not even read
        counted_orders.ordered_date >= $first_date
        and counted_orders.ordered_date <= $last_date
        and counted_orders.ordered_date >= members.assigned_date - $before_days
        and counted_orders.ordered_date <= members.assigned_date + $follow_days
),

judged as (
    select
        placed.user_no as user_no,
        placed.net_cents as net_cents,
        placed.refunded_cents as refunded_cents,
        placed.elapsed as elapsed,
        placed.is_order and not placed.is_since as is_past,
        placed.is_order and placed.is_since as is_new,
        placed.is_since and placed.elapsed <= $window_days as is_inside
    from placed
),

sorted_out as (
    select
        judged.user_no as user_no,
        case when judged.is_past then judged.net_cents else 0 end as before_cents,
        case when judged.is_past then 1 else 0 end as is_before,
        case when judged.is_past then -judged.elapsed end as past_elapsed,
        case when judged.is_past and judged.elapsed >= -$window_days then 1 else 0 end
            as is_just_before,
        case
            when judged.is_past and judged.elapsed >= -$window_days
                then judged.net_cents
            else 0
        end as just_before_cents,
        case when judged.is_new and judged.is_inside then 1 else 0 end as is_counted,
        case when judged.is_new and judged.is_inside then judged.net_cents else 0 end
            as net_cents,
        case when judged.is_inside then judged.refunded_cents else 0 end
            as refunded_cents,
        case when judged.is_new and judged.elapsed <= 7 then judged.net_cents else 0 end
            as early_cents,
        case when judged.is_new and judged.elapsed > 7 then judged.net_cents else 0 end
            as late_cents,
        case when judged.is_new then judged.elapsed end as new_elapsed
    from judged
),

bought as (
    select
        sorted_out.user_no as user_no,
        max(sorted_out.is_just_before) as bought_just_before,
        cast(sum(sorted_out.before_cents) as bigint) as before_cents,
        cast(sum(sorted_out.is_before) as bigint) as before_orders,
        min(sorted_out.past_elapsed) as before_days,
        cast(sum(sorted_out.just_before_cents) as bigint) as just_before_cents,
        cast(sum(sorted_out.is_counted) as bigint) as orders,
        cast(sum(sorted_out.net_cents) as bigint) as net_cents,
        cast(sum(sorted_out.refunded_cents) as bigint) as refunded_cents,
        cast(sum(sorted_out.early_cents) as bigint) as early_cents,
        cast(sum(sorted_out.late_cents) as bigint) as late_cents,
        min(sorted_out.new_elapsed) as first_days,
        max(sorted_out.new_elapsed) as last_days
    from sorted_out
    group by sorted_out.user_no
)

select
    members.user_no as user_no,
    members.arm as arm,
    members.assigned_date as assigned_date,
    cast(coalesce(bought.before_cents, 0) as bigint) as before_cents,
    cast(coalesce(bought.before_orders, 0) as bigint) as before_orders,
    cast(coalesce(bought.before_days, -1) as bigint) as before_days,
    cast(coalesce(bought.bought_just_before, 0) as bigint) as bought_just_before,
    cast(coalesce(bought.just_before_cents, 0) as bigint) as just_before_cents,
    cast(coalesce(bought.orders, 0) as bigint) as orders,
    cast(coalesce(bought.net_cents, 0) as bigint) as net_cents,
    cast(coalesce(bought.refunded_cents, 0) as bigint) as refunded_cents,
    cast(coalesce(bought.early_cents, 0) as bigint) as early_cents,
    cast(coalesce(bought.late_cents, 0) as bigint) as late_cents,
    cast(coalesce(bought.first_days, -1) as bigint) as first_days,
    cast(coalesce(bought.last_days, -1) as bigint) as last_days
from members
inner join audience on members.user_no = audience.user_no
left join bought on members.user_no = bought.user_no
order by members.user_no

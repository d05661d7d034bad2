-- question: What discount did each arm's orders carry within the window?
-- grain: one row per arm with an order
-- reads: members, orders
-- params: window_days integer, first_date date, last_date date
with discounted as (
    select
        members.arm as arm,
        orders.discount_cents as discount_cents
    from members
    inner join orders on members.user_no = orders.user_no
    where
        orders.is_counted
        and orders.ordered_date <= $as_of
        -- constants, so that what lies outside is not even read
        and orders.ordered_date >= $first_date
        and orders.ordered_date <= $last_date
        and orders.ordered_at >= members.assigned_at
        and orders.ordered_date <= members.assigned_date + $window_days
)

select
    discounted.arm as arm,
    cast(coalesce(sum(discounted.discount_cents), 0) as bigint) as discount_cents
from discounted
group by discounted.arm
order by discounted.arm

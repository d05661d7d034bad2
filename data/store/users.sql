-- question: each member with a number, who referred them, and since when they exist
-- grain: one row per member
-- reads: delivered users, people, orders
-- params: data_start date
with first_orders as (
    select
        orders.user_no as user_no,
        min(orders.ordered_date) as first_ordered_date
    from orders
    where orders.is_counted and orders.user_no is not null
    group by orders.user_no
)

select
    people.user_no as user_no,
    delivered.*,
    referrers.user_no as referrer_no,
    people.is_member as is_member,
    coalesce(
        least(delivered.joined_date, first_orders.first_ordered_date), $data_start
    ) as known_date
from delivered
inner join people on delivered.user_id = people.user_id
left join people as referrers on delivered.referrer_id = referrers.user_id
left join first_orders on people.user_no = first_orders.user_no

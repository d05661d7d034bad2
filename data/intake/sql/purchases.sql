-- Orders as the effects see them: counted, not refunded in full, of people who are neither test nor deleted.
-- An order of an unknown member is money without a buyer.
with counted_orders as (
    select
        source_file as source_file,
        source_row as source_row,
        person as person,
        ordered_date as ordered_date,
        net_value as net_cents
    from rows_of_orders
    where counted and not fully_refunded
)
select
    counted_orders.source_file as source_file,
    counted_orders.source_row as source_row,
    case when members.member_id is not null then hash(members.member_id) end as user_key,
    counted_orders.ordered_date as ordered_date,
    counted_orders.net_cents as net_cents
from counted_orders
left join members
    on counted_orders.person = members.member_id
where not coalesce(members.is_left_out, false)

-- Orders as the effects see them: counted, not refunded in full,
-- of people who are neither test nor deleted.
-- An order of an unknown member is money without a buyer.
with counted_orders as (
    select
        hash(source_file, source_row) as row_key,
        person as person,
        ordered_date as ordered_date,
        net_value as net_cents
    from rows_of_orders
    where counted and not fully_refunded
)

select
    counted_orders.row_key as row_key,
    case when members.member_id is not null then hash(members.member_id) end
        as user_key,
    counted_orders.ordered_date as ordered_date,
    counted_orders.net_cents as net_cents
from counted_orders
left join members
    on counted_orders.person = members.member_id
where not coalesce(members.is_left_out, false)

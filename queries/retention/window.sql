-- question: Of the buyers of the last days, how many bought on two days or more?
-- grain: one row
-- reads: first_purchases, purchases
-- needs: orders.user_id
-- params: days integer = 365 from 1 to 36500
-- columns: buyers integer, repeat_buyers integer, purchase_days integer,
--     purchase_days_squared integer, orders integer, orders_squared integer,
--     net_cents integer, new_buyers integer, new_repeat_buyers integer,
--     new_purchase_days integer, new_purchase_days_squared integer,
--     new_orders integer, new_orders_squared integer, new_net_cents integer
-- note: New are those whose first purchase of all lies in these days. The share depends
--     on the length of the window and on how many are new: never compare two lengths.
with bought as (
    select
        purchases.user_no as user_no,
        count(distinct purchases.ordered_date) as purchase_days,
        count(*) as orders,
        cast(sum(purchases.net_cents) as bigint) as net_cents
    from purchases
    where
        purchases.user_no is not null
        and purchases.ordered_date > $as_of - $days
    group by purchases.user_no
),

buyers as (
    select
        bought.purchase_days as purchase_days,
        bought.orders as orders,
        bought.net_cents as net_cents,
        case
            when first_purchases.first_date > $as_of - $days then 1
            else 0
        end as is_new,
        case when bought.purchase_days > 1 then 1 else 0 end as is_repeat
    from bought
    inner join first_purchases on bought.user_no = first_purchases.user_no
),

kinds as (
    select
        buyers.is_new as is_new,
        count(*) as buyers,
        cast(sum(buyers.is_repeat) as bigint) as repeat_buyers,
        cast(sum(buyers.purchase_days) as bigint) as purchase_days,
        cast(
            sum(cast(buyers.purchase_days as decimal(38, 0)) * buyers.purchase_days)
            as bigint
        ) as purchase_days_squared,
        cast(sum(buyers.orders) as bigint) as orders,
        cast(
            sum(cast(buyers.orders as decimal(38, 0)) * buyers.orders) as bigint
        ) as orders_squared,
        cast(sum(buyers.net_cents) as bigint) as net_cents
    from buyers
    group by buyers.is_new
)

select
    cast(coalesce(sum(kinds.buyers), 0) as bigint) as buyers,
    cast(coalesce(sum(kinds.repeat_buyers), 0) as bigint) as repeat_buyers,
    cast(coalesce(sum(kinds.purchase_days), 0) as bigint) as purchase_days,
    cast(
        coalesce(sum(kinds.purchase_days_squared), 0) as bigint
    ) as purchase_days_squared,
    cast(coalesce(sum(kinds.orders), 0) as bigint) as orders,
    cast(coalesce(sum(kinds.orders_squared), 0) as bigint) as orders_squared,
    cast(coalesce(sum(kinds.net_cents), 0) as bigint) as net_cents,
    cast(
        coalesce(sum(case when kinds.is_new = 1 then kinds.buyers end), 0) as bigint
    ) as new_buyers,
    cast(
        coalesce(sum(case when kinds.is_new = 1 then kinds.repeat_buyers end), 0)
        as bigint
    ) as new_repeat_buyers,
    cast(
        coalesce(sum(case when kinds.is_new = 1 then kinds.purchase_days end), 0)
        as bigint
    ) as new_purchase_days,
    cast(
        coalesce(
            sum(case when kinds.is_new = 1 then kinds.purchase_days_squared end), 0
        ) as bigint
    ) as new_purchase_days_squared,
    cast(
        coalesce(sum(case when kinds.is_new = 1 then kinds.orders end), 0) as bigint
    ) as new_orders,
    cast(
        coalesce(sum(case when kinds.is_new = 1 then kinds.orders_squared end), 0)
        as bigint
    ) as new_orders_squared,
    cast(
        coalesce(sum(case when kinds.is_new = 1 then kinds.net_cents end), 0) as bigint
    ) as new_net_cents
from kinds

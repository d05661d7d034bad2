-- question: What did people buy on the purchase day that followed one with a category?
-- grain: one row per category and next category, on either side of the held-out day
-- reads: audience, order_items, products
-- needs: order_items, orders.user_id, products.category
-- params: days integer = 180 from 30 to 3660,
--     held_out_days integer = 28 from 0 to 365
-- columns: category text, next_category text, is_held_out boolean, times integer
-- note: Lines of one person and day are one purchase, so a pair counts once per
--     purchase that another one followed. Without a category every purchase counts
--     once; without a next category it counts whatever followed. Held out are pairs
--     whose second purchase was in the last days: they test what the others say.
with bought as (
    select distinct
        order_items.user_no as user_no,
        order_items.ordered_date as ordered_date,
        products.category as category
    from order_items
    inner join audience on order_items.user_no = audience.user_no
    inner join products on order_items.product_id = products.product_id
    where
        order_items.is_counted
        and order_items.counted_until >= $as_of
        and order_items.ordered_date <= $as_of
        and order_items.ordered_date > $as_of - $days
        and products.category is not null
),

purchase_days as (
    select distinct
        bought.user_no as user_no,
        bought.ordered_date as ordered_date
    from bought
),

numbered as (
    select
        purchase_days.user_no as user_no,
        purchase_days.ordered_date as ordered_date,
        row_number() over (
            partition by purchase_days.user_no
            order by purchase_days.ordered_date
        ) as number
    from purchase_days
),

followed as (
    select
        numbered.user_no as user_no,
        numbered.ordered_date as ordered_date,
        later_days.ordered_date as next_date,
        later_days.ordered_date > $as_of - $held_out_days as is_held_out
    from numbered
    inner join numbered as later_days
        on
            numbered.user_no = later_days.user_no
            and numbered.number + 1 = later_days.number
),

from_category as (
    select
        bought.category as category,
        followed.user_no as user_no,
        followed.next_date as next_date,
        followed.is_held_out as is_held_out
    from followed
    inner join bought
        on
            followed.user_no = bought.user_no
            and followed.ordered_date = bought.ordered_date
    union all
    select
        cast(null as text) as category,
        followed.user_no as user_no,
        followed.next_date as next_date,
        followed.is_held_out as is_held_out
    from followed
),

to_category as (
    select
        from_category.category as category,
        bought.category as next_category,
        from_category.is_held_out as is_held_out
    from from_category
    inner join bought
        on
            from_category.user_no = bought.user_no
            and from_category.next_date = bought.ordered_date
    union all
    select
        from_category.category as category,
        cast(null as text) as next_category,
        from_category.is_held_out as is_held_out
    from from_category
)

select
    to_category.category as category,
    to_category.next_category as next_category,
    to_category.is_held_out as is_held_out,
    count(*) as times
from to_category
group by
    to_category.category,
    to_category.next_category,
    to_category.is_held_out
order by
    to_category.category nulls first,
    to_category.next_category nulls first,
    to_category.is_held_out

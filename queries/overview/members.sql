-- question: Who are these people, and what did they buy so far?
-- grain: one row per person of the audience, in pages
-- reads: audience, users, purchases
-- needs: orders.user_id
-- params: after integer = -1 from -1 to 2147483647,
--     people integer = 100 from 1 to 10000
-- columns: user_no integer, user_id text, orders integer, net_cents integer,
--     first_order_date date, last_order_date date
-- note: The next page follows the last user_no of this one (parameter after).
with page as (
    select audience.user_no as user_no
    from audience
    where audience.user_no > $after
    order by audience.user_no
    limit $people
),

bought as (
    select
        purchases.user_no as user_no,
        count(*) as orders,
        cast(sum(purchases.net_cents) as bigint) as net_cents,
        min(purchases.ordered_date) as first_order_date,
        max(purchases.ordered_date) as last_order_date
    from purchases
    inner join page on purchases.user_no = page.user_no
    group by purchases.user_no
)

select
    page.user_no as user_no,
    users.user_id as user_id,
    coalesce(bought.orders, 0) as orders,
    coalesce(bought.net_cents, 0) as net_cents,
    bought.first_order_date as first_order_date,
    bought.last_order_date as last_order_date
from page
inner join users on page.user_no = users.user_no
left join bought on page.user_no = bought.user_no
order by page.user_no

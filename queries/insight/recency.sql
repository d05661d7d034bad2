-- question: How many days ago did these people last buy?
-- grain: one row
-- reads: purchases
-- needs: orders.user_id
-- columns: buyers integer, days_since_last integer, days_since_last_squared exact
-- note: Of people who ever bought by the day asked about; days and their squares are
--     summed over people.
with last_purchases as (
    select
        purchases.user_no as user_no,
        max(purchases.ordered_date) as last_date
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no
),

waits as (
    select date_diff('day', last_purchases.last_date, $as_of) as days_since_last
    from last_purchases
)

select
    count(*) as buyers,
    cast(coalesce(sum(waits.days_since_last), 0) as bigint) as days_since_last,
    cast(
        coalesce(
            sum(cast(waits.days_since_last as decimal(38, 0)) * waits.days_since_last),
            0
        ) as decimal(38, 0)
    ) as days_since_last_squared
from waits

-- question: When did each buyer buy, and when again?
-- grain: one row per buyer and purchase day
-- reads: purchases
-- note: purchases of one day are one; the last of a buyer has no next_date. One pass:
--     windows of one order see equal rows in one order (SQL:2003, order-equivalent)
with followed as (
    select
        purchases.user_no as user_no,
        purchases.ordered_date as ordered_date,
        dense_rank() over (
            partition by purchases.user_no order by purchases.ordered_date
        ) as number,
        case
            when
                row_number()
                    over (
                        partition by purchases.user_no order by purchases.ordered_date
                    )
                < count(*)
                    over (
                        partition by purchases.user_no order by purchases.ordered_date
                        rows between unbounded preceding and unbounded following
                    )
                then
                    lead(purchases.ordered_date) over (
                        partition by purchases.user_no order by purchases.ordered_date
                    )
        end as next_date
    from purchases
    where purchases.user_no is not null
)

select
    followed.user_no as user_no,
    followed.number as number,
    followed.ordered_date as ordered_date,
    followed.next_date as next_date
from followed
-- of several orders of a day the last is followed by another day
where coalesce(followed.ordered_date < followed.next_date, true)

-- question: When did each buyer buy, and when again?
-- grain: one row per buyer and purchase day
-- reads: purchases
-- note: purchases of one day are one; the last of a buyer has no next_date
with purchase_days as (
    select
        purchases.user_no as user_no,
        purchases.ordered_date as ordered_date
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no, purchases.ordered_date
),

numbered as (
    select
        purchase_days.user_no as user_no,
        purchase_days.ordered_date as ordered_date,
        row_number() over (
            partition by purchase_days.user_no order by purchase_days.ordered_date
        ) as number,
        count(*) over (partition by purchase_days.user_no) as numbers
    from purchase_days
)

select
    numbered.user_no as user_no,
    numbered.number as number,
    numbered.ordered_date as ordered_date,
    case
        when numbered.number < numbered.numbers
            then
                lead(numbered.ordered_date) over (
                    partition by numbered.user_no order by numbered.number
                )
    end as next_date
from numbered

-- question: How long did buyers stay away before they bought again, or until now?
-- grain: one row per number of days
-- reads: purchases
-- needs: orders.user_id
-- columns: silent_days integer, bought integer, unfinished integer
-- note: Purchases of one day are one. Each purchase day begins one silence; the last of
--     a buyer is unfinished, and only known to have lasted so long.
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
),

followed as (
    select
        numbered.ordered_date as ordered_date,
        case
            when numbered.number < numbered.numbers
                then
                    lead(numbered.ordered_date) over (
                        partition by numbered.user_no order by numbered.number
                    )
        end as next_date
    from numbered
),

silences as (
    select
        case
            when followed.next_date is null
                then date_diff('day', followed.ordered_date, $as_of)
            else date_diff('day', followed.ordered_date, followed.next_date)
        end as silent_days,
        case when followed.next_date is null then 0 else 1 end as has_ended
    from followed
)

select
    silences.silent_days as silent_days,
    cast(sum(silences.has_ended) as bigint) as bought,
    cast(sum(1 - silences.has_ended) as bigint) as unfinished
from silences
group by silences.silent_days
order by silences.silent_days

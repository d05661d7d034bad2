-- question: How long did buyers stay away after each purchase, or until now?
-- grain: one row per order number and number of days
-- reads: purchase_waits
-- needs: orders.user_id
-- params: steps integer = 5 from 1 to 30
-- columns: purchase_number integer, waited_days integer, bought integer,
--     unfinished integer
-- note: Purchases of one day are one, and the first is number 1; all after the last
--     number asked for are put together under the next number. Each purchase day
--     begins one wait; the last of a buyer is unfinished, and only known to have
--     lasted so long.
with waits as (
    select
        case
            when purchase_waits.number > $steps then $steps + 1
            else purchase_waits.number
        end as purchase_number,
        case
            when purchase_waits.next_date is null
                then date_diff('day', purchase_waits.ordered_date, $as_of)
            else
                date_diff(
                    'day', purchase_waits.ordered_date, purchase_waits.next_date
                )
        end as waited_days,
        case when purchase_waits.next_date is null then 0 else 1 end as has_ended
    from purchase_waits
)

select
    waits.purchase_number as purchase_number,
    waits.waited_days as waited_days,
    cast(sum(waits.has_ended) as bigint) as bought,
    cast(sum(1 - waits.has_ended) as bigint) as unfinished
from waits
group by waits.purchase_number, waits.waited_days
order by waits.purchase_number, waits.waited_days

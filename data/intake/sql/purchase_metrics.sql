-- Net revenue, buyers, and the 90-day repurchase by local date among buyers
-- whose 90 days have passed.
with first_days as (
    select
        user_key,
        min(ordered_date) as first_date
    from purchases
    where user_key is not null and ordered_date is not null
    group by user_key
),

returns as (
    select
        purchases.user_key as user_key,
        min(purchases.ordered_date) as second_date
    from purchases
    inner join first_days
        on purchases.user_key = first_days.user_key
    where purchases.ordered_date > first_days.first_date
    group by purchases.user_key
),

buyers as (
    select
        first_days.first_date + 90 <= cast($data_end as date) as is_eligible,
        coalesce(returns.second_date <= first_days.first_date + 90, false)
            as has_returned
    from first_days
    left join returns
        on first_days.user_key = returns.user_key
),

money as (
    select cast(coalesce(sum(net_cents), 0) as bigint) as net_cents
    from purchases
)

select
    max(money.net_cents) as net_cents,
    count(buyers.is_eligible) as buyers,
    count(case when buyers.is_eligible then 1 end) as eligible,
    count(case when buyers.is_eligible and buyers.has_returned then 1 end) as returned
from money
left join buyers
    on true

-- question: How many first-time buyers ordered again within so many times 24 hours?
-- grain: one row per number of days: the usual five and the one asked for
-- reads: purchases, orders
-- needs: orders.user_id
-- params: days integer = 90 from 1 to 3650
-- columns: within_days integer, eligible integer, repurchased integer
-- note: Every second order counts, also one of the same day or minute, so this reads
--     higher than the count by purchase days. Observed until the last order of all.
with first_orders as (
    select
        purchases.user_no as user_no,
        min(purchases.ordered_at) as first_at
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no
),

order_pairs as (
    select
        first_orders.user_no as user_no,
        first_orders.first_at as first_at,
        count(
            case when purchases.ordered_at = first_orders.first_at then 1 end
        ) as orders_at_first,
        min(
            case
                when purchases.ordered_at > first_orders.first_at
                    then purchases.ordered_at
            end
        ) as later_at
    from first_orders
    inner join purchases on first_orders.user_no = purchases.user_no
    group by first_orders.user_no, first_orders.first_at
),

second_orders as (
    select
        order_pairs.first_at as first_at,
        case
            when order_pairs.orders_at_first > 1 then order_pairs.first_at
            else order_pairs.later_at
        end as second_at
    from order_pairs
),

-- orders of all people show how long we have watched
observation as (
    select max(orders.ordered_at) as last_at
    from orders
    where orders.is_counted and orders.ordered_date <= $as_of
),

watched as (
    select
        second_orders.first_at as first_at,
        second_orders.second_at as second_at,
        observation.last_at as last_at
    from second_orders
    cross join observation
),

-- distinct: the number of days asked for may be one of the usual five
horizons as (
    select
        30 as within_days,
        count(
            case when watched.first_at + interval 30 day <= watched.last_at then 1 end
        ) as eligible,
        count(
            case
                when
                    watched.first_at + interval 30 day <= watched.last_at
                    and watched.second_at <= watched.first_at + interval 30 day
                    then 1
            end
        ) as repurchased
    from watched
    union distinct
    select
        60 as within_days,
        count(
            case when watched.first_at + interval 60 day <= watched.last_at then 1 end
        ) as eligible,
        count(
            case
                when
                    watched.first_at + interval 60 day <= watched.last_at
                    and watched.second_at <= watched.first_at + interval 60 day
                    then 1
            end
        ) as repurchased
    from watched
    union distinct
    select
        90 as within_days,
        count(
            case when watched.first_at + interval 90 day <= watched.last_at then 1 end
        ) as eligible,
        count(
            case
                when
                    watched.first_at + interval 90 day <= watched.last_at
                    and watched.second_at <= watched.first_at + interval 90 day
                    then 1
            end
        ) as repurchased
    from watched
    union distinct
    select
        180 as within_days,
        count(
            case when watched.first_at + interval 180 day <= watched.last_at then 1 end
        ) as eligible,
        count(
            case
                when
                    watched.first_at + interval 180 day <= watched.last_at
                    and watched.second_at <= watched.first_at + interval 180 day
                    then 1
            end
        ) as repurchased
    from watched
    union distinct
    select
        365 as within_days,
        count(
            case when watched.first_at + interval 365 day <= watched.last_at then 1 end
        ) as eligible,
        count(
            case
                when
                    watched.first_at + interval 365 day <= watched.last_at
                    and watched.second_at <= watched.first_at + interval 365 day
                    then 1
            end
        ) as repurchased
    from watched
    union distinct
    select
        $days as within_days,
        count(
            case
                when watched.first_at + interval ($days) day <= watched.last_at
                    then 1
            end
        ) as eligible,
        count(
            case
                when
                    watched.first_at + interval ($days) day <= watched.last_at
                    and watched.second_at <= watched.first_at + interval ($days) day
                    then 1
            end
        ) as repurchased
    from watched
)

select
    horizons.within_days as within_days,
    horizons.eligible as eligible,
    horizons.repurchased as repurchased
from horizons
order by horizons.within_days

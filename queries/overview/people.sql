-- question: How many people are there, and how many bought, were active or came back?
-- grain: one row
-- reads: audience, purchases, users, interactions
-- needs: orders.user_id
-- params: days integer = 30 from 1 to 3660, repurchase_days integer = 90 from 1 to 3660
-- columns: people integer, buyers integer, first_time_buyers integer,
--     new_members integer needs users.joined_at,
--     active integer needs interactions.occurred_at,
--     eligible integer, repurchased integer
-- note: Active people bought or interacted. Eligible are first-time buyers whose
--     repurchase window ended within the days asked about; they repurchased when a
--     later purchase day lies within it.
with buyers as (
    select
        purchases.user_no as user_no,
        min(purchases.ordered_date) as first_date,
        max(purchases.ordered_date) as last_date
    from purchases
    where purchases.user_no is not null
    group by purchases.user_no
),

buyer_counts as (
    select
        count(case when buyers.last_date > $as_of - $days then 1 end) as buyers,
        count(
            case when buyers.first_date > $as_of - $days then 1 end
        ) as first_time_buyers
    from buyers
),

-- their window closed inside the span, so each person is watched equally long
newcomers as (
    select
        buyers.user_no as user_no,
        buyers.first_date as first_date
    from buyers
    where
        buyers.first_date > $as_of - $days - $repurchase_days
        and buyers.first_date <= $as_of - $repurchase_days
),

returned as (
    select distinct newcomers.user_no as user_no
    from newcomers
    inner join purchases
        on
            newcomers.user_no = purchases.user_no
            and newcomers.first_date < purchases.ordered_date
            and newcomers.first_date >= purchases.ordered_date - $repurchase_days
    where purchases.ordered_date > $as_of - $days - $repurchase_days
),

cohort_counts as (
    select
        count(*) as eligible,
        count(returned.user_no) as repurchased
    from newcomers
    left join returned on newcomers.user_no = returned.user_no
),

active_people as (
    select buyers.user_no as user_no
    from buyers
    where buyers.last_date > $as_of - $days
    union distinct
    select interactions.user_no as user_no
    from interactions
    inner join audience on interactions.user_no = audience.user_no
    where
        interactions.occurred_date > $as_of - $days
        and interactions.occurred_date <= $as_of
),

active_counts as (
    select count(*) as active
    from active_people
),

joined as (
    select count(*) as new_members
    from audience
    inner join users on audience.user_no = users.user_no
    where users.joined_date > $as_of - $days and users.joined_date <= $as_of
),

everybody as (
    select count(*) as people
    from audience
)

select
    everybody.people as people,
    buyer_counts.buyers as buyers,
    buyer_counts.first_time_buyers as first_time_buyers,
    joined.new_members as new_members,
    active_counts.active as active,
    cohort_counts.eligible as eligible,
    cohort_counts.repurchased as repurchased
from everybody
cross join buyer_counts
cross join joined
cross join active_counts
cross join cohort_counts

-- question: On which days after the assignment did people buy, and for how much?
-- grain: one row per person assigned who is in the audience, and day with a purchase
-- reads: members, purchases
-- params: follow_days integer, first_date date, last_date date
-- note: after is from the moment of assignment; elapsed is 0 on its day, and counts the
--     days of the brand. Refunds are those known on the day asked about.
select
    members.user_no as user_no,
    date_diff('day', members.assigned_date, purchases.ordered_date) as elapsed,
    cast(sum(purchases.net_cents) as bigint) as net_cents
from members
inner join purchases on members.user_no = purchases.user_no
where
    -- constants, so that what lies outside is not even read
    purchases.ordered_date >= $first_date
    and purchases.ordered_date <= $last_date
    and purchases.ordered_at >= members.assigned_at
    and purchases.ordered_date <= members.assigned_date + $follow_days
group by
    members.user_no,
    date_diff('day', members.assigned_date, purchases.ordered_date)
order by members.user_no, elapsed

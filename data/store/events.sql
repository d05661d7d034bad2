-- question: each event with its person's number
-- grain: one row per event
-- reads: a delivered event table, people
select
    people.user_no as user_no,
    delivered.* exclude (user_id)
from delivered
left join people on delivered.user_id = people.user_id

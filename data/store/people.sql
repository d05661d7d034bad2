-- question: who is in the export, numbered densely from 0 in the order of user_id
-- grain: one row per member
-- reads: delivered users
-- note: a member whose account was deleted, at any time, is not a member
select
    cast(row_number() over (order by delivered.user_id) - 1 as integer) as user_no,
    delivered.user_id as user_id,
    not coalesce(delivered.is_test, false) and delivered.deleted_at is null as is_member
from delivered
order by user_no

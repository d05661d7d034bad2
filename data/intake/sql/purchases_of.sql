-- All purchases of the people whom some rows are about.
with touched as (
    select distinct user_key
    from touched_rows
    where user_key is not null
)

select purchases.*
from purchases
semi join touched
    on purchases.user_key = touched.user_key

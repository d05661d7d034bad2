-- All purchases of the people whom some rows are about.
select purchases.*
from purchases
semi join (select distinct user_key from touched_rows where user_key is not null) as touched
    on purchases.user_key = touched.user_key

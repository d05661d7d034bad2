-- Whether any order is of an unknown member or older than its member:
-- one cheap pass before the rows are looked for.
select
    count(case when orders.user_id is not null and users.user_id is null then 1 end)
        as of_unknown,
    count(case when orders.ordered_date < users.joined_date then 1 end) as too_early
from orders
left join users
    on orders.user_id = users.user_id

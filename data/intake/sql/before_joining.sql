-- Orders placed before their member joined.
select orders.*
from orders
inner join users
    on orders.user_id = users.user_id
where orders.ordered_date < users.joined_date

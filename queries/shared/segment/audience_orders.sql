-- question: Which orders did the people of the segment place?
-- grain: one row per order
select orders.*
from orders
where orders.user_no in (select audience.user_no from audience)

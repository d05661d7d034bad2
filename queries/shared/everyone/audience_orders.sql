-- question: Which orders are in scope for everyone?
-- grain: one row per order
-- note: orders of no known person stay in, so that money is whole
select orders.*
from orders

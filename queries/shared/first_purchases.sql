-- question: When did each buyer buy for the first time?
-- grain: one row per person with a purchase
-- reads: purchases
-- note: the whole history is searched; data that begin late make old buyers look new
select
    purchases.user_no as user_no,
    min(purchases.ordered_date) as first_date
from purchases
where purchases.user_no is not null
group by purchases.user_no

-- Which identity the amounts bear out, over orders that were paid and refunded:
-- paid or net of refunds.
select
    count(*) as refunded_orders,
    count(
        case when abs(amount_cents - (gross_cents - discount_cents)) <= 1 then 1 end
    ) as as_paid,
    count(
        case
            when
                abs(amount_cents - (gross_cents - discount_cents - refunded_cents)) <= 1
                then 1
        end
    ) as as_net
from orders
where
    refunded_cents > 0
    and was_paid
    and amount_cents is not null
    and gross_cents is not null

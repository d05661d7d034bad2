-- question: each order with its person's number, what was paid, what went back, whether
--     it counts and until when
-- grain: one row per order
-- reads: delivered orders, people
-- params: status_known boolean, payment_known boolean
-- note: an order of no known person has no user_no and counts; an unknown status does
--     not count. It counts until the day before all of it went back; 2299-12-31 is the
--     last day that every engine knows
with amounts as (
    select
        delivered.*,
        coalesce(
            delivered.paid_cents,
            delivered.gross_cents - coalesce(delivered.discount_cents, 0),
            delivered.net_cents + coalesce(delivered.refunded_cents, 0),
            0
        ) as settled_cents
    from delivered
),

refunds as (
    select
        amounts.*,
        -- a status that says "refunded" without an amount means all of it
        case
            when amounts.status = 'refunded' and coalesce(amounts.refunded_cents, 0) = 0
                then amounts.settled_cents
            else coalesce(amounts.refunded_cents, 0)
        end as returned_cents
    from amounts
),

judged as (
    select
        people.user_no as user_no,
        refunds.* exclude (user_id, settled_cents, returned_cents)
        replace (
            refunds.settled_cents as paid_cents,
            refunds.returned_cents as refunded_cents,
            case
                when refunds.returned_cents > 0
                    then coalesce(refunds.refunded_date, refunds.ordered_date)
            end as refunded_date
        ),
        case
            when coalesce(refunds.is_test, false) then false
            when not coalesce(people.is_member, true) then false
            when $status_known
                then coalesce(
                    refunds.status in ('completed', 'paid', 'shipped', 'refunded'),
                    false
                )
            when $payment_known then refunds.paid_at is not null
            else true
        end as is_counted
    from refunds
    left join people on refunds.user_id = people.user_id
)

select
    judged.*,
    case
        when not judged.is_counted then null
        when judged.refunded_cents > 0 and judged.refunded_cents >= judged.paid_cents
            then judged.refunded_date - 1
        else date '2299-12-31'
    end as counted_until
from judged

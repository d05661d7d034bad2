-- question: Which campaign would each way of crediting give each order to?
-- grain: one row per way of crediting, campaign and number of campaigns that share
-- reads: touches, purchases
-- params: since date, contacts_since date,
--     click_lasts_until expression of touches,
--     delivery_lasts_until expression of touches
-- note: Credited, not caused. An order belongs to clicks (or, of last_contact, also to
--     deliveries) of messages to its buyer before it, as long as they last. An order is
--     credited to one campaign: of the last click, of the first one, of the last
--     contact; of even, to all campaigns clicked, in equal parts of whole cents. Its
--     share is whole_cents divided by shared_by, which leaves no rest, plus odd_cents:
--     what an order's cents leave over goes to the first campaigns in the order of
--     their IDs. Of two contacts at one moment the smaller ID counts. The way all has
--     every order, with no campaign.
with contacts as (
    select
        touches.user_no as user_no,
        touches.campaign_id as campaign_id,
        touches.clicked_at as contact_at,
        $click_lasts_until as lasts_until,
        1 as is_click
    from touches
    where
        touches.clicked_date >= $contacts_since
        and touches.clicked_date <= $as_of
        and touches.user_no is not null
        and not coalesce(touches.is_control, false)
    union all
    select
        touches.user_no as user_no,
        touches.campaign_id as campaign_id,
        touches.delivered_at as contact_at,
        $delivery_lasts_until as lasts_until,
        0 as is_click
    from touches
    where
        touches.delivered_date >= $contacts_since
        and touches.delivered_date <= $as_of
        and touches.user_no is not null
        and not coalesce(touches.is_control, false)
),

credited_orders as (
    select
        purchases.order_id as order_id,
        purchases.user_no as user_no,
        purchases.ordered_at as ordered_at,
        purchases.net_cents as net_cents
    from purchases
    where purchases.ordered_date >= $since
),

candidates as (
    select
        credited_orders.order_id as order_id,
        contacts.campaign_id as campaign_id,
        min(credited_orders.net_cents) as net_cents,
        min(
            case when contacts.is_click = 1 then contacts.contact_at end
        ) as first_click,
        max(
            case when contacts.is_click = 1 then contacts.contact_at end
        ) as last_click,
        max(contacts.contact_at) as last_contact
    from credited_orders
    inner join contacts
        on
            credited_orders.user_no = contacts.user_no
            and credited_orders.ordered_at >= contacts.contact_at
            and credited_orders.ordered_at < contacts.lasts_until
    group by credited_orders.order_id, contacts.campaign_id
),

clicked as (
    select
        candidates.order_id as order_id,
        candidates.campaign_id as campaign_id,
        candidates.net_cents as net_cents,
        row_number() over (
            partition by candidates.order_id
            order by candidates.last_click desc, candidates.campaign_id asc
        ) as last_place,
        row_number() over (
            partition by candidates.order_id
            order by candidates.first_click asc, candidates.campaign_id asc
        ) as first_place,
        row_number() over (
            partition by candidates.order_id
            order by candidates.campaign_id asc
        ) as even_place,
        count(*) over (partition by candidates.order_id) as shared_by
    from candidates
    where candidates.last_click is not null
),

contacted as (
    select
        candidates.campaign_id as campaign_id,
        candidates.net_cents as net_cents,
        row_number() over (
            partition by candidates.order_id
            order by candidates.last_contact desc, candidates.campaign_id asc
        ) as last_place
    from candidates
),

shares as (
    select
        'last_click' as way,
        clicked.campaign_id as campaign_id,
        1 as shared_by,
        clicked.net_cents as whole_cents,
        0 as odd_cents
    from clicked
    where clicked.last_place = 1
    union all
    select
        'first_click' as way,
        clicked.campaign_id as campaign_id,
        1 as shared_by,
        clicked.net_cents as whole_cents,
        0 as odd_cents
    from clicked
    where clicked.first_place = 1
    union all
    select
        'last_contact' as way,
        contacted.campaign_id as campaign_id,
        1 as shared_by,
        contacted.net_cents as whole_cents,
        0 as odd_cents
    from contacted
    where contacted.last_place = 1
    union all
    select
        'even' as way,
        clicked.campaign_id as campaign_id,
        clicked.shared_by as shared_by,
        clicked.net_cents - clicked.net_cents % clicked.shared_by as whole_cents,
        case
            when clicked.even_place <= clicked.net_cents % clicked.shared_by then 1
            else 0
        end as odd_cents
    from clicked
    union all
    select
        'all' as way,
        '' as campaign_id,
        1 as shared_by,
        credited_orders.net_cents as whole_cents,
        0 as odd_cents
    from credited_orders
)

select
    shares.way as way,
    shares.campaign_id as campaign_id,
    shares.shared_by as shared_by,
    count(*) as orders,
    cast(sum(shares.whole_cents) as bigint) as whole_cents,
    cast(sum(shares.odd_cents) as bigint) as odd_cents
from shares
group by shares.way, shares.campaign_id, shares.shared_by
order by shares.way, shares.campaign_id, shares.shared_by

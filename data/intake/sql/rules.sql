-- What a row can get wrong. Each column is one rule over the stored columns
-- of its table; true: the row fails.
select
    coalesce(
        list_contains(
            [
                '合计', '总计', '小计', '合計', '總計', '小計', 'total', 'subtotal', 'grand total'
            ],
            lower(rtrim(row_id, ' :：'))
        ),
        false
    ) as total_row,
    ordered_date < date '1990-01-01' as placeholder_date,
    case
        when
            list_contains(['RMB', 'CNH', '人民币', '人民幣', '¥', '￥', '元'], upper(currency))
            then 'CNY'
        when
            list_contains(['NTD', 'NT$', '新台币', '新臺幣', '新台幣'], upper(currency))
            then 'TWD'
        when list_contains(['US$', '$', '美元'], upper(currency)) then 'USD'
        else upper(currency)
    end <> $currency as other_currency,
    paid_value = 0 and counted as zero_amount,
    refunded_cents > greatest(paid_value, 0) as refund_above_paid,
    refunded_cents > 0 and not was_paid as refund_without_payment,
    paid_at < ordered_at as paid_before_ordered,
    refunded_at < ordered_at as refunded_before_ordered,
    discount_cents < 0 as negative_discount,

    impossible_birth as impossible_birth,
    joined_date > $today as joined_in_future,
    user_id = referrer_id as referred_by_self,
    not regexp_matches(email, '^[^@\s]+@[^@\s]+\.[^@\s.]+$') as email_shape,
    not regexp_matches(regexp_replace(phone, '[-\s()+.]', '', 'g'), '^[\d*]{6,15}$')
        as phone_shape,

    inviter_id = invitee_id as invited_self,
    end_date < start_date as ends_before_start,
    is_control and delivered_at is not null as control_was_sent,
    item_cents < 0 as negative_item,
    cost_cents < 0 as negative_cost
from rows_read

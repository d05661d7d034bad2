-- How a raw text becomes a typed value. Each column is one way to read `value`;
-- what cannot be read is null.
-- Lists are searched with list_contains: an IN list of literals makes DuckDB plan
-- a join per column, for seconds.
-- `value` is trimmed and never empty; `iso` is the result of one of the `*_iso`
-- readings.
select
    trim(value, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288))
        as trimmed,
    case
        when length(value) > 4 then value
        when not list_contains(['', '\n', 'null'], lower(value)) then value
    end as text_value,
    case
        when length(value) > 4 then value
        when not list_contains(
            [
                '',
                '\n',
                'null',
                'none',
                'nan',
                'nat',
                'n/a',
                'na',
                '#n/a',
                '-',
                '--',
                '无',
                '空',
                '—'
            ],
            lower(value)
        ) then value
    end as typed_value,

    regexp_replace(
        regexp_replace(
            translate(value, '０１２３４５６７８９，．－％（）', '0123456789,.-%()'),
            '[¥￥$€£元圆圓\s'']|CNY|RMB|NTD|NT|USD|US|HKD|HK|TWD|EUR|GBP|JPY', '', 'gi'
        ),
        '^\((.*)\)$', '-\1'
    ) as bare_number,
    case
        when
            regexp_matches(
                bare, '^[-+]?(\d+|\d{1,3}(,\d{2,3})+|)(\.\d*)?(e[-+]?\d{1,3})?$', 'i'
            )
            then replace(bare, ',', '')
    end as point_number,
    case
        when
            regexp_matches(
                bare, '^[-+]?(\d+|\d{1,3}(\.\d{3})+|)(,\d*)?(e[-+]?\d{1,3})?$', 'i'
            )
            then replace(replace(bare, '.', ''), ',', '.')
    end as comma_number,
    regexp_matches(bare, '^[-+]?\d*,(\d{1,2}|\d{4,})$')
    or regexp_matches(bare, '^[-+]?\d{1,3}(\.\d{3})+,\d*$')
    or regexp_matches(bare, '^[-+]?\d{1,3}(\.\d{3}){2,}$') as proves_comma,
    regexp_matches(bare, '^[-+]?\d*\.(\d{1,2}|\d{4,})$')
    or regexp_matches(bare, '^[-+]?\d{1,3}(,\d{3})+\.\d*$')
    or regexp_matches(bare, '^[-+]?\d{1,3}(,\d{3}){2,}$') as proves_point,

    coalesce(
        try_cast(round(try_cast(number as decimal(18, 4)) * 100) as bigint),
        try_cast(round(try_cast(number as double) * 100) as bigint)
    ) as text_money,
    case
        when isfinite(try_cast(number as double)) then try_cast(number as double)
    end as text_number,
    case
        when try_cast(number as double) = round(try_cast(number as double))
            then
                coalesce(
                    try_cast(number as bigint),
                    try_cast(try_cast(number as double) as bigint)
                )
    end as text_integer,
    rtrim(bare, '%') as without_percent,
    case
        when try_cast(number as double) between 0 and 1 and not ends_with(bare, '%')
            then try_cast(number as double)
        when try_cast(number as double) between 0 and 100 and ends_with(bare, '%')
            then try_cast(number as double) / 100
    end as share_number,
    number as text_share,
    case
        when share between 0 and 1 then share
    end as share_within,

    try_cast(round(cast(value as double) * 100) as bigint) as float_money,
    coalesce(
        try_cast(round(try_cast(value as decimal(18, 4)) * 100) as bigint),
        try_cast(round(cast(value as double) * 100) as bigint)
    ) as decimal_money,
    try_cast(cast(value as hugeint) * 100 as bigint) as integer_money,
    try_cast(value as bigint) as whole_integer,
    nullif(trim(value), '') as native_text,
    case
        when isfinite(cast(value as double)) then cast(value as double)
    end as float_number,
    case
        when value = round(value) then try_cast(value as bigint)
    end as float_integer,
    case
        when
            isfinite(value) and value = round(value)
            then cast(try_cast(value as hugeint) as varchar)
        when isfinite(value) then cast(value as varchar)
    end as float_text,

    case
        when list_contains([
            'true',
            't',
            'yes',
            'y',
            '1',
            '1.0',
            'on',
            '是',
            '真',
            '有',
            '对',
            '對',
            '√',
            '✓',
            '✔',
            '☑',
            '已授权',
            '已授權', '同意', '已同意', '开启', '開啟', '已关注'
        ], lower(value)) then true
        when list_contains([
            'false',
            'f',
            'no',
            'n',
            '0',
            '0.0',
            'off',
            '否',
            '假',
            '无',
            '無',
            '没有',
            '沒有',
            '×',
            '✗',
            '✘',
            '☐',
            'x',
            '未授权', '未授權', '不同意', '未同意', '关闭', '關閉', '未关注', '拒绝', '拒絕'
        ], lower(value)) then false
    end as text_boolean,
    case value when 1 then true when 0 then false end as number_boolean,

    list_filter(
        list_transform(
            string_split_regex(trim(value, '[]{} '), '[,;|，；、]'),
            lambda tag: trim(tag, ' ''"')
        ),
        lambda tag: tag <> ''
    ) as text_tags,
    list_filter(
        list_transform(value, lambda tag: trim(tag)),
        lambda tag: tag <> ''
    ) as listed_tags,

    case
        when regexp_matches(value, '^\d{8}$')
            then regexp_replace(value, '^(\d{4})(\d{2})(\d{2})$', '\1-\2-\3')
        when regexp_matches(value, '^\d{14}$')
            then
                regexp_replace(
                    value,
                    '^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$',
                    '\1-\2-\3 \4:\5:\6'
                )
        else
            regexp_replace(
                value,
                '^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[T\s]*',
                '\1-\2-\3 '
            )
    end as year_first_iso,
    regexp_replace(value, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[T\s,]*', '\3-\2-\1 ')
        as day_first_iso,
    regexp_replace(value, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[T\s,]*', '\3-\1-\2 ')
        as month_first_iso,
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(trim(value), '(上午|凌晨|早上)\s*([\d:.]+)', '\2 AM'),
                '(下午|晚上|中午)\s*([\d:.]+)', '\2 PM'
            ),
            '\s*(Z|UTC|GMT)$', '+00:00'
        ),
        '(:\d{2}(\.\d+)?)\s*([-+]\d{2}):?(\d{2})?$', '\1\3:\4'
    ) as plain_clock,
    regexp_matches(iso, ':\d{2}(\.\d+)?[-+]\d{2}:(\d{2})?$') as has_offset,
    -- The shape is checked first: try_cast reads '2024-05-01 3:05 PM' as five past
    -- three in the night.
    coalesce(
        case
            when
                regexp_matches(
                    iso, '^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$'
                )
                then try_cast(iso as timestamp)
        end,
        try_strptime(
            iso,
            [
                '%Y-%m-%d %I:%M:%S %p',
                '%Y-%m-%d %I:%M %p',
                '%d-%b-%Y',
                '%d %b %Y',
                '%d-%b-%Y %H:%M:%S',
                '%d %b %Y %H:%M:%S', '%b %d, %Y', '%B %d, %Y', '%d %B %Y'
            ]
        )
    ) as local_time,
    make_timestamp(epoch_us(try_cast(rtrim(iso, ':') as timestamptz))) as offset_time,
    case
        when
            regexp_matches(value, '^[12]\d{9}$')
            then make_timestamp(cast(value as bigint) * 1000000)
        when
            regexp_matches(value, '^[12]\d{12}$')
            then make_timestamp(cast(value as bigint) * 1000)
    end as epoch_time,
    make_timestamp(epoch_us(value)) as instant_time,
    cast(value as timestamp) as naive_time,
    make_timestamp(epoch_us(timezone($zone, local))) as utc_of_local,
    timezone($zone, make_timestamptz(epoch_us(utc))) as local_of_utc,
    try_cast(value as date) as day_of,
    day > cast($today as date)
    or day < cast($today as date) - interval 120 year as is_impossible_birth
from deliveries

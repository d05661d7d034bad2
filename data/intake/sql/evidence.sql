-- What the texts of one column prove. Each column counts over all values of `given`
-- (trimmed; null: nothing given).
select
    count(given) as values_given,
    count(
        case
            when regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D|$)') then 1
        end
    ) as either_order,
    count(
        case
            when
                regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D|$)')
                and cast(regexp_extract(given, '^(\d+)', 1) as integer) > 12
                then 1
        end
    ) as day_first,
    count(
        case
            when
                regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D|$)')
                and cast(regexp_extract(given, '^\d+[-/.](\d+)', 1) as integer) > 12
                then 1
        end
    ) as month_first,
    min(
        case
            when
                regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D|$)')
                then given
        end
    ) as one_date,
    max(
        case
            when
                regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\D|$)')
                then given
        end
    ) as another_date,
    count(
        case
            when regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(\D|$)') then 1
        end
    ) as short_years,
    min(
        case
            when
                regexp_matches(given, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(\D|$)')
                then given
        end
    ) as short_year,
    count(
        case
            when
                not regexp_matches(
                    given,
                    '(:\d\d(\.\d+)?\s*([-+]\d\d:?(\d\d)?|Z|UTC|GMT)|^\d{10}|^\d{13})$'
                )
                then 1
        end
    ) as naive_times,

    count(case when comma then 1 end) as comma_decimals,
    count(case when point then 1 end) as point_decimals,
    min(case when comma then given end) as comma_example,
    min(case when point then given end) as point_example,

    count(case when regexp_matches(given, '^\d(\.\d+)?[eE]\+?\d+$') then 1 end)
        as scientific,
    min(case when regexp_matches(given, '^\d(\.\d+)?[eE]\+?\d+$') then given end)
        as scientific_example,
    count(case when regexp_matches(given, '^[1-9]\d{15,}$') then 1 end) as long_numbers,
    -- Digits after the 15th are zeros, or the whole is a floating number:
    -- of 2,000 true ids of 19 digits one is.
    count(
        case
            when
                regexp_matches(given, '^[1-9]\d{14}0+$')
                or regexp_matches(given, '^[1-9]\d{17,}$')
                and try_cast(try_cast(given as double) as hugeint)
                = try_cast(given as hugeint)
                then 1
        end
    ) as rounded_numbers,
    min(
        case
            when
                regexp_matches(given, '^[1-9]\d{14}0+$')
                or regexp_matches(given, '^[1-9]\d{17,}$')
                and try_cast(try_cast(given as double) as hugeint)
                = try_cast(given as hugeint)
                then given
        end
    ) as rounded_example,
    count(case when abs(cast(raw as double)) >= 9007199254740992 then 1 end)
        as beyond_exact,
    min(
        case
            when abs(cast(raw as double)) >= 9007199254740992 then cast(raw as varchar)
        end
    ) as beyond_example,

    count(case when regexp_matches(given, '^-?(0|[1-9]\d{0,17})$') then 1 end)
        as whole_numbers,
    count(
        case
            when
                regexp_matches(
                    given, '^-?(0|[1-9]\d{0,14})(\.\d+)?([eE][-+]?\d{1,2})?$'
                )
                then 1
        end
    ) as numbers,
    count(
        case
            when list_contains(
                ['true', 'false', 'yes', 'no', 'y', 'n', 't', 'f', '是', '否', '√', '×'],
                lower(given)
            ) then 1
        end
    ) as booleans,
    count(
        case
            when
                regexp_matches(given, '^\d{4}[-/]\d{1,2}[-/]\d{1,2}$')
                and try_cast(replace(given, '/', '-') as date) is not null
                then 1
        end
    ) as dates,
    count(
        case
            when
                regexp_matches(given, '^\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}')
                and try_cast(replace(given, '/', '-') as timestamp) is not null
                then 1
        end
    ) as times
from deliveries

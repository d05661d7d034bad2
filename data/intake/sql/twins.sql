-- Rows that share a key: copies of one row are dropped but for the first;
-- rows that differ are all set apart.
with judged as (
    select
        source_file,
        source_row,
        key_of,
        row_number()
            over (partition by key_of order by source_file, source_row)
            as place,
        count(*) over (partition by key_of) as alike,
        dense_rank() over (partition by key_of order by content) as variant
    from twins
),

variants as (
    select
        *,
        max(variant) over (partition by key_of) as variants
    from judged
)

select
    source_file,
    source_row,
    case
        when variants > 1 then 'conflicting_key'
        else 'exact_duplicate'
    end as failed_rule
from variants
where alike > 1 and (variants > 1 or place > 1)

-- question: What are the whole numbers from 0 to 99,999?
-- grain: one row per number
-- note: series functions are spelled differently by every engine, digits are not
with digits as (
    select 0 as digit
    union all
    select 1 as digit
    union all
    select 2 as digit
    union all
    select 3 as digit
    union all
    select 4 as digit
    union all
    select 5 as digit
    union all
    select 6 as digit
    union all
    select 7 as digit
    union all
    select 8 as digit
    union all
    select 9 as digit
)

select
    ones.digit
    + 10 * tens.digit
    + 100 * hundreds.digit
    + 1000 * thousands.digit
    + 10000 * myriads.digit as number
from digits as ones
cross join digits as tens
cross join digits as hundreds
cross join digits as thousands
cross join digits as myriads

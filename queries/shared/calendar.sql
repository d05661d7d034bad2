-- question: Which local days do the data cover, up to the day asked about?
-- grain: one row per day
-- reads: numbers
-- note: month_number counts months since year 0, so that months can be subtracted
with covered_days as (
    select $as_of - numbers.number as day_date
    from numbers
    where numbers.number <= date_diff('day', $data_start, $as_of)
)

select
    covered_days.day_date as day_date,
    cast(
        extract(year from covered_days.day_date) * 12
        + extract(month from covered_days.day_date)
        as integer
    ) as month_number
from covered_days

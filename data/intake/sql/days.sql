-- How many rows each local day has, and when its last one happened.
select
    day_of_row as local_day,
    count(*) as rows_of_day,
    max(time_of_row) as last_time
from events
where day_of_row is not null
group by day_of_row
order by day_of_row

-- Delivered rows that were set apart, all columns as they came.
select
    delivered.*,
    failed.rule
from delivered
inner join failed
    on
        delivered.source_file = failed.source_file
        and delivered.source_row = failed.source_row

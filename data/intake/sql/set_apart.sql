-- The rows that a rule has set apart, with all their columns.
select rows_read.*
from rows_read
inner join failed
    on
        rows_read.source_file = failed.source_file
        and rows_read.source_row = failed.source_row
where failed.rule = $rule

-- Rows that no rule has set apart.
select rows_read.*
from rows_read
anti join failed
    on
        rows_read.source_file = failed.source_file
        and rows_read.source_row = failed.source_row

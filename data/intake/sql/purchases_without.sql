-- Purchases without the rows in question.
select purchases.*
from purchases
anti join touched_rows
    on purchases.source_file = touched_rows.source_file and purchases.source_row = touched_rows.source_row
